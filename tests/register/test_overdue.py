"""What is overdue is found in SQL, and comes to the same as asking each transfer and each case."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import product
from typing import Any

import pytest

from register import deadlines, overdue, powers, schedules, tables
from register.cases import Closing, acts_by_key, by_key, close
from register.fence import EVERYTHING
from register.paging import Ask
from register.powers import Claim, Exercise
from register.records import Key, Schedule, Transfer
from register.refusals import Invalid
from register.transfers.record import write
from register.words import PowerKind, Stage
from register.words import TransferStatus as Status
from tests.builders import a_recall
from tests.county import COUNTY, GUANSHENG, XIEXING, County
from tests.databases import one_dialect
from tests.scheduling import by, publish_schedule

PREFECTURE = "5116"
SHOWING = 8  # a day on which something that is published is behind
Missed = tuple[str, Key, int]  # a transfer, and which phase of which schedule


async def behind(county: County, account: str | None, within: str, at: datetime | None = None) -> list[Missed]:
    """What an account is shown, which is also counted, and the same in pages of three."""
    actor, found, page = await county.actor(account), [], Ask(3)
    while True:
        shown = (await overdue.transfer_pages(county.store, actor, [within], at, page))[within]
        found += [(one.transfer.key.id, one.schedule, one.phase.number) for one in shown.rows]
        if not shown.has_next:
            break
        page = Ask(3, shown.cursors[-1])
    assert (await overdue.transfer_counts(county.store, actor, [within], at))[within] == len(found) == len(set(found))
    return found


async def schedule_of_prefecture(county: County) -> Key:
    """A copy of the county's schedule, as the prefecture's own."""
    (own,) = (await schedules.by_key(county.store, [Key(COUNTY, "1")])).values()
    paper = {name: getattr(own, name) for name in ("document", "document_date", "url", "starts_at", "published_at")}
    async with county.store.changing(EVERYTHING) as session:
        session.add(tables.Schedule(tenant=PREFECTURE, revision=1, **paper))
        await session.flush()
        for one in own.phases[:1]:
            of: dict[str, Any] = {
                "tenant": PREFECTURE,
                "revision": 1,
                "number": 1,
                "name": one.name,
                "step": one.step.value,
            }
            session.add(tables.Phase(**of, ends_at=one.ends_at))
    return Key(PREFECTURE, "1")


async def in_every_status(county: County, now: datetime) -> list[Transfer]:
    """Transfers with every fact at several moments, one of them proposed before the schedule and one after its days."""
    pattern = await county.transfer(await county.propose(await county.item()))
    day = timedelta(days=1)
    names = ("submitted_at", "returned_at", "reviewed_at", "accepted_at", "confirmed_at", "published_at")
    given: list[dict[str, Any]] = [
        {name: now + n * day} for name, n in product((*names, "declined_at", "withdrawn_at"), (0, 3, 12))
    ]
    given += [
        {"published_at": now, "effective_from": now + 5 * day},
        {"published_at": now, "effective_to": now + 9 * day},
    ]
    given += [{"published_at": now, "effective_from": now + 30 * day, "recall": a_recall(ends=now + 40 * day)}]
    given += [{"proposed_at": now - day}, {"proposed_at": now + 7 * day}, {"receiver": XIEXING, "place": XIEXING.id}]
    made = [replace(pattern, key=Key(COUNTY, f"t{n:02}"), **one) for n, one in enumerate(given)]
    async with county.store.changing(EVERYTHING) as session:
        await write(session, *made, fresh=True)
    return [pattern, *made]


def missed(plans: Iterable[Schedule], rows: Iterable[Transfer], at: datetime) -> set[Missed]:
    return {
        (one.key.id, plan.key, phase.number)
        for plan, one in product(plans, rows)
        for phase in plan.phases
        if deadlines.overdue(plan, phase, one, at)
    }


@pytest.mark.rule("R79")
async def test_transfers_are_behind_in_sql_as_the_rule_has_it_row_by_row(county: County) -> None:
    now = county.clock()
    own = await publish_schedule(county, *(by(county, step, n) for n, step in enumerate(deadlines.STEPS, start=2)))
    keys = [own, await schedule_of_prefecture(county)]
    plans = (await schedules.by_key(county.store, keys)).values()
    rows = await in_every_status(county, now)
    published = {row.key.id for row in rows if row.published_at}
    for days in (0, 1, 2.5, 3, 4, 6, 8, 13):
        at = now + timedelta(days=days)
        expected = missed(plans, rows, at)
        assert set(await behind(county, "supervisor", COUNTY, at)) == expected, days
        for_all = {one for one in expected if one[0] in published}
        assert set(await behind(county, "other_county_clerk", COUNTY, at)) == for_all
        if days == SHOWING:
            assert set(await behind(county, None, COUNTY, at)) == for_all != set()
    at = now + timedelta(days=13)
    expected = missed(plans, rows, at)
    assert len(expected) > SHOWING
    shown = await behind(county, "supervisor", PREFECTURE, at)
    beside = {row.key.id for row in rows if row.place == XIEXING.id}
    assert (
        set(await behind(county, "supervisor", XIEXING.id, at)) == {one for one in shown if one[0] in beside} != set()
    )
    ends = {(plan.key, phase.number): phase.ends_at for plan in plans for phase in plan.phases}
    due = [ends[schedule, number] for _, schedule, number in shown]
    assert (due, set(shown)) == (sorted(due), expected)


@one_dialect
async def test_a_schedule_is_asked_as_it_held_at_the_moment(county: County) -> None:
    await county.propose(await county.item())
    await publish_schedule(county, by(county, Status.ACCEPTED, 2))
    county.clock.forward(days=4)
    assert [number for _, _, number in await behind(county, "supervisor", COUNTY)] == [1]
    earlier = county.clock() - timedelta(days=1)
    put_off = by(county, Status.ACCEPTED, 9)
    starts = (county.clock() - timedelta(days=4)).date()
    await publish_schedule(county, put_off, starts=starts, expected_revision=1)
    assert await behind(county, "supervisor", COUNTY) == []
    assert [schedule.id for _, schedule, _ in await behind(county, "supervisor", COUNTY, earlier)] == ["1"]
    ahead = county.clock() + timedelta(days=10)
    assert [schedule.id for _, schedule, _ in await behind(county, "supervisor", COUNTY, ahead)] == ["2"]
    with pytest.raises(Invalid, match="no division"):
        await behind(county, "supervisor", "999999")


async def open_late(county: County, account: str | None, within: str = COUNTY, at: datetime | None = None) -> list[Key]:
    actor = await county.actor(account)
    page = (await overdue.case_pages(county.store, actor, [within], at, Ask()))[within]
    assert (await overdue.case_counts(county.store, actor, [within], at))[within] == len(page.rows)
    assert all(one.case.overdue(at or county.clock()) for one in page.rows)
    return [one.case.key for one in page.rows]


@pytest.mark.rule("R86")
async def test_cases_are_overdue_in_sql_as_the_rule_has_it_row_by_row(county: County) -> None:
    clerk = await county.actor("department_clerk")
    quick = await county.enter_item(PowerKind.CONFIRMATION, "限时办结", statutory_days=20, promised_days=3)
    slow = await county.enter_item(PowerKind.CONFIRMATION, "按法定时限", statutory_days=20)
    unlimited = await county.enter_item(PowerKind.OTHER, "无时限")
    filed = []
    for item, place in product((quick, slow, unlimited), (GUANSHENG, XIEXING)):
        asked = Exercise(item.key, Stage.DECIDE, Claim(place.id))
        act = await powers.exercise(county.store, clerk, asked)
        filed.append((await acts_by_key(county.store, clerk, [act]))[act].case.key)
    await close(county.store, clerk, Closing(filed[0], "办结"))
    now = county.clock()
    known = await by_key(county.store, clerk, filed)
    assert set(known) == set(filed)
    for days in (0, 3, 3.5, 4, 20, 21, 90):
        at = now + timedelta(days=days)
        assert set(await open_late(county, "supervisor", at=at)) == {key for key in known if known[key].overdue(at)}
    county.clock.forward(days=4)
    assert await open_late(county, "supervisor") == [filed[1]]
    assert await open_late(county, "supervisor", XIEXING.id) == [filed[1]]
    assert await open_late(county, "supervisor", GUANSHENG.id) == []
    for stranger in (None, "other_county_clerk"):
        assert await open_late(county, stranger) == []
    await close(county.store, clerk, Closing(filed[1], "办结"))
    assert await open_late(county, "supervisor") == []
    assert await open_late(county, "supervisor", at=now + timedelta(days=4) - timedelta(hours=1)) == [filed[1]]
