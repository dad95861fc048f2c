"""What an act against the law is worth, and where to complain of it."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from policies.lines import statute
from register import rulings
from register.records import Body
from register.words import PowerKind, TownshipKind, Validity
from tests.builders import NOON, TICK, TOWN, TRANSPORT, a_town

VOID, VOIDABLE = Validity.VOID, Validity.VOIDABLE
NEW_LAW = datetime(2023, 12, 31, 16, tzinfo=UTC)  # the first instant of 2024-01-01 in China
TAX = replace(TRANSPORT, name="区税务局")


# --- validity


@pytest.mark.rule("R26", "R27", "R32", "R117", "R207")
@pytest.mark.parametrize("rule", ["R26", "R27", "R32", "R117", "R207"])
@pytest.mark.parametrize("kind", PowerKind)
def test_continued_exercise_is_void_and_of_a_permit_voidable(rule: str, kind: PowerKind) -> None:
    assert rulings.validity(rule, kind) is (VOIDABLE if kind is PowerKind.LICENSING else VOID)


@pytest.mark.rule("R12", "R34", "R36", "R92", "R209")
@pytest.mark.parametrize("rule", ["R12", "R34", "R36", "R92", "R209"])
@pytest.mark.parametrize("kind", PowerKind)
def test_without_any_grant_a_penalty_is_void_and_the_rest_voidable(rule: str, kind: PowerKind) -> None:
    assert rulings.validity(rule, kind) is (VOID if kind is PowerKind.PENALTY else VOIDABLE)


@pytest.mark.rule("R110", "R210", "R5", "R7", "R28", "R29", "R31", "R33", "R35", "R206", "R208", "R113", "R146", "R151")
@pytest.mark.parametrize(
    "rule", ["R110", "R210", "R5", "R7", "R28", "R29", "R31", "R33", "R35", "R206", "R208", "R113", "R146", "R151"]
)
@pytest.mark.parametrize("kind", PowerKind)
def test_going_beyond_what_one_holds_is_voidable(rule: str, kind: PowerKind) -> None:
    assert rulings.validity(rule, kind) is VOIDABLE


def test_every_rule_by_which_the_statute_refuses_an_exercise_is_judged_above() -> None:
    against = {line.rule for line in statute() if line.action == "power:exercise"}
    assert against == {
        *("R26", "R27", "R32", "R117", "R207", "R12", "R34", "R36", "R92", "R209"),
        *("R110", "R210", "R5", "R7", "R28", "R29", "R31", "R33", "R35", "R206", "R208", "R113", "R146", "R151"),
    }


@pytest.mark.parametrize(
    ("rule", "kind", "article"),
    [
        ("R26", PowerKind.PENALTY, "000§19"),
        ("R26", PowerKind.LICENSING, "行政许可法 art. 69"),
        ("R32", PowerKind.PENALTY, "002·3·四(二)"),
        ("R36", PowerKind.PENALTY, "行政处罚法 art. 38"),
        ("R92", PowerKind.PENALTY, "行政处罚法 art. 38"),
        ("R110", PowerKind.PENALTY, "行政诉讼法 art. 70"),
        ("R36", PowerKind.OTHER, "行政诉讼法 art. 70"),
        ("R34", PowerKind.LICENSING, "行政许可法 art. 69"),
    ],
)
def test_a_judgement_names_its_article(rule: str, kind: PowerKind, article: str) -> None:
    assert rulings.articles(rule, kind) == article


# --- review


@pytest.mark.rule("R142")
@pytest.mark.parametrize(
    ("respondent", "at", "expected"),
    [
        (TRANSPORT, NEW_LAW - TICK, "广安区人民政府或上一级主管部门"),
        (TRANSPORT, NEW_LAW, "广安区人民政府"),
        (TRANSPORT, NOON, "广安区人民政府"),
        (TOWN, NEW_LAW - TICK, "广安区人民政府"),
        (TOWN, NEW_LAW, "广安区人民政府"),
        (a_town(name="北城街道", kind=TownshipKind.SUBDISTRICT), NEW_LAW - TICK, "广安区人民政府"),
        (a_town(name="北城街道", kind=TownshipKind.SUBDISTRICT), NEW_LAW, "广安区人民政府"),
        (TAX, NEW_LAW - TICK, "上一级主管部门"),
        (TAX, NEW_LAW, "上一级主管部门"),
    ],
)
def test_an_act_is_reviewed_where_the_law_of_its_day_says(respondent: Body, at: datetime, expected: str) -> None:
    assert rulings.review_body(respondent, "广安区", at) == expected
