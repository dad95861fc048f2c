"""The steps of a transfer after it was proposed: submit, review, accept, decline, confirm, publish, withdraw.

Each is one transaction: find it, may the account, is it its turn and are its documents there, change, record.
All of them refuse with NotFound, NotAllowed, OutOfDate, OutOfTurn, and with Invalid for what is not well formed.
"""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from policies.actions import Action
from policies.actor import Actor
from register import items, rules
from register.clock import day_of
from register.once import Once, perform
from register.records import Document, Key, Transfer
from register.refusals import NotLawful
from register.store import Store
from register.texts import LONG, NAME, texts
from register.transfers.commands import Acceptance, Confirmation, Publication, Review, Step
from register.transfers.holding import devolver_holds
from register.transfers.papers import confirmable, deeds, publication
from register.transfers.record import record, to_change, write

Change = Callable[[AsyncSession, Transfer, datetime], Awaitable[Transfer]]


async def submit(store: Store, actor: Actor, step: Step, once: Once | None = None) -> Key:
    """Hand a draft to the legal office for its review before anything is issued (前置审查, R56). The devolver does."""
    return await _take(store, actor, step, ("submit", "submitted"), _moved("submitted_at", "returned_at"), once)


async def withdraw(store: Store, actor: Actor, step: Step, once: Once | None = None) -> Key:
    """Give a transfer up before it is published. Its proposer does; refuses with NotLawful (R41) after that."""
    return await _take(store, actor, step, ("withdraw", "withdrawn"), _moved("withdrawn_at"), once)


async def decline(store: Store, actor: Actor, step: Step, once: Once | None = None) -> Key:
    """Decline to receive. The receiver does, with its reason in the note."""
    return await _take(store, actor, step, ("decline", "declined"), _moved("declined_at"), once)


async def review(store: Store, actor: Actor, step: Review, once: Once | None = None) -> Key:
    """Pass a transfer or return it. The legal office does, never whoever proposed it (R56)."""

    async def change(_session: AsyncSession, transfer: Transfer, now: datetime) -> Transfer:
        texts(opinion=(step.opinion, LONG))
        opinion = Document("合法性审查意见", text=step.opinion, date=day_of(now))
        moved: dict[str, Any] = {"reviewed_at": now} if step.approve else {"returned_at": now, "submitted_at": None}
        return replace(transfer, documents=(*transfer.documents, opinion), **moved)

    return await _take(store, actor, step, ("review", "reviewed"), change, once, approve=step.approve)


async def accept(store: Store, actor: Actor, step: Acceptance, once: Once | None = None) -> Key:
    """Accept, with the plan of how the power will be exercised (承接方案, R58). The receiver does."""

    async def change(_session: AsyncSession, transfer: Transfer, now: datetime) -> Transfer:
        texts(plan=(step.plan, LONG), contact=(step.contact, NAME))
        plan = Document("承接方案", text=step.plan, date=day_of(now))
        contact = Document("联络员", text=step.contact, date=day_of(now))
        return replace(transfer, accepted_at=now, documents=(*transfer.documents, plan, contact))

    return await _take(store, actor, step, ("accept", "accepted"), change, once)


async def confirm(store: Store, actor: Actor, step: Confirmation, once: Once | None = None) -> Key:
    """Confirm by a government document (R21); under ENTRUST the legal office by filing the signed 委托书 (R55, R57).

    Refuses with NotLawful an entrustment that is not signed and filed, and a condition that was not met (R205).
    """

    async def change(_session: AsyncSession, transfer: Transfer, now: datetime) -> Transfer:
        confirmable(step, transfer.mode, transfer.condition, day_of(now))
        papers = (*transfer.documents, *deeds(step, transfer.mode))
        return replace(transfer, confirmed_at=now, condition_met=step.condition_met, documents=papers)

    return await _take(store, actor, step, ("confirm", "confirmed"), change, once)


async def publish(store: Store, actor: Actor, step: Publication, once: Once | None = None) -> Key:
    """Publish; nothing is in force before (R92). The receiver or the government does.

    Refuses with NotLawful a transfer whose devolver no longer holds the power there, whose term is over, or (R10) of
    an item that the law has since reserved to the county.
    """

    async def change(session: AsyncSession, transfer: Transfer, now: datetime) -> Transfer:
        item = await items.one(session, transfer.item)
        paper = publication(step, item, day_of(now))
        if transfer.effective_to is not None and transfer.effective_to <= now:
            message = "its term is over before it could be published"
            raise NotLawful(message, rules=["R210"], remedy="withdraw it and propose it with another term")
        rules.reserved(item, transfer.mode, transfer.devolver)
        await devolver_holds(session, transfer, item, max(transfer.effective_from, now), known_at=now)
        return replace(transfer, published_at=now, documents=(*transfer.documents, paper))

    return await _take(store, actor, step, ("publish", "published"), change, once)


async def _take(
    store: Store,
    actor: Actor,
    step: Step | Review | Acceptance | Confirmation | Publication,
    verb: tuple[str, str],
    change: Change,
    once: Once | None,
    **more: Any,
) -> Key:
    """Take a step: the one transaction all of them share. `verb` is the action and its past participle."""

    async def work(session: AsyncSession) -> Key:
        note = step.note if isinstance(step, Step) else None
        transfer, now = await to_change(session, store, actor, step, Action(f"transfer:{verb[0]}"))
        if note is not None:
            texts(note=(note, LONG))
        after = replace(await change(session, transfer, now), version=transfer.version + 1, recorded_at=now)
        await write(session, after)
        await record(session, actor, after, f"transfer:{verb[1]}", before=transfer, note=note, **more)
        return after.key

    return await perform(store, actor, once, work)


def _moved(reached: str, cleared: str | None = None) -> Change:
    async def change(_session: AsyncSession, transfer: Transfer, now: datetime) -> Transfer:
        moved: dict[str, Any] = {reached: now} | ({cleared: None} if cleared else {})
        return replace(transfer, **moved)

    return change
