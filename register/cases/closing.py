"""Closing a case."""

from collections.abc import Collection
from dataclasses import dataclass, replace

from sqlalchemy import select, tuple_, update
from sqlalchemy.ext.asyncio import AsyncSession

from policies.actions import Action
from policies.actor import Actor
from policies.guard import Verdict
from register import find, items, journal, permission, scope, tables
from register.authority import authority
from register.cases.questions import question
from register.cases.reads import load
from register.once import Once, perform
from register.records import Body, Case, Key, Ref
from register.refusals import Invalid, NotLawful, OutOfTurn
from register.store import Store
from register.texts import NAME, texts
from register.words import Ending, PowerKind, Stage

_LONGEST = 2000


@dataclass(frozen=True, slots=True)
class Closing:
    """What a case came to: its outcome, by what it ended, and where a suspected crime was passed on to."""

    case: Key
    outcome: str
    ending: Ending = Ending.HANDLED
    passed_to: str | None = None


async def close(store: Store, actor: Actor, closing: Closing, once: Once | None = None) -> Key:
    """Close a case with its outcome. Whoever has it or did a stage of it does, but not who passed it on (R138).

    Refuses with NotFound, NotAllowed, Invalid, with OutOfTurn a case that is closed, and with NotLawful (R28) a body
    that was found not to act in it, (R208) one that is out of it since another was designated, and (R197) a commitment
    in place of what is no penalty, was decided, or is another's to decide.
    """
    key = closing.case

    async def work(session: AsyncSession) -> Key:
        await to_change(session, actor, key)
        await journal.lock(session, key.tenant)
        session.expire_all()
        case = await to_change(session, actor, key)
        facts = await facts_of_handling(session, store, actor, case)
        body = await find.own_body(session, actor)
        await permission.require(session, actor, seat(body, case), Action.CASE_CLOSE, facts, holder=case.keeper)
        if case.closed_at:
            raise OutOfTurn(f"the case was closed at {case.closed_at.isoformat()}", remedy="open another")
        _well_formed(closing)
        if closing.ending is Ending.COMMITMENT:
            await _may_commit(session, store, body, case)
        row, now = tables.expr(tables.Case), store.clock()
        mine = (row.tenant == key.tenant) & (row.id == key.id)
        said = {"outcome": closing.outcome, "ending": closing.ending.value, "passed_to": closing.passed_to}
        await session.execute(update(row).where(mine).values(closed_at=now, **said))
        event = journal.Event("case:closed", Ref("Case", key), _journalled(said))
        await journal.record(session, key.tenant, str(actor.account), now, event)
        return key

    return await perform(store, actor, once, work)


def _well_formed(closing: Closing) -> None:
    texts(outcome=(closing.outcome, _LONGEST))
    passed_on = closing.ending is Ending.CRIME_SUSPECTED
    if passed_on and closing.passed_to is None:
        message = (
            "a suspected crime goes to the police or the procuratorate at once: say to which, and under what number"
        )
        raise Invalid.at("passed_to", message, rules=["R137"])
    if closing.passed_to is not None:
        texts(passed_to=(closing.passed_to, NAME))
        if not passed_on:
            raise Invalid.at("passed_to", f"a case is passed on where it ends as {Ending.CRIME_SUSPECTED}")


def _journalled(said: dict[str, str | None]) -> dict[str, str]:
    names = {"passed_to": "passedTo"}
    return {names.get(name, name): value for name, value in said.items() if value is not None}


async def _may_commit(session: AsyncSession, store: Store, body: Body | None, case: Case) -> None:
    """Refuse with NotLawful (R197) a commitment that is not given instead of a penalty, to whom decides on that."""
    found = authority(await question(session, store, case, Stage.DECIDE))
    if body is None or not found.admits(body.key):
        message = "a commitment stands in the place of the decision, which is not this body's to make"
        remedy = "leave it to the body that decides the case"
        raise NotLawful(message, rules=["R197", *found.rules], remedy=remedy, holder=found.holder)
    item, act = await items.one(session, case.item), tables.expr(tables.Act)
    decided = select(act.id).where(act.tenant == case.key.tenant, act.case == case.key.id, act.stage == Stage.DECIDE)
    if item.kind is not PowerKind.PENALTY:
        message = f"a commitment stands in the place of a penalty, and `{item.name}` is {item.kind.chinese}"
    elif await session.scalar(decided.limit(1)):
        message = "the case was decided; a commitment is given instead of a penalty, not after it"
    else:
        return
    raise NotLawful(message, rules=["R197"], remedy=f"close it as {Ending.HANDLED}", holder=case.filed_by)


async def to_change(session: AsyncSession, actor: Actor, key: Key) -> Case:
    """Find a case to change. Refuses with NotFound."""
    row = (await load(session, actor, [key])).get(key) if find.reaches(actor, key.tenant) else None
    return find.found(row, "case")


async def decide(session: AsyncSession, store: Store, actor: Actor, case: Case) -> Verdict:
    """Ask whether the account may close the case: not once it is closed."""
    facts = await facts_of_handling(session, store, actor, case)
    division = seat(await find.own_body(session, actor), case)
    verdict = await permission.decide(session, actor, division, Action.CASE_CLOSE, facts)
    return replace(verdict, allowed=verdict.allowed and case.closed_at is None)


def seat(body: Body | None, case: Case) -> str:
    """Where the policy is asked about what a body does in a case: where it lies, or at the body's own seat.

    A case of several places may be a township's that was brought at its neighbour's (R208).
    """
    return case.place if body is None or body.covers(case.place) else scope.seat(body, case.place)


async def facts_of_handling(session: AsyncSession, store: Store, actor: Actor, case: Case) -> frozenset[str]:
    """How an account and its body stand to a case that is being handled."""
    facts = scope.facts_of_account(actor, case.key.tenant)
    if actor.body is None:
        return frozenset(facts)
    act, item = tables.expr(tables.Act), case.item.pair
    own = {one.body for one in actor.affairs if one.covers(one.body, item)}  # it finishes what others began (R207)
    done = select(act.id).where(act.tenant == case.key.tenant, act.case == case.key.id)
    mine = tuple_(act.body_tenant, act.body).in_(own)
    handled = {"handled_it"} if await session.scalar(done.where(mine).limit(1)) else set()
    own_keys = {Key(*one) for one in own}
    has_it = case.keeper in own_keys
    more = {
        "acts_for_filer": case.filed_by in own_keys,
        "has_case": has_it,
        "passed_on": case.passing is not None and case.passing.passed_by in own_keys and not has_it,
        "found_inactive": case.inactive(own_keys),
        "designated_away": not has_it and await _designated_away(session, store, case, own_keys),
    }
    return frozenset(facts | handled | {name for name, holds in more.items() if holds})


async def _designated_away(session: AsyncSession, store: Store, case: Case, own: Collection[Key]) -> bool:
    """Tell whether another was designated, and these bodies are out of the case: they hold no stage of it (R208)."""
    if not case.designations:
        return False
    ask = await question(session, store, case, Stage.DECIDE)
    stages = (replace(ask, stage=stage) for stage in Stage if stage is not Stage.SUPERVISE)
    return not any(found.holds(one) for found in map(authority, stages) for one in own)
