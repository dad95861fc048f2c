"""Find: a row within what the account may change. What is missing and what belongs to others is the same."""

from typing import TypeVar

from sqlalchemy.ext.asyncio import AsyncSession

from policies.actor import Actor
from register import bodies, divisions, tables
from register.clock import day_of
from register.codes import quoted
from register.records import Body, Key, Place
from register.refusals import Invalid, NotFound, NotLawful, OutOfDate
from register.words import PlaceLevel

T = TypeVar("T")


def reaches(actor: Actor, tenant: str) -> bool:
    """An account changes rows of its own county, or of one below its region; nobody else's."""
    is_tenant = tenant.isdecimal() and len(tenant) in (2, 4, 6)
    return is_tenant and (tenant in actor.tenants or actor.oversees(tenant))


async def body(session: AsyncSession, actor: Actor, key: Key) -> Body:
    """Find a body of the account's own places. Refuses with NotFound."""
    row = await bodies.one(session, key) if reaches(actor, key.tenant) else None
    return found(row, "body")


async def goes_on(session: AsyncSession, body: Body) -> None:
    """Refuse with NotLawful (R207) a body that is no more, and name who carries it on."""
    if body.until is None:
        return
    heirs = (await bodies.load(session, body.heirs)).values()
    message = f"`{body.name}` is no more since {day_of(body.until)}"
    remedy = f"name its successor instead: {', '.join(one.name for one in heirs)}"
    raise NotLawful(message, rules=["R207"], remedy=remedy, holder=body.heirs[0])


async def own_body(session: AsyncSession, actor: Actor) -> Body | None:
    """Find the body whose business the account does, if it has one."""
    return await bodies.one(session, Key(*actor.body)) if actor.body else None


async def place(session: AsyncSession, code: str, path: str) -> Place:
    """Find a division by its code. Refuses with Invalid, at the input's path."""
    row = await session.get(tables.Division, code)
    if row is None:
        raise Invalid.at(path, f"no division has the code {quoted(code)}", remedy="give a code of 2, 4, 6 or 9 digits")
    return divisions.of_row(row)


async def government(session: AsyncSession, actor: Actor, code: str, path: str = "place") -> Place:
    """Find the county or region of the account's own, for whose government it acts. Refuses with Invalid."""
    row = await place(session, code, path)
    if row.level is PlaceLevel.TOWNSHIP or not reaches(actor, row.code):
        raise Invalid.at(path, f"{quoted(code)} is no county or region of yours")
    return row


def unchanged(expected: int, current: int) -> None:
    """Compare the version that was read. Refuses with OutOfDate."""
    if expected != current:
        raise OutOfDate(expected, current)


def found(row: T | None, what: str) -> T:
    """The row, or refuse with NotFound."""
    if row is None:
        raise NotFound(f"no such {what}", remedy="look it up again; ids are opaque and never change")
    return row
