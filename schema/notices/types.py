"""Notices 公文往来 and what is due of them, as shown."""

from datetime import datetime

from register.notices import DueNotice as Due
from register.notices.lines import LINES
from register.records import Notice as Record
from register.records import NoticeAnswer as AnswerRecord
from schema import bodies, divisions
from schema.cases.types import Case
from schema.context import Info
from schema.declare import Shown, field, object_type
from schema.enums import AnswerKind, NoticeKind, Occasion, Recipient
from schema.graph import Body, Item, Place
from schema.interfaces import Node
from schema.items import types as items
from schema.rules import Rule, rules
from schema.transfers.types import Transfer


@object_type("公文答复: what the addressee of a notice did about it")
class NoticeAnswer(Shown[AnswerRecord]):
    kind: AnswerKind = field("处理方式: what it did")
    text: str = field("内容: what it says")
    at: datetime = field("时间: when")

    @field("答复单位: the body that answered")
    async def body(self, info: Info) -> Body:
        return await bodies.body(info, self.row.body)


@object_type("公文往来: what one body sent another about a case or else a transfer (R111, R115, R133, R139)")
class Notice(Shown[Record], Node):
    kind: NoticeKind = field("种类: what kind of notice it is")
    to: Recipient = field("受文机关类别: as what it was sent to somebody")
    text: str = field("内容: what is told")
    document: str | None = field("文号: the document that goes with it")
    url: str | None = field("网址: where that is to be read")
    sent_at: datetime = field("发出时间: when it was sent")

    @field("权力事项: the item of the case or the transfer")
    async def item(self, info: Info) -> Item:
        return await items.item(info, self.row.item)

    @field("所在地: where the matter lies, or the transfer takes effect")
    async def place(self, info: Info) -> Place:
        return await divisions.place(info, self.row.place)

    @field("案件: the case it is about; null where it is about a transfer, or the viewer may not see it")
    async def case(self, info: Info) -> Case | None:
        key = self.row.case
        return Case.maybe(await info.context.loaders.cases.load(key) if key else None)

    @field("下放: the transfer it is about; null where it is about a case, or the viewer may not see it")
    async def transfer(self, info: Info) -> Transfer | None:
        key = self.row.transfer
        return Transfer.maybe(await info.context.loaders.transfers.load(key) if key else None)

    @field("发文单位: the body that sent it")
    async def sender(self, info: Info) -> Body:
        return await bodies.body(info, self.row.sender)

    @field("受文单位: the body it was sent to; null where the register has no such body")
    async def addressee(self, info: Info) -> Body | None:
        return await bodies.maybe_body(info, self.row.addressee)

    @field("答复: what the addressee did about it; null until it has")
    def answer(self) -> NoticeAnswer | None:
        return NoticeAnswer.maybe(self.row.answer)

    @field("规则: the rules that ask for it")
    def rules(self) -> list[Rule]:
        return rules(LINES[self.row.kind].rules)


@object_type("待发公文: a notice that is due about a case, and was not sent")
class DueNotice(Shown[Due]):
    since: datetime = field("起始时间: since when it has been due")

    @field("案件: the case that it is to be about")
    def case(self) -> Case:
        return Case.of(self.row.case)

    @field("种类: what kind of notice is due")
    def kind(self) -> NoticeKind:
        return self.row.duty.kind

    @field("受文机关类别: to any one of these")
    def to(self) -> list[Recipient]:
        return list(self.row.duty.to)

    @field("情形: what makes it due")
    def occasion(self) -> Occasion:
        return self.row.duty.occasion

    @field("规则: the rules that ask for it")
    def rules(self) -> list[Rule]:
        return rules(LINES[self.row.duty.kind].rules)
