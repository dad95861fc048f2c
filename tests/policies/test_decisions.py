"""The decision table: what every shipped role may do, where, and on which facts, for a lawyer to read.

In `decisions.csv`, `expected` is `allowed`, `refused` (no line allows it), or `unlawful` and the rule that alone stands
against it. A role is held at the county, a township clerk's at its township, and a province's at the province.
"""

import csv
from pathlib import Path

import pytest

from policies.actions import Action
from policies.actor import ANONYMOUS, Actor, Role
from policies.facts import FACTS
from policies.guard import Domain, Guard
from policies.lines import defaults
from policies.roles import KNOWN

with Path(__file__).with_name("decisions.csv").open(encoding="utf-8", newline="") as file:
    ROWS = [tuple(row) for row in csv.reader(file)][1:]

# where: (the place of a role of a county, of a township clerk) and the division that is asked about
PLACES = {
    "at its place": (("511602", "511602"), ("511602101", "511602101")),
    "below its place": (("511602", "511602101"), ("511602101", "511602101001")),
    "beside its place": (("511602", "511603"), ("511602101", "511602102")),
    "above its place": (("511602", "5116"), ("511602101", "511602")),
    "at its province": (("51", "51"), ("51", "51")),
    "below its province": (("51", "511602101"), ("51", "511602101")),
}


def guard(division: str) -> Guard:
    """The guard of a division as it ships: the lines of its province, its prefecture and its county."""
    return Guard(Domain(division[:n], 0, defaults(division[:n])) for n in (2, 4, 6) if len(division) >= n)


@pytest.mark.rule(
    "R5",
    "R7",
    "R12",
    "R26",
    "R27",
    "R28",
    "R117",
    "R135",
    "R136",
    "R146",
    "R150",
    "R151",
    "R29",
    "R31",
    "R32",
    "R33",
    "R34",
    "R35",
    "R36",
    "R41",
    "R43",
    "R44",
    "R46",
    "R47",
    "R48",
    "R56",
    "R89",
    "R92",
    "R21",
    "R57",
    "R110",
    "R113",
    "R206",
    "R207",
    "R208",
    "R209",
    "R210",
)
@pytest.mark.parametrize(("role", "action", "where", "facts", "expected"), ROWS)
def test_the_policy_that_ships_decides_as_the_table_says(
    role: str, action: str, where: str, facts: str, expected: str
) -> None:
    place, division = PLACES[where][role == "township_clerk"]
    actor = ANONYMOUS if role == "anyone" else Actor("account", roles=(Role(role, place),))
    verdict = guard(division).decide(actor, division, action, frozenset(facts.split()))
    said = "allowed" if verdict.allowed else "refused" if verdict.lawful else f"unlawful {' '.join(verdict.rules)}"
    assert said == expected


def test_every_role_and_every_action_is_in_the_table() -> None:
    assert {(role, action) for role, action, *_ in ROWS} == {(role, action) for role in KNOWN for action in Action}


def test_the_table_speaks_of_known_facts_and_says_nothing_twice() -> None:
    assert {fact for row in ROWS for fact in row[3].split()} <= FACTS.keys()
    assert len({row[:4] for row in ROWS}) == len(ROWS)


def test_every_action_is_open_to_somebody_at_their_own_place() -> None:
    assert {
        action for _, action, where, _, expected in ROWS if (where, expected) == ("at its place", "allowed")
    } == set(Action)
