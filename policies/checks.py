"""What is wrong with the lines of a domain as a change would leave them, told line by line, in words for its author.

Only what one line, or one other line beside it, makes wrong: what the whole comes to is proved elsewhere.
"""

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import product
from typing import NamedTuple

from policies.actions import NEVER
from policies.actor import ANYONE
from policies.axioms import axioms, is_region
from policies.lines import Line, statute
from policies.roles import ROLES
from policies.spelling import quoted

MOST = 10_000  # lines that a domain may have of its own
_VERBS = {"allow": "allows", "deny": "denies"}


class Flaw(NamedTuple):
    """A line, and one sentence on what is wrong with it; an `idle` one is well formed and of no use."""

    line: Line
    message: str
    idle: bool = False


def flaws(own: Sequence[Line], above: Sequence[Line], added: Collection[Line]) -> list[Flaw]:
    """Tell what is wrong with a domain's own lines, under the statute and the lines of the domains above.

    Told is that in which an added line takes part: one that is malformed, says what another says already or denies
    what another allows, can never be met, or changes nothing because of another; and a line that one added makes idle.
    """
    if len(own) > MOST:
        return [Flaw(own[MOST], f"a domain has at most {MOST:,} lines, and these are {len(own):,}")]
    new = frozenset(added)
    malformed = [Flaw(line, problem) for line in own if line in new for problem in _problems(line, own[0].domain)]
    bad = {flaw.line for flaw in malformed}
    county = own[0].domain if own and not is_region(own[0].domain) else ""
    said = [
        _Said(line, _implied(line, county), n, added=line in new and n >= 0)
        for n, line in enumerate((*statute(), *above, *own), start=-len(statute()) - len(above))
        if line not in bad
    ]
    return [*malformed, *_among(said)]


# --- one line


def _problems(line: Line, domain: str) -> Iterator[str]:
    yield from line.problems()
    if line.domain != domain or not re.fullmatch(r"[0-9]{2}|[0-9]{4}|[0-9]{6}", domain):
        yield f"{quoted(line.domain)} is not the county or region whose lines these are"
    if not re.fullmatch(r"|R[1-9][0-9]{0,3}", line.rule):
        yield f"{quoted(line.rule)} is no rule: name one as `R37`, or none"


def _implied(line: Line, county: str) -> frozenset[str]:
    """What holds whenever the line is met: its role and conditions, and what is always true where those are."""
    always, breaking = _always(line.action, county)
    new = [*line.when, *always, *([] if line.role == ANYONE else [line.role])]
    implied = set(new)
    while new:
        for clause, opposites in breaking.get(new.pop(), ()):
            left = [one for one, opposite in zip(clause, opposites, strict=True) if opposite not in implied]
            # Where nothing of the clause is left it is broken, and what is added says so.
            if len(left) <= 1 and implied.isdisjoint(left):
                new.append((left or clause)[0])
                implied.add(new[-1])
    return frozenset(implied)


_Clause = tuple[tuple[str, ...], tuple[str, ...]]


@cache
def _always(action: str, county: str) -> tuple[tuple[str, ...], dict[str, list[_Clause]]]:
    """What always holds, and the clauses of which one always does, by what breaks a part of them.

    The lines of a region, no `county`, hold for what is its own and for its counties.
    """
    clauses = [clause for clause in axioms(action, county) if county or clause != ("regional",)]
    breaking: dict[str, list[_Clause]] = {}
    for clause in clauses:
        opposites = tuple(map(_opposite, clause))
        for one in opposites:
            breaking.setdefault(one, []).append((clause, opposites))
    return tuple(clause[0] for clause in clauses if len(clause) == 1), breaking


def _opposite(condition: str) -> str:
    return condition[1:] if condition.startswith("!") else f"!{condition}"


def _opposites(implied: frozenset[str]) -> list[str]:
    return sorted(name for name in implied if f"!{name}" in implied)


# --- one line beside another


@dataclass(frozen=True, slots=True, eq=False)
class _Said:
    """A line with all that its being met implies. `n` is its place among the own lines; below 0 it is not one."""

    line: Line
    implied: frozenset[str]
    n: int
    added: bool

    @property
    def met(self) -> tuple[str, str, frozenset[str]]:
        """Two lines of which this is the same are always met together."""
        return self.line.action, self.line.role, self.implied


class _Index:
    """Lines by what a line that they are wider than must imply: looked up by the rarest of their conditions."""

    def __init__(self, said: Iterable[_Said]) -> None:
        kept = list(said)
        often = Counter((one.line.action, name) for one in kept for name in one.line.when)
        self._alike: dict[tuple[str, str, frozenset[str]], list[_Said]] = {}
        self._found: dict[tuple[str, str, str, str], list[_Said]] = {}
        for one in kept:
            line = one.line
            rarest = min(line.when, key=lambda name: (often[line.action, name], name), default="")
            self._alike.setdefault(one.met, []).append(one)
            self._found.setdefault((line.action, line.effect, line.role, rarest), []).append(one)

    def alike(self, said: _Said) -> list[_Said]:
        """Every other line that is always met together with this one, in the order in which they hold."""
        return [one for one in self._alike.get(said.met, ()) if one is not said]

    def wider(self, said: _Said) -> _Said | None:
        """A line that is met whenever this one is, and more often, and leaves it nothing to change."""
        effects = ("deny",) if said.line.effect == "deny" else ("deny", "allow")
        names = ("", *sorted(said.implied))
        for effect, role, name in product(effects, sorted({ANYONE, said.line.role}), names):
            for one in self._found.get((said.line.action, effect, role, name), ()):
                if said.implied.issuperset(one.line.when) and one.met != said.met:
                    return one
        return None


def _among(said: Sequence[_Said]) -> Iterator[Flaw]:
    yield from (Flaw(one.line, _never_met(one), idle=True) for one in said if one.added and _opposites(one.implied))
    met = [one for one in said if not _opposites(one.implied)]
    everything, added = _Index(met), _Index(one for one in met if one.added)
    for one in met:
        if one.added and (message := _told(one, everything)):
            yield Flaw(one.line, f"{message}; leave it out", idle=True)
        elif not one.added and one.n >= 0 and (wider := added.wider(one)):
            yield Flaw(one.line, f"{_because(one, wider)}; remove it in the same change", idle=True)


def _told(said: _Said, index: _Index) -> str | None:
    """What is wrong with an added line for the sake of another."""
    if said.line.action in NEVER and said.line.effect == "deny":
        return f"nobody may ever `{said.line.action}`, so that denying it changes nothing"
    for other in index.alike(said):
        if other.added and other.n > said.n:
            continue  # of two that are added at once, the later is told
        if other.line.effect == said.line.effect:
            return f"it says again what {_named(other)} says"
        return _contradiction(said, other)
    wider = index.wider(said)
    return _because(said, wider) if wider else None


def _because(said: _Said, wider: _Said) -> str:
    if said.line.effect == wider.line.effect:
        return f"it changes nothing, for {_named(wider)} {_VERBS[said.line.effect]} all of it"
    return f"it can never allow anything, for {_named(wider)} denies all of it"


def _contradiction(said: _Said, other: _Said) -> str:
    if other.n < 0 and said.line.effect == "deny":
        return f"it takes away what {_named(other)} gives, which holds for everything below it"
    return f"it contradicts {_named(other)}: the same cannot be both allowed and denied"


def _never_met(said: _Said) -> str:
    name = _opposites(said.implied)[0]
    if name == "regional":
        return "it can never be met, for in a county nothing is `regional`; leave the condition, or the line, out"
    if name in ROLES:
        return (
            f"it can never be met, for whoever holds `{name}` here belongs to the place (`own_tenant`) "
            "or to a region above it (`oversees`); leave one of the two conditions out"
        )
    condition = next((one for one in (name, f"!{name}") if one in said.line.when), None)
    if condition is None:
        return "it can never be met, for its conditions never hold together; leave the line out"
    ever = "never" if condition == name else "always"
    return f"it can never be met, for where the rest of it holds `{name}` {ever} does; leave `{condition}` out"


def _named(said: _Said) -> str:
    """Name another line with its domain and its rule."""
    return said.line.shown + (f" ({said.line.rule})" if said.line.rule else "")
