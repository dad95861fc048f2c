"""Sending notices, and answering them."""

from typing import Annotated, ClassVar

import strawberry
from strawberry import ID

import register.notices
from register.notices import Answer, NewNotice
from register.once import Done
from schema.context import Info
from schema.declare import Given, field, input_type, names
from schema.enums import AnswerKind, NoticeKind, Recipient
from schema.inputs import Repeatable, change
from schema.loading import required
from schema.notices.types import Notice
from schema.refusals import Invalid, NotLawful, Refused

NoticeResult = Annotated[
    Notice | Refused | Invalid | NotLawful,
    strawberry.union("NoticeResult", description="公文结果: the notice as it is now, or why nothing was done"),
]


@input_type("发送公文: a notice to another body, about a case or else a transfer as its kind is")
class SendNotice(Repeatable):
    becomes: ClassVar = NewNotice

    kind: NoticeKind = field("种类: what kind of notice; PROBLEM is about a transfer, the others about a case")
    to: Recipient = field("受文机关类别: as what it goes to somebody")
    text: str = field("内容: what is told, up to 10,000 characters")
    case: ID | None = names("案件: the case it is about", "Case")
    transfer: ID | None = names("下放: the transfer it is about", "Transfer")
    body: ID | None = names(
        "受文单位: the body, where the register cannot tell it by itself; absent for one it has not",
        "Department",
        "Place",
    )
    document: str | None = field("文号: the document that goes with it")
    url: str | None = field("网址: where that is to be read")


@input_type("答复公文: what the addressee does about a notice; it answers once")
class AnswerNotice(Repeatable):
    becomes: ClassVar = Answer

    notice: ID = names("公文: the notice", "Notice")
    answer: AnswerKind = field("处理方式: what is done; what bears a township's seal is FILED or FORWARDED (R115)")
    text: str = field("内容: what is said, up to 10,000 characters")


async def _done(info: Info, done: Done) -> Notice:
    row = await required(info.context.loaders.notices, done.key)
    return Notice.of(row.as_of(done.at) if done.at else row, done.at)


@strawberry.type
class NoticeMutations:
    @field("发送公文: send a notice; the account's own body does (notice:send)")
    async def send_notice(self, info: Info, input: Given[SendNotice]) -> NoticeResult:
        return await change(info, input, register.notices.send, _done)

    @field("答复公文: answer a notice; the body it was sent to does (notice:answer)")
    async def answer_notice(self, info: Info, input: Given[AnswerNotice]) -> NoticeResult:
        return await change(info, input, register.notices.answer, _done)
