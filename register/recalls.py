"""Recalls 收回: a transfer taken back, step by step. Its devolver alone never does (R41).

What is asked for lives in the versions of the transfer: a step refused ends the request, and the transfer stays as it
was. Every step is one transaction; all refuse with NotFound, NotAllowed, OutOfDate, OutOfTurn, and with Invalid for
what is not well formed.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial

from policies.actions import Action
from policies.actor import Actor
from register.clock import day_of, start_of_day
from register.once import Once
from register.records import Document, Key, Recall, Transfer
from register.refusals import Invalid, Problem
from register.store import Store
from register.texts import LONG, texts
from register.transfers import along
from register.transfers.commands import Notice, Opinion, Publication, Review
from register.transfers.holding import nothing_stands_on
from register.transfers.papers import fitting, publication
from register.transfers.taking import At, Change, Taking, take
from register.words import OpenCases, RecallGround

_BASIS = 2000


@dataclass(frozen=True, slots=True, kw_only=True)
class Grounds:
    """Why something is to be taken back, on what document, from when, and what becomes of its open cases."""

    ground: RecallGround
    basis: str
    effective_from: datetime
    open_cases: OpenCases = OpenCases.STAY


@dataclass(frozen=True, slots=True)
class Request(Grounds):
    """One transfer to be taken back."""

    transfer: Key
    expected_version: int


async def request(store: Store, actor: Actor, asked: Request, once: Once | None = None) -> Key:
    """Ask to take a published transfer back. The devolver or the legal office does; the receiver where it is unable.

    Refuses with NotLawful (R46) a receiver that gives another ground.
    """
    return await take(store, actor, asked, requesting(asked, actor), once)


def requesting(asked: Grounds, actor: Actor, order: Key | None = None) -> Taking:
    """What `request` does, alone or by an order."""

    def change(transfer: Transfer, at: At) -> Transfer:
        _well_formed(asked, transfer, at.now)
        recall = Recall(
            requested_at=at.now,
            requested_by=str(actor.account),
            requester=Key(*actor.body) if actor.body else None,
            ground=asked.ground,
            basis=asked.basis,
            effective_from=asked.effective_from,
            open_cases=asked.open_cases,
            order=order,
        )
        return replace(transfer, recall=recall)

    return Taking(Action.RECALL_REQUEST, "recall:requested", change, ground=asked.ground)


async def review(store: Store, actor: Actor, step: Review, once: Once | None = None) -> Key:
    """Pass a request or refuse it. The legal office does, never the account that asked."""
    return await take(store, actor, step, reviewing(step, actor), once)


def reviewing(given: Opinion, actor: Actor) -> Taking:
    """What `review` does."""

    def change(transfer: Transfer, at: At) -> Transfer:
        if not (reviewed := _answered(transfer, given, "收回审查意见", at.now)):
            return replace(transfer, recall=None)
        important = at.around.items[transfer.item].important
        by_devolver = actor.body is None or Key(*actor.body) == transfer.devolver
        settled = settles(reviewed.ground, important=important, by_devolver=by_devolver)
        return replace(transfer, recall=replace(reviewed, reviewed_at=at.now, approved_at=at.now if settled else None))

    return _answering(given, Action.RECALL_REVIEW, "recall:reviewed", change, looks=True)


def settles(ground: RecallGround, *, important: bool, by_devolver: bool) -> bool:
    """Tell whether the legal office's review is the approval: the law changed, and the item is not important (R43).

    Otherwise the government approves (R44, R46); it does, too, where the legal office would take back alone what it
    handed over itself (R41).
    """
    return ground is RecallGround.LAW_CHANGED and not important and not by_devolver


async def approve(store: Store, actor: Actor, step: Review, once: Once | None = None) -> Key:
    """Approve a request or refuse it. The government does (R44, R46), never the account that asked."""
    return await take(store, actor, step, approving(step), once)


def approving(given: Opinion) -> Taking:
    """What `approve` does."""

    def change(transfer: Transfer, at: At) -> Transfer:
        approved = _answered(transfer, given, "收回批复", at.now)
        return replace(transfer, recall=replace(approved, approved_at=at.now) if approved else None)

    return _answering(given, Action.RECALL_APPROVE, "recall:approved", change)


async def publish(store: Store, actor: Actor, step: Publication, once: Once | None = None) -> Key:
    """Publish; the transfer ends at the later of this and the day that was asked for (R46).

    The legal office or the government does. Refuses with Conflict while a transfer that the receiver handed on stands,
    and with NotLawful (R11) to leave a measure behind that went along with a penalty.
    """
    return await take(store, actor, step, publishing(step), once)


def publishing(given: Notice, *, mixed: bool = False) -> Taking:
    """What `publish` does; of a `mixed` list, what is confidential is served, and the rest published.

    Links of a chain may go together: each is held against what is left once all are gone.
    """

    def change(transfer: Transfer, at: At) -> Transfer:
        item = at.around.items[transfer.item]
        paper = publication(fitting(given, item) if mixed else given, item, day_of(at.now))
        recall = replace(_requested(transfer), published_at=at.now)
        papers = (*transfer.documents, *recall.papers, replace(paper, kind=f"收回{paper.kind}"))
        return replace(transfer, documents=papers, recall=replace(recall, papers=()))

    def settled(transfer: Transfer, at: At) -> None:
        nothing_stands_on(at.around, transfer, max(at.now, _requested(transfer).effective_from))
        along.leaves_none(at.around, transfer)

    return Taking(Action.RECALL_PUBLISH, "recall:published", change, settled=settled, looks=True)


def _requested(transfer: Transfer) -> Recall:
    if transfer.recall is None:
        raise LookupError("a step of a recall is in turn only where one was requested")
    return transfer.recall


def _answered(transfer: Transfer, given: Opinion, kind: str, now: datetime) -> Recall | None:
    """The request with the opinion on it; None where the answer is no."""
    recall = _requested(transfer)
    paper = Document(kind, text=given.opinion, date=day_of(now))
    return replace(recall, papers=(*recall.papers, paper)) if given.approve else None


def _answering(given: Opinion, action: Action, done: str, change: Change, *, looks: bool = False) -> Taking:
    # What ends with a refusal is found in the journal alone: who refused, and why.
    said = {"approve": given.approve, "opinion": given.opinion}
    return Taking(action, done, change, said, partial(texts, opinion=(given.opinion, LONG)), looks=looks)


def _well_formed(asked: Grounds, transfer: Transfer, now: datetime) -> None:
    term = transfer.effective_to
    abolished = asked.ground is RecallGround.RECEIVER_ABOLISHED and asked.open_cases is OpenCases.STAY
    early = asked.effective_from < start_of_day(day_of(now))
    checks = (
        (not asked.basis.strip(), "basis", "name the law or document it rests on", "R42"),
        (len(asked.basis) > _BASIS, "basis", f"a basis has up to {_BASIS} characters", "R42"),
        (early, "effective_from", "a recall does not take effect before today (UTC+8)", "R46"),
        (term is not None and asked.effective_from >= term, "effective_from", "its term is over by then", "R210"),
        (abolished, "open_cases", "no case stays with a receiver that is no more; MOVE takes them back", "R209"),
    )
    wrong = [check for check in checks if check[0]]
    if wrong:
        rules = dict.fromkeys(rule for *_, rule in wrong)
        raise Invalid(*(Problem((path,), message) for _, path, message, _ in wrong), rules=tuple(rules))
