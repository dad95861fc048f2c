"""The feed of changes 变更流: the journals below a division, followed without missing or repeating an entry.

A journal is numbered without gaps under a locked head, so whatever its head counts is there for good; the place in all
journals is the number read last of each (register/bookmark.py, docs/decisions/0011).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Row, and_, false, or_, select, tuple_
from sqlalchemy.ext.asyncio import AsyncSession

from policies.actions import Action
from policies.actor import Actor
from register import divisions, permission, policies, scope, tables
from register.bookmark import Bookmark, seal
from register.entries import ENTRY, of_row
from register.paging import Ask
from register.records import Entry
from register.refusals import Invalid, NotAllowed
from register.scope import Columns, below, visible
from register.store import Store

HEAD = tables.expr(tables.JournalHead)
COLUMNS = Columns(tenant=HEAD.tenant, division=HEAD.tenant, published=false(), confidential=false())

Head = Row[str, int, str, bool]  # a journal: whose, its last number and hash, and whether the account may read it


@dataclass(frozen=True)
class Changes:
    """A part of the feed: what follows a bookmark, each journal in its order, and whether there is more."""

    start: Bookmark
    hashes: Mapping[str, str]  # of the entries read last, at the start
    entries: tuple[Entry, ...]
    more: bool

    def cursor(self, served: int) -> str:
        """Say where to resume after so many of the entries."""
        read, hashes, last = dict(self.start.read), dict(self.hashes), self.start.last
        for entry in self.entries[:served]:
            last, read[entry.tenant], hashes[entry.tenant] = entry.tenant, entry.sequence, entry.hash
        return Bookmark(self.start.within, read, last, seal(hashes)).pack()


async def follow(store: Store, actor: Actor, within: str, since: str | None, first: int) -> Changes:
    """Read what the journals below a division say since a cursor (None: from the beginning), `first` entries at most.

    A journal the account may not read is left where it is. Refuses with Invalid a division that is none or is a
    township, and a cursor that is none, or is not of this division or of these journals; with NotAllowed whoever may
    not read the journal of the division.
    """
    room = Ask(first).first
    async with store.reading(actor) as session:
        await _may(session, actor, within)
        start = _start(within, since)
        heads = await _heads(session, actor, within)
        hashes = await _hashes(session, start, heads)
        ahead = {
            head.tenant: (start.read.get(head.tenant, 0), head.sequence)
            for head in heads
            if head.seen and head.sequence > start.read.get(head.tenant, 0)
        }
        entries = await _entries(session, _turns(ahead, start.last, room))
    waiting = sum(last - read for read, last in ahead.values())
    return Changes(start, hashes, tuple(entries), more=waiting > len(entries))


async def _may(session: AsyncSession, actor: Actor, within: str) -> None:
    await divisions.check(session, "within", [within])
    if within not in policies.path_of(within):
        message = f"`{within}` is a township; journals are kept by county"
        raise Invalid.at("within", message, remedy="ask for its county")
    facts = frozenset(scope.facts_of_account(actor, within))
    verdict = await permission.decide(session, actor, within, Action.JOURNAL_READ, facts)
    if not verdict.allowed:
        message = f"the journals below `{within}` are not for this account to read"
        remedy = "an account of the place itself may, or one with the role `aggregator` or `supervisor` there"
        raise NotAllowed(message, remedy=remedy, rules=verdict.rules).decided(verdict)


def _start(within: str, since: str | None) -> Bookmark:
    if since is None:
        return Bookmark(within)
    try:
        start = Bookmark.unpack(since)
    except ValueError:
        remedy = "give a `cursor` of this feed as it was given, or none to start from the beginning"
        raise Invalid.at("since", "`since` is not a cursor of this feed", remedy=remedy) from None
    if start.within != within:
        message = f"`since` is a cursor of `{start.within}`, not of `{within}`"
        raise Invalid.at("since", message, remedy="each division has a feed of its own; start it from the beginning")
    return start


async def _heads(session: AsyncSession, actor: Actor, within: str) -> Sequence[Head]:
    recorded = await policies.recorded_below(session, [within])
    seen = visible(actor, Action.JOURNAL_READ, COLUMNS, recorded).label("seen")
    query = select(HEAD.tenant, HEAD.sequence, HEAD.hash, seen).where(below(HEAD.tenant, within))
    return (await session.execute(query.order_by(HEAD.tenant))).all()


async def _hashes(session: AsyncSession, start: Bookmark, heads: Sequence[Head]) -> dict[str, str]:
    """The hash of the last entry read of each journal. Refuses with Invalid where other entries were read."""
    at_end = {head.tenant: head.hash for head in heads if start.read.get(head.tenant) == head.sequence}
    before = [(tenant, number) for tenant, number in start.read.items() if tenant not in at_end]
    query = select(ENTRY.tenant, ENTRY.hash).where(tuple_(ENTRY.tenant, ENTRY.sequence).in_(before))
    found = at_end | dict((await session.execute(query)).all() if before else [])
    if len(found) < len(start.read) or seal(found) != start.seal:
        # The hash of an entry stands for all before it, so numbers that were given out anew are not taken for the old.
        message = "`since` is a place in other journals than these; they may have been restored from a backup"
        remedy = "start from the beginning, and let what `county` and `sequence` name take the place of what you have"
        raise Invalid.at("since", message, remedy=remedy)
    return found


def _turns(ahead: Mapping[str, tuple[int, int]], last: str | None, room: int) -> list[tuple[str, int, int]]:
    """What is served of each journal, after one number up to another: from the journal after the last one served on.

    So however much one county writes, each of the others has its turn.
    """
    order = sorted(ahead, key=lambda tenant: (last is not None and tenant <= last, tenant))
    turns = []
    for tenant in order:
        read, end = ahead[tenant]
        served = min(end - read, room)
        room -= served
        if served:
            turns.append((tenant, read, read + served))
    return turns


async def _entries(session: AsyncSession, turns: Sequence[tuple[str, int, int]]) -> list[Entry]:
    if not turns:
        return []
    ranges = [and_(ENTRY.tenant == one, ENTRY.sequence > after, ENTRY.sequence <= upto) for one, after, upto in turns]
    found: dict[str, list[Entry]] = {tenant: [] for tenant, *_ in turns}
    for row in await session.scalars(select(ENTRY).where(or_(*ranges)).order_by(ENTRY.sequence)):
        found[row.tenant].append(of_row(row))
    return [entry for entries in found.values() for entry in entries]
