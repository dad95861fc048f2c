"""Which notices about cases are due and were not sent, by `lines.DUTIES`. Found in SQL.

Complete as to what the register knows: every case, open or closed, on which an occasion arose. Which decisions of a
department touch a bureau's powers no document says item by item, so all of them do while the bureau has powers of that
department (R133).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Select,
    String,
    and_,
    case,
    cast,
    false,
    func,
    literal,
    or_,
    select,
    tuple_,
    union_all,
)
from sqlalchemy.ext.asyncio import AsyncSession

from policies.actions import Action
from policies.actor import Actor
from register import cases, paging, tables
from register.cases.reads import ACT, CASE, PASSING
from register.cases.reads import COLUMNS as OF_CASE
from register.codes import tenant_of
from register.conduct import HEARD
from register.items.reads import VERSION as ITEM_VERSION
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
from register.transfers.permissions import DEVOLVER, OF_ITEM, RECEIVER
from register.transfers.reads import TRANSFER, VERSION
from register.transfers.reads import current as current_transfer
from register.transfers.statuses import begins, goes_back
from register.words import PowerKind, Stage, TransferMode

_ROW = tables.expr(tables.Succession)
_OF_CASE = and_(ACT.tenant == CASE.tenant, ACT.case == CASE.id)


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
    """Every duty about a case there that nothing was sent for. Each occasion is looked for once."""
    seen = visible(actor, Action.CASE_READ, OF_CASE, await recorded(session, place))
    here = and_(await lies_within(session, CASE.tenant, CASE.place, place, None), seen)
    lineage = await _lineage(session, place)
    arisen = {
        Occasion.WEIGHTY: _weighty(here),
        Occasion.BESIDE: _decided(here, _held(place, DEVOLVER, TRANSFER.kind.in_(ENFORCED)), lineage),
        Occasion.PENALISED: _decided(
            here, _held(place, RECEIVER, TRANSFER.kind == PowerKind.PENALTY, *OF_ITEM), lineage
        ),
    }
    found = {occasion: query.cte(occasion.lower()) for occasion, query in arisen.items()}
    each = []
    for n, duty in enumerate(DUTIES):
        of = found[duty.occasion].c
        sent = select(NOTICE.id).where(
            NOTICE.tenant == of.tenant, NOTICE.case == of.id, NOTICE.kind == duty.kind, NOTICE.to.in_(duty.to)
        )
        each.append(select(of.tenant, of.id, literal(n).label("duty"), of.since).where(~sent.exists()))
    return select(union_all(*each).subquery())


async def _lineage(session: AsyncSession, place: str) -> Lineage:
    """The successions of a county, or of all the counties of a region in which there were any."""
    if len(place) >= COUNTY:
        return await successions.lineage(session, {tenant_of(place)})
    carried = await session.scalars(select(_ROW.tenant).where(below(_ROW.tenant, place)).distinct())
    return await successions.lineage(session, {place, *carried})


def _weighty(here: ColumnElement[bool]) -> Select[Any]:
    """Since when cases are major ones, by their item or a sanction in view, or of several places (R111)."""
    as_filed = or_(func.json_array_length(CASE.also_at) > 0, _heard(CASE.sanctions), _listed(CASE.filed_at))
    in_act = or_(_heard(ACT.sanctions), _listed(ACT.at))
    passed = (PASSING.tenant == CASE.tenant) & (PASSING.case == CASE.id)
    came_up = (
        select(CASE.tenant, CASE.id, CASE.filed_at.label("since")).where(as_filed, here),
        select(CASE.tenant, CASE.id, ACT.at).join(ACT, _OF_CASE).where(in_act, here),
        select(CASE.tenant, CASE.id, PASSING.at).join(PASSING, passed).where(_heard(PASSING.sanctions), here),
    )
    each = union_all(*came_up).subquery()
    since = func.min(each.c.since).label("since")
    return select(each.c.tenant, each.c.id, since).group_by(each.c.tenant, each.c.id)


def _listed(at: ColumnElement[datetime]) -> ColumnElement[bool]:
    """The item was on the list of major decisions then (R152); what is listed later makes no case a major one."""
    of_case = (ITEM_VERSION.tenant == CASE.item_tenant) & (ITEM_VERSION.id == CASE.item)
    held = or_(ITEM_VERSION.valid_from.is_(None), ITEM_VERSION.valid_from <= at)
    last = select(ITEM_VERSION.decisions_reviewed).where(of_case, held).order_by(ITEM_VERSION.version.desc()).limit(1)
    return func.coalesce(last.correlate(CASE, ACT).scalar_subquery(), false())


def _heard(sanctions: ColumnElement[Any]) -> ColumnElement[bool]:
    """A sanction is among them that asks for a hearing. The words of a closed vocabulary stand in quotes in it."""
    said = cast(sanctions, String)
    return or_(*(said.contains(f'"{one.value}"') for one in sorted(HEARD)))


def _held(place: str, party: Pair, of: ColumnElement[bool], *item: ColumnElement[str]) -> Any:
    """Between which moments who has handed over, or has, such powers under CONCENTRATE; each but once."""
    back = case((VERSION.recall_published_at.is_not(None), goes_back(VERSION)))
    about = (one.label(name) for one, name in zip(item, ("item_tenant", "item"), strict=False))
    query = select(
        TRANSFER.tenant.label("county"),
        *(one.label(name) for one, name in zip(party, ("tenant", "body"), strict=True)),
        *about,
        begins(VERSION).label("begins"),
        VERSION.effective_to.label("ends"),
        back.label("back"),
    )
    query = query.join(VERSION, current_transfer()).where(VERSION.mode == TransferMode.CONCENTRATE, of)
    return query.where(VERSION.published_at.is_not(None), below(TRANSFER.tenant, place[:COUNTY])).distinct().subquery()


def _decided(here: ColumnElement[bool], held: Any, lineage: Lineage) -> Select[Any]:
    """When cases were decided first while their body, or their item with it, was among what was held."""
    then = held.c
    matches = [then.county == ACT.tenant, _is((then.tenant, then.body), lineage), then.begins <= ACT.at]
    matches += [or_(one.is_(None), one > ACT.at) for one in (then.ends, then.back)]
    if "item" in then:
        matches += [then.item_tenant == CASE.item_tenant, then.item == CASE.item]
    since = func.min(ACT.at).label("since")
    query = select(CASE.tenant, CASE.id, since).join(ACT, _OF_CASE).join(held, and_(*matches))
    return query.where(ACT.stage == Stage.DECIDE, here).group_by(CASE.tenant, CASE.id)


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
