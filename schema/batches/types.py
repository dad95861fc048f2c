"""Batches 批次 as shown."""

from dataclasses import replace
from datetime import date, datetime

from register.once import Done
from register.paging import Ask
from register.readiness import LINES, Wanting
from register.records import Batch as Record
from register.records import Key
from register.records import Paper as PaperRecord
from register.records import ReceivingOffice as OfficeRecord
from register.transfers import TransferFilter as Wanted
from register.words import TransferStatus
from schema import bodies, divisions, entries
from schema.arguments import After, First
from schema.context import Info
from schema.declare import Shown, field, object_type
from schema.enums import Content, Match, Office, Piece
from schema.graph import Body, County, JournalEntry, Transfer
from schema.interfaces import Node
from schema.loading import required
from schema.paging import Connection, ask, connect
from schema.summaries import StatusCount
from schema.transfers import types as transfers


@object_type("材料内容: what a piece says under one heading")
class PaperContent:
    content: Content = field("标题: the heading")
    text: str = field("内容: what it says")


@object_type("承接工作机构: the office of a receiver that takes over what a devolver hands to it (R59, R66)")
class ReceivingOffice(Shown[OfficeRecord]):
    office: str = field("工作机构: the office or team")

    @field("对口原则: by what it matches")
    def matches(self) -> list[Match]:
        return list(self.row.matches)

    @field("下放主体: whoever hands over")
    async def devolver(self, info: Info) -> Body:
        return await bodies.body(info, self.row.devolver)

    @field("承接主体: whose office it is")
    async def receiver(self, info: Info) -> Body:
        return await bodies.body(info, self.row.receiver)


@object_type("批次材料: a piece that goes with a batch, as its body filed it; of two alike the later counts")
class BatchPaper(Shown[PaperRecord]):
    piece: Piece = field("类型: what piece it is")
    text: str | None = field("内容: what it says")
    number: str | None = field("文号: the number it is filed under")
    date: "date | None" = field("日期: the day it is dated")
    url: str | None = field("网址: where it is published")
    filed_at: datetime = field("报送时间: when it was filed")

    @field("内容: what it says under its headings")
    def contents(self) -> list[PaperContent]:
        return [PaperContent(content=content, text=text) for content, text in self.row.contents]

    @field("承接工作机构: of OFFICE, which office of each receiver takes over from each devolver (R59, R66)")
    def offices(self) -> list[ReceivingOffice]:
        return [ReceivingOffice.of(one) for one in self.row.offices]

    @field("报送单位: the body that filed it")
    async def body(self, info: Info) -> Body:
        return await bodies.body(info, self.row.body)

    @field("批次: the batch it goes with")
    async def batch(self, info: Info) -> "Batch":
        return Batch.of(await required(info.context.loaders.batches, self.row.batch))

    @field("抄送: the offices that it is reported or copied to (R56, R58)")
    def copied_to(self) -> list[Office]:
        return list(LINES[self.row.piece].copied)


@object_type("待报材料: a piece that a batch still wants, and whose it is")
class WantingPaper(Shown[Wanting]):
    piece: Piece = field("类型: what piece it is")
    office: Office | None = field("职责: the office whose it is, where it is an office's")

    @field("报送单位: the department or the receiver whose it is, where it is a party's")
    async def body(self, info: Info) -> Body | None:
        return await bodies.maybe_body(info, self.row.body)

    @field("前置环节: the action that waits for it, such as transfer:publish; null: it tells how it went afterwards")
    def before(self) -> str | None:
        return LINES[self.row.piece].before


@object_type("批次: transfers handed over together; a step of it takes all that the step falls to, or none (R75)")
class Batch(Shown[Record], Node):
    title: str = field("名称: what the list is called")
    effective_from: datetime = field("生效时间: planned for the list; single items may have another")
    proposed_at: datetime = field("提出时间: when it was proposed")
    version: int = field("版本: what the next step expects it to be; it counts what was done to any of its transfers")

    @field("所属县: the tenant in which it takes effect")
    async def county(self, info: Info) -> County:
        return divisions.County.of(await required(info.context.loaders.places, self.row.key.tenant))

    @field("下放列表: its transfers, as far as the viewer may see them")
    def transfers(self, info: Info, first: First = 50, after: After = None) -> Connection[Transfer]:
        under = info.context.loaders.transfers_under
        return connect(under, transfers.Transfer.of, self.row.key, "batch", Wanted(), page=ask(first, after))

    @field("按下放状态: of its transfers that the viewer may see, each status there is")
    async def by_status(self, info: Info) -> list[StatusCount]:
        counts = await info.context.loaders.standings.load((self.row.key, (self.as_of,)))
        return [StatusCount(status=status, count=counts[status]) for status in TransferStatus]

    @field("批次材料: what was filed with it, the earliest first (R61)")
    async def papers(self, info: Info) -> list[BatchPaper]:
        return [BatchPaper.of(one) for one in await info.context.loaders.papers.load(self.row.key) or ()]

    @field("待报材料: what goes with it and is not there yet, and whose it is")
    async def wanting(self, info: Info) -> list[WantingPaper]:
        return [WantingPaper.of(one) for one in await self._wanting(info)]

    @field("是否齐全: whether all five pieces of R61 are there, and what else goes with it")
    async def complete(self, info: Info) -> bool:
        return not await self._wanting(info)

    async def _wanting(self, info: Info) -> list[Wanting]:
        return await info.context.loaders.wanting.load(self.row.key) or []

    @field("可办操作: the actions the viewer may take on all that they fall to now, such as transfer:accept")
    async def viewer_may(self, info: Info) -> list[str]:
        return list(await info.context.loaders.batch_may.load(self.row.key) or ())

    @field("台账: what was done to it, the first written first")
    def history(self, info: Info, first: First = 50, after: After = None) -> Connection[JournalEntry]:
        return entries.listed(info, "batch", self.row.key, ask(first, after))


def listed(info: Info, county: str | None, within: str | None, first: First, after: After) -> Connection[Batch]:
    """Show a page of batches."""
    return connect(info.context.loaders.batches_under, Batch.of, None, county, within, page=ask(first, after))


async def maybe_batch(info: Info, key: Key | None) -> Batch | None:
    """Show the batch that something refers to, if it does and the account may see it."""
    return Batch.maybe(await info.context.loaders.batches.load(key) if key else None)


async def done(info: Info, done: Done) -> Batch:
    """Show what a step made of a batch, whatever was done to it since."""
    row = await required(info.context.loaders.batches, done.key)
    return Batch.of(replace(row, version=done.version or row.version), done.at)


def papers_listed(info: Info, county: str | None, office: Office | None, page: Ask) -> Connection[BatchPaper]:
    """Show a page of papers."""
    return connect(info.context.loaders.papers_under, BatchPaper.of, None, county, office, page=page)
