"""The answer to "who may do this", and the facts of a case as they are asked with."""

from datetime import datetime
from decimal import Decimal
from typing import ClassVar

from strawberry import ID

from register import records
from register.powers import Claim, Manner
from schema import bodies
from schema.context import Info
from schema.declare import Shown, field, input_type, names, object_type
from schema.enums import Party, SanctionKind
from schema.graph import Body, Transfer
from schema.inputs import Input
from schema.rules import Rule, rules
from schema.transfers import types as transfers


@input_type("拟处罚: a penalty in view")
class SanctionInput(Input):
    becomes: ClassVar = records.Sanction

    kind: SanctionKind = field("处罚种类: which kind of penalty (行政处罚法 art. 9)")
    amount: Decimal | None = field("金额: of a fine, in yuan")


@input_type("案情: the facts of a case that decide whose it is")
class CaseFacts(Input):
    becomes: ClassVar = Claim

    place: str = field("事项所在地: the code of the township where the matter lies")
    also_at: list[str] = field("涉及地: further townships it touches, by their codes", default_factory=list)
    case: ID | None = names("案件: a case on the register, whose filing date and history are read from it", "Case")
    filed_at: datetime | None = field("立案时间: as claimed, for `authority` and `ruling` only")
    sanctions: list[SanctionInput] = field("拟处罚: the penalties in view", default_factory=list)
    party: Party | None = field("当事人类型: whom it concerns")
    parts: list[str] | None = field(
        "所涉部分: the parts of the item it falls under, as the grants name them; empty: none of them. Needed where a "
        "grant tells parts apart (R206); of a case on the register, read from it"
    )


@input_type("办理方式: how an act was done; what is absent is left open, and not judged")
class ConductInput(Input):
    becomes: ClassVar = Manner

    reviewed: bool | None = field("法制审核: whether the decision had passed a review of its legality (R151)")
    officers: list[str] | None = field("执法人员: who did it, by the numbers of the certificates they showed (R146)")


@object_type("行使主体: who holds one stage of one item at one place and time")
class Authority(Shown[records.Authority]):
    @field("行使主体: the body that holds it; null: nobody may act")
    async def holder(self, info: Info) -> Body | None:
        return await bodies.maybe_body(info, self.row.holder, self.as_of)

    @field("亦可行使: who else may lawfully act, such as the department's own counter under AGENCY")
    async def also(self, info: Info) -> list[Body]:
        return await bodies.every_body(info, self.row.also, self.as_of)

    @field("不得行使: bodies that held it before and may not act now (R26)")
    async def barred(self, info: Info) -> list[Body]:
        return await bodies.every_body(info, self.row.barred, self.as_of)

    @field("名义: in whose name the act is done")
    async def in_name_of(self, info: Info) -> Body | None:
        return await bodies.maybe_body(info, self.row.in_name_of, self.as_of)

    @field("下放: the transfer by which it is held, if by one")
    async def transfer(self, info: Info) -> Transfer | None:
        return await transfers.maybe_transfer(info, self.row.transfer)

    @field("规则: the rules it follows from")
    def rules(self) -> list[Rule]:
        return rules(self.row.rules)
