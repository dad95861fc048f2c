"""Who may take which step of a dispute: the facts of each, and what is asked before one is taken."""

from dataclasses import replace

from sqlalchemy.ext.asyncio import AsyncSession

from policies.actions import Action
from policies.actor import Actor
from policies.guard import Verdict
from register import permission, scope
from register.disputes.reads import open_over
from register.find import own_body, reaches
from register.records import Body, Case, Dispute, Key
from register.words import DisputeStatus, Office

TURNS = {Action.DISPUTE_COORDINATE: DisputeStatus.RAISED, Action.DISPUTE_DECIDE: DisputeStatus.REFERRED}


async def standing_to_raise(session: AsyncSession, actor: Actor, place: str) -> tuple[str, frozenset[str]]:
    """Where the policy is asked about a dispute over something at a place, and on which facts.

    A body of the county raises it where it has its seat: a township over a case of its neighbour's, too.
    """
    tenant, body = place[: scope.COUNTY], await own_body(session, actor)
    own = {"acts_for_disputant"} if body and tenant.startswith(body.key.tenant) else set()
    return scope.seat(body, place), frozenset(own | scope.facts_of_account(actor, tenant))


def facts_of_step(actor: Actor, body: Body | None, dispute: Dispute) -> frozenset[str]:
    """How an account and its body stand to a dispute."""
    tenant = dispute.key.tenant
    offices = body.offices if body and body.key.tenant == tenant else ()
    own = any(actor.acts_for(one.pair, dispute.item.pair) for one in dispute.parties)
    facts = {
        "coordinating_office": dispute.coordinator in offices,
        "enforcement_office": Office.ENFORCEMENT in offices,
        "party": own,
        "party_to_dispute": own,
    }
    held = {name for name, holds in facts.items() if holds}
    return frozenset(held | scope.facts_of_offices(body, tenant) | scope.facts_of_account(actor, tenant))


def facts_of_reading(actor: Actor, dispute: Dispute) -> frozenset[str]:
    """What takes part in reading a dispute; nothing of it is public."""
    own = {"party"} if any(actor.acts_for(one.pair, dispute.item.pair) for one in dispute.parties) else set()
    return frozenset(own | scope.facts_of_account(actor, dispute.key.tenant))


async def may(session: AsyncSession, actor: Actor, dispute: Dispute, action: Action) -> Verdict:
    """Ask whether the account may read a dispute, or take a step of it now."""
    reads = action is Action.DISPUTE_READ
    body = None if reads else await own_body(session, actor)
    facts = facts_of_reading(actor, dispute) if reads else facts_of_step(actor, body, dispute)
    verdict = await permission.decide(session, actor, dispute.place, action, facts)
    in_turn = action not in TURNS or (reaches(actor, dispute.key.tenant) and dispute.status is TURNS[action])
    return replace(verdict, allowed=verdict.allowed and in_turn)


async def may_raise(session: AsyncSession, actor: Actor, case: Case) -> Verdict:
    """Ask whether the account may raise a dispute over a case: not once it is closed, nor while there is one."""
    verdict = await may_raise_at(session, actor, case.place)
    free = case.closed_at is None and not await open_over(session, case.item, case.place, case.key)
    return replace(verdict, allowed=verdict.allowed and free)


async def may_raise_at(session: AsyncSession, actor: Actor, place: str) -> Verdict:
    """Ask whether the account may raise disputes over powers at a place."""
    seat, facts = await standing_to_raise(session, actor, place)
    return await permission.decide(session, actor, seat, Action.DISPUTE_RAISE, facts)


def stands_apart(offices: dict[Office, set[Key]], parties: tuple[Key, Key]) -> Office:
    """Find the office that coordinates: the bureau's, else the legal one, else the government (R135, R136).

    An office of which a party holds is no party's to be coordinated by, even where others hold it too.
    """
    order = (Office.ENFORCEMENT, Office.LEGAL)
    fit = (one for one in order if offices.get(one) and offices[one].isdisjoint(parties))
    return next(fit, Office.GOVERNMENT)
