"""Recall orders 批量收回: taking many transfers back by one document, one mutation for each step (R209)."""

from dataclasses import replace
from datetime import date, datetime
from typing import Annotated, ClassVar

import strawberry
from strawberry import ID

from register import recall_orders
from register.once import Done
from register.records import RecallOrder as Record
from register.transfers import TransferFilter as Wanted
from schema import divisions, entries, ids
from schema.arguments import After, First, Id
from schema.context import Info
from schema.declare import Given, Shown, field, input_type, names, object_type
from schema.enums import OpenCases, RecallGround
from schema.graph import County, JournalEntry, Transfer
from schema.inputs import Repeatable, change
from schema.interfaces import Node
from schema.loading import required
from schema.paging import Connection, ask, connect
from schema.refusals import Invalid, NotLawful, OutOfDate, Refused
from schema.transfers import types as transfers


@object_type("批量收回: transfers taken back together by one document; seen by the county's own (R209)")
class RecallOrder(Shown[Record], Node):
    ground: RecallGround = field("理由: why")
    basis: str = field("依据: the law or document that asks for it (R42)")
    effective_from: datetime = field("收回时间: when they are to end, not before the recall is published")
    open_cases: OpenCases = field("未结案件: what becomes of their open cases")
    requested_at: datetime = field("申请时间: when it was asked for")
    version: int = field("版本: what the next step expects it to be")

    @field("所属县: the county of its transfers")
    async def county(self, info: Info) -> County:
        return divisions.County.of(await required(info.context.loaders.places, self.row.key.tenant))

    @field("下放列表: what it takes back; once it is refused, nothing")
    def transfers(self, info: Info, first: First = 50, after: After = None) -> Connection[Transfer]:
        under, page = info.context.loaders.transfers_under, ask(first, after)
        return connect(under, transfers.Transfer.of, self.row.key, "recall_order", Wanted(), page=page)

    @field("台账: what was done to it, the first written first")
    def history(self, info: Info, first: First = 50, after: After = None) -> Connection[JournalEntry]:
        return entries.listed(info, "recall_order", self.row.key, ask(first, after))


RecallOrderResult = Annotated[
    RecallOrder | Refused | Invalid | NotLawful | OutOfDate,
    strawberry.union("RecallOrderResult", description="批量收回结果: the order as it is now, or why nothing was done"),
]


@input_type("批量申请收回: transfers to be taken back together; exactly one of `transfers`, `batch`, `basisNumber`")
class RequestRecalls(Repeatable):
    becomes: ClassVar = recall_orders.Requests

    transfers: list[ID] | None = names("下放: these, all of them", "Transfer")
    batch: ID | None = names("批次: those of this batch that stand", "Batch")
    basis_number: str | None = field("依据文号: those of the county that rest on this document, which is gone (R209)")
    county: str | None = field("县: the county, by its code; with `basisNumber`")
    expected_count: int | None = field("预期数量: how many they are; refused if they are not")
    ground: RecallGround = field("理由: why; a receiver that asks is unable to exercise them")
    basis: str = field("依据: the law or document that asks for it (R42)")
    effective_from: datetime = field("收回时间: when they are to end; by practice 30 days from the notice (R209)")
    open_cases: OpenCases = field("未结案件: of open cases; with `basisNumber` they MOVE", default=OpenCases.STAY)


@input_type("批量收回审查、批准: the legal office's answer to an order, or the government's")
class ReviewRecalls(Repeatable):
    becomes: ClassVar = recall_orders.OrderReview

    order: ID = names("批量收回: the order in question", "RecallOrder")
    expected_version: int = field("预期版本: the version that was read")
    approve: bool = field("是否通过: pass all of it, or refuse all of it; refused, it ends there")
    opinion: str = field("审查意见: the opinion")


@input_type("批量收回公布: where an order was published, and when what is confidential in it was served")
class PublishRecalls(Repeatable):
    becomes: ClassVar = recall_orders.OrderPublication

    order: ID = names("批量收回: the order to publish", "RecallOrder")
    expected_version: int = field("预期版本: the version that was read")
    url: str | None = field("网址: where it is published")
    served_on: date | None = field("送达日期: for its confidential items, when both parties were served (R89)")


async def _done(info: Info, done: Done) -> RecallOrder:
    row = await required(info.context.loaders.recall_orders, done.key)
    return RecallOrder.of(replace(row, version=done.version or row.version), done.at)


@strawberry.type
class RecallOrderQueries:
    @field("批量收回: an order by its id")
    async def recall_order(self, info: Info, id: Id) -> RecallOrder | None:
        key = ids.key(id, "RecallOrder")
        return RecallOrder.maybe(await info.context.loaders.recall_orders.load(key) if key else None)


@strawberry.type
class RecallOrderMutations:
    @field("批量申请收回: ask to take many back by one document (recall:request, of each)")
    async def request_recalls(self, info: Info, input: Given[RequestRecalls]) -> RecallOrderResult:
        return await change(info, input, recall_orders.request, _done)

    @field("批量收回审查: the legal office passes or refuses all of it (recall:review, of each)")
    async def review_recalls(self, info: Info, input: Given[ReviewRecalls]) -> RecallOrderResult:
        return await change(info, input, recall_orders.review, _done)

    @field("批量收回批准: the government approves what the review did not settle (recall:approve, of each)")
    async def approve_recalls(self, info: Info, input: Given[ReviewRecalls]) -> RecallOrderResult:
        return await change(info, input, recall_orders.approve, _done)

    @field("批量收回公布: the legal office or the government publishes; then or on its day all end (recall:publish)")
    async def publish_recalls(self, info: Info, input: Given[PublishRecalls]) -> RecallOrderResult:
        return await change(info, input, recall_orders.publish, _done)
