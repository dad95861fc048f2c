"""Catalogues 下放目录: which items a government hands down, and how, and which it retains 保留 (R53).

Outside of one nothing is proposed (R9).
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Select, func, select, tuple_
from sqlalchemy.ext.asyncio import AsyncSession

from policies.actions import Action
from policies.actor import ANONYMOUS, Actor
from register import find, items, journal, permission, scope, tables
from register.clock import day_of
from register.once import Once, perform
from register.paging import LAST
from register.records import Catalogue, Item, Key, Ref
from register.refusals import Invalid, NotFound, NotLawful, Problem
from register.store import Store
from register.texts import fits, problems_of_paper
from register.words import TransferMode

CATALOGUE, ENTRY = tables.expr(tables.Catalogue), tables.expr(tables.CatalogueEntry)
RETENTION = tables.expr(tables.CatalogueRetention)
_REASON = 1000  # characters; the column's width


@dataclass(frozen=True, slots=True)
class Entry:
    """An item that may be handed down, and the one mode in which it may (R8)."""

    item: Key
    mode: TransferMode


@dataclass(frozen=True, slots=True)
class Retention:
    """An item that the government retains 保留, and why (R53)."""

    item: Key
    reason: str


Line = TransferMode | Retention  # what a catalogue says of an item
Listed = Mapping[str, Mapping[Key, Line]]


@dataclass(frozen=True, slots=True)
class NewCatalogue:
    """A catalogue as the government publishes it: it takes the place of the one before, 0 where there is none."""

    place: str
    expected_revision: int
    document: str
    document_date: date
    url: str
    entries: tuple[Entry, ...]
    retained: tuple[Retention, ...] = ()


async def publish(store: Store, actor: Actor, new: NewCatalogue, once: Once | None = None) -> Key:
    """Publish a government's catalogue, all of it; the government's office does.

    Refuses with NotFound, NotAllowed, NotLawful (R9), OutOfDate, and with Invalid what is not well formed, as an item
    that is both handed down and retained (R53).
    """

    async def work(session: AsyncSession) -> Key:
        place = await find.government(session, actor, new.place)
        facts = await _facts(session, actor, new)
        await permission.require(session, actor, place.code, Action.CATALOGUE_PUBLISH, facts)
        await journal.lock(session, place.code)
        now = store.clock()
        last = await latest(session, place.code)
        find.unchanged(new.expected_revision, last)
        _well_formed(new, day_of(now))
        await _listed(session, actor, new)
        key = await _write(session, new, last + 1, now)
        event = journal.Event("catalogue:published", Ref("Catalogue", key), _said(new, last + 1))
        await journal.record(session, key.tenant, str(actor.account), now, event)
        return key

    return await perform(store, actor, once, work)


async def _write(session: AsyncSession, new: NewCatalogue, revision: int, now: datetime) -> Key:
    row = tables.Catalogue(
        tenant=new.place,
        revision=revision,
        document=new.document,
        document_date=new.document_date,
        url=new.url,
        published_at=now,
    )
    session.add(row)
    await session.flush()
    session.add_all(
        tables.CatalogueEntry(tenant=new.place, revision=revision, item=one.item.id, mode=one.mode.value)
        for one in new.entries
    )
    session.add_all(
        tables.CatalogueRetention(tenant=new.place, revision=revision, item=one.item.id, reason=one.reason)
        for one in new.retained
    )
    await session.flush()
    return Key(new.place, str(revision))


async def by_key(store: Store, keys: Iterable[Key]) -> dict[Key, Catalogue]:
    """Find revisions of catalogues; they are public."""
    wanted = {(key.tenant, int(key.id)) for key in keys if key.id.isdecimal() and len(key.id) <= len(str(LAST))}
    found = select(CATALOGUE).where(tuple_(CATALOGUE.tenant, CATALOGUE.revision).in_(wanted))
    async with store.reading(ANONYMOUS) as session:
        rows = [_of_row(row) for row in await session.scalars(found)]
    return {row.key: row for row in rows}


async def current(store: Store, tenants: Iterable[str]) -> dict[str, Catalogue]:
    """The catalogues that hold now, of those governments that have published one."""
    async with store.reading(ANONYMOUS) as session:
        query = select(CATALOGUE).where(tuple_(CATALOGUE.tenant, CATALOGUE.revision).in_(_heads(tenants)))
        return {row.tenant: _of_row(row) for row in await session.scalars(query)}


async def lines(store: Store, keys: Iterable[Key]) -> dict[Key, Line]:
    """What the current catalogue says of each of these items; what it leaves out is left out."""
    async with store.reading(ANONYMOUS) as session:
        found = await listed(session, set(keys))
    return {key: line for lines in found.values() for key, line in lines.items()}


async def latest(session: AsyncSession, tenant: str) -> int:
    """The number of a government's last catalogue; 0 where it has published none."""
    return await session.scalar(select(func.max(CATALOGUE.revision)).where(CATALOGUE.tenant == tenant)) or 0


async def listed(session: AsyncSession, wanted: Collection[Key]) -> Listed:
    """By government, what its current catalogue says of these items, if anything; one that has none is left out."""
    heads = {row[0]: row[1] for row in await session.execute(_heads({key.tenant for key in wanted}))}
    found: dict[str, dict[Key, Line]] = {tenant: {} for tenant in heads}
    items_ = [(key.tenant, key.id) for key in wanted]
    for table in (ENTRY, RETENTION) if heads else ():
        current = tuple_(table.tenant, table.revision).in_(heads.items())
        for row in await session.scalars(select(table).where(current, tuple_(table.tenant, table.item).in_(items_))):
            key = Key(row.tenant, row.item)
            entry = isinstance(row, tables.CatalogueEntry)
            found[row.tenant][key] = TransferMode(row.mode) if entry else Retention(key, row.reason)
    return found


def admits(listed: Listed, item: Item, mode: TransferMode) -> None:
    """Refuse with NotLawful what the government's catalogue retains (R53) or leaves out (R9), or another mode (R8).

    Where there is no catalogue nothing stands against it; CONCENTRATE hands nothing down (R16).
    """
    if mode is TransferMode.CONCENTRATE or item.key.tenant not in listed:
        return
    given = listed[item.key.tenant].get(item.key)
    if isinstance(given, Retention):
        message = f"by its catalogue 下放目录 the government retains 保留 `{item.name}`: {given.reason}"
        remedy = "the government publishes another catalogue that hands it down first"
        raise NotLawful(message, rules=["R53"], remedy=remedy, holder=item.department)
    if given is None:
        message = f"`{item.name}` is not in the catalogue 下放目录 of what may be handed down"
        remedy = "the government publishes another catalogue with it first"
        raise NotLawful(message, rules=["R9"], remedy=remedy, holder=item.department)
    if given is not mode:
        message = f"the catalogue 下放目录 has `{item.name}` under {given} {given.chinese}, and not under {mode}"
        raise NotLawful(message, rules=["R8"], remedy=f"propose it under {given}", holder=item.department)


def _heads(tenants: Iterable[str]) -> Select[str, int]:
    """The last revision of each."""
    return (
        select(CATALOGUE.tenant, func.max(CATALOGUE.revision))
        .where(CATALOGUE.tenant.in_(sorted(set(tenants))))
        .group_by(CATALOGUE.tenant)
    )


async def _facts(session: AsyncSession, actor: Actor, new: NewCatalogue) -> frozenset[str]:
    body = await find.own_body(session, actor)
    return frozenset(scope.facts_of_offices(body, new.place) | scope.facts_of_account(actor, new.place))


def _well_formed(new: NewCatalogue, today: date) -> None:
    named, kept = [one.item for one in new.entries], [one.item for one in new.retained]
    reasons = [one.reason for one in new.retained]
    checks = (
        ("entries", not named and not kept, "a catalogue names at least one item"),
        ("entries", len(named) != len(set(named)), "an item stands in a catalogue once, with one mode"),
        ("entries", any(one.mode is TransferMode.CONCENTRATE for one in new.entries), "CONCENTRATE hands nothing down"),
        ("retained", len(kept) != len(set(kept)), "an item is retained once, for one reason"),
        ("retained", bool(set(kept) & set(named)), "an item is handed down or retained, not both"),
        (
            "retained",
            any(not fits(one, _REASON) for one in reasons),
            f"a reason has 1 to {_REASON} characters",
        ),
    )
    problems = problems_of_paper(new.document, new.document_date, new.url, today)
    problems += [Problem((path,), message) for path, wrong, message in checks if wrong]
    if problems:
        raise Invalid(*problems, rules=["R9", "R53"] if new.retained else ["R9"])


async def _listed(session: AsyncSession, actor: Actor, new: NewCatalogue) -> None:
    """Refuse with NotFound an item that is not the government's own, or is retired."""
    named = {"entries": [one.item for one in new.entries], "retained": [one.item for one in new.retained]}
    known = await items.load(session, actor, {key for keys in named.values() for key in keys})
    for path, keys in named.items():
        for n, key in enumerate(keys):
            item = known.get(key)
            if item is None or item.key.tenant != new.place or item.retired:
                message = f"`{path}.{n}.item` names no item of `{new.place}`"
                raise NotFound(message, remedy="name items of the government's own departments")


def _said(new: NewCatalogue, revision: int) -> dict[str, object]:
    return {
        "revision": revision,
        "document": new.document,
        "documentDate": new.document_date.isoformat(),
        "url": new.url,
        "entries": [{"item": one.item.id, "mode": one.mode.value} for one in new.entries],
        "retained": [{"item": one.item.id, "reason": one.reason} for one in new.retained],
    }


def _of_row(row: tables.Catalogue) -> Catalogue:
    key = Key(row.tenant, str(row.revision))
    return Catalogue(key, row.document, row.document_date, row.url, row.published_at)
