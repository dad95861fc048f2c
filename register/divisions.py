"""Divisions 行政区划: reads. Everybody may read them."""

from collections.abc import Sequence

from sqlalchemy import func, select

from register import paging, tables
from register.paging import Ask, By, Page
from register.records import Place
from register.scope import below
from register.store import Store
from register.words import PlaceLevel, TownshipKind


def of_row(row: tables.Division) -> Place:
    """Read a row as a place."""
    kind = TownshipKind(row.kind) if row.kind else None
    return Place(row.code, row.name, PlaceLevel(row.level), row.parent, kind)


async def by_code(store: Store, codes: Sequence[str]) -> dict[str, Place]:
    """Find the places of these codes; a code that names none is absent."""
    async with store.reading() as session:
        found = await session.scalars(select(tables.Division).where(tables.Division.code.in_(set(codes))))
        return {row.code: of_row(row) for row in found}


async def pages(
    store: Store, level: PlaceLevel, withins: Sequence[str | None], ask: Ask
) -> dict[str | None, Page[Place]]:
    """List the places of a level below each division (None: everywhere), by code."""
    row = tables.expr(tables.Division)
    found: dict[str | None, Page[Place]] = {}
    async with store.reading() as session:
        for digits, group in _by_length(withins).items():
            parent = func.substr(row.code, 1, digits) if digits else None
            within = [code for code in group if code]
            query = select(row.code, row.name, row.level, row.parent, row.kind).where(row.level == level)
            if parent is not None:
                query = query.where(_any_below(within), parent.in_(within))
            for key, page in (await paging.pages(session, query, [By(row.code)], ask, parent=parent)).items():
                rows = tuple(of_row(tables.Division(**one._mapping)) for one in page.rows)
                found[key] = Page(rows, page.cursors, page.has_next, page.has_previous)
    return {within: found.get(within, Page()) for within in withins}


async def counts(store: Store, level: PlaceLevel, withins: Sequence[str | None]) -> dict[str | None, int]:
    """Count the places of a level below each division."""
    row = tables.expr(tables.Division)
    found: dict[str | None, int] = {}
    async with store.reading() as session:
        for digits, group in _by_length(withins).items():
            within = [code for code in group if code]
            if not digits:
                found[None] = await session.scalar(select(func.count()).where(row.level == level)) or 0
                continue
            parent = func.substr(row.code, 1, digits)
            query = select(parent, func.count()).where(row.level == level, _any_below(within), parent.in_(within))
            found |= {code: number for code, number in (await session.execute(query.group_by(parent))).all()}
    return {within: found.get(within, 0) for within in withins}


def _by_length(withins: Sequence[str | None]) -> dict[int, list[str | None]]:
    """Group parents by the length of their code: one statement for each length there is (at most five)."""
    groups: dict[int, list[str | None]] = {}
    for within in withins:
        groups.setdefault(len(within or ""), []).append(within)
    return groups


def _any_below(codes: Sequence[str]):
    return below(tables.Division.code, min(codes)) if len(codes) == 1 else (tables.Division.code >= min(codes))
