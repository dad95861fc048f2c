"""Exercising a power."""

from typing import Annotated, ClassVar

import strawberry
from strawberry import ID

from register import powers
from register.powers import Exercise
from register.records import RandomCheck
from schema.cases.types import Act, act
from schema.context import Info
from schema.declare import Given, field, input_type, names
from schema.enums import Demand, Stage
from schema.inputs import Input, Repeatable, change
from schema.powers.types import CaseFacts
from schema.refusals import Invalid, NotLawful, Refused

ExerciseResult = Annotated[
    Act | Refused | Invalid | NotLawful,
    strawberry.union("ExerciseResult", description="行权结果: the act as recorded, or why it was refused"),
]


@input_type("双随机抽查: that an inspection is a random check of a market body (R154)")
class RandomCheckInput(Input):
    becomes: ClassVar = RandomCheck

    subject: str = field("市场主体: whom it checks, by the unified social credit code (GB 32100)")
    reason: str | None = field(
        "抽查理由: why it is checked again although it was twice within a year: a complaint, a hazard, the list of "
        "abnormal operations, bad faith; up to 2,000 characters"
    )


@input_type("行使权力: one stage of one case, to be done by the viewer's body")
class ExercisePower(Repeatable):
    becomes: ClassVar = Exercise

    item: ID = names("权力事项: the item to exercise", "Item")
    stage: Stage = field("环节: the stage to do")
    facts: CaseFacts = field("案情: the case, or the facts of the one to open")
    note: str | None = field("备注: a word on it")
    reason: str | None = field("理由: why it is done so; whoever steps in gives it (R30)")
    officers: list[str] = field(
        "执法人员: the officers who do it, up to 20, by the numbers of their certificates; two at least for who "
        "investigates or enforces a penalty, coercion or an inspection, where certificates are kept (R146)",
        default_factory=list,
    )
    random_check: RandomCheckInput | None = field(
        "双随机抽查: that it is a random check; of an INSPECTION item, or at the stage SUPERVISE. The third of one "
        "market body within a year is flagged unless a reason is given"
    )
    handled_by: str | None = field(
        "承办机构: the office or team that handles it, such as 便民服务中心 or 综合执法队, no body of its own; "
        "up to 200 characters (R14, R15)"
    )
    disguised_as: Demand | None = field("变相行使: what is asked for, if that is what is done (R27)")


@strawberry.type
class PowerMutations:
    @field("行使权力: do one stage of one case (power:exercise)")
    async def exercise_power(self, info: Info, input: Given[ExercisePower]) -> ExerciseResult:
        return await change(info, input, powers.exercise, act)
