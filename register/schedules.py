"""Schedules 进度安排: by which day transfers are to have reached which step.

The dates of a campaign, whichever it is (R78, R79, R80, R81), are what a government says they are; some of them are
counted from the date of a document (R82).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, func, select, tuple_
from sqlalchemy.ext.asyncio import AsyncSession

from policies.actions import Action
from policies.actor import ANONYMOUS, Actor
from register import deadlines, find, journal, permission, policies, scope, tables
from register.clock import day_of, end_of_day, start_of_day
from register.once import Once, perform
from register.paging import LAST
from register.records import DaysAfter, Key, Phase, Ref, Schedule, Transfer
from register.refusals import Invalid, Problem
from register.store import Store
from register.texts import NAME, fits, problems_of_paper
from register.words import TransferStatus

SCHEDULE, PHASE = tables.expr(tables.Schedule), tables.expr(tables.Phase)
_MOST = 50
_YEARS = range(1949, 3000)


@dataclass(frozen=True, slots=True)
class NewPhase:
    """A phase as the government sets it: by a day, or by so many days after the date of a document."""

    name: str
    step: TransferStatus
    due: date | None = None
    days_after: DaysAfter | None = None


@dataclass(frozen=True, slots=True)
class NewSchedule:
    """A schedule as the government publishes it: it takes the place of the one before, 0 where there is none."""

    place: str
    expected_revision: int
    document: str
    document_date: date
    url: str
    starts: date
    phases: tuple[NewPhase, ...]


async def publish(store: Store, actor: Actor, new: NewSchedule, once: Once | None = None) -> Key:
    """Publish a government's schedule, all of it; the government's office does.

    Refuses with NotAllowed, NotLawful (R79), OutOfDate, and with Invalid what is not well formed, or asks for a step
    before one that comes first (S2).
    """

    async def work(session: AsyncSession) -> Key:
        place = await find.government(session, actor, new.place)
        body = await find.own_body(session, actor)
        facts = scope.facts_of_offices(body, place.code) | scope.facts_of_account(actor, place.code)
        await permission.require(session, actor, place.code, Action.SCHEDULE_PUBLISH, frozenset(facts))
        await journal.lock(session, place.code)
        now = store.clock()
        last = await session.scalar(select(func.max(SCHEDULE.revision)).where(SCHEDULE.tenant == place.code)) or 0
        find.unchanged(new.expected_revision, last)
        schedule = _schedule(new, last + 1, now)
        await _write(session, schedule)
        event = journal.Event("schedule:published", Ref("Schedule", schedule.key), _said(schedule))
        await journal.record(session, place.code, str(actor.account), now, event)
        return schedule.key

    return await perform(store, actor, once, work)


async def by_key(store: Store, keys: Iterable[Key]) -> dict[Key, Schedule]:
    """Find revisions of schedules; they are public."""
    wanted = {(key.tenant, int(key.id)) for key in keys if key.id.isdecimal() and len(key.id) <= len(str(LAST))}
    async with store.reading(ANONYMOUS) as session:
        return {one.key: one for one in await _load(session, tuple_(SCHEDULE.tenant, SCHEDULE.revision).in_(wanted))}


async def current(store: Store, tenants: Iterable[str]) -> dict[str, Schedule]:
    """The schedules that hold now, of those governments that have published one."""
    async with store.reading(ANONYMOUS) as session:
        heads = heads_at(store.clock()).where(SCHEDULE.tenant.in_(sorted(set(tenants))))
        found = await _load(session, tuple_(SCHEDULE.tenant, SCHEDULE.revision).in_(heads))
        return {one.key.tenant: one for one in found}


async def of_transfers(store: Store, transfers: Sequence[Transfer]) -> dict[Key, tuple[tuple[Schedule, Phase], ...]]:
    """The phases that transfers come under now: of the schedules of their county, and of the regions above it."""
    above = {one.key.tenant: policies.path_of(one.key.tenant) for one in transfers}
    found = await current(store, {code for path in above.values() for code in path})
    return {
        one.key: tuple(
            (found[code], phase)
            for code in above[one.key.tenant]
            if code in found
            for phase in found[code].phases
            if deadlines.binds(found[code], phase, one)
        )
        for one in transfers
    }


def heads_at(at: datetime) -> Select[str, int]:
    """The revision of each government that held at a moment."""
    held = select(SCHEDULE.tenant, func.max(SCHEDULE.revision).label("revision")).where(SCHEDULE.published_at <= at)
    return held.group_by(SCHEDULE.tenant)


async def _load(session: AsyncSession, wanted: ColumnElement[bool]) -> list[Schedule]:
    rows = list(await session.scalars(select(SCHEDULE).where(wanted)))
    own = tuple_(PHASE.tenant, PHASE.revision).in_([(one.tenant, one.revision) for one in rows])
    phases: dict[tuple[str, int], list[Phase]] = {}
    query = select(PHASE).where(own).order_by(PHASE.number)
    for one in await session.scalars(query) if rows else ():
        phases.setdefault((one.tenant, one.revision), []).append(phase_of_row(one))
    return [_of_row(one, phases.get((one.tenant, one.revision), [])) for one in rows]


def _of_row(row: tables.Schedule, phases: Sequence[Phase]) -> Schedule:
    names = ("document", "document_date", "url", "starts_at", "published_at")
    given = {name: getattr(row, name) for name in names}
    return Schedule(Key(row.tenant, str(row.revision)), **given, phases=tuple(phases))


def phase_of_row(row: tables.Phase) -> Phase:
    """Read a row as a phase."""
    after = None
    if row.counted_days and row.counted_document and row.counted_date:
        after = DaysAfter(row.counted_days, row.counted_document, row.counted_date)
    return Phase(row.number, row.name, TransferStatus(row.step), row.ends_at, after)


def _schedule(new: NewSchedule, revision: int, now: datetime) -> Schedule:
    """Make what is to be published. Refuses with Invalid, naming every slip at once."""
    problems = problems_of_paper(new.document, new.document_date, new.url, day_of(now))
    problems += _problems(
        ("starts", new.starts.year not in _YEARS, "no such year"),
        ("phases", not 1 <= len(new.phases) <= _MOST, f"a schedule has 1 to {_MOST} phases"),
        ("phases", len({one.name for one in new.phases}) < len(new.phases), "each phase has a name of its own"),
    )
    for n, one in enumerate(new.phases):
        problems += _of_phase(f"phases.{n}", one)
    if problems:
        raise Invalid(*problems, rules=["R79"])
    phases = tuple(_phase(n, one) for n, one in enumerate(new.phases, start=1))
    starts = start_of_day(new.starts)
    problems = _problems(
        ("phases", not deadlines.in_order(phases), "a step is due before one that comes first"),
        ("starts", any(one.ends_at <= starts for one in phases), "a phase is over before the schedule starts"),
    )
    if problems:
        raise Invalid(*problems, rules=["R79"], remedy="set the later step a later day, or the same")
    key = Key(new.place, str(revision))
    return Schedule(key, new.document, new.document_date, new.url, starts, now, phases)


def _of_phase(path: str, one: NewPhase) -> list[Problem]:
    after = one.days_after
    given = _problems(
        (f"{path}.name", not fits(one.name, NAME), f"a text of 1 to {NAME} characters is wanted"),
        (f"{path}.step", one.step not in deadlines.STEPS, f"a phase asks for {', '.join(deadlines.STEPS)}"),
        (f"{path}.due", (one.due is None) == (after is None), "a phase has a `due` day, or `daysAfter` a document"),
        (f"{path}.due", one.due is not None and one.due.year not in _YEARS, "no such year"),
    )
    if after is None:
        return given
    named = fits(after.document, NAME)
    return given + _problems(
        (f"{path}.days_after.days", not 1 <= after.days <= deadlines.LONGEST, f"1 to {deadlines.LONGEST} days"),
        (f"{path}.days_after.document", not named, f"a text of 1 to {NAME} characters is wanted"),
        (f"{path}.days_after.document_date", after.document_date.year not in _YEARS[:-10], "no such year"),
    )


def _problems(*checks: tuple[str, bool, str]) -> list[Problem]:
    return [Problem(tuple(path.split(".")), message) for path, wrong, message in checks if wrong]


def _phase(number: int, one: NewPhase) -> Phase:
    due = one.days_after.day if one.days_after else one.due
    if due is None:
        raise AssertionError("a phase was found well formed")
    return Phase(number, one.name, one.step, end_of_day(due), one.days_after)


async def _write(session: AsyncSession, schedule: Schedule) -> None:
    own: dict[str, Any] = {"tenant": schedule.key.tenant, "revision": schedule.revision}
    names = ("document", "document_date", "url", "starts_at", "published_at")
    session.add(tables.Schedule(**own, **{name: getattr(schedule, name) for name in names}))
    await session.flush()
    session.add_all(
        tables.Phase(
            **own,
            number=one.number,
            name=one.name,
            step=one.step.value,
            ends_at=one.ends_at,
            counted_days=one.days_after.days if one.days_after else None,
            counted_document=one.days_after.document if one.days_after else None,
            counted_date=one.days_after.document_date if one.days_after else None,
        )
        for one in schedule.phases
    )
    await session.flush()


def _said(schedule: Schedule) -> dict[str, object]:
    return {
        "revision": schedule.revision,
        "document": schedule.document,
        "documentDate": schedule.document_date.isoformat(),
        "url": schedule.url,
        "starts": schedule.starts.isoformat(),
        "phases": [
            {"name": one.name, "step": one.step.value, "due": one.due.isoformat()}
            | ({"counted": f"{one.days_after.days} days after {one.days_after.document}"} if one.days_after else {})
            for one in schedule.phases
        ],
    }
