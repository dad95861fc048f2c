"""Recalls 收回: a transfer taken back, step by step. Its devolver alone never does (R41).

What is asked for lives in the versions of the transfer: a step refused ends the request, and the transfer stays as it
was. Every step is one transaction; all refuse with NotFound, NotAllowed, OutOfDate, OutOfTurn, and with Invalid for
what is not well formed.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from policies.actions import Action
from policies.actor import Actor
from register import items
from register.clock import day_of, start_of_day
from register.once import Once, perform
from register.records import Document, Key, Recall, Transfer
from register.refusals import Invalid, Problem
from register.store import Store
from register.texts import LONG, texts
from register.transfers.commands import Publication, Review
from register.transfers.holding import nothing_stands_on
from register.transfers.papers import publication
from register.transfers.record import record, to_change, write
from register.words import OpenCases, RecallGround

_BASIS = 2000
Change = Callable[[AsyncSession, Transfer, datetime], Awaitable[Transfer]]


@dataclass(frozen=True, slots=True)
class Request:
    """A transfer to be taken back: why, on what document, from when, and what becomes of its open cases."""

    transfer: Key
    expected_version: int
    ground: RecallGround
    basis: str
    effective_from: datetime
    open_cases: OpenCases = OpenCases.STAY


async def request(store: Store, actor: Actor, asked: Request, once: Once | None = None) -> Key:
    """Ask to take a published transfer back. The devolver or the legal office does; the receiver where it is unable.

    Refuses with NotLawful (R46) a receiver that gives another ground.
    """

    async def change(_session: AsyncSession, transfer: Transfer, now: datetime) -> Transfer:
        _well_formed(asked, transfer, now)
        recall = Recall(
            requested_at=now,
            requested_by=str(actor.account),
            requester=Key(*actor.body) if actor.body else None,
            ground=asked.ground,
            basis=asked.basis,
            effective_from=asked.effective_from,
            open_cases=asked.open_cases,
        )
        return replace(transfer, recall=recall)

    return await _take(store, actor, asked, (Action.RECALL_REQUEST, "requested"), change, once)


async def review(store: Store, actor: Actor, step: Review, once: Once | None = None) -> Key:
    """Pass a request or refuse it. The legal office does, never the account that asked."""

    async def change(session: AsyncSession, transfer: Transfer, now: datetime) -> Transfer:
        if not (reviewed := _answered(transfer, step, "收回审查意见", now)):
            return replace(transfer, recall=None)
        item = await items.one(session, transfer.item)
        by_devolver = actor.body is None or Key(*actor.body) == transfer.devolver
        settled = settles(reviewed.ground, important=item.important, by_devolver=by_devolver)
        return replace(transfer, recall=replace(reviewed, reviewed_at=now, approved_at=now if settled else None))

    return await _take(store, actor, step, (Action.RECALL_REVIEW, "reviewed"), change, once, **_said(step))


def settles(ground: RecallGround, *, important: bool, by_devolver: bool) -> bool:
    """Tell whether the legal office's review is the approval: the law changed, and the item is not important (R43).

    Otherwise the government approves (R44, R46); it does, too, where the legal office would take back alone what it
    handed over itself (R41).
    """
    return ground is RecallGround.LAW_CHANGED and not important and not by_devolver


async def approve(store: Store, actor: Actor, step: Review, once: Once | None = None) -> Key:
    """Approve a request or refuse it. The government does (R44, R46), never the account that asked."""

    async def change(_session: AsyncSession, transfer: Transfer, now: datetime) -> Transfer:
        approved = _answered(transfer, step, "收回批复", now)
        return replace(transfer, recall=replace(approved, approved_at=now) if approved else None)

    return await _take(store, actor, step, (Action.RECALL_APPROVE, "approved"), change, once, **_said(step))


async def publish(store: Store, actor: Actor, step: Publication, once: Once | None = None) -> Key:
    """Publish; the transfer ends at the later of this and the day that was asked for (R46).

    The legal office or the government does. Refuses with Conflict while a transfer that the receiver handed on stands.
    """

    async def change(session: AsyncSession, transfer: Transfer, now: datetime) -> Transfer:
        item = await items.one(session, transfer.item)
        paper = publication(step, item, day_of(now))
        recall = replace(_requested(transfer), published_at=now)
        await nothing_stands_on(session, transfer, max(now, recall.effective_from))
        papers = (*transfer.documents, *recall.papers, replace(paper, kind=f"收回{paper.kind}"))
        return replace(transfer, documents=papers, recall=replace(recall, papers=()))

    return await _take(store, actor, step, (Action.RECALL_PUBLISH, "published"), change, once)


async def _take(
    store: Store,
    actor: Actor,
    step: Request | Review | Publication,
    done: tuple[Action, str],
    change: Change,
    once: Once | None,
    **more: Any,
) -> Key:
    """Take a step: the one transaction all of them share. `done` is the action and its past participle."""
    ground = step.ground if isinstance(step, Request) else None

    async def work(session: AsyncSession) -> Key:
        transfer, now = await to_change(session, store, actor, step, done[0], ground=ground)
        after = replace(await change(session, transfer, now), version=transfer.version + 1, recorded_at=now)
        await write(session, after)
        await record(session, actor, after, f"recall:{done[1]}", before=transfer, **more)
        return after.key

    return await perform(store, actor, once, work)


def _requested(transfer: Transfer) -> Recall:
    if transfer.recall is None:
        raise LookupError("a step of a recall is in turn only where one was requested")
    return transfer.recall


def _answered(transfer: Transfer, step: Review, kind: str, now: datetime) -> Recall | None:
    """The request with the opinion on it; None where the answer is no."""
    texts(opinion=(step.opinion, LONG))
    recall = _requested(transfer)
    paper = Document(kind, text=step.opinion, date=day_of(now))
    return replace(recall, papers=(*recall.papers, paper)) if step.approve else None


def _said(step: Review) -> dict[str, Any]:
    # What ends with a refusal is found in the journal alone: who refused, and why.
    return {"approve": step.approve, "opinion": step.opinion}


def _well_formed(asked: Request, transfer: Transfer, now: datetime) -> None:
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
