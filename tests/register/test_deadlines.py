"""Until when a transfer is to have come how far, and a case to be closed: the rules, without a database."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from register import deadlines
from register.clock import end_of_day, start_of_day
from register.records import Case, Key, Phase, Schedule
from register.refusals import Invalid
from register.words import LimitKind, PowerKind, TransferStatus
from tests.builders import COUNTY, DAY, NOON, TICK, a_draft, a_recall, a_transfer, an_item
from tests.scheduling import OF_2012, PROVINCES_LIST

CASE = Case(Key(COUNTY, "1"), an_item().key, "511602101", NOON, Key(COUNTY, "511602101"))


def schedule(*phases: Phase, starts: date = date(2011, 12, 20)) -> Schedule:
    return Schedule(Key(COUNTY, "1"), "一号", starts, "https://a.cn", start_of_day(starts), NOON, phases)


def a_phase(step: TransferStatus, due: date) -> Phase:
    return Phase(1, "阶段", step, end_of_day(due))


@pytest.mark.rule("R78", "R79")
def test_a_transfer_is_overdue_from_the_first_instant_after_the_day_until_it_reaches_the_step() -> None:
    handed_over, running, perfected = (a_phase(one.step, one.due) for one in OF_2012 if one.due)
    plan = schedule(handed_over, running, perfected)
    proposed = datetime(2012, 1, 10, 4, tzinfo=UTC)
    draft = a_draft(proposed_at=proposed)
    midnight = datetime(2012, 1, 31, 16, tzinfo=UTC)  # in China
    assert [deadlines.overdue(plan, handed_over, draft, at) for at in (midnight - TICK, midnight)] == [False, True]
    assert not deadlines.overdue(plan, running, draft, midnight)
    late = replace(draft, reviewed_at=midnight, accepted_at=midnight, confirmed_at=midnight + DAY)
    assert deadlines.overdue(plan, handed_over, late, midnight + DAY - TICK)
    assert not deadlines.overdue(plan, handed_over, late, midnight + DAY)
    in_may = datetime(2012, 5, 1, tzinfo=UTC)
    assert [deadlines.overdue(plan, one, late, in_may) for one in plan.phases] == [False, True, True]
    for over in (replace(late, withdrawn_at=midnight), replace(late, declined_at=midnight)):
        assert not any(deadlines.overdue(plan, one, over, in_may) for one in plan.phases)


@pytest.mark.rule("R81")
def test_what_is_published_late_in_its_day_has_reached_it_only_once_it_is_in_force() -> None:
    in_force = a_phase(TransferStatus.IN_FORCE, date(2024, 6, 1))
    plan = schedule(in_force, starts=date(2024, 5, 1))
    day = start_of_day(date(2024, 6, 1))
    given = a_transfer(begins=day, proposed_at=day - 10 * DAY, published_at=day - DAY)
    assert not deadlines.overdue(plan, in_force, given, day + DAY)
    later = replace(given, effective_from=day + 30 * DAY)
    assert deadlines.overdue(plan, in_force, later, day + DAY)
    assert deadlines.reached_at(later, TransferStatus.IN_FORCE) == day + 30 * DAY
    recalled = replace(later, recall=a_recall(ends=day + 40 * DAY, requested_at=day))
    assert not deadlines.overdue(plan, in_force, recalled, day + DAY)


@pytest.mark.rule("R80")
def test_a_campaign_binds_what_is_proposed_while_it_runs() -> None:
    phase = a_phase(TransferStatus.ACCEPTED, date(2011, 7, 20))
    plan = schedule(phase, starts=date(2011, 4, 15))
    first, last = start_of_day(date(2011, 4, 15)), end_of_day(date(2011, 7, 20))
    for proposed, binds in ((first - TICK, False), (first, True), (last - TICK, True), (last, False)):
        assert deadlines.binds(plan, phase, a_draft(proposed_at=proposed)) is binds


@pytest.mark.rule("R82")
def test_days_after_a_document_do_not_count_its_own() -> None:
    assert PROVINCES_LIST.day == date(2015, 7, 21)


def test_planned_and_actual_stand_beside_each_other() -> None:
    transfer = a_draft(reviewed_at=NOON, accepted_at=NOON + DAY)
    phase = a_phase(TransferStatus.ACCEPTED, NOON.date())
    met = deadlines.deadline(schedule(phase), phase, transfer, NOON + 2 * DAY)
    assert (met.phase.due, met.reached_at, met.overdue) == (NOON.date(), NOON + DAY, False)
    before = deadlines.deadline(schedule(phase), phase, transfer, NOON)
    assert before.reached_at is None
    imported = a_draft(published_at=NOON, effective_from=NOON)  # its earlier steps are not on record
    assert deadlines.reached_at(imported, TransferStatus.REVIEWED) == NOON
    assert deadlines.reached_at(a_draft(), TransferStatus.REVIEWED) is None


def test_no_step_is_due_before_one_that_comes_first() -> None:
    january, february = date(2012, 1, 31), date(2012, 2, 28)
    filed, running = TransferStatus.CONFIRMED, TransferStatus.IN_FORCE
    assert deadlines.in_order([a_phase(running, february), a_phase(filed, january), a_phase(filed, february)])
    assert not deadlines.in_order([a_phase(filed, february), a_phase(running, january)])
    assert not deadlines.in_order(
        [a_phase(filed, january), a_phase(running, february), a_phase(running, date(2012, 1, 1))]
    )


@pytest.mark.rule("R86")
@pytest.mark.parametrize(
    ("kind", "given", "expected"),
    [
        (PowerKind.PENALTY, {}, (LimitKind.STATUTORY, 90)),
        (PowerKind.PENALTY, {"statutory_days": 180}, (LimitKind.STATUTORY, 180)),
        (PowerKind.PENALTY, {"promised_days": 60}, (LimitKind.PROMISED, 60)),
        (PowerKind.LICENSING, {"statutory_days": 28, "promised_days": 7}, (LimitKind.PROMISED, 7)),
        (PowerKind.LICENSING, {}, None),
    ],
)
def test_a_case_is_to_be_closed_within_what_was_promised_or_what_the_law_gives(
    kind: PowerKind, given: dict[str, int], expected: tuple[LimitKind, int] | None
) -> None:
    found = deadlines.limit(an_item(kind=kind, **given), NOON)
    assert (found and (found.kind, found.days)) == expected
    assert found is None or found.due == NOON.date() + timedelta(days=found.days)


@pytest.mark.rule("R86")
def test_a_case_is_overdue_after_its_last_day_while_it_is_open() -> None:
    case = replace(CASE, limit=deadlines.limit(an_item(promised_days=7), NOON))
    over = start_of_day(date(2026, 6, 9))  # filed on the 1st, which is not counted
    assert [case.overdue(at) for at in (over - TICK, over)] == [False, True]
    assert not replace(case, closed_at=over).overdue(over)
    assert replace(case, closed_at=over + DAY).overdue(over)
    assert not CASE.overdue(over)


@pytest.mark.rule("R86")
@pytest.mark.parametrize(
    ("kind", "given", "message"),
    [
        (
            PowerKind.LICENSING,
            {"statutory_days": 28, "promised_days": 29},
            "29 days are promised, and the law gives 28",
        ),
        (PowerKind.PENALTY, {"promised_days": 91}, "the law gives 90"),
        (PowerKind.LICENSING, {"promised_days": -1}, "1 to 3650"),
        (PowerKind.LICENSING, {"statutory_days": 3651}, "1 to 3650"),
    ],
)
def test_no_more_is_promised_than_the_law_gives(kind: PowerKind, given: dict[str, int], message: str) -> None:
    with pytest.raises(Invalid, match=message) as refusal:
        deadlines.well_formed(an_item(kind=kind, **given))
    assert refusal.value.rules == ("R86",)
    deadlines.well_formed(an_item(kind=PowerKind.LICENSING, statutory_days=28, promised_days=28))
