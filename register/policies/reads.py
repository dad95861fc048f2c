"""The domains' own policy lines as recorded, and the guard that holds for a place as of this transaction."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, Select, bindparam, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from policies.guard import Domain, Guard
from policies.lines import Line, defaults
from register import fence, scope, tables

REVISION, LINE = tables.expr(tables.PolicyRevision), tables.expr(tables.PolicyLine)
# Read as columns, not as rows of the table, which cost twice as much: every transaction reads them all.
SAID = (LINE.role, LINE.tenant, LINE.action, LINE.when, LINE.effect, LINE.rule)


def path_of(division: str) -> tuple[str, ...]:
    """The domains a decision in a division sees: its province, prefecture and county; nothing of their neighbours."""
    return tuple(division[:digits] for digits in (2, 4, 6) if len(division) >= digits)


async def guard(session: AsyncSession, division: str) -> Guard:
    """The guard for a division at the revisions this transaction sees."""
    return (await guards(session, [division]))[division]


async def guards(session: AsyncSession, divisions: Iterable[str]) -> dict[str, Guard]:
    """The guards for many divisions, in one statement."""
    paths = {division: path_of(division) for division in divisions}
    recorded = await recorded_domains(session, {code for path in paths.values() for code in path})
    return {
        division: _guard(tuple(recorded.get(code) or shipped(code) for code in path))
        for division, path in paths.items()
    }


def shipped(code: str) -> Domain:
    """A domain that has recorded no revision: the lines that ship."""
    return Domain(code, 0, defaults(code))


@lru_cache(maxsize=4096)
def _guard(path: tuple[Domain, ...]) -> Guard:
    # An edit makes another Domain value and so another guard; one that decides is never touched.
    return Guard(path)


async def recorded_domains(session: AsyncSession, codes: Iterable[str]) -> dict[str, Domain]:
    """The current revision of those of the domains that have recorded one."""
    wanted = set(codes)
    current = _read(session, _OF_CODES, {"codes": sorted(wanted)})
    if all(fence.binds(session, code) for code in wanted):
        return await current
    async with fence.lifted(session):  # whoever asks, a decision goes by the lines of the place
        return await current


async def recorded_below(session: AsyncSession, prefixes: Collection[str]) -> dict[str, Domain]:
    """The current revision of every domain on the path to these places, or below one, that has recorded one."""
    tenant = REVISION.tenant
    on_path = tenant.in_({code for prefix in prefixes for code in path_of(prefix)})
    current = _read(session, _current(or_(on_path, *(scope.below(tenant, prefix) for prefix in prefixes))))
    if all(fence.binds(session, prefix) for prefix in prefixes):
        return await current
    async with fence.lifted(session):
        return await current


def _current(wanted: ColumnElement[bool]) -> Select[Any]:
    heads = (
        select(REVISION.tenant, func.max(REVISION.revision).label("revision"))
        .where(wanted)
        .group_by(REVISION.tenant)
        .subquery()
    )
    joined = select(heads.c.tenant, heads.c.revision, *SAID).outerjoin(
        LINE, (LINE.tenant == heads.c.tenant) & (LINE.revision == heads.c.revision)
    )
    return joined.order_by(LINE.position)


# Asked in every transaction, and so built once: building it takes as long as running it.
_OF_CODES = _current(REVISION.tenant.in_(bindparam("codes", expanding=True)))


async def _read(
    session: AsyncSession, current: Select[Any], given: Mapping[str, Any] | None = None
) -> dict[str, Domain]:
    lines: dict[tuple[str, int], list[Line]] = {}
    for tenant, revision, *said in (await session.execute(current, given)).all():
        lines.setdefault((tenant, revision), []).extend([] if said[0] is None else [as_line(*said)])
    return {tenant: Domain(tenant, revision, tuple(found)) for (tenant, revision), found in lines.items()}


def as_line(role: str, tenant: str, action: str, when: Sequence[str], effect: str, rule: str) -> Line:
    """Read the columns of `SAID` as a line."""
    return Line(role, tenant, action, tuple(when), effect, rule)
