"""Proof 证明: whether lines and roles hold every invariant, for every state of roles and facts that can be.

An edit of a region is proved at its own place and at the places below it: each is a path, from the province down.

What is proved of the lines is proved whoever holds roles:
- safety: no state that is forbidden is allowed, and no own line that speaks of it could be met in it. A line without
  such a condition leaves the matter to the statute; one that names it makes its author believe to have granted it.
- liveness: whatever the matter, somebody who is of the place itself is allowed, unless the statute alone, with
  everything allowed, would deny it to everybody.
- always: whoever holds the role is allowed, unless the statute denies.
What is proved of who holds roles is proved against what held before: a step that some account of `before.holders` could
take must be left to some account of `after.holders`, in every situation of the matter. Where one must not take a step
that one has begun (approving, reviewing), the only account that could begin it does not count.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import islice

import z3

from policies import telling
from policies.actions import Action
from policies.axioms import holds, is_region
from policies.facts import FACTS
from policies.guard import Domain
from policies.invariants import ALWAYS, LIVENESS, SAFETY, Invariant, holding_at
from policies.lines import Line
from policies.roles import ROLES
from policies.solving import ALLOWED, LAWFUL, Solving, conditions, either, every
from policies.vocabulary import STANDING, facts_of

_TAKER = "taker?"
_STANDING = ("oversees", "own_tenant")

MOST_TOLD = 100  # lines of an action that break one invariant; who has put these right is told of the others


@dataclass(frozen=True)
class Holder:
    """An account with its roles that cover the place, the offices of its body there, and whether it has a body.

    `of` is the region above the place whose account it is: those who edit the place are not told its name. How it
    stands to the place (`own_tenant`, `oversees`) is settled where it is told.
    """

    account: str
    roles: frozenset[str]
    facts: frozenset[str]
    acts: bool
    of: str = ""
    standing: frozenset[str] | None = None

    @property
    def shown(self) -> str:
        """Name the account in a message."""
        return f"an account of `{self.of}`" if self.of else f"`{self.account}`"


@dataclass(frozen=True)
class Policy:
    """The lines of the domains from the province down to a place, and the accounts that hold roles there."""

    path: tuple[Domain, ...]
    holders: tuple[Holder, ...] = ()

    @property
    def four_eyes(self) -> bool:
        """Whether an edit there waits for another account."""
        return self.path[-1].four_eyes

    @property
    def place(self) -> str:
        """Where it is asked."""
        return self.path[-1].code


@dataclass(frozen=True)
class Violation:
    """An invariant that is broken, its rule, and by what, in a sentence."""

    invariant: str
    rule: str
    counterexample: str


def violations(after: Policy, before: Policy | None = None) -> tuple[Violation, ...]:
    """What a policy breaks; with what held `before`, also what is taken from everybody who could do it.

    The same policies get the same answer. Raises UndecidedError where the solver gives up.
    """
    now, then = _by_action(after), _by_action(before or after)
    found: list[Violation] = []
    for action in dict.fromkeys(action for one in holding_at(after.place) for action in one.actions):
        broken = _broken(action, after.place, now.get(action, ()))
        if before and not any(one.kind == LIVENESS for one, _ in broken):
            broken += tuple(_bereft(action, (after, now), (before, then)))
        found += [Violation(one.name, one.rule, told) for one, told in broken]
    return tuple(found)


_Lines = dict[str, tuple[Line, ...]]
_A_REGION, _A_COUNTY = "00", "000000"  # any of its level


def _by_action(policy: Policy) -> _Lines:
    lines: dict[str, list[Line]] = {}
    for line in (line for domain in policy.path for line in domain.lines):
        lines.setdefault(line.action, []).append(line)
    return {action: tuple(own) for action, own in lines.items()}


def _of(action: str, place: str) -> list[Invariant]:
    return [one for one in holding_at(place) if action in one.actions]


# --- lines


def _broken(action: str, place: str, own: tuple[Line, ...]) -> tuple[tuple[Invariant, str], ...]:
    """What the lines that speak of an action break at a place.

    Nothing does in most places, and it is all one whose lines they are: the counties of a province, most of whose
    lines are alike, are proved together.
    """
    said = tuple(dict.fromkeys(replace(line, domain="", rule="") for line in own))
    if not _found(action, _A_REGION if is_region(place) else _A_COUNTY, said):
        return ()
    return _found(action, place, own)


# An edit leaves most actions as they are, and what was proved of those is not proved again.
@lru_cache(maxsize=4096)
def _found(action: str, place: str, own: tuple[Line, ...]) -> tuple[tuple[Invariant, str], ...]:
    context = z3.Context()  # of its own: the solver's objects are not to be shared by threads
    now, law = Solving(action, place, own, context), Solving(action, place, (), context)
    told = ((one, _CHECKS[one.kind](one, now, law)) for one in _of(action, place))
    return tuple((one, each) for one, all_ in told for each in all_)


def _safety(invariant: Invariant, now: Solving, law: Solving) -> Iterator[str]:
    state, names = now.state(invariant.when), set(invariant.names)
    speaking = [line for line in now.own if line.effect == "allow" and (not names or names & set(line.when))]
    # Whether a line could be met in the state is asked of the statute's solver, which need not weigh the other lines.
    out_of_reach = {role for role in _roles(speaking) if law.possible(*state, role) is None}
    within_reach = (line for line in speaking if line.role not in out_of_reach)
    trying = (line for line in within_reach if law.possible(*state, *conditions(line)) is not None)
    tried = list(islice(trying, MOST_TOLD))
    for line in tried:
        yield telling.tried(invariant, line, now.place, (*conditions(line), *state))
    if not tried and (found := now.least(*state, ALLOWED)) is not None:
        by = next(line for line in now.own if line.effect == "allow" and _met(line, found))
        yield telling.tried(invariant, by, now.place, (*sorted(found), *state))


def _liveness(invariant: Invariant, now: Solving, law: Solving) -> Iterator[str]:
    state = now.state(invariant.when)
    choked = _first_choked(now, (ALLOWED,), law, (LAWFUL,), state)
    if choked is not None:
        situation, _ = choked
        yield telling.choked(invariant, now.action, now.place, situation, now.choking(*state, *situation))


def _always(invariant: Invariant, now: Solving, law: Solving) -> Iterator[str]:
    del law
    found = now.least(*now.state(invariant.when), LAWFUL, f"!{ALLOWED}")
    if found is not None:
        denying = [line for line in now.own if line.effect == "deny" and _met(line, found)]
        yield telling.refused(invariant, now.action, now.place, found, denying[:1])


def _roles(lines: Iterable[Line]) -> list[str]:
    return sorted({line.role for line in lines} & ROLES.keys())


def _met(line: Line, state: frozenset[str]) -> bool:
    return all(holds(word, state) for word in conditions(line))


_CHECKS = {SAFETY: _safety, LIVENESS: _liveness, ALWAYS: _always}


def _first_choked(
    now: Solving, allowed: Sequence[str], able: Solving, could: Sequence[str], state: Sequence[str]
) -> tuple[tuple[str, ...], frozenset[str]] | None:
    """The first situation of the matter in which somebody in this state could, and nobody is allowed now; who could."""
    settled = [word for word in state if word.removeprefix("!") in now.matter]
    left = [held for held in now.situations if all(holds(word, held) for word in settled)]
    while left:
        situation = tuple(name if name in left[0] else f"!{name}" for name in now.matter)
        who = able.possible(*state, *situation, *could)
        if who is None:
            against = able.hindrance(situation)
            left = [held for held in left if not all(holds(word, held) for word in against)]
            continue
        found = now.possible(*state, *situation, *allowed)
        if found is None:
            return situation, who
        left = [held for held, done in zip(left, now.serves(found, left), strict=True) if not done]
    return None


# --- who holds roles


def _bereft(
    action: str, after: tuple[Policy, _Lines], before: tuple[Policy, _Lines]
) -> Iterator[tuple[Invariant, str]]:
    (policy, now), (earlier, then) = after, before
    if action == Action.POLICY_APPROVE and not policy.four_eyes:  # no edit waits for anybody
        return
    alive = [one for one in _of(action, policy.place) if one.kind == LIVENESS]
    unchanged = all(now.get(name) == then.get(name) for name in {action, *(one.proposer for one in alive)})
    # An edit leaves most actions as they are, and a context of the solver's takes longer than all that is asked here.
    if not alive or (unchanged and set(earlier.holders) <= set(policy.holders)):
        return
    same = now.get(action) == then.get(action)
    context = z3.Context()
    for one in alive:
        stay, had = (_profiles(action, _takers(one, *side, context)) for side in (after, before))
        gone = {profile: account for profile, account in had.items() if not (same and profile in stay)}
        if not gone:
            continue
        left, able = (Solving(action, policy.place, lines.get(action, ()), context) for lines in (now, then))
        left.define({_TAKER: _any_of(left, stay)})
        able.define({_TAKER: _any_of(able, gone)})
        # Real accounts: those of a region above count as well, and those that hold another role besides.
        besides = {*STANDING, *(f"!{role}" for role in ROLES), *(f"!{name}" for name in STANDING)}
        state = [word for word in left.state(one.when) if word not in besides]
        choked = _first_choked(left, (ALLOWED, _TAKER), able, (ALLOWED, _TAKER), state)
        if choked is not None:
            situation, who = choked
            could = min(shown for profile, shown in gone.items() if all(holds(word, who) for word in profile))
            yield one, telling.bereft(one, action, policy.place, situation, could)


def _takers(invariant: Invariant, policy: Policy, lines: _Lines, context: z3.Context) -> list[Holder]:
    """The accounts that may count as takers: not the only one that could begin what it must not go on with."""
    if not invariant.proposer:
        return list(policy.holders)
    begins = Solving(invariant.proposer, policy.place, lines.get(invariant.proposer, ()), context)
    could = {one: begins.possible(*one, ALLOWED) for one in _profiles(begins.action, policy.holders)}
    able = [one for one in policy.holders if could[_profile(begins.action, one)] is not None]
    return [one for one in policy.holders if able != [one]]


def _profiles(action: str, holders: Iterable[Holder]) -> dict[tuple[str, ...], str]:
    """What tells accounts apart where an action is asked, each with the name of one of those of which it is true."""
    return {_profile(action, one): one.shown for one in sorted(holders, key=lambda one: one.shown, reverse=True)}


def _profile(action: str, holder: Holder) -> tuple[str, ...]:
    return _settled(action, holder.roles, holder.facts, holder.standing, acts=holder.acts)


@lru_cache(maxsize=4096)
def _settled(
    action: str, roles: frozenset[str], offices: frozenset[str], standing: frozenset[str] | None, *, acts: bool
) -> tuple[str, ...]:
    """What is settled by who an account is: its roles, its body's offices, and nothing of a body where it has none."""
    facts = sorted(facts_of(action))
    told = [(role, role in roles) for role in sorted(ROLES)]
    told += [(name, name in offices) for name in facts if FACTS[name].of == "office"]
    told += [(name, False) for name in facts if FACTS[name].of == "body" and not acts]
    told += [(name, name in standing) for name in _STANDING if standing is not None]
    return tuple(name if held else f"!{name}" for name, held in told)


def _any_of(solving: Solving, profiles: Iterable[tuple[str, ...]]) -> str:
    return either(every(map(solving.formula, profile)) for profile in profiles)
