"""The domains' own policy lines as recorded, and the guard that holds for a place as of this transaction."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cache, lru_cache
from typing import Any

from sqlalchemy import ColumnElement, Select, bindparam, func, or_, select, tuple_
from sqlalchemy.ext.asyncio import AsyncSession

from policies.guard import Domain, Guard
from policies.lines import Line, defaults
from register import fence, scope, tables
from register.store import Head, Known

REVISION, LINE = tables.expr(tables.PolicyRevision), tables.expr(tables.PolicyLine)
# Read as columns, not as rows of the table, which cost twice as much.
_SAID = (LINE.role, LINE.tenant, LINE.action, LINE.when, LINE.effect, LINE.rule)


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


@cache
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
    newest = select(REVISION.tenant, func.max(REVISION.revision)).where(wanted).group_by(REVISION.tenant)
    heads = select(REVISION.tenant, REVISION.revision, REVISION.at, REVISION.four_eyes)
    return heads.where(tuple_(REVISION.tenant, REVISION.revision).in_(newest))


# Asked in every transaction, and so built once: building it takes as long as running it.
_OF_CODES = _current(REVISION.tenant.in_(bindparam("codes", expanding=True)))


async def _read(
    session: AsyncSession, current: Select[Any], given: Mapping[str, Any] | None = None
) -> dict[str, Domain]:
    """The revisions as this transaction sees them, and the lines of those that are not known yet: none ever changes."""
    known: Known = session.info["known"]
    heads = {tenant: (revision, at, eyes) for tenant, revision, at, eyes in await session.execute(current, given)}
    kept = {tenant: known[tenant][1] for tenant, head in heads.items() if tenant in known and known[tenant][0] == head}
    read = await of_heads(session, {tenant: head for tenant, head in heads.items() if tenant not in kept})
    if not session.info.get("editing"):  # what it has written itself may yet be undone
        known.update({tenant: (heads[tenant], domain) for tenant, domain in read.items()})
    supposed: Mapping[str, Domain] = session.info.get("supposed", {})
    return {**kept, **read, **supposed}


@contextmanager
def supposing(session: AsyncSession, domain: Domain) -> Iterator[None]:
    """Have this transaction decide, meanwhile, as if a domain had these lines; nothing is written, or known after."""
    session.info["supposed"] = {domain.code: domain}
    try:
        yield
    finally:
        del session.info["supposed"]


async def of_heads(session: AsyncSession, heads: Mapping[str, Head]) -> dict[str, Domain]:
    """Domains at a recorded revision each, with the lines that it has."""
    if not heads:
        return {}
    lines: dict[str, list[Line]] = {tenant: [] for tenant in heads}
    wanted = sorted((tenant, head[0]) for tenant, head in heads.items())
    query = select(*_SAID).where(tuple_(LINE.tenant, LINE.revision).in_(wanted))
    for role, tenant, *said in await session.execute(query.order_by(LINE.position)):
        lines[tenant].append(_line(role, tenant, *said))
    return {tenant: Domain(tenant, head[0], tuple(lines[tenant]), head[2]) for tenant, head in heads.items()}


def _line(role: str, tenant: str, action: str, when: Sequence[str], effect: str, rule: str) -> Line:
    return Line(role, tenant, action, tuple(when), effect, rule)
