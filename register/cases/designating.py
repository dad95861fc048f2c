"""Designating who handles a case 指定管辖 that several bodies could: their common superior does (R208, 处罚法 25).

A dispute that is settled over a case ends the same way (register/disputes). No designation is lifted; the next one
takes its place.
"""

from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from policies.actions import Action
from policies.actor import Actor
from policies.guard import Verdict
from register import bodies, find, journal, permission, scope, tables
from register.authority import Question, claimants, could_have
from register.cases.closing import to_change
from register.cases.questions import question
from register.once import Once, perform
from register.records import Body, Case, Key, Ref
from register.refusals import Invalid, NotLawful, OutOfTurn
from register.store import Store
from register.texts import LONG, NAME, is_address, texts
from register.words import Office, Stage

_LONG = 2000


@dataclass(frozen=True, slots=True)
class Order:
    """What is ordered: that a body handles a case, why, and by which document."""

    case: Key
    body: Key
    reason: str
    document: str
    url: str | None = None


async def designate(store: Store, actor: Actor, order: Order, once: Once | None = None) -> Key:
    """Designate one of the bodies that could handle a case of several places or parts; the others are out of it.

    The government does, or the county's enforcement bureau, and no body whose case it could be. Refuses with NotFound,
    NotAllowed, Invalid; with OutOfTurn a case that is closed; with NotLawful (R208) everybody else, a case that is
    nobody else's, and a body whose case it could not be.
    """

    async def work(session: AsyncSession) -> Key:
        await to_change(session, actor, order.case)  # before the lock: what is not found locks nothing
        await journal.lock(session, order.case.tenant)
        session.expire_all()
        case = await to_change(session, actor, order.case)
        ask = await question(session, store, case, Stage.ACCEPT)
        could, body = claimants(ask), await find.own_body(session, actor)
        await permission.require(session, actor, case.place, Action.CASE_DESIGNATE, _facts(actor, body, case, ask))
        if case.closed_at:
            raise OutOfTurn(f"the case was closed at {case.closed_at.isoformat()}", remedy="open another")
        _well_formed(order)
        if body is None or order.body not in could or len(could) == 1:
            raise await _not_theirs(session, could)
        said = {"reason": order.reason, "document": order.document, "url": order.url}
        now = store.clock()
        await add(session, actor, case.key, order.body, body.key, now, **said)
        given = {name: value for name, value in said.items() if value is not None}
        data = {"body": order.body.id, "designatedBy": body.key.id, **given}
        event = journal.Event("case:designated", Ref("Case", case.key), data)
        await journal.record(session, case.key.tenant, str(actor.account), now, event)
        return case.key

    return await perform(store, actor, once, work)


async def decide(session: AsyncSession, store: Store, actor: Actor, case: Case) -> Verdict:
    """Ask whether the account may designate who handles the case: not once it is closed, nor where it is one body's."""
    ask = await question(session, store, case, Stage.ACCEPT)
    facts, could = _facts(actor, await find.own_body(session, actor), case, ask), claimants(ask)
    verdict = await permission.decide(session, actor, case.place, Action.CASE_DESIGNATE, facts)
    return replace(verdict, allowed=verdict.allowed and case.closed_at is None and len(could) > 1)


async def may_have(session: AsyncSession, store: Store, case: Case, body: Key) -> bool:
    """Tell whether a decision could give a body the case: the item, or what was handed over there, gives it a stage.

    What came to light when the case was passed on counts for its receiver alone (R138).
    """
    told = case if case.passing and case.passing.body == body else replace(case, passing=None)
    return bool(could_have(await question(session, store, told, Stage.ACCEPT), body))


async def add(
    session: AsyncSession, actor: Actor, case: Key, body: Key, by: Key, now: datetime, **said: str | None
) -> None:
    """Let a body handle a case from now on. The entry in the journal is that of the step it comes of."""
    there = tables.expr(tables.Designation)
    earlier = select(func.max(there.number)).where(there.tenant == case.tenant, there.case == case.id)
    row = tables.Designation(
        tenant=case.tenant,
        case=case.id,
        number=(await session.scalar(earlier) or 0) + 1,  # the journal is locked
        body_tenant=body.tenant,
        body=body.id,
        reason=said["reason"] or "",
        document=said.get("document"),
        url=said.get("url"),
        at=now,
        account=str(actor.account),
        designated_by_tenant=by.tenant,
        designated_by=by.id,
        dispute=said.get("dispute"),
    )
    session.add(row)
    await session.flush()


def _facts(actor: Actor, body: Body | None, case: Case, ask: Question) -> frozenset[str]:
    offices = body.offices if body and body.key.tenant == case.key.tenant else ()
    facts = {
        "enforcement_office": Office.ENFORCEMENT in offices,
        "government_office": Office.GOVERNMENT in offices,
        "claims_case": body is not None and body.key in (ask.matter.filed_by, *claimants(ask)),
    }
    held = {name for name, holds in facts.items() if holds}
    return frozenset(held | scope.facts_of_account(actor, case.key.tenant))


async def _not_theirs(session: AsyncSession, could: tuple[Key, ...]) -> NotLawful:
    known = await bodies.load(session, could)
    names = ", ".join(known[key].name for key in could)
    if len(could) == 1:
        message, remedy = f"the case is {names}'s alone", "whoever disputes that raises a dispute"
    else:
        message, remedy = "the case could not be that body's", f"designate one of {names}"
    return NotLawful(message, rules=["R208"], remedy=remedy, holder=could[0] if could else None)


def _well_formed(order: Order) -> None:
    texts(reason=(order.reason, LONG), document=(order.document, NAME))
    if order.url is not None and not (is_address(order.url) and len(order.url) <= _LONG):
        message = f"an address begins with http:// or https:// and has up to {_LONG} characters"
        raise Invalid.at("url", message)
