"""What is overdue 逾期 at a place and a moment: transfers behind their schedule, cases still open. Found in SQL.

The same as asking register/deadlines.py row by row (tests/register/test_overdue.py), within what the account may see.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, false, func, or_, select, tuple_
from sqlalchemy.ext.asyncio import AsyncSession

from policies.actions import Action
from policies.actor import Actor
from policies.guard import Domain
from register import cases, deadlines, divisions, paging, policies, transfers
from register.cases.reads import CASE
from register.cases.reads import COLUMNS as OF_CASE
from register.codes import tenant_of
from register.paging import Ask, Below, By, Page
from register.records import Case, Key, Phase, TimeLimit, Transfer
from register.schedules import PHASE, SCHEDULE, heads_at, phase_of_row
from register.scope import COUNTY, below, visible
from register.store import Store
from register.successions import reads as successions
from register.transfers.reads import COLUMNS as OF_TRANSFER
from register.transfers.reads import TRANSFER, joined
from register.transfers.statuses import status


@dataclass(frozen=True, slots=True)
class Unclosed:
    """A case that was not closed within its limit."""

    case: Case
    limit: TimeLimit


@dataclass(frozen=True, slots=True)
class Late:
    """A transfer that missed a phase, and is still behind; of a schedule, by its key."""

    transfer: Transfer
    schedule: Key
    phase: Phase


async def transfer_pages(
    store: Store, actor: Actor, places: Sequence[str], at: datetime | None, ask: Ask
) -> dict[str, Page[Late]]:
    """List what is behind at each place and below it at a moment (None: now), what was due first first.

    Once for each phase that a transfer has missed. Refuses with Invalid a code of no division.
    """
    order = [By(PHASE.ends_at), By(PHASE.tenant), By(PHASE.number), By(TRANSFER.tenant), By(TRANSFER.id)]
    found: dict[str, Page[Late]] = {}
    async with store.reading(actor) as session:
        for place in places:
            query = await _transfers(session, actor, place, at or store.clock())
            wanted = query.add_columns(TRANSFER.tenant.label("county"), TRANSFER.id.label("transfer"), PHASE)
            page = (await paging.pages(session, wanted, order, ask))[None]
            known = await transfers.load(session, actor, [Key(row.county, row.transfer) for row in page.rows])
            rows = tuple(_late(known[Key(row.county, row.transfer)], row.Phase) for row in page.rows)
            found[place] = Page(rows, page.cursors, page.has_next, page.has_previous)
    return found


async def transfer_counts(store: Store, actor: Actor, places: Sequence[str], at: datetime | None) -> dict[str, int]:
    """Count what `transfer_pages` lists."""
    async with store.reading(actor) as session:
        queries = {place: await _transfers(session, actor, place, at or store.clock()) for place in places}
        return {place: await _count(session, query) for place, query in queries.items()}


async def case_pages(
    store: Store, actor: Actor, places: Sequence[str], at: datetime | None, ask: Ask
) -> dict[str, Page[Unclosed]]:
    """List the cases of each place that were open after their last day at a moment (None: now).

    What was due first comes first. Refuses with Invalid a code of no division.
    """
    order = [By(CASE.ends_at), By(CASE.tenant), By(CASE.id)]
    found: dict[str, Page[Unclosed]] = {}
    async with store.reading(actor) as session:
        for place in places:
            query = (await _cases(session, store, actor, place, at)).add_columns(CASE.tenant, CASE.id)
            load = partial(_unclosed, session, actor)
            found[place] = (await paging.lists(session, query, order, ask, Below([None]), load))[None]
    return found


async def case_counts(store: Store, actor: Actor, places: Sequence[str], at: datetime | None) -> dict[str, int]:
    """Count what `case_pages` lists."""
    async with store.reading(actor) as session:
        queries = {place: await _cases(session, store, actor, place, at) for place in places}
        return {place: await _count(session, query) for place, query in queries.items()}


async def _unclosed(session: AsyncSession, actor: Actor, keys: Sequence[Key]) -> dict[Key, Unclosed]:
    found = await cases.load(session, actor, keys)
    return {key: Unclosed(case, case.limit) for key, case in found.items() if case.limit}


async def _count(session: AsyncSession, query: Select[Any]) -> int:
    return await session.scalar(query.add_columns(func.count())) or 0


def _late(transfer: Transfer, row: Any) -> Late:
    return Late(transfer, Key(row.tenant, str(row.revision)), phase_of_row(row))


async def _transfers(session: AsyncSession, actor: Actor, place: str, at: datetime) -> Select[Any]:
    """Transfers, each with the phases that it missed; deadlines.overdue in SQL."""
    seen = visible(actor, Action.TRANSFER_READ, OF_TRANSFER, await recorded(session, place))
    heads = heads_at(at).where(
        or_(SCHEDULE.tenant.in_(policies.path_of(place)), below(SCHEDULE.tenant, tenant_of(place)))
    )
    query = joined(select()).join(PHASE, _of_its_governments(PHASE.tenant))
    query = query.join(SCHEDULE, (SCHEDULE.tenant == PHASE.tenant) & (SCHEDULE.revision == PHASE.revision))
    behind = [(step.value, one.value) for step, statuses in deadlines.BEHIND.items() for one in statuses]
    return query.where(
        await lies_within(session, TRANSFER.tenant, TRANSFER.place, place, at),
        tuple_(PHASE.tenant, PHASE.revision).in_(heads),
        PHASE.ends_at <= at,
        TRANSFER.proposed_at >= SCHEDULE.starts_at,
        TRANSFER.proposed_at < PHASE.ends_at,
        tuple_(PHASE.step, status(at)).in_(behind),
        seen,
    )


def _of_its_governments(government: ColumnElement[str]) -> ColumnElement[bool]:
    """The county of a transfer, or a region above it; a county's code begins with theirs."""
    return or_(*(government == func.substr(TRANSFER.tenant, 1, digits) for digits in (2, 4, COUNTY)))


async def _cases(session: AsyncSession, store: Store, actor: Actor, place: str, at: datetime | None) -> Select[Any]:
    """Cases that are overdue; records.Case.overdue in SQL. Of now, nothing was closed later, and an index tells."""
    seen = visible(actor, Action.CASE_READ, OF_CASE, await recorded(session, place))
    still_open = CASE.closed_at.is_(None)
    if at is not None:
        still_open = or_(still_open, CASE.closed_at > at)
    late = CASE.ends_at <= (at or store.clock())
    within = await lies_within(session, CASE.tenant, CASE.place, place, at)
    return select().select_from(CASE).where(within, still_open, late, seen)


async def recorded(session: AsyncSession, place: str) -> Mapping[str, Domain]:
    """The domains with lines of their own in a place or below it. Refuses with Invalid a code of no division."""
    await divisions.check(session, "within", [place])
    return await policies.recorded_below(session, [tenant_of(place)])


async def lies_within(
    session: AsyncSession, tenant: ColumnElement[str], column: ColumnElement[str], place: str, at: datetime | None
) -> ColumnElement[bool]:
    """The rows of a county, or of the counties below a region, that lie at the place, under whatever code it had."""
    if len(place) < COUNTY:
        return below(tenant, place)
    lineage = (await successions.lineage(session, {tenant_of(place)})).as_of(at)
    here = (below(column, code) for code in lineage.area(place))
    return and_(tenant == tenant_of(place), or_(false(), *here))
