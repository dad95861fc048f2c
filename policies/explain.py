"""What would have to be different: the smallest change of roles and facts under which the policy would allow.

A plain search, for policies are small: one permission has to be met and no denial, so that every denial that is met
loses one of its conditions; a state that cannot be counts as denied. Changes are tried by their number, and so the
first that is found is one of the smallest.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from policies.actor import Actor
from policies.axioms import axioms, holds
from policies.guard import Guard
from policies.roles import KNOWN, ROLES
from policies.vocabulary import facts_of

MOST = 12  # differences: what would need more is not near
_STEPS = 5_000  # of a search, so that nobody's lines make it long
_FIXED = frozenset({"regional"})  # what no account and no step can change

When = tuple[str, ...]  # a conjunction of facts, each possibly negated


@dataclass(frozen=True, slots=True)
class Nearest:
    """A role to hold at the place as well, the facts that would have to hold, and those that would have to cease."""

    role: str | None
    gain: tuple[str, ...]
    lose: tuple[str, ...]


def nearest(guard: Guard, actor: Actor, division: str, action: str, facts: frozenset[str]) -> Nearest | None:
    """Find the fewest differences under which the action would be allowed, a role counting as one.

    Of as many, first those that need no role. None where it is allowed as things are, or where nothing near would do.
    """
    lines = guard.speaking(division, action)
    held = frozenset(role for role in KNOWN if actor.holds(role, division))
    ways = sorted({("" if line.role in held else line.role, line.when) for line in lines if line.effect == "allow"})
    # What is told as things are may be less than the truth: only what holds of it now goes on to hold.
    true = [clause for clause in axioms(action, division) if any(holds(one, facts | held) for one in clause)]
    denials = {
        role: [
            *(line.when for line in lines if line.effect == "deny" and line.role in held | {role}),
            *_impossible(true, held | {role}),
        ]
        for role in {role for role, _ in ways}
    }
    search = _Search(facts, facts_of(action) - _FIXED)
    for most in range(MOST + 1):
        for role, when in ways:
            changed = search.changed(when, denials[role], most - bool(role))
            if changed is not None:
                gain, lose = sorted(changed - facts), sorted(changed & facts)
                return Nearest(role or None, tuple(gain), tuple(lose)) if most else None
    return None


def _impossible(true: Sequence[When], roles: frozenset[str]) -> list[When]:
    """The states that break what is always true, for whoever holds these roles."""
    of_roles = [(clause, [one for one in clause if _name(one) in ROLES]) for clause in true]
    return [
        tuple(_opposite(one) for one in clause if one not in said)
        for clause, said in of_roles
        if not any(holds(one, roles) for one in said)
    ]


class _Search:
    def __init__(self, facts: frozenset[str], changeable: frozenset[str]) -> None:
        self.facts, self.changeable, self.steps = facts, changeable, _STEPS

    def changed(self, when: When, denials: Sequence[When], most: int) -> frozenset[str] | None:
        """Which facts to change, at most so many, so that these conditions are met and no denial is."""
        unmet = frozenset(_name(one) for one in when if not holds(one, self.facts))
        if len(unmet) > most or not unmet <= self.changeable:
            return None
        return self._avoiding(denials, unmet, self.changeable - {*map(_name, when)}, most)

    def _avoiding(
        self, denials: Sequence[When], changed: frozenset[str], free: frozenset[str], most: int
    ) -> frozenset[str] | None:
        """Go on from these changes until no denial is met, changing only what is free."""
        self.steps -= 1
        facts = self.facts ^ changed
        met = [when for when in denials if all(holds(one, facts) for one in when)]
        if not met:
            return changed
        if len(changed) == most or self.steps < 0:
            return None
        # One of the conditions of the denial with the fewest has to go; what was tried before is not tried again.
        ways_out = [sorted(free & {*map(_name, when)}) for when in met]
        for name in min(ways_out, key=lambda names: (len(names), names)):
            free -= {name}
            if found := self._avoiding(denials, changed | {name}, free, most):
                return found
        return None


def _name(condition: str) -> str:
    return condition.removeprefix("!")


def _opposite(condition: str) -> str:
    return condition[1:] if condition.startswith("!") else f"!{condition}"
