"""A question put to authority: what the caller gives, and what the register knows about it."""

from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from policies.actor import Actor
from register import bodies, cases, items, parts, tables, transfers
from register.authority import Question
from register.codes import quoted
from register.records import Case, Item, Key, Matter, Sanction
from register.refusals import Invalid, NotFound
from register.store import Store
from register.words import Demand, Party, PlaceLevel, Stage

_MANY = 50


@dataclass(frozen=True, slots=True)
class Claim:
    """The facts of a case as a caller gives them; a case on the register speaks for itself."""

    place: str
    also_at: tuple[str, ...] = ()
    case: Key | None = None
    filed_at: datetime | None = None
    sanctions: tuple[Sanction, ...] = ()
    party: Party | None = None
    parts: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked: a stage of an item, the facts, the moment, and the moment at which it was known."""

    item: Key
    stage: Stage
    claim: Claim
    at: datetime | None = None
    known_at: datetime | None = None
    disguised_as: Demand | None = None
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Moments:
    """The moment a question is about, and the one at which the register knew what answers it."""

    at: datetime
    known_at: datetime


async def question(session: AsyncSession, store: Store, actor: Actor, asked: Asked) -> Question:
    """Read what the register knows about it.

    Refuses with NotFound an item or a case the account may not see, with Invalid a place that is no township, and a
    matter that leaves open which of the parts told apart there it falls under (R206).
    """
    now = store.clock()
    moments = Moments(asked.at or now, asked.known_at or now)
    await check_places(session, asked.claim)
    seen = (await items.load(session, actor, [asked.item])).get(asked.item)
    item = await items.version_at(session, asked.item, moments.at, moments.known_at) if seen else None
    if item is None:
        raise NotFound("no such item", remedy="look it up again; ids are opaque and never change")
    case = await _case(session, actor, asked.claim, item)
    known = case.as_of(moments.known_at) if case else None
    ask = await about(session, actor, item, asked.stage, matter(asked.claim, known), moments)
    parts.told(ask, case, [asked.stage])
    return replace(ask, demand=asked.disguised_as, reasoned=bool(asked.reason and asked.reason.strip()))


async def about(
    session: AsyncSession, actor: Actor, item: Item, stage: Stage, matter: Matter, moments: Moments
) -> Question:
    """Put together all that authority depends on."""
    places = {(item.key, place) for place in matter.places}
    moved = await transfers.of_items(session, places, moments.known_at, seen_by=actor)
    department = (await bodies.load(session, [item.department]))[item.department]
    return Question(item, department, stage, matter, moments.at, tuple(moved.get(item.key, ())))


def matter(claim: Claim, case: Case | None) -> Matter:
    """The facts of a matter. What is on the register is not claimed anew; only sanctions come into view later."""
    if case is None:
        claimed = Matter(claim.place, claim.also_at, claim.filed_at, None, claim.sanctions, claim.party)
        return replace(claimed, parts=claim.parts)
    return replace(case.matter, sanctions=(*case.sanctions, *claim.sanctions))


def belongs(claim: Claim, case: Case, item: Item) -> None:
    """Refuse with Invalid a claim that names a case about another item or place."""
    if case.item != item.key or claim.place not in (case.place, *case.also_at):
        raise Invalid.at("facts.case", "the case is about another item or place", remedy="read the case again")


async def check_places(session: AsyncSession, claim: Claim) -> None:
    """Refuse with Invalid a place that is no township of the register."""
    if any(sanction.amount is not None and sanction.amount < 0 for sanction in claim.sanctions):
        raise Invalid.at("facts.sanctions", "no fine is below 0")
    if wrong := parts.problems("facts.parts", claim.parts or ()):
        raise Invalid(*wrong)
    if len(claim.also_at) > _MANY:
        raise Invalid.at("facts.also_at", f"a matter lies in up to {_MANY} further places")
    row, codes = tables.expr(tables.Division), (claim.place, *claim.also_at)
    found = await session.execute(select(row.code, row.level).where(row.code.in_(codes)))
    levels: dict[str, str] = dict(found.all())
    for n, code in enumerate(codes):
        path = "facts.place" if n == 0 else f"facts.also_at.{n - 1}"
        if levels.get(code) != PlaceLevel.TOWNSHIP:
            message = f"no township has the code {quoted(code)}"
            raise Invalid.at(path, message, remedy="give the nine digits of the township where the matter lies")


async def _case(session: AsyncSession, actor: Actor, claim: Claim, item: Item) -> Case | None:
    if claim.case is None:
        return None
    case = (await cases.load(session, actor, [claim.case])).get(claim.case)
    if case is None:
        raise NotFound("no such case", remedy="look it up again; ids are opaque and never change")
    belongs(claim, case, item)
    return case
