"""Ruling on a file of acts, as a supervisor does over a year of decisions. Nothing is written to the register."""

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from policies.actor import Actor
from register import bodies, tables
from register.codes import quoted
from register.imports.parse import ActRow, Line
from register.powers.answers import rulings_on
from register.powers.conducting import Manner
from register.powers.questions import Asked, Claim
from register.records import Body, Key, Ruling, Sanction
from register.refusals import Invalid, Refusal
from register.store import Store

_AT_ONCE = 500  # acts; more save no time, fewer tell sooner how far it has come


@dataclass(frozen=True, slots=True)
class Judged:
    """A line of the file with what the register holds of its act, or why it holds nothing of it."""

    line: Line
    ruling: Ruling | None = None
    holder: Body | None = None
    respondent: Body | None = None
    problem: str = ""


async def judge(
    store: Store, actor: Actor, county: str, lines: Sequence[Line], known_at: datetime | None = None
) -> AsyncIterator[list[Judged]]:
    """Rule on acts of a county's bodies, or of those of a region above it, some at a time and in the file's order.

    All are judged as the register knew things at one moment, by what the account may see. What cannot be ruled on
    says why in its place. Refuses with Invalid a place that is no county or region.
    """
    known_at = known_at or store.clock()
    async with store.reading(actor) as session:
        place = await session.get(tables.Division, county)
    if place is None or len(county) > len("511602"):
        message = f"{quoted(county)} is no county or region of the register"
        raise Invalid.at("county", message, remedy="give a code of 2, 4 or 6 digits")
    for start in range(0, len(lines), _AT_ONCE):
        yield await _judge(store, actor, county, lines[start : start + _AT_ONCE], known_at)


async def _judge(store: Store, actor: Actor, county: str, lines: Sequence[Line], known_at: datetime) -> list[Judged]:
    rows = [line.act for line in lines if line.act]
    async with store.reading(actor) as session:
        items = await _items(session, county, {row.item_code for row in rows})
        called = await bodies.called(session, _path(county), {row.body for row in rows})
    acts = {
        line.number: (called[act.body][0], _asked(items[act.item_code], act, known_at))
        for line in lines
        if (act := line.act) and act.item_code in items and len(called.get(act.body, ())) == 1
    }
    ruled = dict(zip(acts, await rulings_on(store, actor, list(acts.values())), strict=True)) if acts else {}
    named = {key for one in ruled.values() if isinstance(one, Ruling) for key in (one.holder, one.respondent) if key}
    known = await bodies.by_key(store, named)
    return [_judged(line, ruled.get(line.number), items, called, known) for line in lines]


def _judged(
    line: Line,
    ruled: Ruling | Refusal | None,
    items: Mapping[str, Key],
    called: Mapping[str, Sequence[Key]],
    known: Mapping[Key, Body],
) -> Judged:
    if isinstance(ruled, Ruling):
        holder = known[ruled.holder] if ruled.holder else None
        return Judged(line, ruled, holder, known[ruled.respondent] if ruled.respondent else None)
    if isinstance(ruled, Refusal):
        return Judged(line, problem=ruled.message)
    if line.act is None:
        return Judged(line, problem=line.problem)
    if line.act.item_code not in items:
        return Judged(line, problem=f"item_code: no item there has the code {quoted(line.act.item_code)}")
    many = len(called.get(line.act.body, ()))
    what = f"{many} bodies there are called" if many else "no body there is called"
    return Judged(line, problem=f"body: {what} {quoted(line.act.body)}: give its code")


def _asked(item: Key, act: ActRow, known_at: datetime) -> Asked:
    claim = Claim(
        place=act.place,
        also_at=act.also_at,
        filed_at=act.filed_at,
        sanctions=tuple(Sanction(kind, amount) for kind, amount in act.sanctions),
        party=act.party,
        parts=act.parts,
    )
    manner = Manner(act.officers, act.reviewed)
    return Asked(item, act.stage, claim, act.at, known_at, act.disguised_as, act.reason, manner)


def _path(county: str) -> list[str]:
    return [county[:digits] for digits in (2, 4, 6) if digits <= len(county)]


async def _items(session: AsyncSession, county: str, codes: set[str]) -> dict[str, Key]:
    """The items of these codes; the county's own before those of the regions above it."""
    row = tables.expr(tables.Item)
    query = select(row.code, row.tenant, row.id).where(row.tenant.in_(_path(county)), row.code.in_(codes))
    return {code: Key(tenant, id_) for code, tenant, id_ in await session.execute(query.order_by(row.tenant))}
