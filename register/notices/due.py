"""Which notices about cases are due and were not sent, by `lines.DUTIES`. Found in SQL.

Complete as to what the register knows: every case, open or closed, on which an occasion arose. Which decisions of a
department touch a bureau's powers no document says item by item, so all of them do while the bureau has powers of that
department (R133).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, String, and_, case, cast, func, literal, or_, select, tuple_, union_all
from sqlalchemy.ext.asyncio import AsyncSession

from policies.actions import Action
from policies.actor import Actor
from register import cases, paging, tables
from register.cases.reads import ACT, CASE, PASSING
from register.cases.reads import COLUMNS as OF_CASE
from register.codes import tenant_of
from register.conduct import HEARD
from register.items.reads import ITEM
from register.items.reads import VERSION as ITEM_VERSION
from register.items.reads import current as current_item
from register.lineage import Lineage
from register.notice_kinds import Occasion
from register.notices.lines import DUTIES, ENFORCED, Duty
from register.notices.reads import NOTICE
from register.overdue import lies_within, recorded
from register.paging import Ask, By, Page
from register.records import Case
from register.scope import COUNTY, below, visible
from register.store import Store
from register.successions import reads as successions
from register.successions.estates import Pair
from register.transfers.reads import DEVOLVER, RECEIVER, TRANSFER, VERSION
from register.transfers.reads import current as current_transfer
from register.transfers.statuses import in_force
from register.words import PowerKind, Stage, TransferMode

_ROW = tables.expr(tables.Succession)


@dataclass(frozen=True, slots=True)
class DueNotice:
    """A notice that is due about a case and was not sent, and since when."""

    case: Case
    duty: Duty
    since: datetime


async def due_pages(store: Store, actor: Actor, places: Sequence[str], ask: Ask) -> dict[str, Page[DueNotice]]:
    """List what is due and not sent about the cases of each place, what was due first first.

    Refuses with Invalid a code of no division.
    """
    found: dict[str, Page[DueNotice]] = {}
    async with store.reading(actor) as session:
        for place in places:
            due = (await _due(session, actor, place)).subquery()
            order = [By(due.c.since), By(due.c.tenant), By(due.c.id), By(due.c.duty)]
            query = select(due.c.tenant, due.c.id, due.c.duty, due.c.since)
            page = (await paging.pages(session, query, order, ask))[None]
            known = await cases.load(session, actor, [paging.key_of(row) for row in page.rows])
            rows = tuple(DueNotice(known[paging.key_of(row)], DUTIES[row.duty], row.since) for row in page.rows)
            found[place] = Page(rows, page.cursors, page.has_next, page.has_previous)
    return found


async def due_counts(store: Store, actor: Actor, places: Sequence[str]) -> dict[str, int]:
    """Count what `due_pages` lists."""
    async with store.reading(actor) as session:
        found = {}
        for place in places:
            due = (await _due(session, actor, place)).subquery()
            found[place] = await session.scalar(select(func.count()).select_from(due)) or 0
        return found


async def _due(session: AsyncSession, actor: Actor, place: str) -> Select[Any]:
    """Every duty about a case there that nothing was sent for."""
    seen = visible(actor, Action.CASE_READ, OF_CASE, await recorded(session, place))
    within = await lies_within(session, CASE.tenant, CASE.place, place, None)
    since = _since(await _lineage(session, place))
    each = [
        select(CASE.tenant, CASE.id, literal(n).label("duty"), since[duty.occasion].label("since")).where(
            within, seen, ~_sent(duty)
        )
        for n, duty in enumerate(DUTIES)
    ]
    all_ = union_all(*each).subquery()
    return select(all_).where(all_.c.since.is_not(None))


async def _lineage(session: AsyncSession, place: str) -> Lineage:
    """The successions of a county, or of all the counties of a region in which there were any."""
    if len(place) >= COUNTY:
        return await successions.lineage(session, {tenant_of(place)})
    carried = await session.scalars(select(_ROW.tenant).where(below(_ROW.tenant, place)).distinct())
    return await successions.lineage(session, {place, *carried})


def _sent(duty: Duty) -> ColumnElement[bool]:
    about = (NOTICE.tenant == CASE.tenant) & (NOTICE.case == CASE.id)
    return select(NOTICE.id).where(about, NOTICE.kind == duty.kind, NOTICE.to.in_(duty.to)).exists()


def _since(lineage: Lineage) -> dict[Occasion, ColumnElement[Any]]:
    """Since when an occasion has been there; NULL where it is not."""
    same_item = tuple_(TRANSFER.item_tenant, TRANSFER.item) == tuple_(CASE.item_tenant, CASE.item)
    penalty = and_(same_item, TRANSFER.kind == PowerKind.PENALTY)
    return {
        Occasion.WEIGHTY: _weighty(),
        Occasion.BESIDE: _decided(and_(TRANSFER.kind.in_(ENFORCED), _is(DEVOLVER, lineage))),
        Occasion.PENALISED: _decided(and_(penalty, _is(RECEIVER, lineage))),
    }


def _weighty() -> ColumnElement[Any]:
    """Since when a case is a major one, by its item or a sanction in view, or one of several places (R111)."""
    own = (ITEM.tenant == CASE.item_tenant) & (ITEM.id == CASE.item)
    reviewed = select(ITEM.id).join(ITEM_VERSION, current_item()).where(own, ITEM_VERSION.decisions_reviewed)
    as_filed = or_(reviewed.exists(), func.json_array_length(CASE.also_at) > 0, _heard(CASE.sanctions))
    acted = select(func.min(ACT.at)).where(_of_case(), _heard(ACT.sanctions)).correlate(CASE).scalar_subquery()
    passed = select(PASSING.at).where(PASSING.tenant == CASE.tenant, PASSING.case == CASE.id, _heard(PASSING.sanctions))
    came = passed.correlate(CASE).scalar_subquery()
    return case((as_filed, CASE.filed_at), (came < acted, came), else_=func.coalesce(acted, came))


def _heard(sanctions: ColumnElement[Any]) -> ColumnElement[bool]:
    """A sanction is among them that asks for a hearing. The words of a closed vocabulary stand in quotes in it."""
    said = cast(sanctions, String)
    return or_(*(said.contains(f'"{one.value}"') for one in sorted(HEARD)))


def _of_case() -> ColumnElement[bool]:
    return and_(ACT.tenant == CASE.tenant, ACT.case == CASE.id)


def _decided(under: ColumnElement[bool]) -> ColumnElement[Any]:
    """When a case was decided first while such a transfer under CONCENTRATE was in force."""
    concentrated = (
        select(TRANSFER.id)
        .join(VERSION, current_transfer())
        .where(TRANSFER.tenant == CASE.tenant, VERSION.mode == TransferMode.CONCENTRATE, in_force(ACT.at), under)
        .correlate(CASE, ACT)
    )
    decided = select(func.min(ACT.at)).where(_of_case(), ACT.stage == Stage.DECIDE, concentrated.exists())
    return decided.correlate(CASE).scalar_subquery()


def _is(party: Pair, lineage: Lineage) -> ColumnElement[bool]:
    """The body of an act is the party of a transfer, or carries it on (R207)."""
    later = {
        (*before.pair, *heir.pair)
        for one in lineage.successions
        for before in one.predecessors
        for heir in lineage.line(before)
        if heir != before
    }
    body = (ACT.body_tenant, ACT.body)
    same = and_(*(mine == theirs for mine, theirs in zip(body, party, strict=True)))
    return or_(same, tuple_(*party, *body).in_(sorted(later))) if later else same
