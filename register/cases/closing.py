"""Closing a case."""

from sqlalchemy import select, tuple_, update
from sqlalchemy.ext.asyncio import AsyncSession

from policies.actions import Action
from policies.actor import Actor
from policies.guard import Verdict
from register import find, journal, permission, scope, tables
from register.cases.reads import load
from register.once import Once, perform
from register.records import Case, Key, Ref
from register.refusals import Invalid, OutOfTurn
from register.store import Store

_LONGEST = 2000


async def close(store: Store, actor: Actor, key: Key, outcome: str, once: Once | None = None) -> Key:
    """Close a case with its outcome. Whoever filed it or did a stage of it does.

    Refuses with NotFound, NotAllowed, Invalid, with OutOfTurn a case that is closed, and with NotLawful (R28) a body
    that was found not to act in it.
    """

    async def work(session: AsyncSession) -> Key:
        await to_change(session, actor, key)
        await journal.lock(session, key.tenant)
        session.expire_all()
        case = await to_change(session, actor, key)
        facts = await facts_of_closing(session, actor, case)
        await permission.require(session, actor, case.place, Action.CASE_CLOSE, facts, holder=case.filed_by)
        if case.closed_at:
            raise OutOfTurn(f"the case was closed at {case.closed_at.isoformat()}", remedy="open another")
        if not outcome.strip() or len(outcome) > _LONGEST:
            raise Invalid.at("outcome", f"an outcome has 1 to {_LONGEST} characters")
        row, now = tables.expr(tables.Case), store.clock()
        mine = (row.tenant == key.tenant) & (row.id == key.id)
        await session.execute(update(row).where(mine).values(closed_at=now, outcome=outcome))
        event = journal.Event("case:closed", Ref("Case", key), {"outcome": outcome})
        await journal.record(session, key.tenant, str(actor.account), now, event)
        return key

    return await perform(store, actor, once, work)


async def to_change(session: AsyncSession, actor: Actor, key: Key) -> Case:
    """Find a case to change. Refuses with NotFound."""
    row = (await load(session, actor, [key])).get(key) if find.reaches(actor, key.tenant) else None
    return find.found(row, "case")


async def decide(session: AsyncSession, actor: Actor, case: Case) -> Verdict:
    """Ask the policy whether the account may close the case."""
    facts = await facts_of_closing(session, actor, case)
    return await permission.decide(session, actor, case.place, Action.CASE_CLOSE, facts)


async def facts_of_closing(session: AsyncSession, actor: Actor, case: Case) -> frozenset[str]:
    """How an account and its body stand to a case."""
    facts = scope.facts_of_account(actor, case.key.tenant)
    if actor.body is None:
        return frozenset(facts)
    act, item = tables.expr(tables.Act), case.item.pair
    own = {one.body for one in actor.affairs if one.covers(one.body, item)}  # it finishes what others began (R207)
    done = select(act.id).where(act.tenant == case.key.tenant, act.case == case.key.id)
    mine = tuple_(act.body_tenant, act.body).in_(own)
    handled = {"handled_it"} if await session.scalar(done.where(mine).limit(1)) else set()
    filed = {"acts_for_filer"} if case.filed_by.pair in own else set()
    inactive = {"found_inactive"} if any(one.body.pair in own for one in case.reversions) else set()
    return frozenset(facts | handled | filed | inactive)
