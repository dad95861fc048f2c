"""The rows of grants: finding an account and what it holds, writing a grant, and its entry in the journal."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Protocol

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from policies.actor import Actor
from register import find, journal, scope, tables
from register.records import Key, Ref
from register.refusals import NotFound

ACCOUNT = tables.expr(tables.Account)


class Asked(Protocol):
    """What a grant says."""

    @property
    def role(self) -> str:
        """Which role."""

    @property
    def place(self) -> str:
        """Where it is held."""

    @property
    def until(self) -> datetime | None:
        """Until when; without end when None."""


async def account(session: AsyncSession, actor: Actor, name: str) -> Key:
    """Find an account of the actor's own county or region, or of one below it. Refuses with NotFound."""
    query = select(ACCOUNT.tenant).where(ACCOUNT.account == name, scope.own(actor, ACCOUNT.tenant))
    tenant = await session.scalar(query)
    if tenant is None or not find.reaches(actor, tenant):
        raise NotFound("no such account", remedy="name an account of your county or region as it signs in")
    return Key(tenant, name)


async def in_force(
    session: AsyncSession, account: Key, role: str, place: str, now: datetime
) -> tables.RoleGrant | None:
    """A role that the account holds at a place, if it does now."""
    row = await _row(session, account, role, place)
    return row if row and (row.until is None or row.until > now) else None


async def write(
    session: AsyncSession, account: Key, asked: Asked, by: str, now: datetime, *, emergency: bool = False
) -> dict[str, Any]:
    """Write a grant in the place of the one there may be; tell it, and the one that was in force."""
    row = await _row(session, account, asked.role, asked.place)
    before = said(row) if row and (row.until is None or row.until > now) else None
    row = row or tables.RoleGrant(tenant=account.tenant, account=account.id, role=asked.role, place=asked.place)
    row.until, row.emergency, row.granted_by, row.granted_at = asked.until, emergency, by, now
    session.add(row)
    await session.flush()
    return said(row) | ({"from": {name: before[name] for name in ("until", "emergency")}} if before else {})


async def record(
    session: AsyncSession, actor: Actor, now: datetime, action: str, account: Key, data: Mapping[str, Any]
) -> Key:
    """Write the entry of what was done to an account's roles, and name the account."""
    event = journal.Event(action, Ref("Account", account), data)
    await journal.record(session, account.tenant, str(actor.account), now, event)
    return account


def said(row: tables.RoleGrant) -> dict[str, Any]:
    """A grant as the journal tells it."""
    until = row.until.isoformat() if row.until else None
    return {"role": row.role, "place": row.place, "until": until, "emergency": row.emergency}


async def _row(session: AsyncSession, account: Key, role: str, place: str) -> tables.RoleGrant | None:
    return await session.get(tables.RoleGrant, (account.tenant, account.id, role, place), populate_existing=True)
