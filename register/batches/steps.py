"""The steps of a batch: each is the step of one transfer, taken with all it falls to in one transaction, or with none.

All of them refuse as the step of one transfer does; the refusal's obstacles tell which transfers stood in the way.
"""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from typing import Protocol

from sqlalchemy.ext.asyncio import AsyncSession

from policies.actions import Action
from policies.actor import Actor
from register import find, journal, papers
from register.batches.commands import BatchConfirmation, BatchPublication, BatchReview, BatchStep
from register.batches.reads import load, members
from register.once import Once, perform
from register.pieces import Piece
from register.records import Batch, Key, Ref, Transfer
from register.refusals import OutOfTurn
from register.store import Store
from register.transfers import steps
from register.transfers.commands import Plan
from register.transfers.record import require
from register.transfers.taking import Taking, carry_out

# What tells that a transfer has had a step already.
_HAD = {
    Action.TRANSFER_SUBMIT: "submitted_at",
    Action.TRANSFER_REVIEW: "reviewed_at",
    Action.TRANSFER_ACCEPT: "accepted_at",
    Action.TRANSFER_CONFIRM: "confirmed_at",
    Action.TRANSFER_PUBLISH: "published_at",
}
# Whose own business a step is, where a batch has several of them: each department submits its own (R54), each receiver
# answers for its own (R58).
_OWN = {
    Action.TRANSFER_SUBMIT: "devolver",
    Action.TRANSFER_ACCEPT: "receiver",
    Action.TRANSFER_DECLINE: "receiver",
    Action.TRANSFER_PUBLISH: "receiver",
}


Reading = Callable[[AsyncSession], Awaitable[Taking]]  # a step that rests on what is on file


class Step(Protocol):
    """What every step of a batch says: the batch, in the version that was read."""

    @property
    def batch(self) -> Key:
        """The batch."""

    @property
    def expected_version(self) -> int:
        """The version."""


async def submit(store: Store, actor: Actor, step: BatchStep, once: Once | None = None) -> Key:
    """Hand to the legal office what the account's department hands over (R56)."""
    return await _take(store, actor, step, steps.submitting(step), once)


async def review(store: Store, actor: Actor, step: BatchReview, once: Once | None = None) -> Key:
    """Pass all of it or return all of it (R56). What is to be mended alone is returned alone."""
    return await _take(store, actor, step, steps.reviewing(step), once)


async def accept(store: Store, actor: Actor, step: BatchStep, once: Once | None = None) -> Key:
    """Accept what the account's township, or department, is to receive (R58), by the plan it filed with the batch.

    Each transfer keeps the plan and the contact on file.
    """

    async def taking(session: AsyncSession) -> Taking:
        filed = (await papers.of_batches(session, [step.batch]))[step.batch]
        own = {one.piece: one.told for one in filed if actor.body and one.body == Key(*actor.body)}
        plan, contact = own.get(Piece.PLAN, ""), own.get(Piece.LIAISON, "")  # without them it is not taken
        accepting = steps.accepting(Plan(plan=plan, contact=contact))
        return replace(accepting, said={"note": step.note})

    return await _take(store, actor, step, taking, once)


async def decline(store: Store, actor: Actor, step: BatchStep, once: Once | None = None) -> Key:
    """Decline what the account's township, or department, was to receive."""
    return await _take(store, actor, step, steps.declining(step), once)


async def confirm(store: Store, actor: Actor, step: BatchConfirmation, once: Once | None = None) -> Key:
    """Confirm all of it by one document (R21, R76)."""
    return await _take(store, actor, step, steps.confirming(step), once)


async def publish(store: Store, actor: Actor, step: BatchPublication, once: Once | None = None) -> Key:
    """Publish (R92): a receiver what it receives, the government all of it."""
    return await _take(store, actor, step, steps.publishing(step, mixed=True), once)


async def withdraw(store: Store, actor: Actor, step: BatchStep, once: Once | None = None) -> Key:
    """Give all of it up before it is published."""
    return await _take(store, actor, step, steps.withdrawing(step), once)


def falls_to(actor: Actor, action: str, transfers: Sequence[Transfer]) -> list[Transfer]:
    """The transfers of a batch that a step by this account is about: what is still under way and has not had the step.

    Where a step is each body's own, those of the account's body; where none is its own, the policy answers for all.
    """
    had = _HAD.get(Action(action))
    under_way = [one for one in transfers if not (one.withdrawn_at or one.declined_at)]
    waiting = [one for one in under_way if not (had and getattr(one, had))]
    party = _OWN.get(Action(action))
    own = [one for one in waiting if party and actor.body and getattr(one, party) == Key(*actor.body)]
    return own or waiting


async def _take(
    store: Store,
    actor: Actor,
    step: Step,
    given: Taking | Callable[[AsyncSession], Awaitable[Taking]],
    once: Once | None,
) -> Key:
    async def work(session: AsyncSession) -> Key:
        await _found(session, actor, step.batch)  # before the lock: what is not found locks nothing
        await journal.lock(session, step.batch.tenant)
        session.expire_all()
        batch = await _found(session, actor, step.batch)
        taking = given if isinstance(given, Taking) else await given(session)
        transfers = falls_to(actor, taking.action, await members(session, actor, batch.key))
        if not transfers:
            raise OutOfTurn(f"nothing of the batch waits for `{taking.action}`", remedy="read the batch again")
        await require(session, actor, transfers, taking.action, taking.ground)
        find.unchanged(step.expected_version, batch.version)
        now, events = await carry_out(session, store, transfers, taking)
        told = {"version": batch.version + 1, "transfers": len(transfers)} | dict(taking.said)
        noun = taking.done.split(":")[1]
        last = journal.Event(
            f"batch:{noun}", Ref("Batch", batch.key), {name: one for name, one in told.items() if one is not None}
        )
        await journal.record(session, batch.key.tenant, str(actor.account), now, *events, last)
        return batch.key

    return await perform(store, actor, once, work)


async def _found(session: AsyncSession, actor: Actor, key: Key) -> Batch:
    row = (await load(session, actor, [key])).get(key) if find.reaches(actor, key.tenant) else None
    return find.found(row, "batch")
