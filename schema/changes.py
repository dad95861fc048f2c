"""The feed of changes 变更流 as shown."""

from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import Annotated

import strawberry
from strawberry import ID, Private

import register.changes
from register.changes import Changes as Part
from register.records import Entry
from schema import ids
from schema.context import Info
from schema.declare import Shown, argument, field, object_type

DEFAULT = 100


@object_type("变更: one line of a journal, in the feed")
class Change:
    row: Private[Entry]
    resume: Private[Callable[[], str]]

    @field("游标: what `since` takes to go on after this change")
    def cursor(self) -> str:
        return self.resume()

    @field("县: the county it happened in; a region's code for a region's own rows")
    def county(self) -> str:
        return self.row.tenant

    @field("序号: its number in the county's journal, without gaps; names it together with `county`")
    def sequence(self) -> int:
        return self.row.sequence

    @field("行为: what was done, in the past: transfer:proposed")
    def action(self) -> str:
        return self.row.action

    @field("对象: the id of what it was done to")
    def target(self) -> ID:
        return ids.encode(self.row.target)

    @field("时间: when it was done; a feed is not in the order of time")
    def at(self) -> datetime:
        return self.row.at

    @field("内容: what changed, as canonical JSON (RFC 8785)")
    def data(self) -> str:
        return self.row.data


@object_type("变更流: a part of the feed; each county's changes are in the order of its journal")
class Changes(Shown[Part]):
    more: bool = field("是否还有: there were more changes when this was read; go on at once rather than later")

    @field("变更: the changes after `since`")
    def changes(self) -> list[Change]:
        return [
            Change(row=entry, resume=partial(self.row.cursor, number))
            for number, entry in enumerate(self.row.entries, start=1)
        ]

    @field("游标: what `since` takes to go on after this part; keep it once the part is stored")
    def cursor(self) -> str:
        return self.row.cursor(len(self.row.entries))


@strawberry.type
class ChangeQueries:
    @field(
        "变更流: what the journals below a division say since a cursor, each entry once, whatever is written meanwhile;"
        " for whoever may read the journal there (R68, R130)"
    )
    async def changes(
        self,
        info: Info,
        within: Annotated[str, argument("范围: the code of a county, or of a region for all that lies below it")],
        since: Annotated[str | None, argument("游标: where to go on; from the beginning when absent")] = None,
        first: Annotated[int | None, argument("条数: how many changes at most, 1 to 200; null means 100")] = DEFAULT,
    ) -> Changes:
        most = DEFAULT if first is None else first
        return Changes.of(await register.changes.follow(info.context.store, info.context.actor, within, since, most))
