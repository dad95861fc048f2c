"""Transfers 下放 as shown."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Literal, TypeVar

from register import deadlines, flags, lifecycle, modes, transfers
from register.once import Done
from register.paging import Ask
from register.records import Basis as BasisRecord
from register.records import Document as DocumentRecord
from register.records import Key, Recall
from register.records import ReceiverRequest as RequestRecord
from register.records import SealCustody as SealRecord
from register.records import SpecialReport as ReportRecord
from register.records import Transfer as Record
from register.transfers import TransferFilter as Wanted
from register.transfers import recall_seen
from schema import bodies, divisions, entries, recall_orders
from schema.arguments import After, AsOf, First
from schema.batches import types as batches
from schema.context import Info
from schema.declare import Shown, field, object_type
from schema.enums import BasisLevel, OpenCases, RecallGround, ReportGround, Stage, TransferMode, TransferStatus
from schema.graph import Batch, Body, County, Item, JournalEntry, Place, RecallOrder, TransferFilter
from schema.interfaces import Node
from schema.items import types as items
from schema.loading import required
from schema.paging import Connection, ask, connect
from schema.schedules.types import Deadline

T = TypeVar("T")


@object_type("依据: what a transfer rests on")
class Basis(Shown[BasisRecord]):
    level: BasisLevel = field("层级: the rank of the law or document")
    title: str = field("名称: what it is called")
    article: str | None = field("条款: the article that allows it")
    number: str | None = field("文号: the number of the document")
    date: "date | None" = field("日期: the day it is dated")
    url: str | None = field("网址: where it is published")


@object_type("文书: a piece of the hand-over, such as an opinion, a plan or a 委托书")
class Document(Shown[DocumentRecord]):
    kind: str = field("类型: what piece it is")
    text: str | None = field("内容: what it says")
    number: str | None = field("文号: the number it is filed under")
    date: "date | None" = field("日期: the day it is dated")
    url: str | None = field("网址: where it is published")


@object_type("专项报告: the special report of a receiver that hands on what it received (R71)")
class SpecialReport(Shown[ReportRecord]):
    ground: ReportGround = field("再次转移理由: why it has to be handed on")
    text: str = field("内容: what is reported")


@object_type("承接申请: what a receiver that applied for an item says of it (R73, R74)")
class ReceiverRequest(Shown[RequestRecord]):
    needed: bool = field("迫切需要: it urgently needs the power")
    able: bool = field("能够有效承接: it is able to exercise it effectively")
    note: str = field("说明: why, and with what people and means")


@object_type("印章保管: that the devolver's special seal 专用章 is, or was, with the receiver (R6)")
class SealCustody(Shown[SealRecord]):
    seal: str = field("印章名称: what is engraved on it")
    kept_by: str = field("保管人: the office or person of the receiver that keeps it")
    handed_at: datetime = field("交付时间: since when it is with the receiver")
    document: str = field("交付文号: the document by which it was handed over")
    returned_at: datetime | None = field("交还时间: when it came back; null while it is out")
    return_document: str | None = field("交还文号: the document by which it came back")


@object_type("责任: who answers for what is done under a transfer; it follows from the mode (R18 to R23)")
class Liability(Shown[Record]):
    @field("法律责任: who answers in review and in court (R18, R19, R20)")
    async def legal(self, info: Info) -> Body:
        return await bodies.body(info, modes.liability(self.row)[0])

    @field("行政责任: who answers within the administration (R18, R19, R20)")
    async def administrative(self, info: Info) -> Body:
        return await bodies.body(info, modes.liability(self.row)[1])

    @field("监管责任: who supervises in and after the event (R23)")
    async def supervision(self, info: Info) -> Body:
        item = await required(info.context.loaders.items, self.row.item)
        return await bodies.body(info, item.competent)


@object_type("下放、赋权: one item handed by its holder to one receiver")
class Transfer(Shown[Record], Node):
    mode: TransferMode = field("下放方式: how the item is handed over (R8)")
    stages: list[Stage] = field("下放环节: the stages handed over")
    parts: list[str] = field("部分事项: the parts 子项 or scopes of the item it covers; empty: the whole (R206)")
    except_parts: list[str] = field("除外部分: the parts or scopes it leaves with the devolver (R206)")
    retains_across: bool = field("跨区域保留: whether what lies in several townships stays with the devolver (R208)")
    condition: str | None = field("条件: what has to happen before it is confirmed (R205)")
    condition_met: str | None = field("条件成就: the document that shows that this happened")
    report: SpecialReport | None = field("专项报告: why its devolver hands on what it received (R71)")
    request: ReceiverRequest | None = field("承接申请: what its receiver said, where it applied for it (R74)")
    effective_from: datetime = field("生效时间: planned; in force from the later of this and `publishedAt`")
    effective_to: datetime | None = field("期限届满时间: the end of its term, if it has one (R210)")
    published_at: datetime | None = field("公布时间: when it was published (R92)")
    reserves_stepping_in: bool = field("保留直接行使: the grant lets the devolver itself act when necessary (R30)")
    basis: list[Basis] = field("依据: what it rests on")
    documents: list[Document] = field("文书: the pieces of the hand-over so far (R61)")
    seals: list[SealCustody] = field("印章保管: the devolver's seals that went with it, the first first (R6)")
    version: int = field("版本: what the next step expects it to be")

    @field("所属县: the tenant in which it takes effect")
    async def county(self, info: Info) -> County:
        return divisions.County.of(await required(info.context.loaders.places, self.row.key.tenant))

    @field("权力事项: what is handed over")
    async def item(self, info: Info) -> Item:
        return await items.item(info, self.row.item)

    @field("下放主体: the holder before it, a department or an earlier receiver handing on")
    async def devolver(self, info: Info) -> Body:
        return await bodies.body(info, self.row.devolver)

    @field("承接主体: a township; a department for CONCENTRATE and from city to district")
    async def receiver(self, info: Info) -> Body:
        return await bodies.body(info, self.row.receiver)

    @field("所含园区: parks in the receiver's area, with codes of their own, that it reaches (R113)")
    async def also_places(self, info: Info) -> list[Place]:
        return await divisions.every_place(info, self.row.also_places)

    @field("除外区域: the places that it cuts out; there the devolver keeps the power (R113)")
    async def except_places(self, info: Info) -> list[Place]:
        return await divisions.every_place(info, self.row.except_places)

    @field("服务辐射: the townships for whose holders the receiver's counter accepts applications (R112)")
    async def serves(self, info: Info) -> list[Place]:
        return await divisions.every_place(info, self.row.serves)

    @field("派出机构: under INTERNAL, the devolver's outpost that does the work at the receiver's place (R4)")
    async def outpost(self, info: Info) -> Body | None:
        return await bodies.maybe_body(info, self.row.outpost)

    @field("批次: the batch in which it was proposed, where the viewer may see it")
    async def batch(self, info: Info) -> Batch | None:
        found = await info.context.loaders.batches.load(self.row.batch) if self.row.batch else None
        return None if found is None else batches.Batch.of(found)

    @field("状态: where it stands, derived from the facts and the clock")
    def status(self, info: Info) -> TransferStatus:
        return lifecycle.status(self.row, self.as_of or info.context.store.clock())

    @field("是否生效: whether the receiver holds the power now")
    def in_force(self, info: Info) -> bool:
        return self.row.in_force(self.as_of or info.context.store.clock())

    @field("终止时间: when it ends, with its term or by a published recall; null: without end")
    def ends_at(self) -> datetime | None:
        return self.row.ends

    @field("收回理由: why it is to be taken back; a request is shown to the county's own till it is published")
    def recall_ground(self, info: Info) -> RecallGround | None:
        return _recall(self.row, info, lambda recall: recall.ground)

    @field("收回依据: the law or document that asks for the recall (R42)")
    def recall_basis(self, info: Info) -> str | None:
        return _recall(self.row, info, lambda recall: recall.basis)

    @field("收回时间: when it is to be taken back, not before the recall is published (R46)")
    def recall_effective_from(self, info: Info) -> datetime | None:
        return _recall(self.row, info, lambda recall: recall.effective_from)

    @field("未结案件: what becomes of open cases on its recall (R209)")
    def recall_open_cases(self, info: Info) -> OpenCases | None:
        return _recall(self.row, info, lambda recall: recall.open_cases)

    @field("批量收回: the order by which it is taken back together with others, where the viewer may see it")
    async def recall_order(self, info: Info) -> RecallOrder | None:
        order = self.row.recall.order if self.row.recall else None
        found = await info.context.loaders.recall_orders.load(order) if order else None
        return None if found is None else recall_orders.RecallOrder.of(found)

    @field("办理时限: the phases 阶段 it comes under, planned and actual (S2); first those of regions above the county")
    async def deadlines(self, info: Info) -> list[Deadline]:
        at = self.as_of or info.context.store.clock()
        phases = await info.context.loaders.phases_of.load(self.row)
        return [Deadline.of(deadlines.deadline(schedule, phase, self.row, at)) for schedule, phase in phases]

    @field("责任: who answers for what is done under it")
    def liability(self) -> Liability:
        return Liability.of(self.row)

    @field("可办操作: the actions the viewer may take on it now, such as transfer:accept")
    async def viewer_may(self, info: Info) -> list[str]:
        # A repeated answer says what the transfer was; what may be done is a question about the present.
        loaders = info.context.loaders
        now = await required(loaders.transfers, self.row.key) if self.as_of else self.row
        return list(await loaders.viewer_may.load(now))

    @field("提示: what to know about it, such as MAY_BE_ENTRUSTMENT 可能视为委托")
    async def flags(self, info: Info) -> list[str]:
        item = await required(info.context.loaders.items, self.row.item)
        return list(flags.of_transfer(self.row, item.kind))

    @field("印章保管单位: the receiver, while the devolver's seal is with it at that moment; null: no seal is (R6)")
    async def seal_keeper(self, info: Info, as_of: AsOf = None) -> Body | None:
        at = as_of or self.as_of or info.context.store.clock()
        return await bodies.maybe_body(info, self.row.receiver if any(one.out(at) for one in self.row.seals) else None)

    @field("印章待交还: it is over, and the devolver's seal is still with the receiver (R6)")
    def seal_due_back(self, info: Info) -> bool:
        return self.row.seal_due_back(self.as_of or info.context.store.clock())

    @field("台账: what was done to it, the first written first")
    def history(self, info: Info, first: First = 50, after: After = None) -> Connection[JournalEntry]:
        return entries.listed(info, "transfer", self.row.key, ask(first, after))


def _recall(row: Record, info: Info, read: Callable[[Recall], T]) -> T | None:
    recall = recall_seen(info.context.actor, row)
    return read(recall) if recall else None


def listed(
    info: Info, under: Literal["list", "county"], parent: str | None, filter: TransferFilter | None, page: Ask
) -> Connection[Transfer]:
    """Show a page of transfers, below a county or as a list of its own."""
    wanted = filter.read() if filter else Wanted()
    return connect(info.context.loaders.transfers_under, Transfer.of, parent, under, wanted, page=page)


async def transfer(info: Info, key: Key) -> Transfer:
    """Show the transfer that something refers to."""
    return Transfer.of(await required(info.context.loaders.transfers, key))


async def done(info: Info, done: Done) -> Transfer:
    """Show what a step made of a transfer, whatever was done to it since."""
    row = await required(info.context.loaders.transfers, done.key)
    if done.version is not None and done.version != row.version:
        row = await transfers.version(info.context.store, info.context.actor, done.key, done.version)
    return Transfer.of(row, done.at)


async def maybe_transfer(info: Info, key: Key | None) -> Transfer | None:
    """Show the transfer that something refers to, if it does and the account may see it."""
    found = await info.context.loaders.transfers.load(key) if key else None
    return Transfer.maybe(found)
