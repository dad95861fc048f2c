"""Loading the items of a county's (or a region's) departments, and the departments that the list names."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import uuid4

from sqlalchemy import insert, select
from sqlalchemy.ext.asyncio import AsyncSession

from register import departments, journal, tables
from register.accounts import OPERATOR
from register.clock import start_of_day
from register.codes import credit_code_problem, scheme_of
from register.departments import NewDepartment
from register.fence import EVERYTHING
from register.imports.load.report import Report, done, refused
from register.imports.parse import ItemRow, RowProblem, department_codes, parse_items
from register.items import cancelled
from register.items.cancelled import Cancelled
from register.items.changes import said, version_row
from register.records import Item, Key, Ref
from register.refusals import Invalid
from register.store import Store
from register.words import PlaceLevel


async def items(
    store: Store, place: str, data: bytes, *, dry_run: bool = False, accept_invalid_codes: bool = False
) -> Report:
    """Load the items of a place. An imported item is published; without a start date it was always its department's.

    A wrong credit code (GB 32100) is a problem, unless invalid ones are accepted and flagged. Refuses with Invalid a
    place that is no county or region.
    """
    parsed = parse_items(data)
    wrong = [] if accept_invalid_codes else [problem for row in parsed.rows for problem in _wrong_code(row)]
    async with store.changing(EVERYTHING) as session:
        await _check(session, place)
        await journal.lock(session, place)
        known = await _known(session, place)
        differing = [problem for row in parsed.rows for problem in _differs(row, known)]
        gone = await cancelled.approvals(session, place)
        returning = [problem for row in parsed.rows if row.code not in known for problem in _returns(row, gone)]
        if problems := [*parsed.problems, *wrong, *differing, *returning]:
            await session.rollback()
            return refused(sorted(problems, key=lambda problem: problem.line))
        fresh = [row for row in parsed.rows if row.code not in known]
        if not dry_run:
            holders = await _departments(session, place, parsed.rows, store.clock())
            await _write(session, place, fresh, holders, store.clock())
        else:
            await session.rollback()
    seen = len(parsed.rows) - len(fresh)
    return done("items", new=len(fresh), known=seen, dry_run=dry_run, ignored=parsed.ignored)


def _wrong_code(row: ItemRow) -> list[RowProblem]:
    problem = credit_code_problem(row.credit_code) if row.credit_code else None
    return [RowProblem(row.line, "credit_code", problem)] if problem else []


async def _check(session: AsyncSession, place: str) -> None:
    row = await session.get(tables.Division, place)
    if row is None or row.level == PlaceLevel.TOWNSHIP:
        message = f"`{place}` is no county or region of the register"
        raise Invalid.at("place", message, remedy="give a code of 2, 4 or 6 digits; import the divisions first")


async def _known(session: AsyncSession, tenant: str) -> dict[str, tuple[str, str, str]]:
    """The items of the place by code: kind, name and department."""
    item, version, body = (tables.expr(one) for one in (tables.Item, tables.ItemVersion, tables.Body))
    current = (version.tenant == item.tenant) & (version.id == item.id) & (version.version == item.version)
    holder = (body.tenant == item.tenant) & (body.id == item.department)
    query = select(item.code, item.kind, version.name, body.name).join(version, current).join(body, holder)
    found = await session.execute(query.where(item.tenant == tenant))
    return {code: (kind, name, department) for code, kind, name, department in found}


def _differs(row: ItemRow, known: Mapping[str, tuple[str, str, str]]) -> list[RowProblem]:
    if row.code not in known:
        return []
    columns = ("power_kind", "item_name", "department")
    given = (row.kind.value, row.name, row.department)
    return [
        RowProblem(row.line, column, f"`{row.code}` is on the register with `{there}`; amend it there")
        for column, there, here in zip(columns, known[row.code], given, strict=True)
        if there != here
    ]


def _returns(row: ItemRow, gone: Sequence[Cancelled]) -> list[RowProblem]:
    return [
        RowProblem(row.line, "item_name", f"it is the cancelled approval `{one.code}` under another kind (R38)")
        for one in gone
        if one.returns_as(row.name, row.legal_basis, row.kind)
    ]


async def _departments(session: AsyncSession, tenant: str, rows: Sequence[ItemRow], now: datetime) -> dict[str, Key]:
    """The departments the list names: those that are there, and the new ones with the code their items show."""
    body, row = tables.expr(tables.Body), tables.expr(tables.Department)
    joined = (row.tenant == body.tenant) & (row.id == body.id)
    found = await session.execute(select(body.name, body.id, row.code).join(row, joined).where(body.tenant == tenant))
    there = {name: (Key(tenant, id_), code) for name, id_, code in found}
    holders = {name: key for name, (key, _) in there.items()}
    taken = {code for _, code in there.values() if code}
    events = []
    for name, code in department_codes(rows).items():
        if name in holders:
            continue
        free = code if code not in taken else None  # a code that two share in the list is the first one's
        new = NewDepartment(place=tenant, name=name, code=free)
        holders[name] = await departments.write(session, tenant, new)
        taken |= {free} if free else set()
        events.append(journal.Event("department:imported", Ref("Department", holders[name]), departments.said(new)))
    if events:
        await journal.record(session, tenant, OPERATOR, now, *events)
    return holders


async def _write(
    session: AsyncSession, tenant: str, rows: Sequence[ItemRow], holders: Mapping[str, Key], now: datetime
) -> None:
    fresh = [_item(tenant, row, holders[row.department], now) for row in rows]
    if not fresh:
        return
    identities = [
        {
            "tenant": tenant,
            "id": item.key.id,
            "code": item.code,
            "scheme": item.scheme,
            "kind": item.kind.value,
            "department": item.department.id,
            "version": 1,
            "public": item.public,
        }
        for item in fresh
    ]
    await session.execute(insert(tables.Item), identities)
    await session.execute(insert(tables.ItemVersion), [version_row(item).model_dump() for item in fresh])
    events = [journal.Event("item:imported", Ref("Item", item.key), {"version": 1} | said(item)) for item in fresh]
    await journal.record(session, tenant, OPERATOR, now, *events)


def _item(tenant: str, row: ItemRow, department: Key, now: datetime) -> Item:
    return Item(
        key=Key(tenant, uuid4().hex),
        code=row.code,
        scheme=scheme_of(row.code).value,
        name=row.name,
        kind=row.kind,
        department=department,
        competent=department,
        legal_basis=row.legal_basis,
        important=row.important,
        confidential=row.confidential,
        published=True,
        retired=False,
        version=1,
        recorded_at=now,
        valid_from=start_of_day(row.start_date) if row.start_date else None,
    )
