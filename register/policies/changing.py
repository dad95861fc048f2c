"""Editing the lines of a domain: one atomic change against the revision that was read, checked and proved first."""

from collections.abc import Iterable

from sqlalchemy.ext.asyncio import AsyncSession

from policies.actor import Actor
from register import find, permission, scope
from register.once import Once, perform
from register.policies import checking, proposals, proving, writing
from register.policies.effects import PolicyChange
from register.policies.proving import Step
from register.policies.requests import Request, RollbackPolicy, action_of, edit_of
from register.records import Key
from register.store import Store
from register.texts import texts

_REASON = 2000  # characters; the column's width


async def change(store: Store, actor: Actor, asked: PolicyChange, once: Once | None = None) -> Key:
    """Change a domain's own lines, all of it or nothing; where four eyes are asked for, propose it.

    Refuses with NotAllowed, with OutOfDate where another revision stands, with Invalid what is not well formed, is not
    the domain's to edit or changes nothing, and with UnsafePolicy what breaks an invariant or an expectation.
    """
    return await _edit(store, actor, asked, once)


async def rollback(store: Store, actor: Actor, asked: RollbackPolicy, once: Once | None = None) -> Key:
    """Make the next revision say what an earlier one says; checked, proved and approved as any change is.

    Refuses as `change` does, and with Invalid a revision that is none.
    """
    return await _edit(store, actor, asked, once)


async def _edit(store: Store, actor: Actor, asked: Request, once: Once | None) -> Key:
    async def work(session: AsyncSession) -> Key:
        await may(session, actor, asked)
        edit, now = await edit_of(session, asked), store.clock()
        await checking.require(session, edit, now)
        if edit.before.four_eyes:
            return await proposals.keep(session, actor, asked, edit, now)
        key, data = await writing.write(session, edit, str(actor.account), asked.reason, now)
        if isinstance(asked, RollbackPolicy):
            data |= {"to": asked.to}
        done = "policy:rolled_back" if isinstance(asked, RollbackPolicy) else "policy:changed"
        return await writing.record(session, actor, now, done, key, data)

    async def steps(session: AsyncSession) -> Iterable[Step]:
        await may(session, actor, asked)
        edit = await edit_of(session, asked)
        await checking.well_formed(session, edit, store.clock())
        return await checking.steps(session, edit, store.clock())

    await proving.ahead(store, actor, steps)
    return await perform(store, actor, once, work, alone=True)


async def may(session: AsyncSession, actor: Actor, asked: Request) -> None:
    """Refuse with NotAllowed whoever may not make the edit, with Invalid a place that is none and what says no why."""
    place = await find.government(session, actor, asked.domain, "domain")
    facts = frozenset(scope.facts_of_account(actor, place.code))
    await permission.require(session, actor, place.code, action_of(asked), facts)
    texts(reason=(asked.reason, _REASON))
