"""Granting a role to an account, and taking one away: proved first, recorded in the journal of the account's tenant.

An account's roles lie within its own county or region, as they do from the day it is added. So whoever administers that
county or region sees all of them, and the journal that says where the account came from says of its roles too.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from policies.actions import Action
from policies.actor import Actor
from policies.proof import Policy
from policies.roles import ROLES
from register import find, permission, scope, tables
from register.codes import quoted, tenant_of
from register.once import Once, perform
from register.policies import holders, proving
from register.policies.holders import Held
from register.policies.proving import Step
from register.records import Key
from register.refusals import Invalid, NotFound, Problem
from register.roles import grants
from register.store import Store


@dataclass(frozen=True, slots=True)
class RoleInput:
    """A role to grant, or to take away, at a place and so below it; `until` when, for one that is granted."""

    account: str
    role: str
    place: str
    until: datetime | None = None


async def assign(store: Store, actor: Actor, asked: RoleInput, once: Once | None = None) -> Key:
    """Grant a role; one that is held already is held until the new moment.

    Refuses with NotFound an account of others, with NotAllowed, with NotLawful a role for oneself (R37), with Invalid
    what is no role, a place outside of the account's county or region and a moment that is over, and with UnsafePolicy.
    """

    async def work(session: AsyncSession) -> Key:
        account, now = await _may(session, actor, asked, Action.ROLE_ASSIGN), store.clock()
        _well_formed(account, asked, now)
        await proving.require(await _granting(session, account, asked, now))
        data = await grants.write(session, account, asked, str(actor.account), now)
        return await grants.record(session, actor, now, "role:assigned", account, data)

    async def steps(session: AsyncSession) -> Iterable[Step]:
        account = await _may(session, actor, asked, Action.ROLE_ASSIGN)
        _well_formed(account, asked, store.clock())
        return await _granting(session, account, asked, store.clock())

    await proving.ahead(store, actor, steps)
    return await perform(store, actor, once, work, alone=True)


async def revoke(store: Store, actor: Actor, asked: RoleInput, once: Once | None = None) -> Key:
    """Take a role away, at once.

    Refuses with NotFound an account of others and a role that it does not hold there, with NotAllowed, with Invalid
    what is no role and a moment to come, and with UnsafePolicy the last who could take a step or edit the lines.
    """

    async def work(session: AsyncSession) -> Key:
        account, now = await _to_revoke(session, actor, asked, store.clock()), store.clock()
        row = await _held(session, account, asked, now)
        await proving.require(await _revoking(session, account, asked, now))
        data = grants.said(row) | {"until": now.isoformat()}
        await session.delete(row)
        await session.flush()
        return await grants.record(session, actor, now, "role:revoked", account, data)

    async def steps(session: AsyncSession) -> Iterable[Step]:
        account = await _to_revoke(session, actor, asked, store.clock())
        return await _revoking(session, account, asked, store.clock())

    await proving.ahead(store, actor, steps)
    return await perform(store, actor, once, work, alone=True)


async def _may(session: AsyncSession, actor: Actor, asked: RoleInput, action: Action) -> Key:
    """Find the account, and ask whether the actor may do this to a role of its at the place."""
    account = await grants.account(session, actor, asked.account)
    place = await find.place(session, asked.place, "place")
    tenant = tenant_of(place.code)
    if not find.reaches(actor, tenant):
        raise Invalid.at("place", f"{quoted(place.code)} lies in no county or region of yours")
    facts = scope.facts_of_grant(actor, account.id, tenant)
    await permission.require(session, actor, place.code, action, facts)
    return account


def _well_formed(account: Key, asked: RoleInput, now: datetime) -> None:
    outside = f"the account belongs to `{account.tenant}`, and {quoted(asked.place)} lies outside of it"
    checks = (
        ("role", asked.role not in ROLES, f"{quoted(asked.role)} is no role: it is one of {', '.join(ROLES)}"),
        ("place", not asked.place.startswith(account.tenant), outside),
        ("until", asked.until is not None and asked.until <= now, "a role is granted until a moment to come"),
    )
    problems = [Problem((path,), message) for path, wrong, message in checks if wrong]
    if problems:
        raise Invalid(*problems)


async def _to_revoke(session: AsyncSession, actor: Actor, asked: RoleInput, now: datetime) -> Key:
    account = await _may(session, actor, asked, Action.ROLE_REVOKE)
    if asked.until is not None:
        remedy = "to have it end later, assign it again with that moment"
        raise Invalid.at("until", "a role is taken away at once", remedy=remedy)
    await _held(session, account, asked, now)
    return account


async def _held(session: AsyncSession, account: Key, asked: RoleInput, now: datetime) -> tables.RoleGrant:
    row = await grants.in_force(session, account, asked.role, asked.place, now)
    if row is None:
        message = f"`{account.id}` does not hold {quoted(asked.role)} at `{asked.place}`"
        raise NotFound(message, remedy="`roleGrants` lists who holds which role where")
    return row


async def _granting(session: AsyncSession, account: Key, asked: RoleInput, now: datetime) -> list[Step]:
    row = find.found(await session.get(tables.Account, (account.tenant, account.id)), "account")
    fresh = Held(account.id, asked.role, asked.place, row.body_tenant, row.body, asked.until is None, row.tenant)
    return await _steps(session, asked.place, now, lambda held: [*(one for one in held if one[:3] != fresh[:3]), fresh])


async def _revoking(session: AsyncSession, account: Key, asked: RoleInput, now: datetime) -> list[Step]:
    gone = (account.id, asked.role, asked.place)
    return await _steps(session, asked.place, now, lambda held: [one for one in held if one[:3] != gone])


async def _steps(
    session: AsyncSession, place: str, now: datetime, change: Callable[[list[Held]], list[Held]]
) -> list[Step]:
    """What the grants come to at the place and below it: as they are, and once those that end have ended."""
    paths = await proving.paths(session, place)
    held = await holders.held_at(session, paths, now)
    steps = []
    for left, then in ((held, change(held)), (holders.lasting(held), holders.lasting(change(held)))):
        before, after = [await holders.of_places(session, paths, one) for one in (left, then)]
        steps += [Step(Policy(path, after[code]), Policy(path, before[code])) for code, path in paths.items()]
    return steps
