"""Exercising a power: one stage of one case, done by the account's body, or refused with the rule and the holder."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import uuid4

from sqlalchemy.ext.asyncio import AsyncSession

from policies.actions import Action
from policies.actor import Actor
from policies.guard import DEFAULT_DENY, Verdict
from register import authority as lawful
from register import bodies, conduct, find, items, journal, parts, permission, scope, tables
from register.authority import Question
from register.cases import closing
from register.codes import tenant_of
from register.once import Once, perform
from register.powers import conducting
from register.powers.questions import Claim, about, belongs, check_places, matter
from register.records import Authority, Body, Case, Conduct, Item, Key, Matter, Ref
from register.refusals import Invalid, NotAllowed, NotFound, NotLawful, OutOfTurn, Problem
from register.standing import standing
from register.store import Store
from register.transfers.rows import plain
from register.words import Demand, Stage

_LONG = 2000


@dataclass(frozen=True, slots=True)
class Exercise:
    """One stage of one case to be done by the account's body."""

    item: Key
    stage: Stage
    claim: Claim
    note: str | None = None
    reason: str | None = None
    officers: tuple[str, ...] = ()
    disguised_as: Demand | None = None


@dataclass(frozen=True, slots=True)
class _Attempt:
    """An exercise with what was found for it."""

    actor: Actor
    command: Exercise
    body: Body
    item: Item
    case: Case | None
    now: datetime


async def exercise(store: Store, actor: Actor, command: Exercise, once: Once | None = None) -> Key:
    """Do one stage of a case: the filing date is the register's, and without a case one is opened, filed now.

    Refuses with Invalid (a claimed filing date, an unknown place or certificate, parts left open), NotFound, OutOfTurn
    (a closed case), NotAllowed; with NotLawful where the law denies the body the stage, or this way of doing it. A
    refused exercise leaves `power:refused` in the journal.
    """

    async def work(session: AsyncSession) -> Key:
        _well_formed(command)
        await check_places(session, command.claim)
        body = await _body(session, actor)
        await journal.lock(session, _tenant(actor, body, command))  # before reading: nothing moves in between
        attempt = await _find(session, actor, command, body, store.clock())
        ask, found, verdict = await _decide(session, attempt)
        if not verdict.allowed:
            raise await _refusal(session, attempt, ask, verdict, found)
        case = attempt.case or await _open(session, attempt, found)
        return await _act(session, attempt, case, found, verdict)

    try:
        return await perform(store, actor, once, work)
    except NotLawful as refusal:
        await _record_refusal(store, actor, command, refusal)
        raise


async def decide(session: AsyncSession, actor: Actor, item: Item, case: Case | None, now: datetime) -> Verdict:
    """Ask whether the account's body may decide a matter of an item: in a case, or in general where the body sits."""
    body = await find.own_body(session, actor)
    if body is None:
        return await permission.decide(session, actor, item.key.tenant, Action.POWER_EXERCISE, frozenset())
    claim = Claim(case.place if case else body.place)
    about_ = matter(claim, case) if case else Matter(body.place)
    ask = (await about(session, actor, [(item, Stage.DECIDE, about_, now)], now))[0]
    if case is None and not lawful.authority(ask).admits(body.key):  # in general it may if it may in some part
        matters = [replace(about_, parts=(part,)) for part in ask.named_parts([Stage.DECIDE])]
        parts_ = (replace(ask, matter=one) for one in matters)
        ask = next((one for one in parts_ if lawful.authority(one).admits(body.key)), ask)
    passed = conducting.reviewed(case, now, str(actor.account)) if case else None
    ask = replace(ask, conduct=Conduct(reviewed=passed))
    return await permission.decide(session, actor, body.place, Action.POWER_EXERCISE, _facts(actor, body, ask))


def _facts(actor: Actor, body: Body, ask: Question) -> frozenset[str]:
    return standing(ask, body) | conduct.standing(ask, body) | scope.facts_of_account(actor, body.key.tenant)


async def _body(session: AsyncSession, actor: Actor) -> Body:
    body = await find.own_body(session, actor)
    if body is None:
        remedy = "only a body's account exercises a power"
        raise NotAllowed(f"`{actor.account}` acts for no body", remedy=remedy, rules=[DEFAULT_DENY])
    return body


async def _find(session: AsyncSession, actor: Actor, command: Exercise, body: Body, now: datetime) -> _Attempt:
    case = await closing.to_change(session, actor, command.claim.case) if command.claim.case else None
    item = (await items.load(session, actor, [command.item])).get(command.item)
    # An item of the body's own county, or of a region on its path; another county's is not found.
    if item is None or not _same_path(body.key.tenant, item.key.tenant):
        raise NotFound("no such item", remedy="look it up again; ids are opaque and never change")
    if case:
        belongs(command.claim, case, item)
        if case.closed_at:
            raise OutOfTurn("the case is closed", remedy="open another by leaving the case out")
    return _Attempt(actor, command, body, item, case, now)


def _same_path(one: str, other: str) -> bool:
    return one.startswith(other) or other.startswith(one)


def _tenant(actor: Actor, body: Body, command: Exercise) -> str:
    """Where it is recorded: the county of the case or matter; the body's own where that lies beyond its reach."""
    case = command.claim.case
    tenant = case.tenant if case else tenant_of(command.claim.place)
    return tenant if find.reaches(actor, tenant) else body.key.tenant


async def _decide(session: AsyncSession, attempt: _Attempt) -> tuple[Question, Authority, Verdict]:
    command, actor, body = attempt.command, attempt.actor, attempt.body
    asked = (attempt.item, command.stage, matter(command.claim, attempt.case), attempt.now)
    ask = (await about(session, actor, [asked], attempt.now))[0]
    ask = replace(ask, demand=command.disguised_as, reasoned=bool(command.reason and command.reason.strip()))
    parts.told(
        ask, attempt.case, [command.stage] if attempt.case else [*Stage]
    )  # a case is opened for all that follows
    passed = conducting.reviewed(attempt.case, attempt.now, str(actor.account))
    done = await conducting.of_exercise(session, body, command.officers, attempt.now, reviewed=passed)
    ask = replace(ask, conduct=done)
    facts = _facts(actor, body, ask)
    return ask, lawful.authority(ask), await permission.decide(session, actor, body.place, Action.POWER_EXERCISE, facts)


async def _refusal(
    session: AsyncSession, attempt: _Attempt, ask: Question, verdict: Verdict, found: Authority
) -> NotAllowed | NotLawful:
    if verdict.lawful:
        message = f"`{attempt.actor.account}` may not exercise powers here"
        return NotAllowed(message, remedy="ask the policy administrator of the place for the role", rules=verdict.rules)
    holder = await bodies.one(session, found.holder) if found.holder else None
    held = f"{holder.name} holds it" if holder else "nobody holds it"
    stage, item, place = attempt.command.stage, attempt.item, attempt.command.claim.place
    for rule in conduct.RULES.intersection(verdict.rules):
        message = f"{stage} {stage.chinese} of `{item.name}` is not done so: {conduct.lacking(rule, ask, attempt.body)}"
        remedy = conduct.remedy(rule, ask, attempt.body)
        return NotLawful(message, rules=verdict.rules, remedy=remedy, holder=found.holder)
    return NotLawful(
        f"{stage} {stage.chinese} of `{item.name}` at `{place}` is not for {attempt.body.name}: {held}",
        rules=verdict.rules,
        remedy=_remedy(attempt, verdict, found, holder),
        holder=found.holder,
    )


def _remedy(attempt: _Attempt, verdict: Verdict, found: Authority, holder: Body | None) -> str:
    if holder is None:
        return "ask the registrar whether the item is on its list"
    if attempt.body.key in found.stepping_in:
        return f"give the `reason` for which it is necessary to step in (R30), or leave the matter to {holder.name}"
    if "R117" in verdict.rules:
        return f"leave it at the stamp of {holder.name}; in a special case give the `reason` (R116)"
    return f"hand the matter to {holder.name}"


async def _open(session: AsyncSession, attempt: _Attempt, found: Authority) -> Case:
    claim = attempt.command.claim
    # What the town's counter accepts for the department counts as accepted by the department (R203).
    for_department = found.holder == attempt.body.key and "R203" in found.rules
    filer = found.in_name_of if for_department and found.in_name_of else attempt.body.key
    case = Case(
        key=Key(tenant_of(claim.place), uuid4().hex),
        item=attempt.item.key,
        place=claim.place,
        filed_at=attempt.now,
        filed_by=filer,
        also_at=claim.also_at,
        sanctions=claim.sanctions,
        party=claim.party,
        parts=claim.parts,
    )
    session.add(
        tables.Case(
            tenant=case.key.tenant,
            id=case.key.id,
            item_tenant=case.item.tenant,
            item=case.item.id,
            place=case.place,
            also_at=list(case.also_at),
            sanctions=[plain(one) for one in case.sanctions],
            party=case.party.value if case.party else None,
            parts=None if case.parts is None else list(case.parts),
            filed_at=case.filed_at,
            filed_by_tenant=filer.tenant,
            filed_by=filer.id,
        )
    )
    await session.flush()
    return case


async def _act(session: AsyncSession, attempt: _Attempt, case: Case, found: Authority, verdict: Verdict) -> Key:
    key, command, body = Key(case.key.tenant, uuid4().hex), attempt.command, attempt.body
    session.add(
        tables.Act(
            tenant=key.tenant,
            id=key.id,
            case=case.key.id,
            stage=command.stage.value,
            body_tenant=body.key.tenant,
            body=body.key.id,
            at=attempt.now,
            account=str(attempt.actor.account),
            note=command.note,
            reason=command.reason,
            disguised_as=command.disguised_as.value if command.disguised_as else None,
            officers=list(command.officers),
            policy_revision=verdict.revision,
        )
    )
    await session.flush()
    data = _said(command, body, found.rules) | {
        "case": case.key.id,
        "opened": attempt.case is None,
        "policyRevision": verdict.revision,
    }
    event = journal.Event("power:exercised", Ref("Act", key), data)
    await journal.record(session, key.tenant, str(attempt.actor.account), attempt.now, event)
    return key


async def _record_refusal(store: Store, actor: Actor, command: Exercise, refusal: NotLawful) -> None:
    async with store.changing(actor) as session:
        body = await _body(session, actor)
        event = journal.Event("power:refused", Ref("Item", command.item), _said(command, body, refusal.rules))
        await journal.record(session, _tenant(actor, body, command), str(actor.account), store.clock(), event)


def _said(command: Exercise, body: Body, rules: Sequence[str]) -> dict[str, object]:
    said = {
        "item": command.item.id,
        "stage": command.stage.value,
        "place": command.claim.place,
        "parts": None if command.claim.case or command.claim.parts is None else list(command.claim.parts),
        "body": body.key.id,
        "rules": list(rules),
        "note": command.note,
        "reason": command.reason,
        "officers": list(command.officers) or None,
        "disguisedAs": command.disguised_as.value if command.disguised_as else None,
    }
    return {name: value for name, value in said.items() if value is not None}


def _well_formed(command: Exercise) -> None:
    problems = [
        Problem((name,), f"`{name}` has up to {_LONG} characters")
        for name, text in (("note", command.note), ("reason", command.reason))
        if len(text or "") > _LONG
    ]
    if len(command.officers) > conducting.MOST_OFFICERS:
        problems.append(Problem(("officers",), f"up to {conducting.MOST_OFFICERS} officers do one stage of a case"))
    if command.claim.filed_at is not None:
        message = "a filing date is read from the case on the register; a claimed one serves questions only"
        problems.append(Problem(("facts", "filed_at"), message))
    if problems:
        raise Invalid(*problems, remedy="leave `filedAt` out; name the `case` instead")
