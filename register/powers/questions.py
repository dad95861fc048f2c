"""A question put to authority: what the caller gives, and what the register knows about it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from policies.actor import Actor
from register import bodies, cases, items, parts, tables, transfers
from register.authority import Question
from register.codes import quoted, tenant_of
from register.lineage import Lineage
from register.powers.conducting import Manner
from register.records import Body, Case, Item, Key, Matter, Sanction, Transfer
from register.refusals import Invalid, NotFound, Refusal
from register.store import Store
from register.successions import reads as successions
from register.words import Demand, Party, PlaceLevel, Stage

_MANY = 50
_NAME_ONE = "name the one in which it lies: {}"
_Asked = tuple[Item, Stage, Matter, datetime]
_Where = tuple[Key, str, datetime]


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

    @property
    def places(self) -> tuple[str, ...]:
        """Every place it says the matter lies in."""
        return (self.place, *self.also_at)


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
    manner: Manner | None = None


async def question(session: AsyncSession, store: Store, actor: Actor, asked: Asked) -> Question:
    """Read what the register knows about it.

    Refuses with NotFound an item or a case the account may not see, with Invalid a place that is no township, and a
    matter that leaves open which of the parts told apart there it falls under (R206).
    """
    found = (await questions(session, store, actor, [asked]))[0]
    if isinstance(found, Refusal):
        raise found
    return found


async def questions(
    session: AsyncSession, store: Store, actor: Actor, asked: Sequence[Asked]
) -> list[Question | Refusal]:
    """Read what the register knows about many, in a number of statements that does not grow with theirs.

    All are answered as known at one moment, that of the first. What `question` refuses is told in its place.
    """
    known = await _know(session, store, actor, asked)
    found: list[Question | Refusal] = []
    for one in asked:
        try:
            found.append(_put(known, one))
        except Refusal as refusal:
            found.append(refusal)
    return found


async def about(
    session: AsyncSession, actor: Actor, matters: Sequence[_Asked], known_at: datetime, claim: Claim | None = None
) -> list[Question]:
    """Put together all that authority depends on: of items, a stage, a matter and a moment of each.

    Refuses with Invalid a claim, if that is what is asked about, whose places leave open whose ground they are.
    """
    tenants = {tenant for item, _, matter, _ in matters for tenant in (item.key.tenant, *map(tenant_of, matter.places))}
    lineage = await successions.lineage(session, tenants, known_at)
    asked = [(item.key, place, at) for item, _, matter, at in matters for place in matter.places]
    moved = await _moved(session, actor, asked, known_at, lineage)
    for item, _, _, at in matters:
        if claim:
            undivided(lineage.as_of(at), claim, moved.get(item.key, ()))
    departments = await _departments(session, (item for item, *_ in matters), lineage)
    return [_question(one, lineage, departments, moved.get(one[0].key, ())) for one in matters]


async def _moved(
    session: AsyncSession, actor: Actor, asked: Iterable[_Where], known_at: datetime, lineage: Lineage
) -> dict[Key, list[Transfer]]:
    """The transfers of items that may reach places, under whatever code these went by (R207)."""
    named = {(item, code) for item, place, at in asked for code in lineage.as_of(at).named(place)}
    return await transfers.of_items(session, named, known_at, seen_by=actor)


async def _departments(session: AsyncSession, items_: Iterable[Item], lineage: Lineage) -> dict[Key, Body]:
    """The departments of items, and those that carried them on."""
    return await bodies.load(session, {key for item in items_ for key in lineage.line(item.department)}, lineage)


def _question(asked: _Asked, lineage: Lineage, departments: Mapping[Key, Body], moved: Iterable[Transfer]) -> Question:
    """Put a question, told of the bodies that there were at its moment."""
    item, stage, matter, at = asked
    then = lineage.as_of(at)
    item = then.item(item)
    here = then.transfers(moved, matter.places)
    return Question(item, departments[item.department], stage, then.matter(matter, item.key), at, here)


@dataclass(frozen=True, slots=True)
class _Known:
    """What the register knew, at a moment, that questions rest on."""

    now: datetime
    at: datetime
    lineage: Lineage
    levels: Mapping[str, str]
    cases: Mapping[Key, Case]
    items: Mapping[tuple[Key, datetime], Item]
    departments: Mapping[Key, Body]
    moved: Mapping[Key, Sequence[Transfer]]


async def _know(session: AsyncSession, store: Store, actor: Actor, asked: Sequence[Asked]) -> _Known:
    now = store.clock()
    known_at = next((one.known_at for one in asked if one.known_at), now)
    levels = await _levels(session, (code for one in asked for code in one.claim.places))
    found = await cases.load(session, actor, [one.claim.case for one in asked if one.claim.case])
    seen = await items.load(session, actor, {one.item for one in asked})
    wanted = [(one.item, one.at or now) for one in asked if one.item in seen]
    versions = await items.versions_at(session, wanted, known_at)
    named = [(one.item, place, one.at or now) for one in asked for place in one.claim.places if place in levels]
    of_cases = [
        (one.item, place, one.at or now)
        for one in asked
        if one.claim.case in found
        for place in found[one.claim.case].filed.places
    ]
    tenants = {one.item.tenant for one in asked} | {tenant_of(place) for _, place, _ in (*named, *of_cases)}
    lineage = await successions.lineage(session, tenants, known_at)
    return _Known(
        now=now,
        at=known_at,
        lineage=lineage,
        levels=levels,
        cases=found,
        items=versions,
        departments=await _departments(session, versions.values(), lineage),
        moved=await _moved(session, actor, [*named, *of_cases], known_at, lineage),
    )


def _put(known: _Known, asked: Asked) -> Question:
    _check(asked.claim, known.levels)
    at = asked.at or known.now
    item = known.items.get((asked.item, at))
    if item is None:
        raise NotFound("no such item", remedy="look it up again; ids are opaque and never change")
    case = _case(known, asked.claim, item)
    about_ = matter(asked.claim, case.as_of(known.at) if case else None, at)
    if case is None:
        undivided(known.lineage.as_of(at), asked.claim, known.moved.get(item.key, ()))
    put = (item, asked.stage, about_, at)
    ask = _question(put, known.lineage, known.departments, known.moved.get(item.key, ()))
    parts.told(ask, case, [asked.stage])
    return replace(ask, demand=asked.disguised_as, reasoned=bool(asked.reason and asked.reason.strip()))


def _case(known: _Known, claim: Claim, item: Item) -> Case | None:
    if claim.case is None:
        return None
    case = known.cases.get(claim.case)
    if case is None:
        raise NotFound("no such case", remedy="look it up again; ids are opaque and never change")
    belongs(claim, case, item)
    return case


def matter(claim: Claim, case: Case | None, at: datetime) -> Matter:
    """The facts of a matter. What is on the register is not claimed anew; only sanctions come into view later."""
    if case is None:
        claimed = Matter(claim.place, claim.also_at, claim.filed_at, None, claim.sanctions, claim.party)
        return replace(claimed, parts=claim.parts)
    known = case.matter_at(at)
    return replace(known, sanctions=(*known.sanctions, *claim.sanctions))


def belongs(claim: Claim, case: Case, item: Item) -> None:
    """Refuse with Invalid a claim that names a case about another item or place."""
    if case.item != item.key or claim.place not in (case.place, *case.also_at):
        raise Invalid.at("facts.case", "the case is about another item or place", remedy="read the case again")


def undivided(then: Lineage, claim: Claim, moved: Iterable[Transfer]) -> None:
    """Refuse with Invalid a place that leaves open whose ground it is (R207).

    That is the code of a township that was divided since, or of several that merged, of which a grant reaches some.
    """
    grants = [one for one in moved if one.published_at]
    for n, code in enumerate(claim.places):
        path = "facts.place" if n == 0 else f"facts.also_at.{n - 1}"
        if among := then.areas.divided(code, then.at):
            message = f"the township of `{code}` has been divided"
            raise Invalid.at(path, message, remedy=_NAME_ONE.format(", ".join(among)), rules=["R207"])
        if among := then.told_apart(code, grants):
            message = f"what was handed over reaches a part of `{code}` alone, as it was before townships merged"
            raise Invalid.at(path, message, remedy=_NAME_ONE.format(", ".join(among)), rules=["R207"])


async def check_places(session: AsyncSession, claim: Claim) -> None:
    """Refuse with Invalid a place that is no township of the register, and what is not well formed."""
    _check(claim, await _levels(session, claim.places))


async def _levels(session: AsyncSession, codes: Iterable[str]) -> dict[str, str]:
    row = tables.expr(tables.Division)
    found = await session.execute(select(row.code, row.level).where(row.code.in_(set(codes))))
    return dict(found.all())


def _check(claim: Claim, levels: Mapping[str, str]) -> None:
    if any(sanction.amount is not None and sanction.amount < 0 for sanction in claim.sanctions):
        raise Invalid.at("facts.sanctions", "no fine is below 0")
    if wrong := parts.problems("facts.parts", claim.parts or ()):
        raise Invalid(*wrong)
    if len(claim.also_at) > _MANY:
        raise Invalid.at("facts.also_at", f"a matter lies in up to {_MANY} further places")
    for n, code in enumerate(claim.places):
        path = "facts.place" if n == 0 else f"facts.also_at.{n - 1}"
        if levels.get(code) != PlaceLevel.TOWNSHIP:
            message = f"no township has the code {quoted(code)}"
            raise Invalid.at(path, message, remedy="give the nine digits of the township where the matter lies")
