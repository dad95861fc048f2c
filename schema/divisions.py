"""Places 行政区划: regions and counties. A township is a body as well and lives with the bodies."""

from asyncio import gather
from collections.abc import Iterable
from typing import Annotated

import strawberry

from register.records import Place as Division
from schema import bodies, summaries
from schema.arguments import After, AsOf, Code, First, Within
from schema.catalogues import Catalogue
from schema.context import Info
from schema.declare import Shown, argument, field, object_type
from schema.enums import PlaceLevel
from schema.graph import Department, Item, ItemFilter, Township, Transfer, TransferFilter
from schema.interfaces import Place
from schema.items import types as items
from schema.loading import required
from schema.paging import Connection, ask, connect
from schema.schedules.types import Schedule
from schema.summaries import Summary
from schema.transfers import types as transfers


@object_type("省、市: a province or a prefecture")
class Region(Shown[Division], Place):
    level: PlaceLevel = field("级别: whether it is a province or a prefecture")

    @field("上级: the province a prefecture lies in; null for a province")
    async def parent(self, info: Info) -> "Region | None":
        return (
            None if self.row.parent is None else Region.of(await required(info.context.loaders.places, self.row.parent))
        )

    @field("下放目录: what its government hands down now; null where it has published none (R9)")
    async def catalogue(self, info: Info) -> Catalogue | None:
        return Catalogue.maybe(await info.context.loaders.catalogues_of.load(self.row.code))

    @field("进度安排: until when what it hands down is to have come how far; null where it has published none (R79)")
    async def schedule(self, info: Info) -> Schedule | None:
        return Schedule.maybe(await info.context.loaders.schedules_of.load(self.row.code))

    @field("汇总: its counts, of everything below it too")
    async def summary(self, info: Info, as_of: AsOf = None) -> Summary:
        return await summaries.summary(info, self.row.code, as_of)


@object_type("县、区、县级市: a county, the tenant of the register")
class County(Shown[Division], Place):
    @field("上级: the prefecture or the province it lies in")
    async def parent(self, info: Info) -> Region:
        return Region.of(await required(info.context.loaders.places, self.row.parent or ""))

    @field("乡镇街道: its townships, by code")
    def townships(self, info: Info, first: First = 50, after: After = None) -> Connection[Township]:
        below = info.context.loaders.divisions_below
        return connect(below, bodies.Township.of, self.row.code, PlaceLevel.TOWNSHIP, page=ask(first, after))

    @field("部门: its departments, by code")
    def departments(self, info: Info, first: First = 50, after: After = None) -> Connection[Department]:
        of_county = info.context.loaders.departments_of
        return connect(of_county, bodies.Department.of, self.row.code, page=ask(first, after))

    @field("权力事项: the items of its departments, by code")
    def items(
        self,
        info: Info,
        filter: Annotated[ItemFilter | None, argument("筛选: which items")] = None,
        first: First = 50,
        after: After = None,
    ) -> Connection[Item]:
        return items.listed(info, "county", self.row.code, filter, ask(first, after))

    @field("下放: the transfers that take effect in it, the latest to take effect first")
    def transfers(
        self,
        info: Info,
        filter: Annotated[TransferFilter | None, argument("筛选: which transfers")] = None,
        first: First = 50,
        after: After = None,
    ) -> Connection[Transfer]:
        return transfers.listed(info, "county", self.row.code, filter, ask(first, after))

    @field("下放目录: what its government hands down now; null where it has published none (R9)")
    async def catalogue(self, info: Info) -> Catalogue | None:
        return Catalogue.maybe(await info.context.loaders.catalogues_of.load(self.row.code))

    @field("进度安排: until when what it hands down is to have come how far; null where it has published none (R79)")
    async def schedule(self, info: Info) -> Schedule | None:
        return Schedule.maybe(await info.context.loaders.schedules_of.load(self.row.code))

    @field("汇总: its counts, of everything below it too")
    async def summary(self, info: Info, as_of: AsOf = None) -> Summary:
        return await summaries.summary(info, self.row.code, as_of)


def show(division: Division) -> Place:
    """Show a division as what it is."""
    if division.level is PlaceLevel.TOWNSHIP:
        return bodies.Township.of(division)
    return County.of(division) if division.level is PlaceLevel.COUNTY else Region.of(division)


async def place(info: Info, code: str) -> Place:
    """Show the place that something refers to."""
    return show(await required(info.context.loaders.places, code))


async def every_place(info: Info, codes: Iterable[str]) -> list[Place]:
    """Show the places that something refers to, in their order."""
    return await gather(*(place(info, code) for code in codes))


async def maybe_place(info: Info, code: str) -> Place | None:
    """Show the place of a code, if there is one."""
    found = await info.context.loaders.places.load(code)
    return None if found is None else show(found)


@strawberry.type
class DivisionQueries:
    @field("行政区划: a place by its code")
    async def place(self, info: Info, code: Code) -> Place | None:
        return await maybe_place(info, code)

    @field("行政区划列表: the places of a level, by code")
    def places(
        self,
        info: Info,
        level: Annotated[PlaceLevel, argument("级别: which level of division")],
        within: Within = None,
        first: First = 50,
        after: After = None,
    ) -> Connection[Place]:
        return connect(info.context.loaders.divisions_below, show, within, level, page=ask(first, after))

    @field("省、市: a province or a prefecture by its code")
    async def region(self, info: Info, code: Code) -> Region | None:
        found = await maybe_place(info, code)
        return found if isinstance(found, Region) else None

    @field("县: a county by its code")
    async def county(self, info: Info, code: Code) -> County | None:
        found = await maybe_place(info, code)
        return found if isinstance(found, County) else None

    @field("县列表: the counties, by code")
    def counties(self, info: Info, within: Within = None, first: First = 50, after: After = None) -> Connection[County]:
        below = info.context.loaders.divisions_below
        return connect(below, County.of, within, PlaceLevel.COUNTY, page=ask(first, after))

    @field("乡镇街道: a township by its code")
    async def township(self, info: Info, code: Code) -> Township | None:
        found = await maybe_place(info, code)
        return found if isinstance(found, bodies.Township) else None
