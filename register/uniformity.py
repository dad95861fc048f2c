"""Where the lists of a place are not uniform 基本统一 with those above it and beside it (R99). Found in SQL.

The same as asking `differences` of every two entries (tests/register/test_uniformity.py), as far as the account may see
both.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, String, and_, case, cast, false, func, or_, select, union_all
from sqlalchemy.ext.asyncio import AsyncSession

from policies.actions import Action
from policies.actor import Actor
from register import codes, divisions, items, paging, policies
from register.codes import Scheme
from register.items.reads import COLUMNS, ITEM, VERSION, current
from register.paging import Ask, By, Page
from register.records import Item, Key
from register.scope import below, visible
from register.store import Store
from register.words import Word


class Difference(Word):
    """In what two entries of one item differ (R99)."""

    NAME = "NAME", "名称", "the same code, under another name"
    CODE = "CODE", "编码", "the same name and kind, under another code"
    LEGAL_BASIS = "LEGAL_BASIS", "依据", "the same code, or the same name and kind, on another legal basis"


class Against(Word):
    """With whose lists that of a place is compared (R99)."""

    ABOVE = "ABOVE", "上级", "with those of the regions above it"
    BESIDE = "BESIDE", "同级", "with those of the places beside it, below the same region"


@dataclass(frozen=True, slots=True)
class Differing:
    """An item of a place that differs from another's entry, above it or beside it."""

    item: Item
    other: Item
    differences: tuple[Difference, ...]


def differences(item: Item, other: Item) -> tuple[Difference, ...]:
    """Tell in what two entries differ, if they are of one item: the same common code, or the same name and kind."""
    same_code = codes.common_code(item.code) == codes.common_code(other.code)
    same_name = item.name == other.name
    if not same_code and not (same_name and item.kind is other.kind):
        return ()
    differing = {
        Difference.NAME: not same_name,
        Difference.CODE: not same_code,
        Difference.LEGAL_BASIS: item.legal_basis != other.legal_basis,
    }
    return tuple(one for one, differs in differing.items() if differs)


async def pages(
    store: Store, actor: Actor, places: Sequence[str], against: Against | None, ask: Ask
) -> dict[str, Page[Differing]]:
    """List what differs in the list of each county or region, by code, once for each entry that it differs from.

    Without `against`, compared with both. Refuses with Invalid a code of no division.
    """
    found: dict[str, Page[Differing]] = {}
    async with store.reading(actor) as session:
        for place in places:
            rows = (await _differing(session, actor, place, against)).subquery()
            order = [By(rows.c.code), By(rows.c.other_tenant), By(rows.c.other)]
            query = select(rows.c.tenant, rows.c.item, rows.c.other_tenant, rows.c.other)
            page = (await paging.pages(session, query, order, ask))[None]
            pairs = [(Key(row.tenant, row.item), Key(row.other_tenant, row.other)) for row in page.rows]
            known = await items.load(session, actor, {key for pair in pairs for key in pair})
            shown = tuple(_shown(known[one], known[other]) for one, other in pairs)
            found[place] = Page(shown, page.cursors, page.has_next, page.has_previous)
    return found


async def counts(store: Store, actor: Actor, places: Sequence[str], against: Against | None) -> dict[str, int]:
    """Count what `pages` lists."""
    async with store.reading(actor) as session:
        queries = {place: (await _differing(session, actor, place, against)).subquery() for place in places}
        return {
            place: await session.scalar(select(func.count()).select_from(rows)) or 0 for place, rows in queries.items()
        }


def _shown(item: Item, other: Item) -> Differing:
    return Differing(item, other, differences(item, other))


async def _differing(session: AsyncSession, actor: Actor, place: str, against: Against | None) -> Select[Any]:
    """Every two entries that differ. Two joins, for one that asks for either is none that a hash serves."""
    await divisions.check(session, "within", [place])
    tenant = codes.tenant_of(place)
    own = await _entries(session, actor, [tenant], ITEM.tenant == tenant)
    others = await _entries(session, actor, *_compared(tenant, against))
    one, other = own.cte("own"), others.cte("others")
    columns = (
        one.c.tenant,
        one.c.item,
        one.c.code,
        other.c.tenant.label("other_tenant"),
        other.c.item.label("other"),
    )
    on_code = one.c.common == other.c.common
    unlike = or_(one.c.name != other.c.name, one.c.basis != other.c.basis)
    on_name = and_(one.c.name == other.c.name, one.c.kind == other.c.kind)
    return select(
        union_all(
            # No rows: SQLite makes an index to join a CTE by where the CTE was named before, and only then.
            select(*columns).join(other, on_code).where(false()),
            select(*columns).join(other, on_code).where(unlike),
            select(*columns).join(other, on_name).where(one.c.common != other.c.common),
        ).subquery()
    )


def _compared(tenant: str, against: Against | None) -> tuple[list[str], ColumnElement[bool]]:
    """The ranges of tenants that a place is compared with, and which rows these are."""
    above = [code for code in policies.path_of(tenant) if code != tenant]
    region = above[-1:]  # none, of a province
    beside = (and_(below(ITEM.tenant, one), func.length(ITEM.tenant) == len(tenant)) for one in region)
    wanted = {
        Against.ABOVE: (above, ITEM.tenant.in_(above)),
        Against.BESIDE: (region, and_(or_(false(), *beside), ITEM.tenant != tenant)),
    }
    kept = [found for one, found in wanted.items() if against in (one, None)]
    return [code for codes_, _ in kept for code in codes_], or_(*(rows for _, rows in kept))


async def _entries(
    session: AsyncSession, actor: Actor, prefixes: Sequence[str], wanted: ColumnElement[bool]
) -> Select[Any]:
    seen = visible(actor, Action.ITEM_READ, COLUMNS, await policies.recorded_below(session, prefixes))
    columns = (
        ITEM.tenant.label("tenant"),
        ITEM.id.label("item"),
        ITEM.code.label("code"),
        ITEM.kind.label("kind"),
        VERSION.name.label("name"),
        cast(VERSION.legal_basis, String).label("basis"),
        _common().label("common"),
    )
    return select(*columns).join(VERSION, current()).where(wanted, VERSION.retired.is_(False), seen)


def _common() -> ColumnElement[str]:
    """codes.common_code in SQL, by what the scheme lets stand where."""
    sichuan = ITEM.scheme == Scheme.SICHUAN.value
    of_a_body = ITEM.scheme.in_([Scheme.GUANGDONG_IMPLEMENTATION.value, Scheme.GUANGDONG_SUBITEM.value])
    return case(
        (and_(sichuan, func.substr(ITEM.code, 13, 1) == "-"), func.substr(ITEM.code, 1, 12)),
        (and_(sichuan, func.substr(ITEM.code, 14, 1) == "-"), func.substr(ITEM.code, 1, 13)),
        (sichuan, func.substr(ITEM.code, 1, 14)),
        (of_a_body, func.substr(ITEM.code, 20)),
        else_=ITEM.code,
    )
