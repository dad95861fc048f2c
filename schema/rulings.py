"""Rulings 效力认定: the register's opinion of an act, not a court's."""

from register.records import Ruling as Record
from schema import bodies
from schema.context import Info
from schema.declare import Shown, field, object_type
from schema.enums import Validity
from schema.graph import Body
from schema.rules import Rule, rules


@object_type("效力认定: whether an act is valid, in the register's opinion, which is not a court's")
class Ruling(Shown[Record]):
    validity: Validity = field("效力: valid, void or voidable")
    review_body: str | None = field("复议机关: where the act can be reviewed (R142)")
    explanation: str = field(
        "说明: the opinion in a paragraph: who held the power, since when, by which document and rule"
    )

    @field("规则: the rules it rests on")
    def rules(self) -> list[Rule]:
        return rules(self.row.rules)

    @field("行使主体: the body that held the power there and then")
    async def holder(self, info: Info) -> Body | None:
        return await bodies.maybe_body(info, self.row.holder, self.as_of)

    @field("被申请人、被告: the body that answers for the act (R143)")
    async def respondent(self, info: Info) -> Body | None:
        return await bodies.maybe_body(info, self.row.respondent)
