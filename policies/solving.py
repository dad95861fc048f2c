"""One action on one path of domains as formulas: built once, asked many times. The only home of the solver.

A formula is text of SMT-LIB, which the solver reads far faster than it takes terms one by one. What is asked is put in
literals: a role held at the place, or a fact, or one of the names below, each possibly negated.
"""

from collections.abc import Collection, Iterable, Mapping
from functools import cached_property
from itertools import combinations

import z3

from policies.actor import ANYONE
from policies.axioms import axioms, holds
from policies.facts import FACTS
from policies.lines import Line, statute
from policies.roles import ROLES
from policies.vocabulary import facts_of

# The statute does not deny; it or an own line allows; no own line denies; all three. No fact bears such a name.
LAWFUL, GIVEN, UNBARRED, ALLOWED = "lawful?", "given?", "unbarred?", "allowed?"
_NEVER = "never?"  # what is asked of a role or fact that there is not


class UndecidedError(Exception):
    """The solver gave up. Nothing is proved then, and nothing may pass for proved."""


class Solving:
    """Whether an action is allowed, over every state of roles and facts that can be where it is asked."""

    def __init__(self, action: str, place: str, own: Iterable[Line], context: z3.Context) -> None:
        """Take the own lines of the path that speak of the action, and put the statute's to them."""
        self.action, self.place, self.facts = action, place, tuple(sorted(facts_of(action)))
        self.words = (*sorted(ROLES), *self.facts)
        self.matter = tuple(name for name in self.facts if FACTS[name].of == "matter")
        said = {(line.role, frozenset(line.when), line.effect): line for line in own}
        self.own = tuple(said.values())  # those that say the same only once
        self.lines = (*(line for line in statute() if line.action == action), *self.own)
        self.clauses = axioms(action, place)
        self._context = context
        self._terms: dict[str, z3.BoolRef] = {}
        self._solver = z3.Solver(ctx=context)
        self._solver.set("random_seed", 0)  # the same lines get the same answer
        self._solver.from_string("".join(f"(declare-const {word} Bool)" for word in self.words))
        self._solver.from_string("".join(f"(assert {either(map(self.formula, clause))})" for clause in self.clauses))
        law = [line for line in self.lines if line.statutory and line.effect == "deny"]
        allowing = [line for line in self.lines if line.effect == "allow"]
        denying = [line for line in self.own if line.effect == "deny"]
        self.define({LAWFUL: _not(self._met(law)), GIVEN: self._met(allowing), UNBARRED: _not(self._met(denying))})
        self.define({ALLOWED: every([LAWFUL, GIVEN, UNBARRED]), _NEVER: "false"})

    def state(self, literals: Iterable[str]) -> tuple[str, ...]:
        """Leave out of some literals what is said of facts that are never told here, and so never hold."""
        return tuple(word for word in literals if word.removeprefix("!") in self.words)

    def define(self, formulas: Mapping[str, str]) -> None:
        """Give formulas names that can be asked about."""
        given = formulas.items()
        self._solver.from_string(
            "".join(f"(declare-const {name} Bool)(assert (= {name} {said}))" for name, said in given)
        )

    def possible(self, *literals: str) -> frozenset[str] | None:
        """Find a state in which all of these hold: the roles and facts that do; None where there is none."""
        answer = self._solver.check(*(self._term(word) for word in literals))
        if answer == z3.unknown:
            raise UndecidedError(f"{self.action}: {self._solver.reason_unknown()}")
        if answer == z3.unsat:
            return None
        model = self._solver.model()
        return frozenset(word for word in self.words if z3.is_true(model[self._term(word)]))

    def least(self, *literals: str) -> frozenset[str] | None:
        """Find the state in which they hold with little else: the same one whatever the solver would say first."""
        found = self.possible(*literals)
        if found is None:
            return None
        said = list(literals)
        for word in self.words:
            if word not in said and self.possible(*said, f"!{word}") is not None:
                said.append(f"!{word}")
        return self.possible(*said)

    def hindrance(self, literals: Iterable[str]) -> list[str]:
        """Those of the literals for which what was asked last is impossible, whatever the others are."""
        core = {str(one) for one in self._solver.unsat_core()}
        return [word for word in literals if str(self._term(word)) in core]

    def choking(self, *literals: str) -> tuple[Line, ...]:
        """Own lines that deny, none of them needlessly, without which somebody would be allowed where these hold."""
        asked = (*literals, LAWFUL, GIVEN)
        if self.possible(*asked, *self._denying) is not None:
            return ()
        kept = self.hindrance(self._denying)
        for name in tuple(kept):
            if self.possible(*asked, *(one for one in kept if one != name)) is None:
                kept.remove(name)
        return tuple(self._denying[name] for name in kept)

    @cached_property
    def _denying(self) -> dict[str, Line]:
        denying = [line for line in self.own if line.effect == "deny"]
        self.define({f"stands{n}?": _not(self._met([line])) for n, line in enumerate(denying)})
        return {f"stands{n}?": line for n, line in enumerate(denying)}

    @cached_property
    def situations(self) -> tuple[frozenset[str], ...]:
        """Every state of the matter that can be, told by the facts of it that hold; the fewest first."""
        of_it = [clause for clause in self.clauses if all(word.removeprefix("!") in self.matter for word in clause)]
        sets = (frozenset(held) for n in range(len(self.matter) + 1) for held in combinations(self.matter, n))
        return tuple(held for held in sets if all(any(holds(word, held) for word in clause) for clause in of_it))

    def serves(self, state: frozenset[str], situations: Iterable[frozenset[str]]) -> list[bool]:
        """Tell in which situations of the matter the asker of a state is allowed as well; it takes no solver."""
        asker = state.difference(self.matter)
        met = {(line.effect, left) for line in self.lines if (left := self._left(line, asker)) is not None}
        return [self._allowed(met, asker | held) for held in situations]

    def _left(self, line: Line, asker: frozenset[str]) -> frozenset[str] | None:
        """What of a line's conditions is of the matter, where what is of the asker is met."""
        if line.role != ANYONE and line.role not in asker:
            return None
        left = frozenset(word for word in line.when if word.removeprefix("!") in self.matter)
        return left if all(holds(word, asker) for word in line.when if word not in left) else None

    def _allowed(self, lines: Collection[tuple[str, frozenset[str]]], state: frozenset[str]) -> bool:
        met = {effect for effect, when in lines if all(holds(word, state) for word in when)}
        return met == {"allow"} and all(any(holds(word, state) for word in clause) for clause in self.clauses)

    def formula(self, word: str) -> str:
        """A literal as text."""
        name = word.removeprefix("!")
        told = name if name in self.words else "false"
        return _not(told) if word.startswith("!") else told

    def _met(self, lines: Iterable[Line]) -> str:
        return either(every(self.formula(word) for word in conditions(line)) for line in lines)

    def _term(self, word: str) -> z3.BoolRef:
        if word not in self._terms:
            name = word.removeprefix("!")
            term = z3.Bool(name if name in self.words or name.endswith("?") else _NEVER, self._context)
            self._terms[word] = z3.Not(term) if word.startswith("!") else term
        return self._terms[word]


def conditions(line: Line) -> tuple[str, ...]:
    """All that must hold for a line to be met, its role first where it is not anyone's."""
    return line.when if line.role == ANYONE else (line.role, *line.when)


def either(formulas: Iterable[str]) -> str:
    """At least one of them."""
    return f"(or false {' '.join(formulas)})"


def every(formulas: Iterable[str]) -> str:
    """All of them."""
    return f"(and true {' '.join(formulas)})"


def _not(formula: str) -> str:
    return f"(not {formula})"
