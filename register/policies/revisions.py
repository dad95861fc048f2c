"""The revisions of a domain's lines: each is kept whole, and shown to whom the domain's lines let read them."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from typing import Any

from sqlalchemy import ColumnElement, Select, select, tuple_
from sqlalchemy.ext.asyncio import AsyncSession

from policies.actions import Action
from policies.actor import Actor
from policies.lines import Line, defaults
from register import paging, scope, tables
from register.paging import LAST, Ask, Below, By, Page
from register.policies import effects, requests, states
from register.policies.effects import PolicyChange, State
from register.policies.reads import REVISION, guard, guards
from register.records import Key, PolicyOpinion, Revision
from register.store import Store

PROPOSAL, DECISION = tables.expr(tables.PolicyProposal), tables.expr(tables.PolicyDecision)
# The shipped lines have no author; they are as old as the release they ship with.
SHIPPED_AT = datetime(2026, 11, 22, tzinfo=UTC)
_LEVELS = (2, 4, 6)  # digits of a domain


@dataclass(frozen=True, slots=True)
class Difference:
    """The own lines by which a revision differs from another."""

    added: tuple[Line, ...]
    removed: tuple[Line, ...]


async def revision(store: Store, actor: Actor, domain: str, number: int | None) -> Revision | None:
    """Show a domain's revision, the current one without a number; None where there is none to be seen."""
    async with store.reading(actor) as session:
        if domain not in await _readable(session, actor, [domain]):
            return None
        wanted = (await guard(session, domain)).path[-1].revision if number is None else number
        key = Key(domain, str(wanted))
        return (await _load(session, actor, [key])).get(key)


async def by_key(store: Store, actor: Actor, keys: Iterable[Key]) -> dict[Key, Revision]:
    """Find revisions and proposals of these keys that the account may read."""
    async with store.reading(actor) as session:
        return await _load(session, actor, list(keys))


async def said(store: Store, actor: Actor, keys: Iterable[Key]) -> dict[Key, State]:
    """What revisions say, and what they would say if a proposal were approved."""
    async with store.reading(actor) as session:
        found = await _load(session, actor, list(keys))
        states_ = {key: await _state(session, one) for key, one in found.items()}
        return {key: state for key, state in states_.items() if state}


async def not_taken(store: Store, actor: Actor, keys: Iterable[Key]) -> dict[Key, tuple[Line, ...]]:
    """The lines that ship today, that a recorded revision does not have, and that it never decided about."""
    found = {}
    async with store.reading(actor) as session:
        for key, one in (await _load(session, actor, list(keys))).items():
            row = await session.get(tables.PolicyRevision, (key.tenant, one.revision)) if not one.proposed else None
            known = set(row.shipped or ()) if row else {line.id for line in defaults(key.tenant)}
            found[key] = tuple(line for line in defaults(key.tenant) if line.id not in known)
    return found


def difference(earlier: State, later: State) -> Difference:
    """The lines that the later one has and the earlier one has not, and the other way round."""
    before, after = ({line.id for line in one.domain.lines} for one in (earlier, later))
    return Difference(
        tuple(line for line in later.domain.lines if line.id not in before),
        tuple(line for line in earlier.domain.lines if line.id not in after),
    )


async def pages(store: Store, actor: Actor, domains: Sequence[str], ask: Ask) -> dict[Any, Page[Revision]]:
    """List the recorded revisions of domains, the newest first; none of those that the account may not read."""
    async with store.reading(actor) as session:
        query, below = await _recorded(session, actor, domains)
        order, load = [By(REVISION.revision, descending=True)], partial(_load, session, actor)
        return await paging.lists(session, query.add_columns(REVISION.tenant), order, ask, below, load)


async def counts(store: Store, actor: Actor, domains: Sequence[str]) -> dict[Any, int]:
    """Count what `pages` lists."""
    async with store.reading(actor) as session:
        return await paging.counts(session, *await _recorded(session, actor, domains))


async def pending_pages(store: Store, actor: Actor, domains: Sequence[str], ask: Ask) -> dict[Any, Page[Revision]]:
    """List the proposals of domains that wait for another administrator, the oldest first."""
    async with store.reading(actor) as session:
        query, below = await _pending(session, actor, domains)
        order, load = [By(PROPOSAL.at), By(PROPOSAL.id)], partial(_load, session, actor)
        return await paging.lists(session, query.add_columns(PROPOSAL.tenant, PROPOSAL.id), order, ask, below, load)


async def pending_counts(store: Store, actor: Actor, domains: Sequence[str]) -> dict[Any, int]:
    """Count what `pending_pages` lists."""
    async with store.reading(actor) as session:
        return await paging.counts(session, *await _pending(session, actor, domains))


async def _readable(session: AsyncSession, actor: Actor, domains: Collection[str]) -> set[str]:
    """Those of the domains whose lines the account may read (policy:read)."""
    division = tables.expr(tables.Division)
    wanted = {one for one in domains if len(one) in _LEVELS}
    there = set(await session.scalars(select(division.code).where(division.code.in_(sorted(wanted)))))
    found = await guards(session, there)
    asked = {code: scope.facts_of_policy(actor, code) for code in there}
    return {code for code in there if found[code].decide(actor, code, Action.POLICY_READ, asked[code]).allowed}


async def _load(session: AsyncSession, actor: Actor, keys: Sequence[Key]) -> dict[Key, Revision]:
    readable = await _readable(session, actor, {key.tenant for key in keys})
    seen = [key for key in keys if key.tenant in readable]
    numbered = {key for key in seen if key.id.isdecimal() and str(int(key.id)) == key.id and int(key.id) <= LAST}
    pairs = {(key.tenant, int(key.id)) for key in numbered}
    rows = await session.scalars(select(tables.PolicyRevision).where(_among(pairs, REVISION.tenant, REVISION.revision)))
    found = {Key(row.tenant, str(row.revision)): row for row in rows}
    proposed = await _proposals(session, [key for key in seen if key not in numbered])
    shipped = {key: _shipped(key) for key in numbered if key.id == "0"}
    return shipped | {key: _of_row(key, row) for key, row in found.items()} | proposed


async def _proposals(session: AsyncSession, keys: Sequence[Key]) -> dict[Key, Revision]:
    decided = (DECISION.tenant == PROPOSAL.tenant) & (DECISION.proposal == PROPOSAL.id)
    query = select(PROPOSAL, DECISION).outerjoin(DECISION, decided)
    query = query.where(_among({key.pair for key in keys}, PROPOSAL.tenant, PROPOSAL.id))
    found = {}
    for row, decision in await session.execute(query):
        key = Key(row.tenant, row.id)
        found[key] = Revision(
            key,
            row.revision + 1,
            row.author,
            row.reason,
            row.at,
            four_eyes=None,
            proposed=True,
            decision=_opinion(decision) if decision else None,
        )
    return found


def _among(pairs: Collection[tuple[Any, ...]], *columns: ColumnElement[Any]) -> ColumnElement[bool]:
    return tuple_(*columns).in_(sorted(pairs))


def _shipped(key: Key) -> Revision:
    return Revision(key, 0, "", "as shipped", SHIPPED_AT)


def _of_row(key: Key, row: tables.PolicyRevision) -> Revision:
    return Revision(key, row.revision, row.author, row.reason, row.at, four_eyes=row.four_eyes)


def _opinion(row: tables.PolicyDecision) -> PolicyOpinion:
    return PolicyOpinion(row.approve, row.opinion, row.account, row.at, row.revision)


async def _state(session: AsyncSession, one: Revision) -> State | None:
    if not one.proposed:
        return await states.at(session, one.domain, one.revision)
    row = await session.get_one(tables.PolicyProposal, one.key.pair)
    asked, base = requests.of_kept(row.change), await states.at(session, one.domain, row.revision)
    if base is None:
        return None
    if isinstance(asked, PolicyChange):
        path = (await guard(session, one.domain)).path
        return effects.edit((*path[:-1], base.domain), base, asked).after
    return await states.at(session, one.domain, asked.to)


async def _recorded(session: AsyncSession, actor: Actor, domains: Sequence[str]) -> tuple[Select[Any], Below]:
    readable = await _readable(session, actor, domains)
    query = select().select_from(tables.PolicyRevision).where(REVISION.tenant.in_(sorted(readable)))
    return query, Below(domains, REVISION.tenant, lambda row: Key(row.tenant, str(row.o0)))


async def _pending(session: AsyncSession, actor: Actor, domains: Sequence[str]) -> tuple[Select[Any], Below]:
    readable = await _readable(session, actor, domains)
    decided = (DECISION.tenant == PROPOSAL.tenant) & (DECISION.proposal == PROPOSAL.id)
    query = select().select_from(tables.PolicyProposal).where(PROPOSAL.tenant.in_(sorted(readable)))
    return query.where(~select(DECISION.proposal).where(decided).exists()), Below(domains, PROPOSAL.tenant)
