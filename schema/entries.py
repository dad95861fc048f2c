"""Entries of the journal 台账 as shown."""

from datetime import datetime
from typing import Annotated, Literal

import strawberry
from strawberry import ID

from register.entries import key_of
from register.paging import Ask
from register.records import Entry, Key, Ref
from schema import ids
from schema.arguments import After, First
from schema.context import Info
from schema.declare import Shown, argument, field, object_type
from schema.interfaces import Node
from schema.paging import Connection, ask, connect


@object_type("台账记录: one line of the append-only, hash-chained journal")
class JournalEntry(Shown[Entry], Node):
    sequence: int = field("序号: its number in the county's journal, without gaps")
    action: str = field("行为: what was done, in the past: transfer:proposed")
    actor: str = field("行为人: the account that did it")
    at: datetime = field("时间: when it was done")
    data: str = field("内容: what changed, as canonical JSON (RFC 8785)")
    hash: str = field("哈希: SHA-256 over all that the entry says")
    previous_hash: str = field("前一哈希: the hash of the entry before it")

    @property
    def ref(self) -> Ref:
        """An entry is named by its journal and its number."""
        return Ref("JournalEntry", key_of(self.row))

    @field("县: the county it happened in; a region's code for a region's own rows")
    def county(self) -> str:
        return self.row.tenant

    @field("对象: the id of what it was done to")
    def target(self) -> ID:
        return ids.encode(self.row.target)


def listed(
    info: Info, under: Literal["county", "transfer", "batch", "recall_order"], parent: str | Key, page: Ask
) -> Connection[JournalEntry]:
    """Show a page of a county's journal, or the history of a transfer or a batch."""
    return connect(info.context.loaders.entries_under, JournalEntry.of, parent, under, page=page)


@strawberry.type
class EntryQueries:
    @field("台账: the journal of a county, the first entry first")
    def journal(
        self,
        info: Info,
        county: Annotated[str, argument("县: the code of the county, or of a region for its own rows")],
        first: First = 50,
        after: After = None,
    ) -> Connection[JournalEntry]:
        return listed(info, "county", county, ask(first, after))
