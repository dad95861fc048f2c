"""The decision: may this account do this action in this division, given these facts? The only home of Casbin.

A guard is immutable. It is made for one path of domains (province, prefecture, county) at their revisions, and an
edit makes another; `load_policy` on a live enforcer would let a deny turn into an allow in between.
Lines are indexed by action, one enforcer for each, because `Enforcer.enforce` walks every line it holds.
"""

import logging
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from threading import Lock
from time import perf_counter
from typing import Any

import casbin
from casbin.util import SimpleEval

from policies import watch
from policies.actions import HERE
from policies.actor import Actor
from policies.lines import EVERYWHERE, Line, statute, statute_version

# Casbin logs every request with the account in it; the journal is where decisions are kept.
logging.getLogger("casbin").setLevel(logging.CRITICAL + 1)


DEFAULT_DENY = "R37"


@dataclass(frozen=True, slots=True)
class Asked:
    """What was asked, and of which guard."""

    guard: "Guard"
    actor: Actor
    division: str
    action: str
    facts: frozenset[str]

    def met(self) -> list[Line]:
        """The lines that are met."""
        speaking = self.guard.speaking(self.division, self.action)
        return [line for line in speaking if line.met(self.facts) and self.actor.holds(line.role, self.division)]


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the policy says: which line decided (none where nothing allows), and whether law alone stands against it."""

    allowed: bool
    line: Line | None
    lawful: bool
    because: tuple[str, ...]
    revision: str
    rules: tuple[str, ...] = ()
    asked: Asked | None = field(default=None, repr=False, compare=False)

    @property
    def outcome(self) -> str:
        """The verdict in a word."""
        if self.allowed:
            return "allowed"
        return "denied" if self.lawful else "unlawful"

    @property
    def lines(self) -> tuple[Line, ...]:
        """Every line that decided: the denials that were met, else the permissions; none where no line did."""
        met = self.asked.met() if self.asked else []
        denials = tuple(line for line in met if line.effect == "deny")
        # What the lines allow may still be refused, as a step that is not next: no line decided then.
        return denials or (tuple(met) if self.allowed else ())


@dataclass(frozen=True)
class Domain:
    """One domain's own lines at one revision; 0 is what ships. With `four_eyes` an edit waits for another account."""

    code: str
    revision: int
    lines: tuple[Line, ...]
    four_eyes: bool = False

    def __hash__(self) -> int:
        """Hash what tells two apart all but always; there may be thousands of lines, and hashing is often."""
        return hash((self.code, self.revision))


class Guard:
    """The statute and the lines of one path of domains, ready to decide."""

    def __init__(self, path: Iterable[Domain]) -> None:
        """Take the domains from the province down; a decision sees these and nothing of their neighbours."""
        self.path = tuple(path)
        self._enforcers: dict[tuple[str, bool], casbin.Enforcer] = {}
        self._by_action: dict[str, tuple[Line, ...]] = {}

    @cached_property
    def revision(self) -> str:
        """Name every revision that a decision of this guard is made under."""
        own = [f"{domain.code}@{domain.revision}" for domain in self.path]
        return " ".join([f"statute@{statute_version()}", *own])

    def lines(self, action: str, *, with_statute: bool = True) -> tuple[Line, ...]:
        """List the lines that speak of an action, the statute first."""
        own = [line for domain in self.path for line in domain.lines]
        return tuple(line for line in (*(statute() if with_statute else ()), *own) if line.action == action)

    def decide(self, actor: Actor, division: str, action: str, facts: frozenset[str]) -> Verdict:
        """Decide. Where a statutory line denies, also say whether the domains' own lines would have allowed."""
        began = perf_counter()
        verdict = self._decide(actor, division, action, facts)
        watch.decided(action, verdict.outcome, verdict.rules, perf_counter() - began)
        return verdict

    def _decide(self, actor: Actor, division: str, action: str, facts: frozenset[str]) -> Verdict:
        allowed, line = self._enforce(actor, division, action, facts, with_statute=True)
        stands_against = bool(line and line.statutory and line.effect == "deny")
        granted = allowed or (stands_against and self._enforce(actor, division, action, facts, with_statute=False)[0])
        deciding = line if allowed or granted or not stands_against else None
        return Verdict(
            allowed=allowed,
            line=deciding,
            lawful=not (stands_against and granted),
            because=tuple(sorted(facts)),
            revision=self.revision,
            rules=_rules(line, allowed=allowed),
            asked=Asked(self, actor, division, action, facts),
        )

    def speaking(self, division: str, action: str) -> list[Line]:
        """The lines that speak of an action and hold in a division, the statute first."""
        if action not in self._by_action:
            self._by_action[action] = self.lines(action)
        return [line for line in self._by_action[action] if _within(division, line.domain)]

    def _enforce(
        self, actor: Actor, division: str, action: str, facts: frozenset[str], *, with_statute: bool
    ) -> tuple[bool, Line | None]:
        enforcer = self._enforcer(action, with_statute=with_statute)
        if enforcer is None:
            return False, None
        allowed, deciding = enforcer.enforce_ex(actor, division, action, facts)
        return allowed, _line(deciding) if deciding else None

    def _enforcer(self, action: str, *, with_statute: bool) -> casbin.Enforcer | None:
        key = (action, with_statute)
        if key not in self._enforcers:
            lines = self.lines(action, with_statute=with_statute)
            # An empty policy asked with an empty request allows: with no line there is no enforcer to ask.
            self._enforcers[key] = _enforcer(lines) if lines else None
        return self._enforcers[key]


def _rules(line: Line | None, *, allowed: bool) -> tuple[str, ...]:
    """Name the rule that decides; where no line speaks, nothing is allowed that is not given (法无授权不可为)."""
    if line is None or (not allowed and line.effect == "allow"):
        return () if allowed else (DEFAULT_DENY,)
    return (line.rule,) if line.rule else ()


def law(action: str, facts: frozenset[str]) -> Line | None:
    """Find the statutory line that denies an action on these facts, whoever asks; None when the law stands aside."""
    return next((line for line in statute() if _denies(line, action) and line.met(facts)), None)


def _denies(line: Line, action: str) -> bool:
    return line.action == action and line.effect == "deny"


class _Enforcer(casbin.Enforcer):  # type: ignore[misc]  # casbin has no types
    """Casbin's own, with the matcher parsed once.

    Casbin parses it anew for every request, and `ast.parse` of Python 3.11 fails when several threads are at it.
    """

    @staticmethod
    def _get_expression(expr: str, functions: dict[str, Any] | None = None) -> SimpleEval:
        fresh = SimpleEval("", functions)
        fresh.expr, fresh.ast_parsed_value = expr, _parsed(expr)
        return fresh


def _parsed(expr: str) -> object:
    with _PARSING:
        if expr not in _PARSED:
            _PARSED[expr] = casbin.Enforcer._get_expression(expr).ast_parsed_value  # noqa: SLF001  what it would do
        return _PARSED[expr]


_PARSED: dict[str, object] = {}
_PARSING = Lock()


def _enforcer(lines: tuple[Line, ...]) -> casbin.Enforcer:
    enforcer = _Enforcer(str(HERE / "model.conf"))
    enforcer.add_policies([[x.role, x.domain, x.action, " ".join(x.when), x.effect, x.rule] for x in lines])
    enforcer.add_function("within", _within)
    enforcer.add_function("holds", Actor.holds)
    enforcer.add_function("met", lambda facts, when: _line_of(when).met(facts))
    return enforcer


def _within(division: str, domain: str) -> bool:
    return domain == EVERYWHERE or division.startswith(domain)


def _line_of(when: str) -> Line:
    return Line("", "", "", tuple(when.split()), "")


def _line(deciding: list[str]) -> Line:
    role, domain, action, when, effect, rule = deciding
    return Line(role, domain, action, tuple(when.split()), effect, rule)
