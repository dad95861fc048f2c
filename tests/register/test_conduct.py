"""How an act is to be done: which officers are asked for, and what is told of those who are not good. Pure."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from register import conduct
from register.clock import start_of_day
from register.powers.answers import rule_on
from register.question import Question
from register.records import Certificate, Conduct, Key, Sanction
from register.words import PowerKind, SanctionKind, Stage, Validity
from tests.builders import COUNTY, NOON, OUTPOST, TOWN, TRANSPORT, a_question, a_transfer, an_item

ENFORCEMENT = (PowerKind.PENALTY, PowerKind.COERCION, PowerKind.INSPECTION)
KNOWN = {one.key: one for one in (TRANSPORT, TOWN)}


def a_certificate(number: str = "川1", **more: Any) -> Certificate:
    given: dict[str, Any] = {"officer": "张三", "body": TOWN.key, "issued_at": NOON - timedelta(days=90)}
    days: dict[str, Any] = {"valid_from": date(2026, 1, 1), "valid_to": date(2026, 12, 31)}
    return Certificate(Key(COUNTY, number), **{**given, **days, **more})


def asked(*shown: Certificate, more: tuple[str, ...] = (), **given: Any) -> Question:
    """An investigation by 官盛镇 at which these certificates, and numbers unknown, were shown."""
    known = Conduct((*(one.number for one in shown), *more), shown)
    grant = a_transfer(kind=given.get("kind", PowerKind.PENALTY))
    return replace(a_question(grant, **{"stage": Stage.INVESTIGATE, **given}), conduct=known)


TWO = (a_certificate("川1"), a_certificate("川2", officer="李四"))
GOOD = {"officers_required", "certified", "two_officers"}


@pytest.mark.rule("R146")
@pytest.mark.parametrize("kind", PowerKind)
@pytest.mark.parametrize("stage", Stage)
def test_officers_are_asked_for_where_evidence_is_gathered_and_force_is_used(kind: PowerKind, stage: Stage) -> None:
    wanted = kind in ENFORCEMENT and stage in (Stage.INVESTIGATE, Stage.EXECUTE)
    assert ("officers_required" in conduct.standing(asked(kind=kind, stage=stage), TOWN)) == wanted


def test_what_is_not_known_is_not_judged() -> None:
    assert conduct.standing(replace(asked(), conduct=None), TOWN) == frozenset()
    assert "officers_required" not in conduct.standing(replace(asked(), conduct=Conduct()), TOWN)


@pytest.mark.rule("R146")
@pytest.mark.parametrize(
    ("ask", "facts", "told"),
    [
        (asked(*TWO), GOOD, None),
        (asked(), GOOD - {"two_officers"}, "no officer is named"),
        (asked(TWO[0]), GOOD - {"two_officers"}, "one officer is named"),
        (asked(TWO[0], TWO[0]), GOOD - {"two_officers"}, "one officer is named"),
        (asked(*TWO, more=("川9",)), GOOD - {"certified"}, "`川9` was not on the register"),
        (
            asked(TWO[0], a_certificate("川3", body=TRANSPORT.key)),
            GOOD - {"certified"},
            "`川3` of 张三 is not one of 官盛镇",
        ),
        (
            asked(TWO[0], a_certificate("川3", valid_to=date(2026, 6, 1))),
            GOOD - {"certified"},
            "`川3` of 张三 is valid from 2026-01-01 to 2026-06-01, and not on 2026-06-02",
        ),
        (
            asked(TWO[0], a_certificate("川3", revoked_at=NOON)),
            GOOD - {"certified"},
            "`川3` of 张三 was revoked on 2026-06-01",
        ),
        (
            asked(TWO[0], a_certificate("川3", revoked_at=asked().at)),  # from that very moment
            GOOD - {"certified"},
            "`川3` of 张三 was revoked on 2026-06-02",
        ),
        (asked(TWO[0], a_certificate("川3", revoked_at=NOON + timedelta(days=2))), GOOD, None),
    ],
)
def test_every_officer_has_a_valid_certificate_of_the_body_and_there_are_two(
    ask: Question, facts: set[str], told: str | None
) -> None:
    assert conduct.standing(ask, TOWN) == facts
    if told:
        assert told in conduct.lacking("R146", ask, TOWN)
        ruling = rule_on(ask, TOWN, KNOWN, {COUNTY: "广安区"})
        assert (ruling.validity, ruling.rules[0]) == (Validity.VOIDABLE, "R146")
        assert told in ruling.explanation
        assert "行政处罚法 art. 42" in ruling.explanation
    else:
        assert rule_on(ask, TOWN, KNOWN, {COUNTY: "广安区"}).validity is Validity.VALID


@pytest.mark.rule("R146")
def test_a_certificate_is_valid_on_its_first_day_and_on_its_last() -> None:
    certificate, tick = a_certificate(), timedelta(microseconds=1)
    begins, ends = start_of_day(date(2026, 1, 1)), start_of_day(date(2027, 1, 1))
    valid = [certificate.valid(at) for at in (begins - tick, begins, ends - tick, ends)]
    assert valid == [False, True, True, False]


def test_an_outposts_officers_are_those_of_its_department() -> None:
    assert a_certificate(body=TRANSPORT.key).serves(OUTPOST)
    assert not a_certificate(body=TOWN.key).serves(OUTPOST)
    assert not a_certificate(body=OUTPOST.key).serves(TRANSPORT)


@pytest.mark.rule("R26")
def test_who_does_not_hold_the_power_is_told_so_first() -> None:
    ruling = rule_on(asked(), TRANSPORT, KNOWN, {COUNTY: "广安区"})
    assert (ruling.validity, ruling.rules[0]) == (Validity.VOID, "R26")


def deciding(
    kind: PowerKind = PowerKind.PENALTY, *sanctions: SanctionKind, listed: bool = False, **more: Any
) -> Question:
    """A decision by 官盛镇 that no review has passed."""
    item = an_item(kind=kind, decisions_reviewed=listed)
    kinds = tuple(Sanction(one) for one in sanctions)
    ask = a_question(a_transfer(kind=kind), **{"item": item, "sanctions": kinds, **more})
    return replace(ask, conduct=Conduct(reviewed=False))


REVIEWED = {PowerKind.LICENSING, PowerKind.PENALTY, PowerKind.COERCION}
HEARD = {SanctionKind.DOWNGRADE, SanctionKind.PERMIT_REVOCATION, SanctionKind.BUSINESS_SUSPENSION}
HEARD |= {SanctionKind.CLOSURE, SanctionKind.EXCLUSION}


@pytest.mark.rule("R151", "R152")
@pytest.mark.parametrize("kind", PowerKind)
def test_a_decision_on_the_list_is_a_major_one(kind: PowerKind) -> None:
    assert conduct.major(deciding(kind, listed=True)) == (kind in REVIEWED)
    assert not conduct.major(deciding(kind))
    assert [stage for stage in Stage if conduct.major(deciding(listed=True, stage=stage))] == [Stage.DECIDE]


@pytest.mark.rule("R151")
@pytest.mark.parametrize("sanction", SanctionKind)
def test_a_sanction_that_asks_for_a_hearing_makes_a_decision_a_major_one(sanction: SanctionKind) -> None:
    assert conduct.major(deciding(PowerKind.PENALTY, SanctionKind.FINE, sanction)) == (sanction in HEARD)


@pytest.mark.rule("R151")
def test_a_major_decision_without_a_review_is_voidable() -> None:
    ask = deciding(listed=True)
    ruling = rule_on(ask, TOWN, KNOWN, {COUNTY: "广安区"})
    assert (ruling.validity, ruling.rules[0]) == (Validity.VOIDABLE, "R151")
    assert "has passed no review of its legality" in ruling.explanation
    assert "行政处罚法 art. 58" in ruling.explanation
    for said in (True, None):
        told = rule_on(replace(ask, conduct=Conduct(reviewed=said)), TOWN, KNOWN, {COUNTY: "广安区"})
        assert told.validity is Validity.VALID
    permit = rule_on(deciding(PowerKind.LICENSING, listed=True), TOWN, KNOWN, {COUNTY: "广安区"})
    assert "行政许可法 art. 69" in permit.explanation


@pytest.mark.rule("R151")
def test_what_to_do_about_it_begins_with_filing_the_case() -> None:
    assert conduct.remedy("R151", deciding(listed=True), TOWN).startswith("file the case first, have")
    assert conduct.remedy("R151", deciding(listed=True, filed_at=NOON), TOWN).startswith("have its decision reviewed")
    assert conduct.remedy("R146", asked(), TOWN).endswith("; the legal office issues them (certificate:issue)")
