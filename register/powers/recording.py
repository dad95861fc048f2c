"""Recording an exercise: the case that it opens, the act, and its entry in the journal."""

from collections.abc import Sequence
from dataclasses import replace
from uuid import uuid4

from sqlalchemy.ext.asyncio import AsyncSession

from policies.guard import Verdict
from register import deadlines, journal, tables
from register.codes import tenant_of
from register.powers import conducting
from register.powers.attempts import Attempt, Exercise
from register.records import Authority, Body, Case, Key, RandomCheck, Ref, Sanction
from register.transfers.rows import plain


async def open_case(session: AsyncSession, attempt: Attempt, found: Authority) -> Case:
    """File a case, now."""
    claim = attempt.command.claim
    # What a counter accepts for another counts as accepted by that one: for the department (R203), for whoever holds
    # the stage in the township that it serves (R112).
    at_counter = attempt.body.key in found.serving or (found.holder == attempt.body.key and "R203" in found.rules)
    of = (found.in_name_of if "R203" in found.rules else found.holder) if at_counter else None
    filer = of or attempt.body.key
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
        accepted_by=attempt.body.key if filer != attempt.body.key else None,
        limit=deadlines.limit(attempt.item, attempt.now),
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
            accepted_by_tenant=case.accepted_by.tenant if case.accepted_by else None,
            accepted_by=case.accepted_by.id if case.accepted_by else None,
            limit_kind=case.limit.kind.value if case.limit else None,
            limit_days=case.limit.days if case.limit else None,
            ends_at=case.limit.ends_at if case.limit else None,
        )
    )
    await session.flush()
    return case


async def record_act(session: AsyncSession, attempt: Attempt, case: Case, found: Authority, verdict: Verdict) -> Key:
    """Write the act, and its entry."""
    key, command, body = Key(case.key.tenant, uuid4().hex), attempt.command, attempt.body
    check = await _check(session, key.tenant, attempt)
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
            sanctions=[plain(one) for one in _came_into_view(attempt)],
            officers=list(command.officers),
            handled_by=command.handled_by,
            check_subject=check.subject if check else None,
            check_reason=check.reason if check else None,
            check_number=check.number if check else None,
            policy_revision=verdict.revision,
        )
    )
    await session.flush()
    data = said(command, body, found.rules) | {
        "case": case.key.id,
        "opened": attempt.case is None,
        **({"due": case.limit.due.isoformat()} if attempt.case is None and case.limit else {}),
        "policyRevision": verdict.revision,
        **({"checkNumber": check.number} if check else {}),
    }
    event = journal.Event("power:exercised", Ref("Act", key), data)
    await journal.record(session, key.tenant, str(attempt.actor.account), attempt.now, event)
    return key


def _came_into_view(attempt: Attempt) -> tuple[Sanction, ...]:
    """The penalties in view that the case did not have yet; the case that is opened has its own."""
    if attempt.case is None:
        return ()
    known = attempt.case.matter_at(attempt.now).sanctions
    return tuple(one for one in attempt.command.claim.sanctions if one not in known)


async def _check(session: AsyncSession, tenant: str, attempt: Attempt) -> RandomCheck | None:
    check = attempt.command.random_check
    if check is None:
        return None
    return replace(check, number=await conducting.check_number(session, tenant, check.subject, attempt.now))


def said(command: Exercise, body: Body, rules: Sequence[str]) -> dict[str, object]:
    """What was asked for, in the plain values of the journal."""
    check = command.random_check
    given = {
        "item": command.item.id,
        "stage": command.stage.value,
        "place": command.claim.place,
        "parts": None if command.claim.case or command.claim.parts is None else list(command.claim.parts),
        "body": body.key.id,
        "rules": list(rules),
        "note": command.note,
        "reason": command.reason,
        "sanctions": [plain(one) for one in command.claim.sanctions] or None,
        "officers": list(command.officers) or None,
        "handledBy": command.handled_by,
        "randomCheck": {"subject": check.subject, "reason": check.reason} if check else None,
        "disguisedAs": command.disguised_as.value if command.disguised_as else None,
    }
    return {name: value for name, value in given.items() if value is not None}
