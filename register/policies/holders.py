"""Who could act at a place: the accounts whose roles cover it, as the proof of an edit asks."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from policies.proof import Holder
from register import bodies, fence, scope, tables
from register.codes import tenant_of
from register.grounds import TOWNSHIP
from register.lineage import Lineage
from register.records import Body, Key
from register.successions import reads as successions
from register.words import Office

ACCOUNT, GRANT = tables.expr(tables.Account), tables.expr(tables.RoleGrant)
_LEVELS = (2, 4, 6, TOWNSHIP)


class Held(NamedTuple):
    """A role that an account holds at a place, and the body it acts for."""

    account: str
    role: str
    place: str
    body_tenant: str | None
    body: str | None
    lasts: bool = True  # without end
    tenant: str = ""  # the county or region to which the account belongs


async def held_at(session: AsyncSession, places: Collection[str], now: datetime) -> list[Held]:
    """The roles that cover any of the places, by account; those of a region's accounts too, whoever asks."""
    lineage = await successions.lineage(session, {tenant_of(place) for place in places})
    codes = {place[:digits] for place in places for digits in _LEVELS if len(place) >= digits}
    codes |= {code for place in places if len(place) == TOWNSHIP for code in lineage.reach(place)}
    in_force = or_(GRANT.until.is_(None), GRANT.until > now)
    theirs = (GRANT.tenant == ACCOUNT.tenant) & (GRANT.account == ACCOUNT.account)
    columns = (ACCOUNT.account, GRANT.role, GRANT.place, ACCOUNT.body_tenant, ACCOUNT.body, GRANT.until.is_(None))
    query = select(*columns, ACCOUNT.tenant).join(GRANT, theirs).where(GRANT.place.in_(sorted(codes)), in_force)
    async with fence.lifted(session):
        return [Held(*row) for row in await session.execute(query.order_by(ACCOUNT.account, GRANT.role, GRANT.place))]


def lasting(held: Iterable[Held]) -> list[Held]:
    """Those that are held once those that end have ended."""
    return [one for one in held if one.lasts]


def above(one: Held, place: str) -> str:
    """The region above a place of which an account is; empty for one of the place itself or of one below it."""
    return one.tenant if len(one.tenant) < len(tenant_of(place)) else ""


async def of_places(
    session: AsyncSession, places: Collection[str], held: Sequence[Held]
) -> dict[str, tuple[Holder, ...]]:
    """The holders of each place.

    A role at a township is held wherever that now lies, and an account acts for whoever carries its body on (R207).
    """
    named = {one.account: Key(one.body_tenant, one.body) for one in held if one.body_tenant and one.body}
    tenants = {tenant_of(place) for place in places} | {key.tenant for key in named.values()}
    lineage = await successions.lineage(session, tenants)
    heirs = {account: lineage.heir(key) for account, key in named.items()}
    known = await bodies.load(session, heirs.values(), lineage)
    acting = {account: known[key] for account, key in heirs.items() if key in known}
    return {
        place: tuple(_holders((one for one in held if _covers(one, place, lineage)), acting, place)) for place in places
    }


def _covers(one: Held, place: str, lineage: Lineage) -> bool:
    reached = lineage.reach(one.place) if len(one.place) == TOWNSHIP else (one.place,)
    return any(place.startswith(code) for code in reached)


def _holders(held: Iterable[Held], acting: Mapping[str, Body], place: str) -> Iterable[Holder]:
    roles: dict[tuple[str, str], set[str]] = {}
    standing: dict[str, set[str]] = {}
    for one in held:
        roles.setdefault((one.account, above(one, place)), set()).add(one.role)
        its_own = len(one.place) >= len(tenant_of(place))
        standing.setdefault(one.account, set()).add("own_tenant" if its_own else "oversees")
    for (account, of), names in roles.items():
        body = acting.get(account)
        offices = frozenset(_offices(body, tenant_of(place)))
        stands = frozenset(standing[account])
        yield Holder(account, frozenset(names), offices, acts=body is not None, of=of, standing=stands)


def _offices(body: Body | None, tenant: str) -> set[str]:
    enforces = body is not None and body.key.tenant == tenant and Office.ENFORCEMENT in body.offices
    return scope.facts_of_offices(body, tenant) | ({"enforcement_office"} if enforces else set())
