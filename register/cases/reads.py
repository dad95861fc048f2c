"""Reading cases and acts, each only within what the account may see."""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from functools import partial
from typing import Any

from sqlalchemy import Select, false, select, tuple_
from sqlalchemy.ext.asyncio import AsyncSession

from policies.actions import Action
from policies.actor import Actor
from register import paging, policies, tables
from register.paging import Ask, Below, By, Page
from register.records import (
    Act,
    Case,
    DecisionReview,
    Designation,
    Key,
    Passing,
    RandomCheck,
    Reversion,
    Sanction,
    TimeLimit,
)
from register.scope import Columns, visible
from register.store import Store
from register.words import Demand, Ending, LimitKind, Party, SanctionKind, Stage

CASE, ACT = tables.expr(tables.Case), tables.expr(tables.Act)
REVERSION, REVIEW = tables.expr(tables.Reversion), tables.expr(tables.DecisionReview)
DESIGNATION, PASSING = tables.expr(tables.Designation), tables.expr(tables.Passing)
# Whom a case was designated to last, beside the case.
_LAST = (
    select(DESIGNATION.body_tenant, DESIGNATION.body)
    .where(DESIGNATION.tenant == CASE.tenant, DESIGNATION.case == CASE.id)
    .order_by(DESIGNATION.number.desc())
    .limit(1)
    .correlate(CASE)
)
_PASSED = select(PASSING.body_tenant, PASSING.body).where(PASSING.tenant == CASE.tenant, PASSING.case == CASE.id)
# Who has it back since somebody was last found not to act in it.
_BACK = (
    select(REVERSION.devolver_tenant, REVERSION.devolver)
    .where(REVERSION.tenant == CASE.tenant, REVERSION.case == CASE.id)
    .order_by(REVERSION.at.desc())
    .limit(1)
    .correlate(CASE)
)
COLUMNS = Columns(
    tenant=CASE.tenant,
    division=CASE.place,
    published=false(),
    confidential=false(),
    parties=(
        (CASE.filed_by_tenant, CASE.filed_by),
        (CASE.accepted_by_tenant, CASE.accepted_by),
        (
            _LAST.with_only_columns(DESIGNATION.body_tenant).scalar_subquery(),
            _LAST.with_only_columns(DESIGNATION.body).scalar_subquery(),
        ),
        (
            _PASSED.with_only_columns(PASSING.body_tenant).correlate(CASE).scalar_subquery(),
            _PASSED.with_only_columns(PASSING.body).correlate(CASE).scalar_subquery(),
        ),
        (
            _BACK.with_only_columns(REVERSION.devolver_tenant).scalar_subquery(),
            _BACK.with_only_columns(REVERSION.devolver).scalar_subquery(),
        ),
    ),
    item=(CASE.item_tenant, CASE.item),
)


def of_row(
    row: tables.Case,
    reversions: Iterable[tables.Reversion] = (),
    reviews: Iterable[tables.DecisionReview] = (),
    designations: Iterable[tables.Designation] = (),
    passings: Iterable[tables.Passing] = (),
) -> Case:
    """Read a row as a case, with what was found of inaction in it and of its decision, and whose it is."""
    return Case(
        key=Key(row.tenant, row.id),
        item=Key(row.item_tenant, row.item),
        place=row.place,
        filed_at=row.filed_at,
        filed_by=Key(row.filed_by_tenant, row.filed_by),
        also_at=tuple(row.also_at),
        sanctions=tuple(_sanction(one) for one in row.sanctions),
        party=Party(row.party) if row.party else None,
        parts=None if row.parts is None else tuple(row.parts),
        accepted_by=Key(row.accepted_by_tenant, row.accepted_by)
        if row.accepted_by_tenant and row.accepted_by
        else None,
        closed_at=row.closed_at,
        outcome=row.outcome,
        ending=Ending(row.ending) if row.ending else None,
        passed_to=row.passed_to,
        reversions=tuple(_reversion(one) for one in reversions),
        reviews=tuple(_review(one) for one in reviews),
        designations=tuple(_designation(one) for one in designations),
        passing=next((_passing(one) for one in passings), None),
        limit=_limit(row),
    )


def _limit(row: tables.Case) -> TimeLimit | None:
    if not (row.limit_kind and row.limit_days and row.ends_at):
        return None
    return TimeLimit(LimitKind(row.limit_kind), row.limit_days, row.ends_at)


def _reversion(row: tables.Reversion) -> Reversion:
    return Reversion(
        body=Key(row.body_tenant, row.body),
        clause=row.clause,
        document=row.document,
        url=row.url,
        evidence=row.evidence,
        at=row.at,
        found_by=Key(row.found_by_tenant, row.found_by),
        devolver=Key(row.devolver_tenant, row.devolver) if row.devolver_tenant and row.devolver else None,
    )


def _review(row: tables.DecisionReview) -> DecisionReview:
    return DecisionReview(row.approve, row.opinion, row.at, row.account, Key(row.body_tenant, row.body))


def _designation(row: tables.Designation) -> Designation:
    return Designation(
        body=Key(row.body_tenant, row.body),
        reason=row.reason,
        document=row.document,
        url=row.url,
        at=row.at,
        designated_by=Key(row.designated_by_tenant, row.designated_by),
    )


def _passing(row: tables.Passing) -> Passing:
    return Passing(
        body=Key(row.body_tenant, row.body),
        passed_by=Key(row.passed_by_tenant, row.passed_by),
        reason=row.reason,
        document=row.document,
        url=row.url,
        at=row.at,
        sanctions=tuple(_sanction(one) for one in row.sanctions),
        party=Party(row.party) if row.party else None,
        parts=None if row.parts is None else tuple(row.parts),
    )


def _sanction(said: dict[str, Any]) -> Sanction:
    amount = said.get("amount")
    return Sanction(SanctionKind(said["kind"]), Decimal(amount) if amount is not None else None)


def act_of_row(row: tables.Act, case: Case) -> Act:
    """Read a row as an act of its case."""
    demand = Demand(row.disguised_as) if row.disguised_as else None
    body = Key(row.body_tenant, row.body)
    officers = None if row.officers is None else tuple(row.officers)
    check = RandomCheck(row.check_subject, row.check_reason, row.check_number or 0) if row.check_subject else None
    sanctions = tuple(_sanction(one) for one in row.sanctions or ())
    key, stage = Key(row.tenant, row.id), Stage(row.stage)
    return Act(key, case, stage, body, row.at, demand, row.reason, officers, check, sanctions, row.handled_by)


async def by_key(store: Store, actor: Actor, keys: Iterable[Key]) -> dict[Key, Case]:
    """Find the cases of these keys that the account may see."""
    async with store.reading(actor) as session:
        return await load(session, actor, keys)


async def load(session: AsyncSession, actor: Actor, keys: Iterable[Key]) -> dict[Key, Case]:
    """Find cases within a transaction, as far as the account may see them."""
    wanted = {(key.tenant, key.id) for key in keys}
    query = select(CASE).where(tuple_(CASE.tenant, CASE.id).in_(wanted))
    query = await _seen(session, actor, query, {tenant for tenant, _ in wanted})
    rows = list(await session.scalars(query))
    return await _whole(session, rows)


async def _whole(session: AsyncSession, rows: Iterable[tables.Case]) -> dict[Key, Case]:
    """Read rows as cases, with what was found in each, the first finding first."""
    cases = {Key(row.tenant, row.id): row for row in rows}
    reversions = await _found(session, REVERSION, cases, REVERSION.at, REVERSION.body)
    reviews = await _found(session, REVIEW, cases, REVIEW.number)
    designations = await _found(session, DESIGNATION, cases, DESIGNATION.number)
    passings = await _found(session, PASSING, cases, PASSING.at)
    found = (reversions, reviews, designations, passings)
    return {key: of_row(row, *(rows_.get(key, ()) for rows_ in found)) for key, row in cases.items()}


async def _found(session: AsyncSession, table: Any, cases: Iterable[Key], *order: Any) -> dict[Key, list[Any]]:
    wanted = {(case.tenant, case.id) for case in cases}
    found: dict[Key, list[Any]] = {}
    query = select(table).where(tuple_(table.tenant, table.case).in_(wanted)).order_by(*order)
    for row in await session.scalars(query) if wanted else ():
        found.setdefault(Key(row.tenant, row.case), []).append(row)
    return found


async def acts_by_key(store: Store, actor: Actor, keys: Iterable[Key]) -> dict[Key, Act]:
    """Find the acts of these keys whose cases the account may see."""
    async with store.reading(actor) as session:
        return await load_acts(session, actor, keys)


async def load_acts(session: AsyncSession, actor: Actor, keys: Iterable[Key]) -> dict[Key, Act]:
    """Find acts within a transaction, as far as the account may see their cases."""
    wanted = {(key.tenant, key.id) for key in keys}
    query = _joined(select(ACT, CASE)).where(tuple_(ACT.tenant, ACT.id).in_(wanted))
    query = await _seen(session, actor, query, {tenant for tenant, _ in wanted})
    found = (await session.execute(query)).all()
    cases = await _whole(session, [case for _, case in found])
    return {Key(act.tenant, act.id): act_of_row(act, cases[Key(case.tenant, case.id)]) for act, case in found}


async def act_pages(store: Store, actor: Actor, cases: Sequence[Key], ask: Ask) -> dict[Key, Page[Act]]:
    """List the acts of each case, the first done first."""
    async with store.reading(actor) as session:
        query, below = await _acts(session, actor, cases)
        order = [By(ACT.at), By(ACT.id)]
        load = partial(load_acts, session, actor)
        return await paging.lists(session, query.add_columns(ACT.tenant, ACT.id), order, ask, below, load)


async def act_counts(store: Store, actor: Actor, cases: Sequence[Key]) -> dict[Key, int]:
    """Count the acts of each case."""
    async with store.reading(actor) as session:
        return await paging.counts(session, *await _acts(session, actor, cases))


async def _acts(session: AsyncSession, actor: Actor, cases: Sequence[Key]) -> tuple[Select[Any], Below]:
    wanted = [(case.tenant, case.id) for case in cases]
    query = _joined(select()).where(tuple_(ACT.tenant, ACT.case).in_(wanted))
    seen = await _seen(session, actor, query, {case.tenant for case in cases})
    return seen, Below(cases, ACT.tenant + "/" + ACT.case)


def _joined(query: Select[Any]) -> Select[Any]:
    return query.select_from(ACT).join(CASE, (CASE.tenant == ACT.tenant) & (CASE.id == ACT.case))


async def _seen(session: AsyncSession, actor: Actor, query: Select[Any], tenants: set[str]) -> Select[Any]:
    recorded = await policies.recorded_domains(session, {code for one in tenants for code in policies.path_of(one)})
    return query.where(visible(actor, Action.CASE_READ, COLUMNS, recorded))
