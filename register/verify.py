"""Is the register whole: what the journals say is there, what is there the journals say, and nothing is half done."""

import json
from collections.abc import AsyncIterator, Iterable
from itertools import chain
from typing import Any

from sqlalchemy import Select, func, literal, select, text
from sqlalchemy import case as sql_case
from sqlalchemy.ext.asyncio import AsyncSession

from register import journal, tables
from register.fence import EVERYTHING
from register.scope import COUNTY
from register.store import Store

# A thing that an entry tells of: its kind, its id and, if it has versions, which of them.
Thing = tuple[str, str, int | None]
ENTRY, KEY = tables.expr(tables.JournalEntry), tables.expr(tables.IdempotencyKey)
REVERTED = "Reversion of Case"  # an entry that targets a case and tells of a finding in it
DESIGNATED = "Designation of Case"
PASSED = "Passing of Case"
ANSWERED = "Answer to Notice"
VERSIONED = {
    "Item": (tables.expr(tables.Item), tables.expr(tables.ItemVersion)),
    "Transfer": (tables.expr(tables.Transfer), tables.expr(tables.TransferVersion)),
}


async def problems(store: Store) -> AsyncIterator[str]:
    """Tell, in a line each, whatever is not as the register writes it; each tenant is read as of one moment."""
    async with store.reading(EVERYTHING) as session:
        found, tenants = await shared(session), await _tenants(session)
    for problem in found:
        yield problem
    for tenant in tenants:
        async with store.reading(EVERYTHING) as session:
            found = await of_tenant(session, tenant)
        for problem in found:
            yield problem


async def shared(session: AsyncSession) -> list[str]:
    """What is wrong with the file, and with what belongs to no tenant."""
    return [*await _damage(session), *await _bodies(session)]


async def of_tenant(session: AsyncSession, tenant: str) -> list[str]:
    """What is wrong with a tenant's journal, and with what the journal tells of."""
    checks = (journal.verify, _versions, _batches, _untold, _keys, _revisions)
    return [problem for check in checks for problem in await check(session, tenant)]


async def _tenants(session: AsyncSession) -> list[str]:
    """Everybody of whom there is a row that a journal tells of, a key or a policy."""
    row = [ENTRY, KEY, *(tables.expr(one) for one in (tables.JournalHead, tables.Account, tables.PolicyRevision))]
    row += [tables.expr(one) for one in (tables.Department, tables.Act, *(one for one, _ in VERSIONED.values()))]
    found = [await session.scalars(select(one.tenant).distinct()) for one in row]
    return sorted(set(chain.from_iterable(found)))


async def _damage(session: AsyncSession) -> list[str]:
    """What SQLite itself finds wrong with its file; PostgreSQL checks its pages when it reads them."""
    if session.get_bind().dialect.name != "sqlite":
        return []
    said = [str(row[0]) for row in await session.execute(text("PRAGMA quick_check"))]
    strays = (await session.execute(text("PRAGMA foreign_key_check"))).all()
    return [f"the file is damaged: {one}" for one in said if one != "ok"] + [
        f"row {row[1]} of {row[0]} refers to a row of {row[2]} that is not there" for row in strays
    ]


async def _bodies(session: AsyncSession) -> list[str]:
    """A body is a department or a township, and every township among the divisions is a body."""
    body, department, township = (tables.expr(one) for one in (tables.Body, tables.Department, tables.Township))
    division = tables.expr(tables.Division)
    half = (
        select(body.tenant, body.id)
        .outerjoin(department, (department.tenant == body.tenant) & (department.id == body.id))
        .outerjoin(township, (township.tenant == body.tenant) & (township.id == body.id))
        .where(department.id.is_(None), township.id.is_(None))
    )
    missing = (
        select(division.code)
        .outerjoin(
            township, (township.tenant == func.substr(division.code, 1, COUNTY)) & (township.id == division.code)
        )
        .where(division.level == "TOWNSHIP", township.id.is_(None))
    )
    found = [
        f"body {id_} of {tenant} is neither department nor township" for tenant, id_ in await session.execute(half)
    ]
    return found + [f"township {code} is no body" for code in await session.scalars(missing)]


async def _versions(session: AsyncSession, tenant: str) -> list[str]:
    """Versions are numbered from 1 without gaps, and the identity points at the last."""
    found = []
    for kind, (identity, version) in VERSIONED.items():
        numbered: dict[str, list[int]] = {}
        rows = select(version.id, version.version).where(version.tenant == tenant).order_by(version.id, version.version)
        for id_, number in await session.execute(rows):
            numbered.setdefault(id_, []).append(number)
        for id_, current in await session.execute(
            select(identity.id, identity.version).where(identity.tenant == tenant)
        ):
            there = numbered.pop(id_, [])
            if there != list(range(1, current + 1)):
                found.append(f"{kind} {id_} of {tenant} is at version {current} and has the versions {there}")
        found += [f"{kind} {id_} of {tenant} has versions and no identity" for id_ in numbered]
    return found


async def _batches(session: AsyncSession, tenant: str) -> list[str]:
    """The batch that a transfer names is there."""
    row, batch = tables.expr(tables.Transfer), tables.expr(tables.Batch)
    own = (batch.tenant == row.tenant) & (batch.id == row.batch)
    missing = select(row.batch).outerjoin(batch, own).where(row.tenant == tenant, row.batch.is_not(None))
    found = await session.scalars(missing.where(batch.id.is_(None)).distinct())
    return [f"transfers of {tenant} name the batch {one}, which is not there" for one in found]


async def _untold(session: AsyncSession, tenant: str) -> list[str]:
    """Whatever was recorded has its entry, and whatever an entry tells of was recorded."""
    there, told = await _things(session, tenant), await _told(session, tenant)
    return [
        *(f"{_named(one)} of {tenant} is in no entry of its journal" for one in _sorted(there - told)),
        *(f"the journal of {tenant} tells of {_named(one)}, which is not there" for one in _sorted(told - there)),
    ]


async def _things(session: AsyncSession, tenant: str) -> set[Thing]:
    case = tables.expr(tables.Case)
    rows: list[Select[Any]] = [
        select(literal(kind), version.id, version.version).where(version.tenant == tenant)
        for kind, (_, version) in VERSIONED.items()
    ]
    for kind, row, name in (
        ("Act", tables.Act, "id"),
        ("Dispute", tables.Dispute, "id"),
        ("Notice", tables.Notice, "id"),
        (ANSWERED, tables.NoticeAnswer, "notice"),
        ("Department", tables.Department, "id"),
        ("Succession", tables.Succession, "id"),
        ("Account", tables.Account, "account"),
        ("PolicyRevision", tables.PolicyProposal, "id"),
    ):
        one = tables.expr(row)
        rows.append(select(literal(kind), getattr(one, name), literal(None)).where(one.tenant == tenant))
    rows.append(
        select(literal("Case"), case.id, literal(None)).where(case.tenant == tenant, case.closed_at.is_not(None))
    )
    for kind, table in ((REVERTED, tables.Reversion), (DESIGNATED, tables.Designation), (PASSED, tables.Passing)):
        finding = tables.expr(table)
        rows.append(select(literal(kind), finding.case, literal(None)).where(finding.tenant == tenant).distinct())
    revision = tables.expr(tables.PolicyRevision)
    numbers = await session.scalars(select(revision.revision).where(revision.tenant == tenant))
    revisions: set[Thing] = {("PolicyRevision", str(number), None) for number in numbers}
    return revisions | {(row[0], row[1], row[2]) for query in rows for row in await session.execute(query)}


async def _told(session: AsyncSession, tenant: str) -> set[Thing]:
    others = ("Act", "Dispute", "Notice", "Department", "Succession", "Account", "Case", "PolicyRevision")
    kinds = (*VERSIONED, *others)
    kind = sql_case(
        (ENTRY.action == "case:reverted", REVERTED),
        (ENTRY.action == "case:designated", DESIGNATED),
        (ENTRY.action == "case:passed", PASSED),
        (ENTRY.action == "notice:answered", ANSWERED),
        else_=ENTRY.target_kind,
    )
    query = select(kind, ENTRY.target_id, ENTRY.data)
    query = query.where(ENTRY.tenant == tenant, ENTRY.target_tenant == tenant, ENTRY.target_kind.in_(kinds))
    told = set()
    for kind, id_, data in await session.execute(query):
        said = json.loads(data) if kind in (*VERSIONED, "Dispute") else {}
        version = said.get("version") if kind in VERSIONED else None
        if (
            kind not in VERSIONED or version is not None
        ):  # an exercise refused tells of an item and changes nothing of it
            told.add((kind, id_, version))
        if "designates" in said and kind == "Dispute":  # by settling it
            told.add((DESIGNATED, said["designates"], None))
    return told


async def _keys(session: AsyncSession, tenant: str) -> list[str]:
    """A key that was kept led to something, and its entry is the one that tells of it."""
    joined = (ENTRY.tenant == KEY.target_tenant) & (ENTRY.sequence == KEY.sequence)
    query = select(KEY, ENTRY).outerjoin(ENTRY, joined).where(KEY.tenant == tenant)
    found = []
    for key, entry in await session.execute(query):
        if key.target_id is None:
            found.append(f"a key of {key.account} of {tenant} was taken and led to nothing")
        elif key.sequence is not None and (entry is None or entry.target_id != key.target_id):
            found.append(f"a key of {key.account} of {tenant} led to {key.target_id}, and its entry does not say so")
    return found


async def _revisions(session: AsyncSession, tenant: str) -> list[str]:
    row = tables.expr(tables.PolicyRevision)
    query = select(row.revision).where(row.tenant == tenant).order_by(row.revision)
    there = list(await session.scalars(query))
    whole = there == list(range(1, len(there) + 1))
    return [] if whole else [f"the policy of {tenant} has the revisions {there}"]


def _sorted(things: Iterable[Thing]) -> list[Thing]:
    return sorted(things, key=lambda one: (one[0], one[1], one[2] or 0))


def _named(thing: Thing) -> str:
    kind, id_, version = thing
    return f"{kind} {id_}" if version is None else f"version {version} of {kind} {id_}"
