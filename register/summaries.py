"""Counting 汇总: what there is at a place and everything below it, at a moment, as far as the account may see.

The database counts and no row is loaded; it comes to the same as one by one (tests/register/test_summaries.py).
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, and_, func, literal, or_, select, union_all
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from policies.actions import Action
from policies.actor import Actor
from policies.guard import Domain
from register import divisions, policies, tables
from register.codes import tenant_of
from register.items import reads as items
from register.scope import visible
from register.store import Store
from register.successions import reads as successions
from register.tables.columns import CODE
from register.transfers import reads as transfers
from register.transfers.statuses import in_force, status
from register.words import PlaceLevel, PowerKind, TransferMode, TransferStatus

# What is only being drafted, or was given up, is nobody's business but its parties'.
COUNTED = tuple(one for one in TransferStatus if one not in (TransferStatus.DRAFT, TransferStatus.WITHDRAWN))
DIVISION, BODY = tables.expr(tables.Division), tables.expr(tables.Body)


@dataclass(frozen=True, slots=True)
class Summary:
    """The counts of a place. `kinds` counts transfers in force; `modes` and `statuses` all that `transfers` counts."""

    townships: int = 0
    items: int = 0
    transfers: int = 0
    in_force: int = 0
    kinds: Mapping[PowerKind, int] = field(default_factory=dict)
    modes: Mapping[TransferMode, int] = field(default_factory=dict)
    statuses: Mapping[TransferStatus, int] = field(default_factory=dict)


class _At(NamedTuple):
    """Who counts, as of which moment, under which lines; and places of one length of code.

    `areas` are the codes under which what lies in each of them may be recorded, of townships.
    """

    actor: Actor
    moment: datetime
    recorded: dict[str, Domain]
    places: list[str]
    areas: dict[str, tuple[str, ...]]

    def below(self, place: ColumnElement[str], tenant: ColumnElement[str]) -> tuple[ColumnElement[str], Any]:
        """The column that tells the places apart, and the rows below them: a range of tenants that an index serves."""
        parent = func.substr(place, 1, len(self.places[0]))
        ends = tenant_of(min(self.places)), tenant_of(max(self.places)).ljust(CODE, "9")
        return parent, and_(tenant.between(*ends), parent.in_(self.places))

    def seen(self, action: Action, columns: Any) -> ColumnElement[bool]:
        """The rows the account may see now, whatever moment is asked about."""
        return visible(self.actor, action, columns, self.recorded)


async def of_places(store: Store, actor: Actor, places: Sequence[str], as_of: datetime | None) -> dict[str, Summary]:
    """Count at each place and everything below it: the register as it stands now, about a moment (None: now).

    So what was recorded late counts from the day it was true, and a moment to come is counted as it is planned.
    Three statements for each length of code there is, however many places. Refuses with Invalid a code of no division.
    """
    async with store.reading(actor) as session:
        await divisions.check(session, "within", places)
        recorded = await policies.recorded_below(session, {tenant_of(place) for place in places})
        moment, found = as_of or store.clock(), dict[str, Summary]()
        townships_ = {tenant_of(place) for place in places if len(place) == CODE}
        lineage = (await successions.lineage(session, townships_)).as_of(moment)
        for digits in {len(place) for place in places}:
            alike = [place for place in places if len(place) == digits]
            at = _At(actor, moment, recorded, alike, {one: lineage.area(one) for one in alike if digits == CODE})
            townships = await _numbers(session, _townships(at))
            items_ = await _numbers(session, _items(at))
            rows = (await session.execute(_transfers(at))).all()
            for place in alike:
                own = [row[1:] for row in rows if row.place == place]
                found[place] = _summary(townships.get(place, 0), items_.get(place, 0), own)
        return found


async def _numbers(session: AsyncSession, query: Select[str, int]) -> dict[str, int]:
    return dict((await session.execute(query)).all())


def _summary(townships: int, items_: int, rows: Iterable[Sequence[Any]]) -> Summary:
    """Add the groups of a place up, by each of the words that part them."""
    kinds, modes, statuses = Counter[PowerKind](), Counter[TransferMode](), Counter[TransferStatus]()
    for kind, mode, stands, holds, number in rows:
        modes[TransferMode(mode)] += number
        statuses[TransferStatus(stands)] += number
        kinds[PowerKind(kind)] += number if holds else 0
    return Summary(townships, items_, modes.total(), kinds.total(), kinds, modes, statuses)


def _townships(at: _At) -> Select[str, int]:
    # Divisions are a reference table, whose codes lie in ranges as tenants do.
    parent, below = at.below(DIVISION.code, DIVISION.code)
    there = divisions.still_there(PlaceLevel.TOWNSHIP, at.moment)
    return select(parent, func.count()).where(DIVISION.level == PlaceLevel.TOWNSHIP, below, there).group_by(parent)


def _items(at: _At) -> Select[str, int]:
    """Items whose version of that moment is not retired, at the place of their department."""
    then, item, current = tables.expr(aliased(tables.ItemVersion)), items.ITEM, items.VERSION
    parent, below = at.below(BODY.place, item.tenant)
    began = or_(then.valid_from.is_(None), then.valid_from <= at.moment)
    own = (then.tenant == item.tenant) & (then.id == item.id)
    last = select(func.max(then.version)).where(own, began).correlate(item).scalar_subquery()
    version = tables.expr(aliased(tables.ItemVersion))
    of_then = and_(version.tenant == item.tenant, version.id == item.id, version.version == last)
    return (
        select(parent, func.count())
        .select_from(item)
        .join(current, items.current())
        .join(version, and_(of_then, version.retired.is_(False)))
        .join(BODY, (BODY.tenant == item.tenant) & (BODY.id == item.department))
        .where(below, at.seen(Action.ITEM_READ, items.COLUMNS))
        .group_by(parent)
    )


def _transfers(at: _At) -> Select[Any]:
    """Transfers at the place where they take effect, by what they are counted by."""
    row = transfers.TRANSFER
    parent, below = at.below(row.place, row.tenant)
    joined = transfers.joined(select())
    if any(codes != (place,) for place, codes in at.areas.items()):
        # What a township has may be recorded under the codes that it had, and be a part of another's too (R207).
        named = union_all(*(select(literal(place).label("name")) for place in at.places)).subquery()
        theirs = [and_(named.c.name == place, row.place.in_(codes)) for place, codes in at.areas.items()]
        joined, parent, below = (
            joined.join(named, or_(*theirs)),
            named.c.name,
            row.tenant.in_({*map(tenant_of, at.places)}),
        )
    stands, holds = status(at.moment).label("stands"), in_force(at.moment).label("holds")
    by = joined.add_columns(parent.label("place"), transfers.TRANSFER.kind, transfers.VERSION.mode, stands, holds)
    seen = by.where(below, at.seen(Action.TRANSFER_READ, transfers.COLUMNS)).subquery()
    counted = select(*seen.c, func.count()).where(seen.c.stands.in_(COUNTED))
    return counted.group_by(*seen.c)
