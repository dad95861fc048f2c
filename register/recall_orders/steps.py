"""The steps of a recall order: each is the step of one recall, taken with all that it falls to, or with none.

All refuse as the step of one recall does; the refusal's obstacles tell which transfers stood in the way.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol
from uuid import uuid4

from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncSession

from policies.actions import Action
from policies.actor import Actor
from register import find, journal, lifecycle, recalls, tables
from register.batches import reads as batches
from register.once import Once, perform
from register.recall_orders.reads import ORDER, load, named_by, resting_on
from register.recalls import Grounds
from register.records import Key, RecallOrder, Ref, Transfer
from register.refusals import Conflict, Invalid, NotFound, OutOfTurn
from register.store import Store
from register.texts import NAME, fits
from register.transfers.commands import Notice, Opinion
from register.transfers.record import locked, require
from register.transfers.taking import Taking, carry_out
from register.words import OpenCases

LONGEST = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class Requests(Grounds):
    """Transfers to be taken back together: those of a list, of a batch, or all in a county that rest on a document.

    `expected_count` is how many whoever asks takes it to be.
    """

    transfers: tuple[Key, ...] | None = None
    batch: Key | None = None
    basis_number: str | None = None
    county: str | None = None
    expected_count: int | None = None


@dataclass(frozen=True, slots=True)
class OrderReview(Opinion):
    """The answer to an order, the legal office's or the government's."""

    order: Key
    expected_version: int


@dataclass(frozen=True, slots=True)
class OrderPublication(Notice):
    """The publication of an order: the address for what is public, the day for what is confidential and served."""

    order: Key
    expected_version: int


class Step(Protocol):
    """What every step of an order says: the order, in the version that was read."""

    @property
    def order(self) -> Key:
        """The order."""

    @property
    def expected_version(self) -> int:
        """The version."""


async def request(store: Store, actor: Actor, asked: Requests, once: Once | None = None) -> Key:
    """Ask to take many transfers back by one document, from a stated day on (R209).

    Where they are named by the document they rest on, that itself is gone, and open cases move. Refuses as one request
    does; with Conflict where there are not as many as expected, with NotFound where there are none.
    """

    async def work(session: AsyncSession) -> Key:
        tenant = _well_formed(asked)
        if not find.reaches(actor, tenant):
            find.found(None, "transfer")
        await journal.lock(session, tenant)
        transfers = await _wanted(session, store, actor, tenant, asked)
        key = Key(tenant, uuid4().hex)
        taking = recalls.requesting(asked, actor, key)
        await require(session, actor, transfers, taking.action, taking.ground)
        now, events = await carry_out(session, store, transfers, taking)
        order = RecallOrder(
            key=key,
            ground=asked.ground,
            basis=asked.basis,
            effective_from=asked.effective_from,
            open_cases=asked.open_cases,
            requested_by=str(actor.account),
            requester=Key(*actor.body) if actor.body else None,
            requested_at=now,
            version=1,
        )
        session.add(_row(order))
        said = {"ground": asked.ground.value, "basis": asked.basis, "open_cases": asked.open_cases.value}
        said |= {"effective_from": asked.effective_from.isoformat()}
        last = _told("requested", key, 1, transfers, said)
        await journal.record(session, tenant, str(actor.account), now, *events, last)
        return key

    return await perform(store, actor, once, work)


async def review(store: Store, actor: Actor, step: OrderReview, once: Once | None = None) -> Key:
    """Pass or refuse all of it. The legal office does, never the account that asked (R43)."""
    return await _take(store, actor, step, recalls.reviewing(step, actor), once)


async def approve(store: Store, actor: Actor, step: OrderReview, once: Once | None = None) -> Key:
    """Approve or refuse what the review did not settle. The government does (R44, R46)."""
    return await _take(store, actor, step, recalls.approving(step), once)


async def publish(store: Store, actor: Actor, step: OrderPublication, once: Once | None = None) -> Key:
    """Publish; all of it ends at the later of this and the day that was asked for (R46, R209)."""
    return await _take(store, actor, step, recalls.publishing(step, mixed=True), once)


async def _wanted(
    session: AsyncSession, store: Store, actor: Actor, tenant: str, asked: Requests
) -> Sequence[Transfer]:
    """The transfers meant. Of a batch or a document, those that can be taken back; of a list, all of it or none."""
    if asked.transfers:
        found = await locked(session, actor, asked.transfers)
    else:
        if asked.batch:
            find.found((await batches.load(session, actor, [asked.batch])).get(asked.batch), "batch")
            among = await batches.members(session, actor, asked.batch)
        else:
            among = await resting_on(session, actor, tenant, asked.basis_number or "")
        now = store.clock()
        found = [one for one in among if lifecycle.in_turn(one, Action.RECALL_REQUEST, now)]
    if not found:
        raise NotFound("no transfer that could be taken back is meant", remedy="look at `transfers` with `inForce`")
    if asked.expected_count not in (None, len(found)):
        message = f"{len(found)} transfers would be taken back, and {asked.expected_count} were expected"
        raise Conflict(message, remedy="read again which they are")
    if len(found) > LONGEST:
        raise Conflict(f"{len(found)} transfers are meant, and an order takes {LONGEST}", remedy="name them in lists")
    return found


async def _take(store: Store, actor: Actor, step: Step, taking: Taking, once: Once | None) -> Key:
    async def work(session: AsyncSession) -> Key:
        await _found(session, actor, step.order)  # before the lock: what is not found locks nothing
        await journal.lock(session, step.order.tenant)
        session.expire_all()
        order = await _found(session, actor, step.order)
        transfers = [one for one in await named_by(session, actor, order.key) if _waits_for(one, taking.action)]
        if not transfers:
            message = f"nothing of the order waits for `{taking.action}`"
            raise OutOfTurn(message, rules=[lifecycle.STEPS[taking.action][1]], remedy="read its transfers again")
        await require(session, actor, transfers, taking.action)
        find.unchanged(step.expected_version, order.version)
        now, events = await carry_out(session, store, transfers, taking)
        mine = (ORDER.tenant == order.key.tenant) & (ORDER.id == order.key.id)
        await session.execute(update(ORDER).where(mine).values(version=order.version + 1))
        last = _told(taking.done.split(":")[1], order.key, order.version + 1, transfers, taking.said)
        await journal.record(session, order.key.tenant, str(actor.account), now, *events, last)
        return order.key

    return await perform(store, actor, once, work)


def _waits_for(transfer: Transfer, action: str) -> bool:
    """It has not had the step: what the review settled needs no approval, and the others do before all is published."""
    recall = transfer.recall
    if recall is None or recall.published_at:
        return False
    had = {Action.RECALL_REVIEW: recall.reviewed_at, Action.RECALL_APPROVE: recall.approved_at}
    return not had.get(Action(action))


async def _found(session: AsyncSession, actor: Actor, key: Key) -> RecallOrder:
    row = (await load(session, actor, [key])).get(key) if find.reaches(actor, key.tenant) else None
    return find.found(row, "recall order")


def _told(
    done: str, key: Key, version: int, transfers: Sequence[Transfer], said: Mapping[str, object]
) -> journal.Event:
    return journal.Event(
        f"recalls:{done}", Ref("RecallOrder", key), {"version": version, "transfers": len(transfers), **said}
    )


def _row(order: RecallOrder) -> tables.RecallOrder:
    return tables.RecallOrder(
        tenant=order.key.tenant,
        id=order.key.id,
        ground=order.ground.value,
        basis=order.basis,
        effective_from=order.effective_from,
        open_cases=order.open_cases.value,
        requested_by=order.requested_by,
        requester_tenant=order.requester.tenant if order.requester else None,
        requester=order.requester.id if order.requester else None,
        requested_at=order.requested_at,
        version=order.version,
    )


def _well_formed(asked: Requests) -> str:
    """The county they are in."""
    given = [one for one in (asked.transfers, asked.batch, asked.basis_number) if one is not None]
    if len(given) != 1:
        raise Invalid.at(
            "transfers", "one of `transfers`, `batch` and `basisNumber` says which are meant", rules=["R209"]
        )
    if asked.basis_number is not None:
        if asked.county is None:
            raise Invalid.at("county", "name the county whose transfers rest on it")
        if not fits(asked.basis_number, NAME):
            raise Invalid.at("basis_number", f"a number has 1 to {NAME} characters")
        if asked.open_cases is OpenCases.STAY:
            message = "the basis itself is gone, and no case stays with a body that has none; MOVE takes them back"
            raise Invalid.at("open_cases", message, rules=["R209"])
        return asked.county
    if asked.batch is not None:
        return asked.batch.tenant
    named = asked.transfers or ()
    tenants = {key.tenant for key in named}
    if not 1 <= len(named) <= LONGEST or len(set(named)) != len(named) or len(tenants) != 1:
        raise Invalid.at("transfers", f"name 1 to {LONGEST} transfers of one county, each once", rules=["R209"])
    return tenants.pop()
