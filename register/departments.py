"""Departments 部门: lists of them, and entering one."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any
from uuid import uuid4

from sqlalchemy import Select, String, case, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from policies.actions import Action
from policies.actor import ANONYMOUS, Actor
from register import bodies, find, journal, paging, permission, scope, tables
from register.codes import credit_code_problem, tenant_of
from register.once import Once, perform
from register.paging import Ask, Below, By, Page
from register.records import Body, Key, Place, Ref
from register.refusals import Conflict, Invalid
from register.store import Store
from register.successions import reads as successions
from register.words import BodyKind, Office, PlaceLevel

NAME = 200
_CODE = 18  # characters of a unified social credit code 统一社会信用代码


@dataclass(frozen=True, slots=True)
class NewDepartment:
    """A department as a registrar enters it; with a parent it is that one's outpost and sits in a township."""

    place: str
    name: str
    code: str | None = None
    accept_invalid_code: bool = False
    parent: Key | None = None
    offices: tuple[Office, ...] = ()


async def pages(store: Store, tenants: Sequence[str], ask: Ask) -> dict[str, Page[Body]]:
    """List the departments of each county or region, by code, those without one last by name."""
    row, body = tables.expr(tables.Department), tables.expr(tables.Body)
    uncoded = case((row.code.is_(None), 1), else_=0)
    order = [By(uncoded), By(func.coalesce(row.code, "", type_=String())), By(body.name), By(row.id)]
    query = _of(tenants).join(body, (body.tenant == row.tenant) & (body.id == row.id)).add_columns(row.tenant, row.id)
    async with store.reading(ANONYMOUS) as session:
        below = Below(tenants, row.tenant)
        return await paging.lists(session, query, order, ask, below, partial(bodies.load, session))


async def counts(store: Store, tenants: Sequence[str]) -> dict[str, int]:
    """Count the departments of each county or region."""
    async with store.reading(ANONYMOUS) as session:
        return await paging.counts(session, _of(tenants), Below(tenants, tables.expr(tables.Department).tenant))


def _of(tenants: Sequence[str]) -> Select[Any]:
    row = tables.expr(tables.Department)
    return select().select_from(row).where(row.tenant.in_(list(tenants)), successions.there(row.tenant, row.id, None))


async def enter(store: Store, actor: Actor, new: NewDepartment, once: Once | None = None) -> Key:
    """Enter a department. A wrong credit code is refused unless it is accepted as wrong, and then flagged.

    Refuses with Invalid, NotFound, NotAllowed, and with Conflict where the name or the code is taken at the place.
    """

    async def work(session: AsyncSession) -> Key:
        place = await find.place(session, new.place, "place")
        tenant = tenant_of(place.code)
        if not find.reaches(actor, tenant):
            raise Invalid.at("place", f"`{place.code}` does not lie in your places")
        facts = frozenset(scope.facts_of_account(actor, tenant))
        await permission.require(session, actor, place.code, Action.DEPARTMENT_ENTER, facts)
        await _well_formed(session, new, place)
        await journal.lock(session, tenant)
        await _is_free(session, tenant, new)
        key = await write(session, tenant, new)
        event = journal.Event("department:entered", Ref("Department", key), said(new))
        await journal.record(session, tenant, str(actor.account), store.clock(), event)
        return key

    return await perform(store, actor, once, work)


async def write(session: AsyncSession, tenant: str, new: NewDepartment) -> Key:
    """Write the rows of a department."""
    key = Key(tenant, uuid4().hex)
    kind = BodyKind.DEPARTMENT.value
    session.add(tables.Body(tenant=tenant, id=key.id, kind=kind, name=new.name, place=new.place))
    await session.flush()
    valid = new.code is None or credit_code_problem(new.code) is None
    parent = new.parent.id if new.parent else None
    session.add(tables.Department(tenant=tenant, id=key.id, code=new.code, code_valid=valid, parent=parent))
    await session.flush()
    session.add_all(
        tables.DepartmentOffice(tenant=tenant, department=key.id, office=office.value) for office in set(new.offices)
    )
    await session.flush()
    return key


def said(new: NewDepartment) -> dict[str, object]:
    """What was entered, in the plain values of the journal."""
    return {
        "place": new.place,
        "name": new.name,
        "code": new.code,
        "parent": new.parent.id if new.parent else None,
        "offices": sorted({office.value for office in new.offices}),
    }


async def _well_formed(session: AsyncSession, new: NewDepartment, place: Place) -> None:
    if not new.name.strip() or len(new.name) > NAME:
        raise Invalid.at("name", f"a name has 1 to {NAME} characters")
    problem = credit_code_problem(new.code) if new.code is not None else None
    if new.code is not None and (len(new.code) > _CODE or (problem and not new.accept_invalid_code)):
        remedy = "correct it, or set `acceptInvalidCode` to keep it flagged"
        raise Invalid.at("code", problem or f"a credit code has {_CODE} characters", remedy=remedy)
    if place.level is PlaceLevel.TOWNSHIP and new.parent is None:
        message = "a department of a township is the outpost 派出机构 of another"
        raise Invalid.at("parent", message, remedy="name its parent, or a county or region as its place")
    if new.parent is None:
        return
    parent = await bodies.one(session, new.parent)
    if parent is None or parent.kind is not BodyKind.DEPARTMENT:
        raise Invalid.at("parent", "the parent is no department of the register")
    await find.goes_on(session, parent)
    if new.parent.tenant != tenant_of(place.code) or place.level is not PlaceLevel.TOWNSHIP:
        raise Invalid.at("parent", "an outpost 派出机构 sits in a township of its parent's county")


async def _is_free(session: AsyncSession, tenant: str, new: NewDepartment) -> None:
    body, row = tables.expr(tables.Body), tables.expr(tables.Department)
    named = select(body.id).where(body.tenant == tenant, body.place == new.place, body.name == new.name)
    called = (await successions.lineage(session, [tenant])).called(tenant, new.name, new.code)
    if await session.scalar(named) or called:
        raise Conflict(f"`{new.name}` is on the register at `{new.place}`", remedy="use the department that is there")
    if new.code and await session.scalar(select(row.id).where(row.tenant == tenant, row.code == new.code)):
        raise Conflict(f"the credit code `{new.code}` is taken", remedy="check which of the two bodies has it")
