"""Expectations 策略预期: what the policy is to say, kept as data beside it, and told where it says something else.

An expectation names roles and the facts that hold, and so what is to be decided; it names no account and no row.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from policies.actor import ANONYMOUS, ANYONE, COUNTY_DIGITS, Actor, Role
from policies.facts import FACTS
from policies.guard import Guard, Verdict
from policies.lines import ACTIONS
from policies.roles import ROLES
from policies.sheets import Problem, rows
from policies.spelling import quoted, unknown
from policies.vocabulary import facts_of

COLUMNS = ("name", "who", "action", "where", "facts", "expected", "at")
_PLACE = re.compile(r"(?:[0-9]{2}){1,3}(?:[0-9]{3})?")
_HELD = re.compile(r"(?P<role>[^@<>]*)@(?P<place>[^@<>]*)(?:<(?P<until>[^@<>]+))?")
_RULE = re.compile(r"R[1-9][0-9]{0,3}")


@dataclass(frozen=True)
class Expectation:
    """Whoever holds the roles of `who` (nobody's, for `anyone`) is allowed, or refused, on the facts that hold.

    How an account stands to the place (`own_tenant`, `oversees`, `regional`) follows from its roles and need not be
    told. `at` is the moment it is asked: a role whose end is at or before it is not held. A refusal may be expected to
    be the law's alone (`unlawful`) or not, and a decision to be made by a rule.
    """

    name: str
    who: tuple[Role, ...]
    action: str
    division: str
    facts: tuple[str, ...]
    allowed: bool
    at: datetime | None = None
    unlawful: bool | None = None
    rule: str = ""

    @property
    def tenant(self) -> str:
        """The county, or the region, that it is asked about."""
        return self.division[:COUNTY_DIGITS]

    def actor(self) -> Actor:
        """The account that is asked about, with the roles it holds at that moment."""
        held = tuple(role for role in self.who if role.until is None or (self.at and role.until > self.at))
        return Actor("an account", roles=held) if held else ANONYMOUS

    def decided(self, guard: Guard) -> Verdict:
        """What the policy says."""
        actor = self.actor()
        facts = frozenset(self.facts) | actor.standing(self.tenant)
        return guard.decide(actor, self.division, self.action, facts)


@dataclass(frozen=True)
class Failure:
    """An expectation, what the policy says instead, and a sentence that tells both."""

    expectation: Expectation
    verdict: Verdict
    message: str


def failing(guard: Guard, expectations: Iterable[Expectation]) -> list[Failure]:
    """The expectations that the policy does not meet."""
    decided = ((one, one.decided(guard)) for one in expectations)
    return [Failure(one, verdict, _message(one, verdict)) for one, verdict in decided if not _met(one, verdict)]


def _met(expected: Expectation, verdict: Verdict) -> bool:
    return (
        verdict.allowed == expected.allowed
        and expected.unlawful in (None, not verdict.lawful)
        and (not expected.rule or expected.rule in verdict.rules)
    )


def _message(expected: Expectation, verdict: Verdict) -> str:
    said = "allowed" if expected.allowed else "unlawful" if expected.unlawful else "refused"
    by = f" by {expected.rule}" if expected.rule else ""
    outcome = {"allowed": "allowed", "denied": "refused", "unlawful": "unlawful"}[verdict.outcome]
    rules = f" by {' '.join(verdict.rules)}" if verdict.rules else ""
    lines = "; ".join(line.shown for line in verdict.lines) or "no line allows it"
    return f"{quoted(expected.name)} is expected to be {said}{by} and is {outcome}{rules}: {lines}"


# --- what is wrong with one


def problems(expected: Expectation) -> list[tuple[str, str]]:
    """What is wrong with an expectation, each with the column it is in; empty for one that is well formed."""
    return [
        *(("who", message) for role in expected.who for message in _of_role(role, expected.at)),
        *([] if expected.action in ACTIONS else [("action", unknown(expected.action, "action", ACTIONS))]),
        *([] if _PLACE.fullmatch(expected.division) else [("where", _no_place(expected.division))]),
        *(("facts", message) for message in _of_facts(expected)),
        *([] if not expected.rule or _RULE.fullmatch(expected.rule) else [("expected", _no_rule(expected.rule))]),
        *(
            [("at", "a moment needs its offset, such as `2026-12-31T00:00+08:00`")]
            if expected.at and not expected.at.tzinfo
            else []
        ),
    ]


def _of_role(role: Role, at: datetime | None) -> Iterator[str]:
    if role.name not in ROLES:
        yield unknown(role.name, "role", ROLES)
    if not _PLACE.fullmatch(role.place):
        yield _no_place(role.place)
    if role.until and not role.until.tzinfo:
        yield f"the end of `{role.name}` needs its offset, such as `2026-12-31T00:00+08:00`"
    if role.until and at is None:
        yield "a role that ends needs the moment `at` which it is asked about"


def _of_facts(expected: Expectation) -> Iterator[str]:
    for name in sorted(set(expected.facts)):
        if name not in FACTS:
            excluded = name.removeprefix("!") in FACTS
            yield f"{quoted(name)}: only facts that hold are named" if excluded else unknown(name, "fact", FACTS)
        elif expected.action in ACTIONS and name not in facts_of(expected.action):
            yield f"`{name}` is never worked out for `{expected.action}`"
        if expected.facts.count(name) > 1:
            yield f"{quoted(name)} is named twice"
    if "regional" in expected.facts and len(expected.division) >= COUNTY_DIGITS:
        yield "in a county nothing is `regional`"


def _no_place(code: str) -> str:
    return f"{quoted(code)} is no division code: give 2, 4, 6 or 9 digits, such as `5116` or `511602`"


def _no_rule(text: str) -> str:
    return f"{quoted(text)} is no rule: name one as `R37`, or none"


# --- reading them


def read(text: str) -> tuple[dict[int, Expectation], list[Problem]]:
    """Read a table of expectations: each by its line, and what is wrong with the rest."""
    found: dict[int, Expectation] = {}
    wrong: list[Problem] = []
    names: dict[str, int] = {}
    for row in rows(text, COLUMNS):
        if isinstance(row, Problem):
            wrong.append(row)
            continue
        cells = {column: cell.strip() for column, cell in row.cells.items()}
        expected, amiss = _read(cells)
        amiss += problems(expected) if expected else []
        if not cells["name"]:
            amiss.append(("name", "an expectation needs a name"))
        elif names.setdefault(cells["name"], row.line) != row.line:
            amiss.append(("name", f"{quoted(cells['name'])} is the name of line {names[cells['name']]} already"))
        wrong += [Problem(row.line, column, message) for column, message in amiss]
        if expected and not amiss:
            found[row.line] = expected
    return found, wrong


def _read(cells: dict[str, str]) -> tuple[Expectation | None, list[tuple[str, str]]]:
    amiss: list[tuple[str, str]] = []
    outcome, _, rule = cells["expected"].partition(" ")
    if outcome not in _OUTCOMES:
        amiss.append(("expected", f"{quoted(outcome)} is none of {', '.join(_OUTCOMES)}"))
    at = _moment(cells["at"], "at", amiss)
    roles = [_role(word, amiss) for word in cells["who"].split() if word != ANYONE]
    if not cells["who"]:
        amiss.append(("who", "name whoever asks, as `registrar@511602` or `anyone`"))
    if amiss:
        return None, amiss
    who, facts = tuple(role for role in roles if role), tuple(cells["facts"].split())
    allowed, unlawful = _OUTCOMES[outcome]
    return Expectation(cells["name"], who, cells["action"], cells["where"], facts, allowed, at, unlawful, rule), amiss


_OUTCOMES = {"allowed": (True, False), "refused": (False, False), "unlawful": (False, True)}


def _role(word: str, amiss: list[tuple[str, str]]) -> Role | None:
    said = _HELD.fullmatch(word)
    if said is None:
        amiss.append(("who", f"{quoted(word)} is not written as `registrar@511602`, nor is it `anyone`"))
        return None
    return Role(said["role"], said["place"], _moment(said["until"] or "", "who", amiss))


def _moment(text: str, column: str, amiss: list[tuple[str, str]]) -> datetime | None:
    try:
        return datetime.fromisoformat(text) if text else None
    except ValueError:
        amiss.append((column, f"{quoted(text)} is no moment, such as `2026-12-31T00:00+08:00`"))
        return None
