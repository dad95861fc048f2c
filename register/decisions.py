"""May the viewer do something to a thing, now: the policy's decision, its rules and its facts."""

from dataclasses import replace
from typing import TypeVar

from sqlalchemy.ext.asyncio import AsyncSession

from policies.actions import Action
from policies.actor import Actor
from policies.guard import Verdict
from register import (
    cases,
    certificates,
    disputes,
    items,
    lifecycle,
    notices,
    permission,
    powers,
    scope,
    tables,
    transfers,
)
from register.batches import filing
from register.batches import reads as batches
from register.cases import closing, designating, passing, reverting, reviewing
from register.find import reaches
from register.records import Case, Item, Key, Ref, Transfer
from register.refusals import Invalid, NotFound
from register.store import Store
from register.transfers import permissions

T = TypeVar("T")
# What depends on who has the case, or holds it, now.
_IN_CASES = {
    Action.CASE_CLOSE: closing.decide,
    Action.CASE_DESIGNATE: designating.decide,
    Action.CASE_PASSING: passing.decide,
    Action.CASE_REVERT: reverting.decide,
    Action.CASE_REVIEW: reviewing.decide,
    Action.NOTICE_SEND: notices.may_send,
}
# What administrators do at a place; of what concerns somebody, whether it may be done for another.
ADMINISTRATION = (
    Action.POLICY_APPROVE,
    Action.POLICY_CHANGE,
    Action.POLICY_READ,
    Action.POLICY_ROLLBACK,
    Action.ROLE_ASSIGN,
    Action.ROLE_READ,
    Action.ROLE_REVOKE,
    Action.ROLE_SEIZE,
)


async def may(store: Store, actor: Actor, action: str, target: Ref) -> Verdict:
    """Decide an action on a thing, as the account, now. A step that is not next is not allowed.

    Refuses with Invalid an action that is none, or none of such a thing; with NotFound what the account may not see.
    """
    if action not in set(Action):
        raise Invalid.at("action", f"`{action}` is no action of the register", remedy="actions are `<noun>:<verb>`")
    async with store.reading(actor) as session:
        return await decide(session, store, actor, Action(action), target)


async def decide(session: AsyncSession, store: Store, actor: Actor, action: Action, target: Ref) -> Verdict:
    """Decide an action on a thing within a transaction that sees what the account may. Refuses as `may` does."""
    if target.kind == "Transfer":
        found = (await transfers.load(session, actor, [target.key])).get(target.key)
        return await _on_transfer(session, store, actor, action, _seen(found))
    if target.kind == "Item":
        item = (await items.load(session, actor, [target.key])).get(target.key)
        return await _on_item(session, store, actor, action, _seen(item))
    if target.kind == "Case":
        case = (await cases.load(session, actor, [target.key])).get(target.key)
        return await on_case(session, store, actor, action, _seen(case))
    if target.kind == "Batch":
        return await _on_batch(session, actor, action, target.key)
    if target.kind in ("Dispute", "Notice"):
        return await _between_bodies(session, actor, action, target)
    if target.kind == "Certificate":
        return await _on_certificate(session, actor, action, target)
    return await _on_place(session, actor, action, target)


async def _on_transfer(
    session: AsyncSession, store: Store, actor: Actor, action: Action, transfer: Transfer
) -> Verdict:
    if action is Action.TRANSFER_READ:
        item = await items.one(session, transfer.item)
        facts = scope.facts_of_transfer(actor, transfer, item)
        return await permission.decide(session, actor, transfer.place, action, facts)
    if action is Action.NOTICE_SEND:
        return await notices.may_send(session, store, actor, transfer)
    if action not in lifecycle.STEPS:
        raise _not_of(action, "a transfer")
    verdict = await permissions.decide(session, actor, transfer, action)
    in_turn = reaches(actor, transfer.key.tenant) and lifecycle.in_turn(transfer, action, store.clock())
    if not in_turn:  # the rule that orders the steps decides then
        return replace(verdict, allowed=False, rules=(lifecycle.rule_of_turn(transfer, action),))
    return replace(verdict, because=tuple(sorted((*verdict.because, "its_turn"))))


async def _on_batch(session: AsyncSession, actor: Actor, action: Action, key: Key) -> Verdict:
    if action is not Action.BATCH_FILE:  # the steps of a batch are those of its transfers: `viewerMay` has them
        raise _not_of(action, "a batch")
    return await filing.may(session, actor, _seen((await batches.load(session, actor, [key])).get(key)))


async def _on_item(session: AsyncSession, store: Store, actor: Actor, action: Action, item: Item) -> Verdict:
    if action is Action.POWER_EXERCISE:
        return await powers.decide(session, actor, item, None, store.clock())
    if action not in (Action.ITEM_READ, Action.ITEM_AMEND, Action.ITEM_RETIRE):
        raise _not_of(action, "an item")
    facts = scope.facts_of_item(actor, item)
    return await permission.decide(session, actor, item.key.tenant, action, facts)


async def on_case(session: AsyncSession, store: Store, actor: Actor, action: Action, case: Case) -> Verdict:
    """Decide an action on a case that the account was found to see. Refuses with Invalid what is no action on one."""
    if action is Action.POWER_EXERCISE:
        item = _seen((await items.load(session, actor, [case.item])).get(case.item))
        verdict = await powers.decide(session, actor, item, case, store.clock())
        return replace(verdict, allowed=verdict.allowed and case.closed_at is None)
    if action is Action.CASE_READ:
        return await permission.decide(session, actor, case.place, action, scope.facts_of_case(actor, case))
    if decide := _IN_CASES.get(action):
        return await decide(session, store, actor, case)
    if action is not Action.DISPUTE_RAISE:
        raise _not_of(action, "a case")
    return await disputes.may_raise(session, actor, case)


async def _between_bodies(session: AsyncSession, actor: Actor, action: Action, target: Ref) -> Verdict:
    if target.kind == "Notice":
        notice = _seen((await notices.load(session, actor, [target.key])).get(target.key))
        if action not in (Action.NOTICE_READ, Action.NOTICE_ANSWER):
            raise _not_of(action, "a notice")
        return await notices.may(session, actor, notice, action)
    dispute = _seen((await disputes.load(session, actor, [target.key])).get(target.key))
    if action not in (Action.DISPUTE_READ, Action.DISPUTE_COORDINATE, Action.DISPUTE_DECIDE):
        raise _not_of(action, "a dispute")
    return await disputes.may(session, actor, dispute, action)


async def _on_certificate(session: AsyncSession, actor: Actor, action: Action, target: Ref) -> Verdict:
    certificate = _seen((await certificates.load(session, [target.key])).get(target.key))
    if action is not Action.CERTIFICATE_REVOKE:
        raise _not_of(action, "a certificate")
    verdict = await certificates.decide(session, actor, target.key.tenant, action)
    return replace(verdict, allowed=verdict.allowed and certificate.revoked_at is None)


async def _on_place(session: AsyncSession, actor: Actor, action: Action, target: Ref) -> Verdict:
    """Actions below a place: entering departments and items there, reading its journal, editing its policies."""
    if target.kind not in ("Place", "Department"):
        raise _not_of(action, "such a thing")
    if target.kind == "Department" and await session.get(tables.Body, (target.key.tenant, target.key.id)) is None:
        raise NotFound("no such department")
    if target.kind == "Place" and await session.get(tables.Division, target.key.id) is None:
        raise NotFound("no such place")
    allowed = {
        "Place": (
            Action.CERTIFICATE_ISSUE,
            Action.DEPARTMENT_ENTER,
            Action.DISPUTE_RAISE,
            Action.ITEM_ENTER,
            Action.JOURNAL_READ,
            *ADMINISTRATION,
        ),
        "Department": (Action.CERTIFICATE_ISSUE, Action.ITEM_ENTER),
    }[target.kind]
    if action not in allowed:
        raise _not_of(action, "a place" if target.kind == "Place" else "a department")
    division = target.key.id if target.kind == "Place" else target.key.tenant
    tenant = division[: scope.COUNTY]
    if action is Action.CERTIFICATE_ISSUE:
        return await certificates.decide(session, actor, tenant, action)
    if action is Action.DISPUTE_RAISE:
        return await disputes.may_raise_at(session, actor, division)
    facts = (
        scope.facts_of_policy(actor, tenant) if action is Action.POLICY_READ else scope.facts_of_account(actor, tenant)
    )
    return await permission.decide(session, actor, division, action, frozenset(facts))


def _seen(row: T | None) -> T:
    if row is None:
        raise NotFound("nothing has this id", remedy="look it up again; ids are opaque and never change")
    return row


def _not_of(action: Action, thing: str) -> Invalid:
    return Invalid.at("action", f"`{action}` is no action on {thing}", remedy="ask on the thing the action changes")
