"""Invariants 不变式: what no edit of lines or roles may break, as data beside the statute, each with its rule."""

import csv
from functools import cache
from typing import NamedTuple

from policies.actions import HERE
from policies.axioms import is_region
from policies.vocabulary import words

SAFETY, LIVENESS, ALWAYS = "safety", "liveness", "always"


class Invariant(NamedTuple):
    """What holds of some actions at a `level` (`county`, `region` or `both`), by a rule of law.

    `when` is a state: of the matter, and of the account that asks.
    - `safety`: nobody is allowed in that state, and no own line may even try. A line tries when its `when` contains one
      of the literals in `names` (where there are none, every line of the action does) and can be met in that state.
    - `liveness`: whatever the matter, somebody in that state is allowed, unless the statute denies it to all of them.
      `proposer` is the action that makes an account one of those who may not take the step.
    - `always`: whoever is in that state is allowed, unless the statute denies it; `when` may name roles as well.
    """

    name: str
    kind: str
    level: str
    actions: tuple[str, ...]
    when: tuple[str, ...]
    names: tuple[str, ...]
    proposer: str
    rule: str
    meaning: str


@cache
def invariants() -> tuple[Invariant, ...]:
    """Every invariant, in the order in which they are proved; a kind of action stands for all actions of it."""
    with (HERE / "invariants.csv").open(encoding="utf-8", newline="") as file:
        return tuple(
            Invariant(
                row["name"],
                row["kind"],
                row["level"],
                tuple(_actions(row["actions"])),
                tuple(row["when"].split()),
                tuple(row["names"].split()),
                row["proposer"],
                row["rule"],
                row["meaning"],
            )
            for row in csv.DictReader(file)
        )


@cache
def holding_at(place: str) -> tuple[Invariant, ...]:
    """The invariants that hold at a place, by its level."""
    level = "region" if is_region(place) else "county"
    return tuple(one for one in invariants() if one.level in (level, "both"))


def _actions(said: str) -> list[str]:
    named: list[str] = []
    for name in said.split():
        kind = [word.action.value for word in words().values() if word.kind == name]
        named += kind or [name]
    return named
