"""Exercising a power: one stage of one case, done by the account's body, or refused with the rule and the holder."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from policies.actions import Action
from policies.actor import Actor
from policies.guard import DEFAULT_DENY, Verdict
from register import authority as lawful
from register import bodies, conduct, find, items, journal, parts, permission, random_checks, scope
from register.authority import Question
from register.cases import closing
from register.codes import tenant_of
from register.once import Once, perform
from register.powers import conducting
from register.powers.attempts import Attempt, Exercise, well_formed
from register.powers.questions import Claim, about, belongs, check_places, matter
from register.powers.recording import open_case, record_act, said
from register.records import Authority, Body, Case, Conduct, Item, Key, Matter, Ref
from register.refusals import Invalid, NotAllowed, NotFound, NotLawful, OutOfTurn
from register.standing import standing
from register.store import Store
from register.words import Stage


async def exercise(store: Store, actor: Actor, command: Exercise, once: Once | None = None) -> Key:
    """Do one stage of a case: the filing date is the register's, and without a case one is opened, filed now.

    Refuses with Invalid (a claimed filing date, an unknown place or certificate, parts left open), NotFound, OutOfTurn
    (a closed case), NotAllowed; with NotLawful where the law denies the body the stage, or this way of doing it. A
    refused exercise leaves `power:refused` in the journal.
    """

    async def work(session: AsyncSession) -> Key:
        well_formed(command)
        await check_places(session, command.claim)
        body = await _body(session, actor)
        await journal.lock(session, _tenant(actor, body, command))  # before reading: nothing moves in between
        attempt = await _find(session, actor, command, body, store.clock())
        ask, found, verdict = await _decide(session, attempt)
        if not verdict.allowed:
            raise (await _refusal(session, attempt, ask, verdict, found)).decided(verdict)
        case = attempt.case or await open_case(session, attempt, found)
        return await record_act(session, attempt, case, found, verdict)

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
    if case is None:
        facts = (await facts_in_general(session, actor, body, [item], now))[0]
    else:
        facts = (await facts_in_cases(session, actor, body, [(item, case)], now))[0]
    return await permission.decide(session, actor, body.place, Action.POWER_EXERCISE, facts)


async def facts_in_general(
    session: AsyncSession, actor: Actor, body: Body, listed: Sequence[Item], now: datetime
) -> list[frozenset[str]]:
    """How an account's body stands to deciding a matter of each of these items, in general, where the body sits."""
    asks = await about(session, actor, [(item, Stage.DECIDE, Matter(body.place), now) for item in listed], now)
    return _once_each(
        asks, lambda ask: _facts(actor, body, replace(_in_some_part(ask, body), conduct=Conduct(reviewed=None)))
    )


async def facts_in_cases(
    session: AsyncSession, actor: Actor, body: Body, listed: Sequence[tuple[Item, Case]], now: datetime
) -> list[frozenset[str]]:
    """How an account's body stands to deciding each of these cases, each of its item."""
    matters = [(item, Stage.DECIDE, matter(Claim(case.place), case, now), now) for item, case in listed]
    passed = [conducting.reviewed(case, now, str(actor.account)) for _, case in listed]
    asks = zip(await about(session, actor, matters, now), passed, strict=True)
    judged = [replace(ask, conduct=Conduct(reviewed=one)) for ask, one in asks]
    return _once_each(judged, lambda ask: _facts(actor, body, ask))


def _once_each(asks: Sequence[Question], facts: Callable[[Question], frozenset[str]]) -> list[frozenset[str]]:
    """The facts of each question; where they differ by names alone, they are worked out once."""
    unnamed = [ask.unnamed for ask in asks]
    known = {one: facts(ask) for one, ask in dict(zip(unnamed, asks, strict=True)).items()}
    return [known[one] for one in unnamed]


def _in_some_part(ask: Question, body: Body) -> Question:
    """In general a body may if it may in some part."""
    if lawful.authority(ask).admits(body.key):
        return ask
    matters = (replace(ask.matter, parts=(part,)) for part in ask.named_parts([Stage.DECIDE]))
    parts_ = (replace(ask, matter=one) for one in matters)
    return next((one for one in parts_ if lawful.authority(one).admits(body.key)), ask)


def _facts(actor: Actor, body: Body, ask: Question) -> frozenset[str]:
    return standing(ask, body) | conduct.standing(ask, body) | scope.facts_of_account(actor, body.key.tenant)


async def _body(session: AsyncSession, actor: Actor) -> Body:
    body = await find.own_body(session, actor)
    if body is None:
        remedy = "only a body's account exercises a power"
        raise NotAllowed(f"`{actor.account}` acts for no body", remedy=remedy, rules=[DEFAULT_DENY])
    return body


async def _find(session: AsyncSession, actor: Actor, command: Exercise, body: Body, now: datetime) -> Attempt:
    case = await closing.to_change(session, actor, command.claim.case) if command.claim.case else None
    item = (await items.load(session, actor, [command.item])).get(command.item)
    # An item of the body's own county, or of a region on its path; another county's is not found.
    if item is None or not _same_path(body.key.tenant, item.key.tenant):
        raise NotFound("no such item", remedy="look it up again; ids are opaque and never change")
    if case:
        belongs(command.claim, case, item)
        if case.closed_at:
            raise OutOfTurn("the case is closed", remedy="open another by leaving the case out")
    if command.random_check and not random_checks.is_check(item, command.stage):
        message = f"a random check is an act of an INSPECTION item or at the stage SUPERVISE; this is {item.kind}"
        raise Invalid.at("random_check", message, remedy="leave it out", rules=["R154"])
    return Attempt(actor, command, body, item, case, now)


def _same_path(one: str, other: str) -> bool:
    return one.startswith(other) or other.startswith(one)


def _tenant(actor: Actor, body: Body, command: Exercise) -> str:
    """Where it is recorded: the county of the case or matter; the body's own where that lies beyond its reach."""
    case = command.claim.case
    tenant = case.tenant if case else tenant_of(command.claim.place)
    return tenant if find.reaches(actor, tenant) else body.key.tenant


async def _decide(session: AsyncSession, attempt: Attempt) -> tuple[Question, Authority, Verdict]:
    command, actor, body = attempt.command, attempt.actor, attempt.body
    asked = (attempt.item, command.stage, matter(command.claim, attempt.case, attempt.now), attempt.now)
    ask = (await about(session, actor, [asked], attempt.now, None if attempt.case else command.claim))[0]
    ask = replace(ask, demand=command.disguised_as, reasoned=bool(command.reason and command.reason.strip()))
    parts.told(
        ask, attempt.case, [command.stage] if attempt.case else [*Stage]
    )  # a case is opened for all that follows
    passed = conducting.reviewed(attempt.case, attempt.now, str(actor.account))
    done = await conducting.of_exercise(session, ask, body, command.officers, reviewed=passed)
    ask = replace(ask, conduct=done)
    facts = _facts(actor, body, ask)
    return ask, lawful.authority(ask), await permission.decide(session, actor, body.place, Action.POWER_EXERCISE, facts)


async def _refusal(
    session: AsyncSession, attempt: Attempt, ask: Question, verdict: Verdict, found: Authority
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


def _remedy(attempt: Attempt, verdict: Verdict, found: Authority, holder: Body | None) -> str:
    if holder is None:
        return "ask the registrar whether the item is on its list"
    if attempt.body.key in found.stepping_in:
        return f"give the `reason` for which it is necessary to step in (R30), or leave the matter to {holder.name}"
    if "R117" in verdict.rules:
        return f"leave it at the stamp of {holder.name}; in a special case give the `reason` (R116)"
    return f"hand the matter to {holder.name}"


async def _record_refusal(store: Store, actor: Actor, command: Exercise, refusal: NotLawful) -> None:
    async with store.changing(actor) as session:
        body = await _body(session, actor)
        event = journal.Event("power:refused", Ref("Item", command.item), said(command, body, refusal.rules))
        await journal.record(session, _tenant(actor, body, command), str(actor.account), store.clock(), event)
