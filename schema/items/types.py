"""Items 权力事项 as shown, and which of them a list is asked for."""

from asyncio import gather
from datetime import datetime
from typing import ClassVar, Literal

from strawberry import ID

import register.items
from register import flags
from register.catalogues import Retention
from register.items import ItemFilter as Wanted
from register.once import Done
from register.paging import Ask
from register.records import Item as Record
from register.records import ItemReview as ReviewRecord
from register.records import Key
from register.transfers import TransferFilter
from schema import bodies
from schema.arguments import After, AsOf, First
from schema.context import Info
from schema.declare import Shown, field, input_type, names, object_type
from schema.enums import PowerKind, TransferMode
from schema.graph import Department, Township, Transfer
from schema.inputs import Input
from schema.interfaces import Node
from schema.loading import required
from schema.paging import Connection, ask, connect
from schema.transfers import types as transfers


@object_type("清单调整审查: what the service centre found of an item before its change is published (R48)")
class ItemReview(Shown[ReviewRecord]):
    version: int = field("版本: the version of the item that was reviewed")
    approve: bool = field("是否通过: whether it may be published")
    opinion: str = field("审查意见: why, and what to mend")
    at: datetime = field("审查时间: when it was reviewed")

    @field("审查单位: the body that holds SERVICE")
    async def body(self, info: Info) -> Department:
        return await bodies.department(info, self.row.body)

    @field("会同部门: the departments that reviewed it together with that body")
    async def jointly(self, info: Info) -> list[Department]:
        return list(await gather(*(bodies.department(info, one) for one in self.row.jointly)))


@object_type("权力事项: one power as listed")
class Item(Shown[Record], Node):
    code: str = field("事项编码: its code, unique in its county")
    name: str = field("事项名称: what the list calls it")
    kind: PowerKind = field("权力类型: which kind of administrative power it is (R96)")
    legal_basis: list[str] = field("法定依据: as published; may be empty, then flagged")
    important: bool = field("重要事权: an important power, whose recall needs more (R44)")
    county_or_above: bool = field("县级以上专属: by law for the county or above; a township may only assist (R10)")
    decisions_reviewed: bool = field(
        "重大执法决定法制审核事项: on the list of those whose decisions need a review of legality (R152)"
    )
    statutory_days: int | None = field(
        "法定时限: the calendar days the law gives a case; null: not on record, for a PENALTY then 90 (处罚法 60)"
    )
    promised_days: int | None = field("承诺时限: the calendar days within which a case is promised to be closed (R86)")
    confidential: bool = field("保密事项: published to nobody but its parties (R89)")
    published: bool = field("已公布: on its department's published list (R36)")
    retired: bool = field("已取消: taken off the register, its history kept")
    version: int = field("版本: what a change expects it to be")

    @field("编码规则: the standard its code follows, as far as the code tells")
    def code_scheme(self) -> str:
        return self.row.scheme

    @field("所属部门: who holds it where it has not been transferred")
    async def department(self, info: Info) -> Department:
        return await bodies.department(info, self.row.department)

    @field("业务主管部门: who supervises it after a transfer (R23); usually its department")
    async def competent_department(self, info: Info) -> Department:
        return await bodies.department(info, self.row.competent)

    @field("进驻窗口: the townships where its department sits at a window and handles it; it keeps the power (R17)")
    async def windows(self, info: Info) -> list[Township]:
        found = await gather(*(required(info.context.loaders.places, code) for code in self.row.windows))
        return [bodies.Township.of(place) for place in found]

    @field(
        "可下放方式: how the current catalogue 下放目录 hands it down; null where it does not, or there is none (R9)"
    )
    async def devolvable(self, info: Info) -> TransferMode | None:
        line = await info.context.loaders.catalogue_lines.load(self.row.key)
        return None if isinstance(line, Retention) else line

    @field("保留理由: why its government retains it by the current catalogue 下放目录; null where it does not (R53)")
    async def retention_reason(self, info: Info) -> str | None:
        line = await info.context.loaders.catalogue_lines.load(self.row.key)
        return line.reason if isinstance(line, Retention) else None

    @field("清单调整审查: the last review of this version; null: none yet, or the viewer is of another place (R48)")
    async def review(self, info: Info) -> ItemReview | None:
        found = await info.context.loaders.item_reviews.load((self.row.key, self.row.version)) or ()
        known = [one for one in found if self.as_of is None or one.at <= self.as_of]
        return ItemReview.of(known[-1]) if known else None

    @field("提示: what to know about it, such as NO_LEGAL_BASIS 缺少法定依据")
    def flags(self) -> list[str]:
        return list(flags.of_item(self.row))

    @field("下放: its transfers, the latest to take effect first; with `asOf` those in force then")
    def transfers(self, info: Info, as_of: AsOf = None, first: First = 50, after: After = None) -> Connection[Transfer]:
        wanted = TransferFilter(in_force=None if as_of is None else True, as_of=as_of)
        listing = info.context.loaders.transfers_under
        return connect(listing, transfers.Transfer.of, self.row.key, "item", wanted, page=ask(first, after))


@input_type("事项筛选: which items are wanted; what is absent does not narrow")
class ItemFilter(Input):
    becomes: ClassVar = Wanted

    kind: PowerKind | None = field("权力类型: of this kind")
    department: ID | None = names("部门: of this department", "Department")
    text: str | None = field("文字: with this in the name or the code")
    county: str | None = field("县: of this county, by its code")
    within: str | None = field("范围: of the counties in this division, by its code")
    window: str | None = field("进驻窗口: handled at a window of its department in this township, by its code")
    awaits_review: bool | None = field(
        "待审查: of the viewer's own places, whether a change or retirement awaits the service centre's review (R48)"
    )


def listed(
    info: Info,
    under: Literal["list", "county", "department", "catalogue", "retained"],
    parent: str | Key | None,
    filter: ItemFilter | None,
    page: Ask,
) -> Connection[Item]:
    """Show a page of items, below a parent or as a list of its own."""
    wanted = filter.read() if filter else Wanted()
    return connect(info.context.loaders.items_under, Item.of, parent, under, wanted, page=page)


async def done(info: Info, done: Done) -> Item:
    """Show what a registrar made of an item, whatever was done to it since."""
    row = await required(info.context.loaders.items, done.key)
    if done.version is not None and done.version != row.version:
        row = await register.items.version(info.context.store, info.context.actor, done.key, done.version)
    return Item.of(row, done.at)


async def item(info: Info, key: Key) -> Item:
    """Show the item that something refers to."""
    return Item.of(await required(info.context.loaders.items, key))
