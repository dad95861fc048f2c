"""Closing, reverting, reviewing and passing on a case, and designating whose it is."""

from typing import Annotated, ClassVar

import strawberry
from strawberry import ID

import register.cases
from register.cases import Closing, DecisionReview, Finding, Handover, Order
from schema.cases.types import Case, case
from schema.context import Info
from schema.declare import Given, field, input_type, names
from schema.enums import Ending, Party
from schema.inputs import Repeatable, change
from schema.powers.types import SanctionInput
from schema.refusals import Invalid, NotLawful, Refused

CaseResult = Annotated[
    Case | Refused | Invalid | NotLawful,
    strawberry.union("CaseResult", description="案件结果: the case as it is now, or why nothing was done"),
]


@input_type("办结: a case to close")
class CloseCase(Repeatable):
    becomes: ClassVar = Closing

    case: ID = names("案件: the case to close", "Case")
    outcome: str = field("办理结果: what it came to")
    ending: Ending = field("结案方式: by what it ended", default=Ending.HANDLED)
    passed_to: str | None = field("移送机关: to whom a suspected crime went, and under what number (R137)")


@input_type("移回、不作为认定: a case in which a receiver did not act, to go back to its devolver (R28)")
class RevertCase(Repeatable):
    becomes: ClassVar = Finding

    case: ID = names("案件: the case; one that nobody has filed yet cannot go back", "Case")
    body: ID = names("不作为单位: the receiver that holds the case and did not act", "Department", "Place")
    clause: str = field("规定、约定: the words that provide for it, up to 2,000 characters")
    document: str = field("文号: the document or agreement in which they stand")
    evidence: str = field("证据: what establishes the inaction, up to 10,000 characters")
    url: str | None = field("网址: where the document is published")


@input_type("法制审核: what a reviewer finds of the decision of a case that is to be made (R151)")
class ReviewDecision(Repeatable):
    becomes: ClassVar = DecisionReview

    case: ID = names("案件: the case that is to be decided", "Case")
    approve: bool = field("是否通过: whether it may be decided")
    opinion: str = field("审核意见: why, up to 10,000 characters")


@input_type("指定管辖: a case that several bodies could handle, and the one that is to (R208)")
class DesignateCase(Repeatable):
    becomes: ClassVar = Order

    case: ID = names("案件: the case; it lies in several townships, or falls under several parts", "Case")
    body: ID = names("指定承办单位: one of those whose case it could be", "Department", "Place")
    reason: str = field("理由: why that body, up to 10,000 characters")
    document: str = field("文号: the document that designates it")
    url: str | None = field("网址: where the document is published")


@input_type("移送: a case to pass on to the body that holds it (R138)")
class PassCase(Repeatable):
    becomes: ClassVar = Handover

    case: ID = names("案件: the case; the account's body has it, and may do no stage of it", "Case")
    body: ID = names("接收单位: the body that holds it, as `authority` answers for DECIDE", "Department", "Place")
    reason: str = field("理由: why it is not one's own, up to 10,000 characters")
    document: str = field("文号: the document by which it is passed on, 案件移送书")
    url: str | None = field("网址: where the document is published")
    sanctions: list[SanctionInput] = field(
        "拟处罚: the penalties that have come into view, beside those of the case (R31)", default_factory=list
    )
    party: Party | None = field("当事人类型: whom it concerns, if that has come to light")
    parts: list[str] | None = field(
        "所涉部分: the parts it was found to fall under; empty: none of them; absent: as it was filed (R206)"
    )


@strawberry.type
class CaseMutations:
    @field("办结: close a case with its outcome (case:close)")
    async def close_case(self, info: Info, input: Given[CloseCase]) -> CaseResult:
        return await change(info, input, register.cases.close, case)

    @field("指定管辖: decide which of several bodies handles a case; government or enforcement bureau (case:designate)")
    async def designate_case(self, info: Info, input: Given[DesignateCase]) -> CaseResult:
        return await change(info, input, register.cases.designate, case)

    @field("移送: pass a case on to the body that holds it, with its evidence and its limit (case:pass)")
    async def pass_case(self, info: Info, input: Given[PassCase]) -> CaseResult:
        return await change(info, input, register.cases.pass_, case)

    @field("移回: find that a receiver did not act, and give the case back; legal office or government (case:revert)")
    async def revert_case(self, info: Info, input: Given[RevertCase]) -> CaseResult:
        return await change(info, input, register.cases.revert, case)

    @field(
        "法制审核: review the legality of a decision before it is made; a reviewer of the body that may decide the "
        "case, or of the legal office, who did no stage of it (case:review)"
    )
    async def review_decision(self, info: Info, input: Given[ReviewDecision]) -> CaseResult:
        return await change(info, input, register.cases.review, case)
