"""Batches 批次 as shown."""

from dataclasses import replace
from datetime import datetime

from register import batches
from register.once import Done
from register.records import Batch as Record
from register.records import Key
from register.transfers import TransferFilter as Wanted
from register.words import TransferStatus
from schema import divisions, entries
from schema.arguments import After, First
from schema.context import Info
from schema.declare import Shown, field, object_type
from schema.graph import County, JournalEntry, Transfer
from schema.interfaces import Node
from schema.loading import required
from schema.paging import Connection, ask, connect
from schema.summaries import StatusCount
from schema.transfers import types as transfers


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

    @field("可办操作: the actions the viewer may take on all that they fall to now, such as transfer:accept")
    async def viewer_may(self, info: Info) -> list[str]:
        return list(await batches.viewer_may(info.context.store, info.context.actor, self.row.key))

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
