"""Who holds which role where, for whoever may read it there."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Select, false, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from policies.actions import Action
from policies.actor import Actor
from register import divisions, find, paging, policies, scope, tables
from register.once import Done
from register.paging import Ask, Below, By, Page
from register.records import Grant
from register.scope import Columns
from register.store import Store

ACCOUNT, GRANT, ENTRY = (tables.expr(one) for one in (tables.Account, tables.RoleGrant, tables.JournalEntry))
COLUMNS = Columns(
    tenant=func.substr(GRANT.place, 1, scope.COUNTY),
    division=GRANT.place,
    published=false(),
    confidential=false(),
)
_SAID = (GRANT.tenant, GRANT.account, ACCOUNT.name, GRANT.role, GRANT.place, GRANT.until, GRANT.emergency)


async def pages(store: Store, actor: Actor, places: Sequence[str], ask: Ask) -> dict[str, Page[Grant]]:
    """List the roles in force at each place and below it, of the accounts of the actor's county or region.

    Refuses with Invalid a place that is none.
    """
    order = [By(GRANT.place), By(GRANT.account), By(GRANT.role)]
    found = {}
    async with store.reading(actor) as session:
        for place in dict.fromkeys(places):
            query = (await _query(session, actor, place, store.clock())).add_columns(*_SAID)
            page = (await paging.pages(session, query, order, ask))[None]
            rows = tuple(Grant(*row[: len(_SAID)]) for row in page.rows)
            found[place] = Page(rows, page.cursors, page.has_next, page.has_previous)
    return found


async def counts(store: Store, actor: Actor, places: Sequence[str]) -> dict[str, int]:
    """Count what `pages` lists."""
    async with store.reading(actor) as session:
        queries = {place: await _query(session, actor, place, store.clock()) for place in places}
        return {place: (await paging.counts(session, one, Below([None])))[None] for place, one in queries.items()}


async def told(store: Store, actor: Actor, done: Done) -> Grant:
    """The grant that a request came to: as its entry in the journal says, the account's last one without a key.

    Refuses with NotFound whoever has lost the roles by which it could see the account.
    """
    async with store.reading(actor) as session:
        theirs = (ACCOUNT.tenant == done.key.tenant) & (ACCOUNT.account == done.key.id)
        query = select(tables.Account).where(theirs, scope.own(actor, ACCOUNT.tenant))
        account = find.found(await session.scalar(query), "account")
        said = done.said or await _last(session, done)
    until = datetime.fromisoformat(said["until"]) if said["until"] else None
    return Grant(account.tenant, account.account, account.name, said["role"], said["place"], until, said["emergency"])


async def _last(session: AsyncSession, done: Done) -> Mapping[str, Any]:
    query = select(ENTRY.data).where(ENTRY.tenant == done.key.tenant, ENTRY.target_kind == "Account")
    query = query.where(ENTRY.target_id == done.key.id, ENTRY.action.like("role:%"))
    said: dict[str, Any] = json.loads((await session.scalars(query.order_by(ENTRY.sequence.desc()).limit(1))).one())
    return said


async def _query(session: AsyncSession, actor: Actor, place: str, now: datetime) -> Select[Any]:
    await divisions.check(session, "place", [place])
    recorded = await policies.recorded_below(session, [place])
    theirs = (GRANT.tenant == ACCOUNT.tenant) & (GRANT.account == ACCOUNT.account)
    query = select().select_from(GRANT).join(ACCOUNT, theirs)
    query = query.where(scope.below(GRANT.place, place), or_(GRANT.until.is_(None), GRANT.until > now))
    # What row-level security leaves of the accounts: those of regions above are listed there.
    query = query.where(scope.own(actor, GRANT.tenant))
    return query.where(scope.visible(actor, Action.ROLE_READ, COLUMNS, recorded))
