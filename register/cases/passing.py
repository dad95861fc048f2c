"""Passing a case on 案件移送: whoever has one that is not its own to handle hands it to the body that holds it (R138).

It moves no power. The register says whose the case is, on what has come to light of it; passing it on puts the file
there, with all that was done in it, and keeps the day of filing and the limit (docs/decisions/0036).
"""

from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from policies.actions import Action
from policies.actor import Actor
from policies.guard import Verdict
from register import bodies, find, journal, parts, permission, tables
from register.authority import authority
from register.cases.closing import facts_of_handling, seat, to_change
from register.cases.questions import question
from register.once import Once, perform
from register.question import Question
from register.records import Case, Key, Passing, Ref, Sanction
from register.refusals import Invalid, NotLawful, OutOfTurn
from register.store import Store
from register.texts import LONG, NAME, is_address, texts
from register.transfers.rows import plain
from register.words import Party, Stage

_LONG, _MANY = 2000, 50
_FACTS = ("sanctions", "party", "parts")


@dataclass(frozen=True, slots=True)
class Handover:
    """What is passed on: the case, to which body, why, by which document, and what has come to light of it."""

    case: Key
    body: Key
    reason: str
    document: str
    url: str | None = None
    sanctions: tuple[Sanction, ...] = ()
    party: Party | None = None
    parts: tuple[str, ...] | None = None


async def pass_(store: Store, actor: Actor, handover: Handover, once: Once | None = None) -> Key:
    """Pass a case on to the body that holds it, with the evidence and what is left of its time (R138, R31).

    Whoever has the case does. Refuses with NotFound, NotAllowed, Invalid; with OutOfTurn a case that is closed or was
    passed on before; with NotLawful one of which the body holds a stage itself, and any other receiver.
    """

    async def work(session: AsyncSession) -> Key:
        await to_change(session, actor, handover.case)  # before the lock: what is not found locks nothing
        await journal.lock(session, handover.case.tenant)
        session.expire_all()
        case = await to_change(session, actor, handover.case)
        facts, body = await facts_of_handling(session, store, actor, case), await find.own_body(session, actor)
        await permission.require(session, actor, seat(body, case), Action.CASE_PASSING, facts)
        _in_turn(case)
        _well_formed(handover)
        own, now = find.found(body, "body"), store.clock()
        said = {name: getattr(handover, name) for name in _FACTS}
        passing = Passing(handover.body, own.key, handover.reason, handover.document, handover.url, now, **said)
        ask = await question(session, store, replace(case, passing=passing), Stage.DECIDE)
        await _theirs(session, ask, passing)
        await _record(session, actor, case.key, passing)
        return case.key

    return await perform(store, actor, once, work)


async def decide(session: AsyncSession, store: Store, actor: Actor, case: Case) -> Verdict:
    """Ask whether the account may pass the case on. Whose it is depends on what comes to light: that is asked then."""
    facts, body = await facts_of_handling(session, store, actor, case), await find.own_body(session, actor)
    verdict = await permission.decide(session, actor, seat(body, case), Action.CASE_PASSING, facts)
    return replace(verdict, allowed=verdict.allowed and case.closed_at is None and case.passing is None)


def _in_turn(case: Case) -> None:
    if case.closed_at:
        raise OutOfTurn(f"the case was closed at {case.closed_at.isoformat()}", remedy="open another")
    if case.passing:
        message = f"the case was passed on at {case.passing.at.isoformat()}, and is not passed to and fro"
        raise OutOfTurn(message, remedy="raise a dispute with the other body (R135)", rules=["R138"])


def _well_formed(handover: Handover) -> None:
    texts(reason=(handover.reason, LONG), document=(handover.document, NAME))
    if handover.url is not None and not (is_address(handover.url) and len(handover.url) <= _LONG):
        raise Invalid.at("url", f"an address begins with http:// or https:// and has up to {_LONG} characters")
    if len(handover.sanctions) > _MANY or any(one.amount is not None and one.amount < 0 for one in handover.sanctions):
        raise Invalid.at("sanctions", f"up to {_MANY} penalties come into view, and no fine is below 0")
    if wrong := parts.problems("parts", handover.parts or ()):
        raise Invalid(*wrong)


async def _theirs(session: AsyncSession, ask: Question, passing: Passing) -> None:
    """Refuse with NotLawful to pass on what a body holds itself, and to pass it to anybody but who decides the case."""
    found, own = authority(ask), passing.passed_by
    known = await bodies.load(session, [key for key in (own, passing.body, found.holder) if key])
    holder = known[found.holder] if found.holder else None
    stages = (replace(ask, stage=stage) for stage in Stage if stage is not Stage.SUPERVISE)
    if any(authority(one).holds(own) for one in stages):
        message = f"{known[own].name} may handle the case itself, on what is known of it"
        remedy = "handle it; or say which penalties, party or parts have come to light"
        raise NotLawful(message, rules=["R138", *found.rules], remedy=remedy, holder=found.holder)
    if holder is None:
        remedy = "close it with the outcome that nobody has the power"
        raise NotLawful("nobody holds the power, so there is nobody to pass the case to", rules=["R138"], remedy=remedy)
    if passing.body != holder.key:
        name = known[passing.body].name if passing.body in known else passing.body.id
        message = f"the case is not for {name}: {holder.name} holds it"
        raise NotLawful(message, rules=["R138", *found.rules], remedy=f"pass it to {holder.name}", holder=holder.key)


async def _record(session: AsyncSession, actor: Actor, case: Key, passing: Passing) -> None:
    said: dict[str, Any] = {
        "reason": passing.reason,
        "document": passing.document,
        "url": passing.url,
        "sanctions": [plain(one) for one in passing.sanctions],
        "party": passing.party.value if passing.party else None,
        "parts": None if passing.parts is None else list(passing.parts),
    }
    session.add(
        tables.Passing(
            tenant=case.tenant,
            case=case.id,
            body_tenant=passing.body.tenant,
            body=passing.body.id,
            **said,
            at=passing.at,
            account=str(actor.account),
            passed_by_tenant=passing.passed_by.tenant,
            passed_by=passing.passed_by.id,
        )
    )
    await session.flush()
    given = {name: value for name, value in said.items() if value is not None}
    data = {"body": passing.body.id, "passedBy": passing.passed_by.id, **given}
    event = journal.Event("case:passed", Ref("Case", case), data)
    await journal.record(session, case.tenant, str(actor.account), passing.at, event)
