"""Invariants: each is broken by some line and says so in words, and what only looks dangerous is left alone."""

import csv
import re
from pathlib import Path

import pytest

from policies.actions import NEVER
from policies.axioms import AXIOMS
from policies.facts import FACTS
from policies.guard import Domain
from policies.invariants import ALWAYS, LIVENESS, SAFETY, invariants
from policies.lines import Line, defaults
from policies.proof import Policy, violations
from policies.roles import ROLES
from policies.vocabulary import facts_of, words
from register.rulebook import RULES

PROVINCE, CITY, COUNTY = "51", "5116", "511602"
FREE = {"transfer:amend", "transfer:submit", "transfer:withdraw"}
with Path(__file__).with_name("broken.csv").open(encoding="utf-8", newline="") as file:
    BROKEN = list(csv.DictReader(file))


def line(text: str, domain: str = COUNTY) -> Line:
    role, action, *when, effect = text.split()
    made = Line(role, domain, action, tuple(when), effect)
    assert made.problems() == []
    return made


def policy(*own: Line, place: str = COUNTY, without: str = "nothing") -> Policy:
    """What ships on the path to a place, less the lines of an action, and some lines besides."""
    codes = [code for code in (PROVINCE, CITY, COUNTY) if place.startswith(code)]
    kept = {code: [one for one in defaults(code) if one.action != without] for code in codes}
    return Policy(tuple(Domain(code, 1, (*kept[code], *(x for x in own if x.domain == code))) for code in codes))


# --- the data


def test_every_invariant_names_its_rule_and_begins_with_a_chinese_term() -> None:
    assert all(one.rule in RULES for one in invariants())
    assert all(re.match("[\u4e00-\u9fff]+: .", one.meaning) for one in invariants())
    assert len({one.name for one in invariants()}) == len(invariants())


def test_every_invariant_is_of_a_kind_and_a_level_and_of_words_that_its_actions_are_told() -> None:
    for one in invariants():
        assert one.kind in (SAFETY, LIVENESS, ALWAYS)
        assert one.level in ("county", "region", "both")
        assert {*one.actions, *filter(None, [one.proposer])} <= {*words(), *NEVER}
        for action in one.actions:
            told = facts_of(action) | (set() if one.kind == SAFETY else ROLES.keys())
            assert {word for word in one.when if not word.startswith("!")} <= told
        assert {word.removeprefix("!") for word in one.when} <= {
            name for action in one.actions for name in (*facts_of(action), *ROLES)
        }
        assert set(one.names) <= {*one.when}


def test_a_word_is_a_role_or_a_fact_and_a_fact_is_of_the_matter_or_of_who_asks() -> None:
    assert not ROLES.keys() & FACTS.keys()
    assert {fact.of for fact in FACTS.values()} == {"matter", "account", "office", "body"}
    assert {word.removeprefix("!") for one in AXIOMS for word in one.clause} <= ROLES.keys() | FACTS.keys()


def test_every_step_but_three_keeps_a_taker_and_every_step_and_edit_stays_in_its_tenant() -> None:
    alive = {action for one in invariants() if one.kind == LIVENESS for action in one.actions}
    steps = {word.action.value for word in words().values() if word.kind == "step"}
    assert steps - alive == FREE
    outside = next(one for one in invariants() if one.name == "outside-tenant")
    assert set(outside.actions) == {word.action.value for word in words().values() if word.kind != "read"}


def test_a_supervisor_always_reads_whatever_the_shipped_lines_give_it() -> None:
    for place, level in ((COUNTY, "county"), (PROVINCE, "region")):
        given = {one.action for one in defaults(place) if one.role == "supervisor"}
        rows = [one for one in invariants() if one.kind == ALWAYS and one.level in (level, "both")]
        assert given == {action for one in rows for action in one.actions}


# --- what ships


@pytest.mark.parametrize("place", [COUNTY, CITY, PROVINCE])
def test_what_ships_breaks_nothing(place: str) -> None:
    assert violations(policy(place=place)) == ()


def test_the_statute_alone_is_safe() -> None:
    kinds = {one.name: one.kind for one in invariants()}
    told = violations(Policy((Domain(COUNTY, 1, ()),)))
    assert told
    assert SAFETY not in {kinds[one.invariant] for one in told}


# --- each of them


def test_each_invariant_is_broken_below() -> None:
    assert {row["invariant"] for row in BROKEN} == {one.name for one in invariants()}


@pytest.mark.rule("R26", "R36", "R37")
@pytest.mark.parametrize("row", BROKEN, ids=lambda row: f"{row['invariant']} {row['place']} {row['line']}")
def test_a_line_that_breaks_an_invariant_is_told_with_a_counterexample(row: dict[str, str]) -> None:
    added = line(row["line"], row["place"])
    found = [one for one in violations(policy(added, place=row["place"])) if one.invariant == row["invariant"]]
    assert found
    rule = next(one.rule for one in invariants() if one.name == row["invariant"])
    for told in found:
        assert told.rule == rule
        assert "\n" not in told.counterexample
    said = " ".join(one.counterexample for one in found)
    assert f"({rule})" in said
    assert f"`{row['line']}` of {row['place']}" in said
    for word in row["words"].split("“")[0].split():
        assert word in said
    for quoted in re.findall("“[^”]+", row["words"]):
        assert quoted in said


# --- what only looks dangerous


@pytest.mark.parametrize(
    "text",
    [
        "department_clerk power:exercise devolver_of_transferred case_filed_before_transfer allow",
        "department_clerk power:exercise concentrated steps_in allow",
        "department_clerk power:exercise disguised stamp stamps_specially allow",
        "department_clerk power:exercise allow",
        "township_clerk power:exercise penalty allow",
        "department_clerk power:exercise detention !township_body allow",
        "township_clerk power:exercise acting_as_agent holds_stage allow",
        "legal_reviewer transfer:review allow",
        "legal_reviewer transfer:review !proposed_it_oneself allow",
        "anyone item:amend own_tenant allow",
        "anyone transfer:read published allow",
        "anyone case:read oversees allow",
        "anyone item:read confidential own_tenant allow",
        "aggregator role:read allow",
        "anyone transfer:withdraw deny",
        "anyone transfer:confirm oversees deny",
        "anyone transfer:review proposed_it_oneself deny",
        "anyone case:read !own_tenant !oversees deny",
        "anyone power:exercise !two_officers deny",
        "township_clerk power:exercise penalty deny",
        "anyone item:enter deny",
        "policy_admin role:assign concerns_itself deny",
    ],
)
def test_a_line_that_only_looks_dangerous_breaks_nothing(text: str) -> None:
    assert violations(policy(line(text))) == ()
