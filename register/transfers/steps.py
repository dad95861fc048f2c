"""The steps of a transfer after it was proposed: submit, review, accept, decline, confirm, publish, withdraw.

Each is one transaction: find it, may the account, is it its turn and are its documents there, change, record.
All of them refuse with NotFound, NotAllowed, OutOfDate, OutOfTurn, and with Invalid for what is not well formed.
What a step does is told apart from what it is taken with: one transfer here, many in register/batches/steps.py.
"""

from dataclasses import replace
from functools import partial
from typing import Any

from policies.actions import Action
from policies.actor import Actor
from register import rules
from register.clock import day_of
from register.once import Once
from register.records import Document, Key, Transfer
from register.refusals import NotLawful
from register.store import Store
from register.texts import LONG, NAME, texts
from register.transfers import along
from register.transfers.commands import (
    Acceptance,
    Confirmation,
    Deed,
    Note,
    Notice,
    Opinion,
    Plan,
    Publication,
    Review,
    Step,
)
from register.transfers.holding import devolver_holds
from register.transfers.papers import confirmable, deeds, fitting, publication
from register.transfers.taking import At, Change, Taking, take


async def submit(store: Store, actor: Actor, step: Step, once: Once | None = None) -> Key:
    """Hand a draft to the legal office for its review before anything is issued (前置审查, R56). The devolver does."""
    return await take(store, actor, step, submitting(step), once)


def submitting(given: Note) -> Taking:
    """What `submit` does."""
    return _noted(given, Action.TRANSFER_SUBMIT, "transfer:submitted", _moved("submitted_at", "returned_at"))


async def withdraw(store: Store, actor: Actor, step: Step, once: Once | None = None) -> Key:
    """Give a transfer up before it is published. Its proposer does; refuses with NotLawful (R41) after that."""
    return await take(store, actor, step, withdrawing(step), once)


def withdrawing(given: Note) -> Taking:
    """What `withdraw` does."""
    return _noted(given, Action.TRANSFER_WITHDRAW, "transfer:withdrawn", _moved("withdrawn_at"))


async def decline(store: Store, actor: Actor, step: Step, once: Once | None = None) -> Key:
    """Decline to receive. The receiver does, with its reason in the note."""
    return await take(store, actor, step, declining(step), once)


def declining(given: Note) -> Taking:
    """What `decline` does."""
    return _noted(given, Action.TRANSFER_DECLINE, "transfer:declined", _moved("declined_at"))


async def review(store: Store, actor: Actor, step: Review, once: Once | None = None) -> Key:
    """Pass a transfer or return it. The legal office does, never whoever proposed it (R56)."""
    return await take(store, actor, step, reviewing(step), once)


def reviewing(given: Opinion) -> Taking:
    """What `review` does."""

    def change(transfer: Transfer, at: At) -> Transfer:
        opinion = Document("合法性审查意见", text=given.opinion, date=day_of(at.now))
        papers = (*transfer.documents, opinion)
        if given.approve:
            return replace(transfer, documents=papers, reviewed_at=at.now)
        return replace(transfer, documents=papers, returned_at=at.now, submitted_at=None)

    check = partial(texts, opinion=(given.opinion, LONG))
    return Taking(Action.TRANSFER_REVIEW, "transfer:reviewed", change, {"approve": given.approve}, check)


async def accept(store: Store, actor: Actor, step: Acceptance, once: Once | None = None) -> Key:
    """Accept, with the plan of how the power will be exercised (承接方案, R58). The receiver does."""
    return await take(store, actor, step, accepting(step), once)


def accepting(given: Plan) -> Taking:
    """What `accept` does."""

    def change(transfer: Transfer, at: At) -> Transfer:
        plan = Document("承接方案", text=given.plan, date=day_of(at.now))
        contact = Document("联络员", text=given.contact, date=day_of(at.now))
        return replace(transfer, accepted_at=at.now, documents=(*transfer.documents, plan, contact))

    check = partial(texts, plan=(given.plan, LONG), contact=(given.contact, NAME))
    return Taking(Action.TRANSFER_ACCEPT, "transfer:accepted", change, check=check)


async def confirm(store: Store, actor: Actor, step: Confirmation, once: Once | None = None) -> Key:
    """Confirm by a government document (R21); under ENTRUST the legal office by filing the signed 委托书 (R55, R57).

    Refuses with NotLawful an entrustment that is not signed and filed, and a condition that was not met (R205).
    """
    return await take(store, actor, step, confirming(step), once)


def confirming(given: Deed) -> Taking:
    """What `confirm` does."""

    def change(transfer: Transfer, at: At) -> Transfer:
        confirmable(given, transfer.mode, transfer.condition, day_of(at.now))
        papers = (*transfer.documents, *deeds(given, transfer.mode))
        return replace(transfer, confirmed_at=at.now, condition_met=given.condition_met, documents=papers)

    return Taking(Action.TRANSFER_CONFIRM, "transfer:confirmed", change)


async def publish(store: Store, actor: Actor, step: Publication, once: Once | None = None) -> Key:
    """Publish; nothing is in force before (R92). The receiver or the government does.

    Refuses with NotLawful a transfer whose devolver no longer holds the power there, whose term is over, (R10) of an
    item that the law has since reserved to the county, or (R11) of a measure without the penalty it goes along with.
    """
    return await take(store, actor, step, publishing(step), once)


def publishing(given: Notice, *, mixed: bool = False) -> Taking:
    """What `publish` does; of a `mixed` list, what is confidential is served, and the rest published."""

    def change(transfer: Transfer, at: At) -> Transfer:
        item = at.around.items[transfer.item]
        paper = publication(fitting(given, item) if mixed else given, item, day_of(at.now))
        if transfer.effective_to is not None and transfer.effective_to <= at.now:
            message = "its term is over before it could be published"
            raise NotLawful(message, rules=["R210"], remedy="withdraw it and propose it with another term")
        rules.reserved(item, transfer.mode, transfer.devolver)
        devolver_holds(at.around, transfer, max(transfer.effective_from, at.now))
        return replace(transfer, published_at=at.now, documents=(*transfer.documents, paper))

    def settled(transfer: Transfer, at: At) -> None:
        along.with_penalty(at.around, transfer)

    return Taking(Action.TRANSFER_PUBLISH, "transfer:published", change, settled=settled, looks=True)


def _noted(given: Note, action: Action, done: str, change: Change) -> Taking:
    check = None if given.note is None else partial(texts, note=(given.note, LONG))
    return Taking(action, done, change, {"note": given.note}, check)


def _moved(reached: str, cleared: str | None = None) -> Change:
    def change(transfer: Transfer, at: At) -> Transfer:
        moved: dict[str, Any] = {reached: at.now} | ({cleared: None} if cleared else {})
        return replace(transfer, **moved)

    return change
