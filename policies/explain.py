"""What would have to be different: the smallest change of roles and facts under which the policy would allow.

A plain search, for policies are small: one permission has to be met and no denial, so that every denial that is met
loses one of its conditions. Changes are tried by their number; the first that is found is one of the smallest.
"""

from collections.abc import Sequence
from typing import NamedTuple

from policies.actor import Actor
from policies.guard import Guard
from policies.lines import Line
from policies.vocabulary import facts_of

MOST = 12  # differences: what would need more is not near
_STEPS = 5_000  # of a search, so that nobody's lines make it long
_FIXED = frozenset({"regional"})  # what no account and no step can change


class Nearest(NamedTuple):
    """A role to hold at the place as well, the facts that would have to hold, and those that would have to cease."""

    role: str | None
    gain: tuple[str, ...]
    lose: tuple[str, ...]


def nearest(guard: Guard, actor: Actor, division: str, action: str, facts: frozenset[str]) -> Nearest | None:
    """Find the fewest differences under which the action would be allowed, a role counting as one.

    Of as many, first those that need no role. None where it is allowed as things are, or where nothing near would do.
    """
    lines = guard.speaking(division, action)
    held = {line.role for line in lines if actor.holds(line.role, division)}
    permissions = [line for line in lines if line.effect == "allow"]
    ways = sorted({("" if line.role in held else line.role, line.when) for line in permissions})
    search = _Search(facts, facts_of(action) - _FIXED)
    for most in range(MOST + 1):
        for role, when in ways:
            denials = [line for line in lines if line.effect == "deny" and line.role in held | {role}]
            changed = search.changed(when, denials, most - bool(role))
            if changed is not None:
                gain, lose = sorted(changed - facts), sorted(changed & facts)
                return Nearest(role or None, tuple(gain), tuple(lose)) if most else None
    return None


class _Search:
    def __init__(self, facts: frozenset[str], changeable: frozenset[str]) -> None:
        self.facts, self.changeable, self.steps = facts, changeable, _STEPS

    def changed(self, when: Sequence[str], denials: Sequence[Line], most: int) -> frozenset[str] | None:
        """Which facts to change, at most so many, so that these conditions are met and no denial is."""
        unmet = frozenset(name for name in map(_name, when) if (name in self.facts) == (f"!{name}" in when))
        if len(unmet) > most or not unmet <= self.changeable:
            return None
        return self._avoiding(denials, unmet, self.changeable - {*map(_name, when)}, most)

    def _avoiding(
        self, denials: Sequence[Line], changed: frozenset[str], free: frozenset[str], most: int
    ) -> frozenset[str] | None:
        """Go on from these changes until no denial is met, changing only what is free."""
        self.steps -= 1
        facts = self.facts ^ changed
        ways_out = [sorted(free & {*map(_name, line.when)}) for line in denials if line.met(facts)]
        if not ways_out:
            return changed
        if len(changed) == most or self.steps < 0:
            return None
        # One of the conditions of the denial with the fewest has to go; what was tried before is not tried again.
        for name in min(ways_out, key=lambda names: (len(names), names)):
            free -= {name}
            if found := self._avoiding(denials, changed | {name}, free, most):
                return found
        return None


def _name(condition: str) -> str:
    return condition.removeprefix("!")
