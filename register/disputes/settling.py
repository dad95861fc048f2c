"""Settling a dispute: one of the bodies raises it, an office coordinates it, and else the government decides (R135).

Between a township and a department the county's comprehensive bureau coordinates; where it is a party itself, or there
is none, the legal office does (R136, S7); where that is one too, the government. No party settles its own dispute, and
an open one bars nobody. What the parties agree on, or the government decides, over a case designates who handles it
(docs/decisions/0030); over a power at a place it is an opinion on record, and a transfer or a recall follows it.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import uuid4

from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncSession

from policies.actions import Action
from policies.actor import Actor
from register import bodies, find, items, journal, permission, scope, tables
from register.cases import designating
from register.cases.closing import to_change as case_to_change
from register.codes import quoted
from register.disputes.permissions import TURNS, facts_of_step, standing_to_raise, stands_apart
from register.disputes.reads import DISPUTE, load, open_over
from register.once import Once, perform
from register.records import Case, Dispute, Key, Ref
from register.refusals import Conflict, Invalid, NotLawful, OutOfTurn
from register.store import Store
from register.texts import LONG, NAME, is_address, texts
from register.words import PlaceLevel

_LONG = 2000


@dataclass(frozen=True, slots=True)
class NewDispute:
    """What is disputed, a case or else an item at a place; with whom, and on what grounds."""

    against: Key
    grounds: str
    case: Key | None = None
    item: Key | None = None
    place: str | None = None


@dataclass(frozen=True, slots=True)
class Coordination:
    """What coordinating came to: the body that the parties agreed on, or None."""

    dispute: Key
    opinion: str
    body: Key | None = None


@dataclass(frozen=True, slots=True)
class Decision:
    """What the government decides: the body that handles it, and by which document."""

    dispute: Key
    body: Key
    reason: str
    document: str
    url: str | None = None


async def raise_(store: Store, actor: Actor, new: NewDispute, once: Once | None = None) -> Key:
    """Raise a dispute with another body of the county or above it; the account does for its own body.

    Refuses with NotFound, NotAllowed, Invalid, with OutOfTurn a case that is closed, and with Conflict a second dispute
    over the same while one is open.
    """

    async def work(session: AsyncSession) -> Key:
        await _over(session, actor, new)  # before the lock: what is not found locks nothing
        await journal.lock(session, _tenant(new))
        session.expire_all()
        item, place, case = await _over(session, actor, new)
        tenant = place[: scope.COUNTY]
        seat, held = await standing_to_raise(session, actor, place)
        await permission.require(session, actor, seat, Action.DISPUTE_RAISE, held)
        texts(grounds=(new.grounds, LONG))
        parties = await _parties(session, actor, new, tenant)
        if case:
            _still_open(case)
        if await open_over(session, item, place, new.case):
            raise Conflict("a dispute over it is open", remedy="wait until it is settled", rules=["R135"])
        office = stands_apart(await bodies.holding(session, tenant), parties)
        key = Key(tenant, uuid4().hex)
        dispute = Dispute(key, item, place, *parties, new.grounds, store.clock(), office, new.case)
        await _add(session, actor, dispute)
        return dispute.key

    return await perform(store, actor, once, work)


async def coordinate(store: Store, actor: Actor, done: Coordination, once: Once | None = None) -> Key:
    """Record what coordinating came to: with a body it is settled for that one, without it is the government's.

    The office that coordinates it does. Refuses with NotFound, NotAllowed, Invalid, OutOfTurn, NotLawful.
    """

    async def work(session: AsyncSession) -> Key:
        dispute, own = await _to_settle(session, actor, done.dispute, Action.DISPUTE_COORDINATE)
        texts(opinion=(done.opinion, LONG))
        now, told = store.clock(), {"opinion": done.opinion}
        if done.body:
            told |= await _settle(session, store, actor, dispute, done.body, own, reason=done.opinion)
        after = replace(dispute, coordinated_at=now, coordinated_by=own, opinion=done.opinion, settled_for=done.body)
        await _write(session, after)
        await _tell(session, actor, after, "dispute:coordinated", now, told)
        return after.key

    return await perform(store, actor, once, work)


async def decide(store: Store, actor: Actor, decision: Decision, once: Once | None = None) -> Key:
    """Decide a dispute on which the parties did not agree; the government does, and no party.

    Refuses with NotFound, NotAllowed, Invalid, OutOfTurn, NotLawful.
    """

    async def work(session: AsyncSession) -> Key:
        dispute, own = await _to_settle(session, actor, decision.dispute, Action.DISPUTE_DECIDE)
        texts(reason=(decision.reason, LONG), document=(decision.document, NAME))
        if decision.url is not None and not (is_address(decision.url) and len(decision.url) <= _LONG):
            raise Invalid.at("url", f"an address begins with http:// or https:// and has up to {_LONG} characters")
        now, url = store.clock(), {"url": decision.url} if decision.url else {}
        said = {"reason": decision.reason, "document": decision.document, **url}
        told = said | await _settle(session, store, actor, dispute, decision.body, own, **said)
        after = replace(dispute, decided_at=now, decided_by=own, settled_for=decision.body)
        after = replace(after, reason=decision.reason, document=decision.document, url=decision.url)
        await _write(session, after)
        await _tell(session, actor, after, "dispute:decided", now, told)
        return after.key

    return await perform(store, actor, once, work)


def _tenant(new: NewDispute) -> str:
    return new.case.tenant if new.case else (new.place or "")[: scope.COUNTY]


async def _over(session: AsyncSession, actor: Actor, new: NewDispute) -> tuple[Key, str, Case | None]:
    """The item and the place, and the case if it is over one, as far as the account sees them."""
    if new.case and not new.item and not new.place:
        case = await case_to_change(session, actor, new.case)
        return case.item, case.place, case
    if new.case or new.item is None or new.place is None:
        message = "a dispute is over a case, or else over an item at a place"
        raise Invalid.at("case", message, remedy="give the case, or the item and the place")
    place = await find.place(session, new.place, "place")
    tenant = place.code[: scope.COUNTY]
    if place.level is not PlaceLevel.TOWNSHIP or not find.reaches(actor, tenant):
        raise Invalid.at("place", f"{quoted(new.place)} is no township of yours", remedy="give its nine digits")
    item = find.found((await items.load(session, actor, [new.item])).get(new.item), "item")
    if not tenant.startswith(item.key.tenant):
        raise Invalid.at("item", "it is no item of that county, or above it", remedy="name one of its items")
    return item.key, place.code, None


async def _parties(session: AsyncSession, actor: Actor, new: NewDispute, tenant: str) -> tuple[Key, Key]:
    """Whoever raises it, and the other body."""
    own, against = find.found(await find.own_body(session, actor), "body"), await bodies.one(session, new.against)
    if against is None or not tenant.startswith(against.key.tenant) or against.key == own.key:
        raise Invalid.at("against", "it is another body of the county, or above it", remedy="name the other body")
    await find.goes_on(session, against)
    return own.key, against.key


def _still_open(case: Case) -> None:
    if case.closed_at:
        raise OutOfTurn(f"the case was closed at {case.closed_at.isoformat()}", remedy="the ruling on each act stands")


async def _to_settle(session: AsyncSession, actor: Actor, key: Key, action: Action) -> tuple[Dispute, Key]:
    """Find the dispute with its county's journal locked, and the body that takes the step, if the account may now."""
    await _find(session, actor, key)  # before the lock: what is not found locks nothing
    await journal.lock(session, key.tenant)
    session.expire_all()
    dispute, body = await _find(session, actor, key), await find.own_body(session, actor)
    await permission.require(session, actor, dispute.place, action, facts_of_step(actor, body, dispute))
    if dispute.status is not TURNS[action]:
        message = f"the dispute is {dispute.status.lower()} {dispute.status.chinese}"
        raise OutOfTurn(message, remedy="it is coordinated once, then decided if nobody agreed", rules=["R135"])
    return dispute, find.found(body, "body").key


async def _find(session: AsyncSession, actor: Actor, key: Key) -> Dispute:
    row = (await load(session, actor, [key])).get(key) if find.reaches(actor, key.tenant) else None
    return find.found(row, "dispute")


async def _settle(
    session: AsyncSession, store: Store, actor: Actor, dispute: Dispute, body: Key, by: Key, **said: str
) -> dict[str, str]:
    """Let one of the parties handle the case from now on; tells which case. Refuses with NotLawful what cannot be."""
    if body not in dispute.parties:
        raise Invalid.at("body", "it is settled for one of the two parties", remedy="name one of them")
    case = await case_to_change(session, actor, dispute.case) if dispute.case else None
    if case is None or case.closed_at:
        return {}  # there is nothing to handle, or no more: what remains is the opinion
    if not await designating.may_have(session, store, case, body):
        message = "neither the item nor a transfer gives that body any stage of the case"
        raise NotLawful(message, rules=["R135", "R36"], remedy="name the other party, or hand the power over first")
    await designating.add(session, actor, case.key, body, by, store.clock(), dispute=dispute.key.id, **said)
    return {"designates": case.key.id}


async def _add(session: AsyncSession, actor: Actor, dispute: Dispute) -> None:
    session.add(
        tables.Dispute(
            tenant=dispute.key.tenant,
            id=dispute.key.id,
            item_tenant=dispute.item.tenant,
            item=dispute.item.id,
            place=dispute.place,
            case=dispute.case.id if dispute.case else None,
            raised_by_tenant=dispute.raised_by.tenant,
            raised_by=dispute.raised_by.id,
            against_tenant=dispute.against.tenant,
            against=dispute.against.id,
            grounds=dispute.grounds,
            raised_at=dispute.raised_at,
            account=str(actor.account),
            coordinator=dispute.coordinator.value,
        )
    )
    await session.flush()
    said = {"item": dispute.item.id, "place": dispute.place, "grounds": dispute.grounds}
    said |= {"raisedBy": dispute.raised_by.id, "against": dispute.against.id, "coordinator": dispute.coordinator.value}
    await _tell(session, actor, dispute, "dispute:raised", dispute.raised_at, said)


async def _write(session: AsyncSession, dispute: Dispute) -> None:
    steps = ("coordinated_at", "decided_at", "opinion", "reason", "document", "url")
    values: dict[str, Any] = {name: getattr(dispute, name) for name in steps}
    for name in ("coordinated_by", "decided_by", "settled_for"):
        key = getattr(dispute, name)
        values |= {f"{name}_tenant": key.tenant if key else None, name: key.id if key else None}
    mine = (DISPUTE.tenant == dispute.key.tenant) & (DISPUTE.id == dispute.key.id)
    await session.execute(update(DISPUTE).where(mine).values(values))


async def _tell(
    session: AsyncSession, actor: Actor, dispute: Dispute, action: str, now: datetime, said: dict[str, str]
) -> None:
    over = {"case": dispute.case, "settledFor": dispute.settled_for}
    event = journal.Event(action, Ref("Dispute", dispute.key), said | {n: key.id for n, key in over.items() if key})
    await journal.record(session, dispute.key.tenant, str(actor.account), now, event)
