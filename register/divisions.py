"""Divisions 行政区划: reads. Everybody may read them."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, and_, func, select, true
from sqlalchemy.ext.asyncio import AsyncSession

from policies.actor import ANONYMOUS
from register import paging, tables
from register.codes import quoted, tenant_of
from register.paging import Ask, By, Page
from register.records import Place
from register.refusals import Invalid
from register.store import Store
from register.successions import reads as successions
from register.tables.columns import CODE
from register.words import PlaceLevel, TownshipKind

COUNTY = 6  # digits of a county's code


def of_row(row: tables.Division | Row[Any]) -> Place:
    """Read a row, of the table or of a list, as a place."""
    kind = TownshipKind(row.kind) if row.kind else None
    return Place(row.code, row.name, PlaceLevel(row.level), row.parent, kind)


async def by_code(store: Store, codes: Sequence[str]) -> dict[str, Place]:
    """Find the places of these codes; a code that names none is absent."""
    async with store.reading(ANONYMOUS) as session:
        row = tables.expr(tables.Division)
        found = await session.scalars(select(row).where(row.code.in_(set(codes))))
        return {one.code: one for one in await _told(session, [of_row(one) for one in found])}


async def _told(session: AsyncSession, places: Iterable[Place]) -> list[Place]:
    """Divisions as they are called now, and whether they still are (R207); what is no township is as it was."""
    there = list(places)
    tenants = {tenant_of(one.code) for one in there if one.level is PlaceLevel.TOWNSHIP}
    lineage = await successions.lineage(session, tenants)
    return [lineage.place(one) for one in there] if lineage.successions else there


async def check(session: AsyncSession, path: str, codes: Iterable[str | None]) -> None:
    """Refuse with Invalid codes of no division: an empty list would hide the slip."""
    row = tables.expr(tables.Division)
    wanted = {code for code in codes if code is not None}
    known = set(await session.scalars(select(row.code).where(row.code.in_(wanted)))) if wanted else set()
    if unknown := sorted(wanted - known):
        message = f"no division has the code {quoted(unknown[0])}"
        raise Invalid.at(path, message, remedy="a code has 2, 4, 6 or 9 digits; `places` lists them")


async def pages(
    store: Store, level: PlaceLevel, withins: Sequence[str | None], ask: Ask
) -> dict[str | None, Page[Place]]:
    """List the places of a level below each division (None: everywhere), by code."""
    row = tables.expr(tables.Division)
    found: dict[str | None, Page[Row[Any]]] = {}
    async with store.reading(ANONYMOUS) as session:
        await check(session, "within", withins)
        for parent, those in _below_each(withins):
            query = select(row.code, row.name, row.level, row.parent, row.kind).where(row.level == level, those)
            query = query.where(still_there(level))
            found |= await paging.pages(session, query, [By(row.code)], ask, parent=parent)
        told = {
            one.code: one for one in await _told(session, [of_row(one) for page in found.values() for one in page.rows])
        }
    shown = {
        within: Page(tuple(told[one.code] for one in page.rows), page.cursors, page.has_next, page.has_previous)
        for within, page in found.items()
    }
    return {within: shown.get(within, Page()) for within in withins}


async def counts(store: Store, level: PlaceLevel, withins: Sequence[str | None]) -> dict[str | None, int]:
    """Count the places of a level below each division."""
    row = tables.expr(tables.Division)
    found: dict[str | None, int] = {}
    async with store.reading(ANONYMOUS) as session:
        await check(session, "within", withins)
        for parent, those in _below_each(withins):
            if parent is None:
                all_ = select(func.count()).where(row.level == level, still_there(level))
                found[None] = await session.scalar(all_) or 0
                continue
            query = select(parent, func.count()).where(row.level == level, those, still_there(level)).group_by(parent)
            found |= dict((await session.execute(query)).all())
    return {within: found.get(within, 0) for within in withins}


def still_there(level: PlaceLevel, at: datetime | None = None) -> ColumnElement[bool]:
    """The divisions that there were at a moment (None: now): a township may be no more, or not be yet (R207)."""
    row = tables.expr(tables.Division)
    if level is not PlaceLevel.TOWNSHIP:
        return true()
    return successions.there(func.substr(row.code, 1, COUNTY), row.code, at)


def _below_each(withins: Sequence[str | None]) -> list[tuple[ColumnElement[str] | None, ColumnElement[bool]]]:
    """The column that tells parents apart, and the rows below them: once for each length of code (at most five).

    So the number of statements does not grow with that of the parents.
    """
    row = tables.expr(tables.Division)
    groups: list[tuple[ColumnElement[str] | None, ColumnElement[bool]]] = []
    for digits in sorted({len(within or "") for within in withins}):
        codes = [within for within in withins if within and len(within) == digits]
        if not codes:
            groups.append((None, true()))
            continue
        parent = func.substr(row.code, 1, digits)
        # The range, from the first parent to the last code below the last one, is what the index serves.
        within_range = row.code.between(min(codes), max(codes).ljust(CODE, "9"))
        groups.append((parent, and_(within_range, parent.in_(codes))))
    return groups
