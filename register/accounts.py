"""Accounts: who asks, with which roles, for which body; and the key their tokens are signed with."""

import secrets
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from policies.actor import Actor, Role
from policies.roles import ROLES
from register import bodies, journal, tables
from register.codes import division_problem, tenant_of
from register.fence import EVERYTHING
from register.grounds import TOWNSHIP
from register.lineage import Lineage
from register.records import Key, Ref
from register.refusals import Conflict, Invalid
from register.store import Store, insert
from register.successions import estates
from register.successions import reads as successions

OPERATOR = "operator"  # who stands in the journal for what the command line does
_NAMED = 100


@dataclass(frozen=True, slots=True)
class NewAccount:
    """An account as an operator adds it; `body` is a code or a name, `roles` are pairs of role and place."""

    account: str
    name: str
    roles: tuple[tuple[str, str], ...]
    body: str | None = None


async def actor(store: Store, account: str) -> Actor | None:
    """Find the account with the roles it holds now; None if there is none."""
    async with store.reading(EVERYTHING) as session:
        return await load(session, account, store.clock())


async def load(session: AsyncSession, account: str, now: datetime) -> Actor | None:
    """Find the account with the roles it holds at a moment, within a transaction."""
    return next(iter(await load_all(session, tables.expr(tables.Account).account == account, now)), None)


async def load_all(session: AsyncSession, wanted: ColumnElement[bool], now: datetime) -> list[Actor]:
    """Find the accounts that a condition names, by their names, each with the roles it holds at a moment.

    Each does the business of whoever carries its body on, and a role at a township is held wherever that now lies, and
    under the codes that it had (R207).
    """
    login, known, grant = tables.expr(tables.Login), tables.expr(tables.Account), tables.expr(tables.RoleGrant)
    theirs = (grant.tenant == known.tenant) & (grant.account == known.account)
    held = or_(grant.until.is_(None), grant.until > now)
    query = (
        select(known, grant)
        .select_from(login)
        .join(known, (known.tenant == login.tenant) & (known.account == login.account))
        .outerjoin(grant, theirs & held)
        .where(wanted)
        .order_by(login.account)
    )
    held_by: dict[str, tuple[tables.Account, list[Role]]] = {}
    for row, one in await session.execute(query):
        roles = held_by.setdefault(row.account, (row, []))[1]
        roles += [Role(one.role, one.place, one.until)] if one else []
    places = {tenant_of(role.place) for _, roles in held_by.values() for role in roles if len(role.place) == TOWNSHIP}
    bodies_of = {row.body_tenant for row, _ in held_by.values() if row.body_tenant}
    lineage = await successions.lineage(session, places | bodies_of)
    return [_acting(row, roles, lineage) for row, roles in held_by.values()]


def _acting(row: tables.Account, roles: Iterable[Role], lineage: Lineage) -> Actor:
    body = Key(row.body_tenant, row.body) if row.body_tenant and row.body else None
    reached = [replace(role, place=code) for role in roles for code in lineage.reach(role.place)]
    mine = tuple(sorted(dict.fromkeys(reached), key=lambda role: (role.name, role.place)))
    if body is None or not lineage.successions:
        return Actor(row.account, row.name, mine, body.pair if body else None, row.tenant)
    heir = lineage.heir(body)
    return Actor(row.account, row.name, mine, heir.pair, row.tenant, estates.of_body(lineage, heir))


async def add(store: Store, new: NewAccount) -> None:
    """Add an account with its roles. Refuses with Invalid, and with Conflict where the name is taken."""
    _well_formed(new)
    async with store.changing(EVERYTHING) as session:
        await _places_exist(session, new)
        body = await _body(session, new.body, new) if new.body else None
        tenant = _home(new, body)
        await journal.lock(session, tenant)
        if not await _taken_by_us(session, new.account, tenant):
            raise Conflict(f"the account `{new.account}` is taken", remedy="give another name")
        now = store.clock()
        row = tables.Account(tenant=tenant, account=new.account, name=new.name, created_at=now)
        row.body_tenant, row.body = (body.tenant, body.id) if body else (None, None)
        session.add(row)
        await session.flush()
        session.add_all(
            tables.RoleGrant(tenant=tenant, account=new.account, role=role, place=place)
            for role, place in dict.fromkeys(new.roles)
        )
        data = {
            "name": new.name,
            "body": body.id if body else None,
            "roles": sorted("@".join(one) for one in new.roles),
        }
        event = journal.Event("account:added", Ref("Account", Key(tenant, new.account)), data)
        await journal.record(session, tenant, OPERATOR, now, event)


async def signing_key(store: Store) -> str | None:
    """The key made for this database, if `init` has made one."""
    row = tables.expr(tables.SigningKey)
    async with store.reading(EVERYTHING) as session:
        return await session.scalar(select(row.secret).order_by(row.created_at).limit(1))


async def make_signing_key(store: Store) -> str:
    """Make the key for this database, once; whoever serves it shares the key."""
    row = tables.expr(tables.SigningKey)
    async with store.changing(EVERYTHING) as session:
        found: str | None = await session.scalar(select(row.secret).order_by(row.created_at).limit(1))
        if found:
            return found
        secret = secrets.token_urlsafe(48)
        session.add(tables.SigningKey(id="1", secret=secret, created_at=store.clock()))
        return secret


async def _taken_by_us(session: AsyncSession, account: str, tenant: str) -> bool:
    """Take the name, unless somebody has it; two who take it at once are told apart by the database."""
    taking = insert(session, tables.Login).values(account=account, tenant=tenant).on_conflict_do_nothing()
    return (await session.execute(taking.returning(tables.expr(tables.Login).account))).first() is not None


def _well_formed(new: NewAccount) -> None:
    if not new.account.isprintable() or not 1 <= len(new.account) <= _NAMED or " " in new.account:
        raise Invalid.at("account", f"an account is named by 1 to {_NAMED} characters without spaces")
    if not new.name.strip() or len(new.name) > 2 * _NAMED:
        raise Invalid.at("name", f"a name has 1 to {2 * _NAMED} characters")
    if not new.roles:
        raise Invalid.at("role", "an account holds at least one role", remedy="give `ROLE@CODE`")
    for role, place in new.roles:
        if role not in ROLES:
            raise Invalid.at("role", f"`{role}` is no role", remedy=f"one of {', '.join(ROLES)}")
        if problem := division_problem(place):
            raise Invalid.at("role", problem, remedy="a role is held at a division code, as ROLE@511602")


async def _places_exist(session: AsyncSession, new: NewAccount) -> None:
    for _, place in new.roles:
        if await session.get(tables.Division, place) is None:
            raise Invalid.at("role", f"no division has the code `{place}`", remedy="import the divisions first")


async def _body(session: AsyncSession, called: str, new: NewAccount) -> Key:
    """Find a body by its code or its name, in the county of the first role or on the path above it."""
    tenant = tenant_of(new.roles[0][1])
    path = [tenant[:digits] for digits in (6, 4, 2) if len(tenant) >= digits]
    found = (await bodies.called(session, path, [called]))[called]
    if len(found) != 1:
        many = "more than one body goes by" if found else "no body goes by"
        remedy = "give its code; names repeat" if found else "enter or import the body first"
        raise Invalid.at("body", f"{many} `{called}` in {tenant}", remedy=remedy)
    return found[0]


def _home(new: NewAccount, body: Key | None) -> str:
    """The tenant of an account: the smallest county or region that holds all its places and its body."""
    codes = [tenant_of(place) for _, place in new.roles] + ([body.tenant] if body else [])
    home = codes[0]
    while not all(code.startswith(home) for code in codes):
        home = home[:-2]  # a level up: two digits for each of province, prefecture and county
    if not home:
        raise Invalid.at("role", "the places of an account lie in one province", remedy="add an account for each")
    return home
