"""Reading notices, each only within what the account may see."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from sqlalchemy import Select, and_, false, not_, or_, select, true, tuple_
from sqlalchemy.ext.asyncio import AsyncSession

from policies.actions import Action
from policies.actor import Actor
from register import divisions, paging, policies, tables
from register.items.reads import places_of
from register.lineage import Lineage
from register.notice_kinds import AnswerKind, NoticeKind, Recipient
from register.notices.lines import AWAITED
from register.paging import Ask, Below, By, Page
from register.records import Key, Notice, NoticeAnswer
from register.scope import Columns, below, visible
from register.store import Store
from register.successions import reads as successions

NOTICE, ANSWER = tables.expr(tables.Notice), tables.expr(tables.NoticeAnswer)
ANSWERED = and_(ANSWER.tenant == NOTICE.tenant, ANSWER.notice == NOTICE.id)
# How a policy line names a kind.
FACTS = {
    NoticeKind.REPORT: "reporting",
    NoticeKind.COPY: "copying",
    NoticeKind.PROBLEM: "raising_problem",
    NoticeKind.SEALED: "sealed",
}
COLUMNS = Columns(
    tenant=NOTICE.tenant,
    division=NOTICE.place,
    published=false(),
    confidential=false(),
    parties=((NOTICE.sender_tenant, NOTICE.sender), (NOTICE.addressee_tenant, NOTICE.addressee)),
    addressed=(NOTICE.addressee_tenant, NOTICE.addressee),
    item=(NOTICE.item_tenant, NOTICE.item),
    kinds=tuple((fact, NOTICE.kind == kind) for kind, fact in FACTS.items()),
)


@dataclass(frozen=True, slots=True)
class NoticeFilter:
    """Which notices are wanted; what is None does not narrow. `awaiting` are those whose answer is owed, or not."""

    county: str | None = None
    within: str | None = None
    kind: NoticeKind | None = None
    case: Key | None = None
    transfer: Key | None = None
    awaiting: bool | None = None


def of_row(row: tables.Notice, answer: tables.NoticeAnswer | None) -> Notice:
    """Read a row, with the one of its answer, as a notice."""
    return Notice(
        key=Key(row.tenant, row.id),
        kind=NoticeKind(row.kind),
        item=Key(row.item_tenant, row.item),
        place=row.place,
        sender=Key(row.sender_tenant, row.sender),
        to=Recipient(row.to),
        text=row.text,
        sent_at=row.sent_at,
        addressee=Key(row.addressee_tenant, row.addressee) if row.addressee_tenant and row.addressee else None,
        case=Key(row.tenant, row.case) if row.case else None,
        transfer=Key(row.tenant, row.transfer) if row.transfer else None,
        document=row.document,
        url=row.url,
        answer=_answer(answer) if answer else None,
    )


def _answer(row: tables.NoticeAnswer) -> NoticeAnswer:
    return NoticeAnswer(AnswerKind(row.kind), row.text, row.at, Key(row.body_tenant, row.body))


async def by_key(store: Store, actor: Actor, keys: Iterable[Key]) -> dict[Key, Notice]:
    """Find the notices of these keys that the account may see."""
    async with store.reading(actor) as session:
        return await load(session, actor, keys)


async def load(session: AsyncSession, actor: Actor, keys: Iterable[Key]) -> dict[Key, Notice]:
    """Find notices within a transaction, as far as the account may see them, between who carries the parties on."""
    wanted = {(key.tenant, key.id) for key in keys}
    recorded = await policies.recorded_domains(session, {code for one, _ in wanted for code in policies.path_of(one)})
    query = select(NOTICE, ANSWER).outerjoin(ANSWER, ANSWERED).where(tuple_(NOTICE.tenant, NOTICE.id).in_(wanted))
    rows = await session.execute(query.where(visible(actor, Action.NOTICE_READ, COLUMNS, recorded)))
    found = [of_row(*row) for row in rows]
    lineage = await successions.lineage(session, {body.tenant for one in found for body in one.parties})
    return {one.key: _carried_on(one, lineage) for one in found}


def _carried_on(notice: Notice, lineage: Lineage) -> Notice:
    """The notice between whoever carries its parties on (R207)."""
    heirs = {one: lineage.at_place(one, notice.place, notice.item) for one in notice.parties}
    addressee = notice.addressee and heirs[notice.addressee]
    return replace(notice, sender=heirs[notice.sender], addressee=addressee)


async def pages(
    store: Store, actor: Actor, parents: Sequence[None], wanted: NoticeFilter, ask: Ask
) -> dict[Any, Page[Notice]]:
    """List notices, the last sent first. Refuses with Invalid a list that is bound to no place."""
    async with store.reading(actor) as session:
        query = (await _query(session, actor, wanted)).add_columns(NOTICE.tenant, NOTICE.id)
        order = [By(NOTICE.sent_at, descending=True), By(NOTICE.tenant), By(NOTICE.id)]
        return await paging.lists(session, query, order, ask, Below(parents, None), partial(load, session, actor))


async def counts(store: Store, actor: Actor, parents: Sequence[None], wanted: NoticeFilter) -> dict[Any, int]:
    """Count what `pages` lists."""
    async with store.reading(actor) as session:
        return await paging.counts(session, await _query(session, actor, wanted), Below(parents, None))


async def _query(session: AsyncSession, actor: Actor, wanted: NoticeFilter) -> Select[Any]:
    await divisions.check(session, "filter.county", [wanted.county])
    await divisions.check(session, "filter.within", [wanted.within])
    about = next((one for one in (wanted.case, wanted.transfer) if one), None)
    prefixes = places_of(actor, wanted.county or (about.tenant if about else None), wanted.within)
    recorded = await policies.recorded_below(session, prefixes)
    query = select().select_from(NOTICE).where(or_(*(below(NOTICE.tenant, prefix) for prefix in prefixes)))
    owed = and_(NOTICE.kind.in_(AWAITED), ~select(ANSWER.notice).where(ANSWERED).exists())
    return query.where(
        visible(actor, Action.NOTICE_READ, COLUMNS, recorded),
        NOTICE.tenant == wanted.county if wanted.county else true(),
        below(NOTICE.place, wanted.within) if wanted.within else true(),
        NOTICE.kind == wanted.kind if wanted.kind else true(),
        (NOTICE.tenant == wanted.case.tenant) & (NOTICE.case == wanted.case.id) if wanted.case else true(),
        (NOTICE.tenant == wanted.transfer.tenant) & (NOTICE.transfer == wanted.transfer.id)
        if wanted.transfer
        else true(),
        true() if wanted.awaiting is None else owed if wanted.awaiting else not_(owed),
    )
