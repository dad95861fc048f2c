"""Bodies 机关: townships and departments, whoever can hold a power."""

from asyncio import gather
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from typing import Annotated, Literal

from register.paging import Ask
from register.records import Body as Record
from register.records import Key
from register.records import Place as Division
from register.transfers import TransferFilter as Wanted
from register.words import BodyKind
from schema import certificates, divisions, successions, summaries
from schema.arguments import After, AsOf, First
from schema.context import Info
from schema.declare import Shown, argument, field, object_type
from schema.enums import DutyList, Office, PlaceLevel, TownshipKind
from schema.graph import Certificate, County, Item, Succession, Transfer
from schema.interfaces import Body, Place, called
from schema.items import types as items
from schema.loading import required
from schema.paging import Connection, ask, connect
from schema.summaries import Summary
from schema.transfers import types as transfers


@object_type("乡镇、街道、园区: a receiving unit, keyed by its division code; names repeat")
class Township(Shown[Division], Place, Body):
    @field("名称: its name, now or on the day it is asked about; others may bear it too")
    def name(self, as_of: AsOf = None) -> str:
        return called(self.row, as_of or self.as_of)

    kind: TownshipKind = field("类型: what kind of unit it is, read from its code")

    @field("所属县: the county it lies in")
    async def county(self, info: Info) -> County:
        return divisions.County.of(await required(info.context.loaders.places, self.ref.key.tenant))

    @field("权力清单: the transfers in force there at a moment")
    def powers(self, info: Info, as_of: AsOf = None, first: First = 50, after: After = None) -> Connection[Transfer]:
        return _transfers(info, self.ref.key, "receiver", Wanted(in_force=True, as_of=as_of), ask(first, after))

    @field(
        "履职事项清单: one of its three lists at a moment; each entry tells its `liability`, so that it is the "
        "responsibility list 责任清单 as well (R51)"
    )
    def duties(
        self,
        info: Info,
        list: Annotated[DutyList, argument("清单: which of the three")],
        as_of: AsOf = None,
        first: First = 50,
        after: After = None,
    ) -> Connection[Transfer]:
        return _transfers(info, self.ref.key, "receiver", Wanted(duties=list, as_of=as_of), ask(first, after))

    @field("行政执法证件: the certificates of its officers, by number")
    def certificates(self, info: Info, first: First = 50, after: After = None) -> Connection[Certificate]:
        return certificates.listed(info, self.ref.key, ask(first, after))

    @field("承继机关: who carries it on, once it is no more; each in its own area, where it was split (R207)")
    async def successors(self, info: Info) -> list[Body]:
        return await every_body(info, self.row.heirs)

    @field("原机关: whom it carries on (R207)")
    async def predecessors(self, info: Info) -> list[Body]:
        return await every_body(info, await _carried_on(info, self.ref.key))

    @field("承继: the documents by which it was renamed, carries others on or is carried on, the first one first")
    async def successions(self, info: Info) -> list[Succession]:
        return await _successions(info, self.ref.key)

    @field("汇总: its counts")
    async def summary(self, info: Info, as_of: AsOf = None) -> Summary:
        return await summaries.summary(info, self.row.code, as_of)


@object_type("部门: a body that holds items of its own")
class Department(Shown[Record], Body):
    code: str | None = field("统一社会信用代码: 18 characters, checked (GB 32100)")
    code_valid: bool = field("代码有效: whether the code passes its check; one that does not was accepted as it is")
    offices: list[Office] = field("职责: the duties it has in the procedure (R193)")

    @field("所在行政区划: the county, the region above it or, for an outpost, the township")
    async def place(self, info: Info) -> Place:
        return await divisions.place(info, self.row.place)

    @field("派出部门: the department that sent the outpost out; null for any other")
    async def parent(self, info: Info) -> "Department | None":
        if self.row.parent is None:
            return None
        parent = Key(self.row.key.tenant, self.row.parent)
        return Department.of(await required(info.context.loaders.bodies, parent))

    @field("承继机关: who carries it on, once it is no more (R207)")
    async def successors(self, info: Info) -> list[Body]:
        return await every_body(info, self.row.heirs)

    @field("原机关: whom it carries on (R207)")
    async def predecessors(self, info: Info) -> list[Body]:
        return await every_body(info, await _carried_on(info, self.row.key))

    @field("承继: the documents by which it was renamed, carries others on or is carried on, the first one first")
    async def successions(self, info: Info) -> list[Succession]:
        return await _successions(info, self.row.key)

    @field("权力事项: its items, by code")
    def items(self, info: Info, first: First = 50, after: After = None) -> Connection[Item]:
        return items.listed(info, "department", self.row.key, None, ask(first, after))

    @field(
        "已下放事项: what it has handed over at a moment, gone from its list and on the receiver's (R50): the stages, "
        "where, to whom, and by `liability` who answers for it (R51)"
    )
    def devolved(self, info: Info, as_of: AsOf = None, first: First = 50, after: After = None) -> Connection[Transfer]:
        return _transfers(info, self.row.key, "devolver", Wanted(in_force=True, as_of=as_of), ask(first, after))

    @field("行政执法证件: the certificates of its officers, by number")
    def certificates(self, info: Info, first: First = 50, after: After = None) -> Connection[Certificate]:
        return certificates.listed(info, self.row.key, ask(first, after))


def _transfers(
    info: Info, body: Key, under: Literal["devolver", "receiver"], wanted: Wanted, page: Ask
) -> Connection[Transfer]:
    return connect(info.context.loaders.transfers_under, transfers.Transfer.of, body, under, wanted, page=page)


def show(record: Record, as_of: datetime | None = None) -> Body:
    """Show a body as what it is, called as it was at a moment; a township is the place of its code."""
    if record.kind is BodyKind.DEPARTMENT:
        return Department.of(record, as_of)
    place = Division(record.key.id, record.name, PlaceLevel.TOWNSHIP, record.key.tenant, record.township)
    return Township.of(replace(place, former=record.former, until=record.until, heirs=record.heirs), as_of)


async def body(info: Info, key: Key, as_of: datetime | None = None) -> Body:
    """Show the body that something refers to, as it was called at a moment."""
    return show(await required(info.context.loaders.bodies, key), as_of)


async def maybe_body(info: Info, key: Key | None, as_of: datetime | None = None) -> Body | None:
    """Show the body that something refers to, if it does."""
    return None if key is None else await body(info, key, as_of)


async def every_body(info: Info, keys: Iterable[Key], as_of: datetime | None = None) -> list[Body]:
    """Show the bodies that something refers to, in their order."""
    return list(await gather(*(body(info, key, as_of) for key in keys)))


async def _carried_on(info: Info, key: Key) -> Iterable[Key]:
    found = await info.context.loaders.successions_of.load(key) or ()
    before = (one.predecessors for one in found if key in one.successors)
    return dict.fromkeys(other for keys in before for other in keys if other != key)


async def _successions(info: Info, key: Key) -> list[Succession]:
    found = await info.context.loaders.successions_of.load(key) or ()
    return [successions.Succession.of(one) for one in found]


async def department(info: Info, key: Key) -> Department:
    """Show the department that something refers to."""
    return Department.of(await required(info.context.loaders.bodies, key))
