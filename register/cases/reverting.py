"""Reverting a case 移回: a receiver was found not to act in it, and from then on its devolver handles it (R28).

One matter goes back, never the item: every other case stays with the receiver. The finding stays, too; none is lifted.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from policies.actions import Action
from policies.actor import Actor
from policies.guard import Verdict
from register import bodies, find, journal, permission, scope, tables
from register.authority import authority
from register.cases.closing import to_change
from register.cases.questions import question
from register.once import Once, perform
from register.records import Body, Case, Key, Ref, Transfer
from register.refusals import Invalid, NotLawful, OutOfTurn
from register.store import Store
from register.texts import LONG, NAME, is_address, texts
from register.words import Stage

_LONG = 2000


@dataclass(frozen=True, slots=True)
class Finding:
    """What is found: the body that did not act in a case, what provides for the reversion, and the evidence."""

    case: Key
    body: Key
    clause: str
    document: str
    evidence: str
    url: str | None = None


async def revert(store: Store, actor: Actor, finding: Finding, once: Once | None = None) -> Key:
    """Find that a receiver did not act in a case, whereupon the case is its devolver's at every stage handed over.

    The legal office of the county or its government does, never the devolver itself. Refuses with NotFound, NotAllowed,
    Invalid; with OutOfTurn a case that is closed; with NotLawful (R28) everybody else, and a body that does not hold
    the case by a transfer.
    """

    async def work(session: AsyncSession) -> Key:
        await to_change(session, actor, finding.case)  # before the lock: what is not found locks nothing
        await journal.lock(session, finding.case.tenant)
        session.expire_all()
        case = await to_change(session, actor, finding.case)
        links = await _links(session, store, case)
        theirs = [one for one in links if one.holder == finding.body]
        finder = await find.own_body(session, actor)
        facts = _facts(actor, finder, case, theirs)
        await permission.require(session, actor, case.place, Action.CASE_REVERT, facts)
        _in_turn(case)
        if finder is None or not theirs:
            raise await _not_theirs(session, finding, links)
        _well_formed(finding)
        await _record(session, actor, finding, finder.key, theirs[-1].devolver, store.clock())
        return case.key

    return await perform(store, actor, once, work)


async def decide(session: AsyncSession, store: Store, actor: Actor, case: Case) -> Verdict:
    """Ask whether the account may revert the case: not once it is closed, nor where no receiver holds it."""
    links = await _links(session, store, case)
    facts = _facts(actor, await find.own_body(session, actor), case, links)
    verdict = await permission.decide(session, actor, case.place, Action.CASE_REVERT, facts)
    return replace(verdict, allowed=verdict.allowed and case.closed_at is None and bool(links))


async def _links(session: AsyncSession, store: Store, case: Case) -> list[Transfer]:
    """The transfers by which a receiver holds stages of a case now."""
    ask = await question(session, store, case, Stage.ACCEPT)
    held = {authority(replace(ask, stage=stage)).transfer for stage in Stage}
    return [one for one in ask.transfers if one.key in held]


def _facts(actor: Actor, body: Body | None, case: Case, links: Sequence[Transfer]) -> frozenset[str]:
    tenant = case.key.tenant
    devolves = body is not None and any(one.devolver == body.key for one in links)
    facts = {"acts_for_devolver"} if devolves else set()
    return frozenset(facts | scope.facts_of_offices(body, tenant) | scope.facts_of_account(actor, tenant))


def _in_turn(case: Case) -> None:
    if case.closed_at:
        remedy = "what was handled to its end does not go back; the ruling on each act says what it is worth"
        raise OutOfTurn(f"the case was closed at {case.closed_at.isoformat()}", remedy=remedy, rules=["R28"])


async def _not_theirs(session: AsyncSession, finding: Finding, links: Sequence[Transfer]) -> NotLawful:
    holder = links[-1].holder if links else None
    known = await bodies.load(session, [key for key in (finding.body, holder) if key])
    body = known.get(finding.body)
    held = f"{known[holder].name} holds it" if holder else "no receiver of a transfer holds it"
    return NotLawful(
        f"`{body.name if body else finding.body.id}` does not hold the case by a transfer: {held}",
        rules=["R28"],
        remedy="name the receiver that holds the case" if holder else "leave it to the department, whose case it is",
        holder=holder,
    )


def _well_formed(finding: Finding) -> None:
    texts(
        clause=(finding.clause, _LONG),
        document=(finding.document, NAME),
        evidence=(finding.evidence, LONG),
    )
    if finding.url is not None and not (is_address(finding.url) and len(finding.url) <= _LONG):
        message = f"an address begins with http:// or https:// and has up to {_LONG} characters"
        raise Invalid.at("url", message)


async def _record(
    session: AsyncSession, actor: Actor, finding: Finding, finder: Key, devolver: Key, now: datetime
) -> None:
    said: dict[str, Any] = {name: getattr(finding, name) for name in ("clause", "document", "url", "evidence")}
    session.add(
        tables.Reversion(
            tenant=finding.case.tenant,
            case=finding.case.id,
            body_tenant=finding.body.tenant,
            body=finding.body.id,
            **said,
            at=now,
            account=str(actor.account),
            found_by_tenant=finder.tenant,
            found_by=finder.id,
            devolver_tenant=devolver.tenant,
            devolver=devolver.id,
        )
    )
    await session.flush()
    given = {name: value for name, value in said.items() if value is not None}
    data = {"body": finding.body.id, "foundBy": finder.id, "devolver": devolver.id, **given}
    event = journal.Event("case:reverted", Ref("Case", finding.case), data)
    await journal.record(session, finding.case.tenant, str(actor.account), now, event)
