"""The revisions of a domain's lines: each is kept whole, and shown to whom the domain's lines let read them."""

from collections.abc import Sequence
from datetime import UTC, datetime

from sqlalchemy import select

from policies.actions import Action
from policies.actor import Actor
from policies.lines import Line, defaults, statute
from register import scope, tables
from register.policies.reads import LINE, SAID, as_line, guard
from register.records import Revision
from register.store import Store

# The shipped lines have no author; they are as old as the release they ship with.
SHIPPED_AT = datetime(2026, 11, 22, tzinfo=UTC)


async def revision(store: Store, actor: Actor, domain: str, number: int | None) -> Revision | None:
    """Show a domain's lines at a revision (the current one without a number), the statute first; None if unseen."""
    async with store.reading(actor) as session:
        if await session.get(tables.Division, domain) is None or len(domain) not in (2, 4, 6):
            return None
        guard_ = await guard(session, domain)
        facts = scope.facts_of_policy(actor, domain)
        if not guard_.decide(actor, domain, Action.POLICY_READ, facts).allowed:
            return None
        current = guard_.path[-1]
        wanted = current.revision if number is None else number
        if wanted == 0:
            own: Sequence[Line] = defaults(domain)
            return Revision(domain, 0, "", "as shipped", SHIPPED_AT, (*statute(), *own))
        row = await session.get(tables.PolicyRevision, (domain, wanted))
        if row is None:
            return None
        mine = (LINE.tenant == domain) & (LINE.revision == wanted)
        found = await session.execute(select(*SAID).where(mine).order_by(LINE.position))
        return Revision(domain, wanted, row.author, row.reason, row.at, (*statute(), *(as_line(*one) for one in found)))
