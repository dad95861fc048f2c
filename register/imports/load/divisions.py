"""Loading divisions, and the townships among them as bodies that can receive powers."""

from collections.abc import Sequence

from sqlalchemy import insert, select
from sqlalchemy.ext.asyncio import AsyncSession

from register import tables
from register.fence import EVERYTHING
from register.imports.load.report import Report, done, refused
from register.imports.parse import DivisionRow, RowProblem, parse_divisions
from register.store import Store
from register.words import BodyKind, PlaceLevel


async def divisions(store: Store, data: bytes, *, dry_run: bool = False) -> Report:
    """Load provinces, prefectures, counties and townships; those on the register already must say the same."""
    parsed = parse_divisions(data)
    if parsed.problems:
        return refused(parsed.problems)
    async with store.changing(EVERYTHING) as session:
        known = await _known(session)
        problems = [*_strays(parsed.rows, known), *_changed(parsed.rows, known)]
        if problems:
            return refused(problems)
        fresh = [row for row in parsed.rows if row.code not in known]
        if not dry_run:
            await _write(session, fresh)
    seen = len(parsed.rows) - len(fresh)
    return done("divisions", new=len(fresh), known=seen, dry_run=dry_run, ignored=parsed.ignored)


async def _known(session: AsyncSession) -> dict[str, tuple[str, str]]:
    row = tables.expr(tables.Division)
    found = await session.execute(select(row.code, row.name, row.level))
    return {code: (name, level) for code, name, level in found}


def _strays(rows: Sequence[DivisionRow], known: dict[str, tuple[str, str]]) -> list[RowProblem]:
    here = {row.code for row in rows} | known.keys()
    return [
        RowProblem(row.line, "parent_code", f"`{row.parent}` is neither in the file nor on the register")
        for row in rows
        if row.parent and row.parent not in here
    ]


def _changed(rows: Sequence[DivisionRow], known: dict[str, tuple[str, str]]) -> list[RowProblem]:
    return [
        RowProblem(row.line, "name", f"`{row.code}` is {known[row.code][0]} on the register, {row.name} in the file")
        for row in rows
        if row.code in known and known[row.code] != (row.name, row.level.value)
    ]


async def _write(session: AsyncSession, rows: Sequence[DivisionRow]) -> None:
    if not rows:
        return
    await session.execute(
        insert(tables.Division),
        [
            {
                "code": row.code,
                "name": row.name,
                "level": row.level.value,
                "parent": row.parent,
                "kind": row.kind.value if row.kind else None,
            }
            for row in sorted(rows, key=lambda row: (len(row.code), row.code))  # parents first
        ],
    )
    towns = [row for row in rows if row.level is PlaceLevel.TOWNSHIP]
    if not towns:
        return
    kind = BodyKind.TOWNSHIP.value
    named = [
        {"tenant": row.code[:6], "id": row.code, "kind": kind, "name": row.name, "place": row.code} for row in towns
    ]
    await session.execute(insert(tables.Body), named)
    kinds = [{"tenant": row.code[:6], "id": row.code, "kind": row.kind.value} for row in towns if row.kind]
    await session.execute(insert(tables.Township), kinds)
