"""What a domain's revisions say, as they were recorded; revision 0 is what ships now."""

from sqlalchemy.ext.asyncio import AsyncSession

from policies.guard import Domain
from register import tables
from register.policies import expecting
from register.policies.effects import State
from register.policies.reads import guard, of_heads, shipped


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
    domains = await of_heads(session, {domain: (revision, row.at, row.four_eyes)})
    return State(domains[domain], (await expecting.of_revisions(session, {domain: revision})).get(domain, ()))
