"""The papers of batches 批次材料, read for the steps that wait for them and for whoever they were copied to."""

from collections.abc import Collection, Hashable, Iterable, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from sqlalchemy import Select, false, or_, select, true, tuple_
from sqlalchemy.ext.asyncio import AsyncSession

from policies.actions import Action
from policies.actor import Actor
from register import divisions, paging, policies, tables
from register.items.reads import places_of
from register.paging import Ask, Below, By, Page
from register.pieces import Content, Match, Piece
from register.readiness import LINES
from register.records import Key, Paper, ReceivingOffice
from register.scope import Columns, below, visible
from register.store import Store
from register.successions import reads as successions
from register.words import Office

PAPER = tables.expr(tables.BatchPaper)
COLUMNS = Columns(
    tenant=PAPER.tenant,
    division=PAPER.tenant,
    published=PAPER.public,
    confidential=false(),
    parties=((PAPER.body_tenant, PAPER.body),),
)


def of_row(row: tables.BatchPaper) -> Paper:
    """Read a row as a paper."""
    names = ("text", "number", "url", "filed_by", "filed_at")
    return Paper(
        key=Key(row.tenant, row.id),
        batch=Key(row.tenant, row.batch),
        piece=Piece(row.piece),
        body=Key(row.body_tenant, row.body),
        date=row.dated,
        contents=tuple((Content(heading), text) for heading, text in row.contents),
        offices=tuple(_office(one) for one in row.offices or ()),
        **{name: getattr(row, name) for name in names},
    )


def _office(stored: dict[str, Any]) -> ReceivingOffice:
    parties = {name: Key(**stored[name]) for name in ("devolver", "receiver")}
    return ReceivingOffice(**parties, office=stored["office"], matches=tuple(Match(one) for one in stored["matches"]))


async def of_batches(session: AsyncSession, batches: Collection[Key]) -> dict[Key, list[Paper]]:
    """The papers of batches, the earliest filed first, as of whoever carries their bodies on (R207).

    A step rests on them, whoever may read them.
    """
    found: dict[Key, list[Paper]] = {key: [] for key in batches}
    wanted = tuple_(PAPER.tenant, PAPER.batch).in_([(key.tenant, key.id) for key in batches])
    lineage = await successions.lineage(session, {key.tenant for key in batches})
    for row in await session.scalars(select(PAPER).where(wanted).order_by(PAPER.filed_at, PAPER.id)):
        paper = of_row(row)
        found[paper.batch].append(replace(paper, body=lineage.heir(paper.body)))
    return found


async def by_key(store: Store, actor: Actor, batches: Iterable[Key]) -> dict[Key, list[Paper]]:
    """The papers of batches that the account may see."""
    keys = list(batches)
    async with store.reading(actor) as session:
        codes = {code for key in keys for code in policies.path_of(key.tenant)}
        recorded = await policies.recorded_domains(session, codes)
        wanted = tuple_(PAPER.tenant, PAPER.batch).in_([(key.tenant, key.id) for key in keys])
        query = select(PAPER).where(wanted, visible(actor, Action.TRANSFER_READ, COLUMNS, recorded))
        found: dict[Key, list[Paper]] = {key: [] for key in keys}
        for row in await session.scalars(query.order_by(PAPER.filed_at, PAPER.id)):
            found[Key(row.tenant, row.batch)].append(of_row(row))
    return found


async def pages(
    store: Store, actor: Actor, parents: Sequence[Hashable], county: str | None, office: Office | None, ask: Ask
) -> dict[Any, Page[Paper]]:
    """List the papers of a county, or those copied to an office, the latest first. Refuses with Invalid no place."""
    async with store.reading(actor) as session:
        query = (await _list(session, actor, county, office)).add_columns(PAPER.tenant, PAPER.id)
        order = [By(PAPER.filed_at, descending=True), By(PAPER.tenant), By(PAPER.id)]
        return await paging.lists(session, query, order, ask, Below(parents), partial(_load, session))


async def counts(
    store: Store, actor: Actor, parents: Sequence[Hashable], county: str | None, office: Office | None
) -> dict[Any, int]:
    """Count what `pages` lists."""
    async with store.reading(actor) as session:
        return await paging.counts(session, await _list(session, actor, county, office), Below(parents))


async def _list(session: AsyncSession, actor: Actor, county: str | None, office: Office | None) -> Select[Any]:
    await divisions.check(session, "county", [county])
    prefixes = places_of(actor, county, None)
    recorded = await policies.recorded_below(session, prefixes)
    query = select().select_from(PAPER).where(or_(*(below(PAPER.tenant, prefix) for prefix in prefixes)))
    # A copy goes by what the table of pieces says of it, and is not kept apart.
    copied = PAPER.piece.in_([piece.value for piece, line in LINES.items() if office in line.copied])
    return query.where(visible(actor, Action.TRANSFER_READ, COLUMNS, recorded), copied if office else true())


async def _load(session: AsyncSession, keys: Sequence[Key]) -> dict[Key, Paper]:
    wanted = tuple_(PAPER.tenant, PAPER.id).in_([(key.tenant, key.id) for key in keys])
    found = [of_row(row) for row in await session.scalars(select(PAPER).where(wanted))]
    return {one.key: one for one in found}
