"""The words a line is made of: for each action what it means, and the facts that the register works out for it."""

import csv
from dataclasses import dataclass
from functools import cache

from policies.actions import HERE, Action

# How an account stands to the county or region of what it asks about: worked out for every action.
STANDING = frozenset({"own_tenant", "oversees", "regional"})


@dataclass(frozen=True, slots=True)
class Word:
    """An action in words: `kind` is `read`, `step` (of something's life) or `edit` (of the register's lists)."""

    action: Action
    kind: str
    meaning: str
    facts: frozenset[str]


@cache
def words() -> dict[str, Word]:
    """Every action with its meaning; a line can name no other fact than those that are worked out for its action."""
    with (HERE / "actions.csv").open(encoding="utf-8", newline="") as file:
        read = [
            Word(Action(row["action"]), row["kind"], row["meaning"], frozenset(row["facts"].split()) | STANDING)
            for row in csv.DictReader(file)
        ]
    return {word.action: word for word in read}


def facts_of(action: str) -> frozenset[str]:
    """The facts that can hold where an action is asked about; none of an action that is unknown."""
    word = words().get(action)
    return word.facts if word else frozenset()
