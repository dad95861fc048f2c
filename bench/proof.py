"""What a proof costs: a county with 100, 1,000 and 10,000 lines of its own, spread over its actions and all on one.

    .venv/bin/python bench/proof.py

`first` proves every action; `edit` is one more line then, when only its action is proved again; `refused` is a line
that chokes a step, with the search for it.
"""

import random
import sys
import time
from collections.abc import Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

from policies import proof
from policies.guard import Domain
from policies.invariants import ALWAYS, SAFETY, invariants
from policies.lines import Line, defaults
from policies.proof import Policy, violations
from policies.roles import ROLES
from policies.vocabulary import facts_of, words

COUNTY = "511602"
# What an allowing line must not speak of, and what must not be denied at all.
BARRED = {word.removeprefix("!") for one in invariants() if one.kind == SAFETY for word in one.names}
READ = {action for one in invariants() if one.kind == ALWAYS for action in one.actions}
MOST = 6


def _line(dice: random.Random, actions: Sequence[str]) -> Line:
    action, role = dice.choice(actions), dice.choice(sorted(ROLES))
    facts = sorted(facts_of(action) - BARRED)
    named = dice.sample(facts, min(len(facts), dice.randint(2, MOST)))
    effect = "deny" if action not in READ and role in ("aggregator", "registrar") and dice.random() < 1 / 2 else "allow"
    return Line(role, COUNTY, action, tuple(dice.choice(("", "!")) + name for name in named), effect)


def _policy(own: Sequence[Line]) -> Policy:
    above = tuple(Domain(code, 0, defaults(code)) for code in ("51", "5116"))
    return Policy((*above, Domain(COUNTY, 1, (*defaults(COUNTY), *own))))


def _took(own: Sequence[Line]) -> tuple[float, int]:
    began = time.perf_counter()
    found = violations(_policy(own))
    return time.perf_counter() - began, len(found)


def main() -> None:
    """Measure."""
    dice = random.Random(5)
    added = Line("legal_reviewer", COUNTY, "power:exercise", ("penalty", "two_officers"), "allow")
    choking = Line("anyone", COUNTY, "transfer:review", ("entrusted",), "deny")
    for name, actions in (("over all actions", [*words()]), ("all on power:exercise", ["power:exercise"])):
        for count in (100, 1_000, 10_000):
            own = [_line(dice, actions) for _ in range(count)]
            vars(proof)["_found"].cache_clear()  # as in a server that has just started
            first, broken = _took(own)
            edit, _ = _took([*own, added])
            refused, told = _took([*own, choking])
            print(f"{count:>6} lines {name}: first {first:.2f} s ({broken} broken), edit {edit:.2f} s, ", end="")
            print(f"refused {refused:.2f} s ({told} broken)")


if __name__ == "__main__":
    main()
