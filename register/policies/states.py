"""What a domain's revisions say, as they were recorded; revision 0 is what ships now."""

from collections.abc import Mapping

from sqlalchemy import select, tuple_
from sqlalchemy.ext.asyncio import AsyncSession

from policies.guard import Domain
from policies.lines import Line
from register import tables
from register.policies import expecting
from register.policies.effects import State
from register.policies.reads import LINE, SAID, as_line, guard, shipped


async def current(session: AsyncSession, domain: str) -> tuple[tuple[Domain, ...], State]:
    """The path of domains to one, and all that its current revision says."""
    path = (await guard(session, domain)).path
    state = await at(session, domain, path[-1].revision)
    return path, state or State(path[-1])


async def at(session: AsyncSession, domain: str, revision: int) -> State | None:
    """All that a revision of a domain says; None where there is none."""
    if revision == 0:
        return State(shipped(domain))
    row = await session.get(tables.PolicyRevision, (domain, revision))
    if row is None:
        return None
    lines = (await lines_of(session, {domain: revision})).get(domain, ())
    expected = (await expecting.of_revisions(session, {domain: revision})).get(domain, ())
    return State(Domain(domain, revision, lines, row.four_eyes), expected, row.four_eyes)


async def lines_of(session: AsyncSession, wanted: Mapping[str, int]) -> dict[str, tuple[Line, ...]]:
    """The own lines of domains at a recorded revision each."""
    query = select(*SAID).where(tuple_(LINE.tenant, LINE.revision).in_(sorted(wanted.items())))
    found: dict[str, list[Line]] = {}
    for said in await session.execute(query.order_by(LINE.tenant, LINE.position)):
        line = as_line(*said)
        found.setdefault(line.domain, []).append(line)
    return {code: tuple(lines) for code, lines in found.items()}
