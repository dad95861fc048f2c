"""What is true of the register wherever the policy is asked: facts that come together, and that never do.

The solver counts only states that these allow. One too few and a line is refused for a state that cannot be; one that
is false and the proof passes over a state that can. So each names where in the register it is made true.
"""

from typing import NamedTuple

from policies.actor import COUNTY_DIGITS
from policies.roles import ROLES
from policies.vocabulary import facts_of

_NOTICES = ("copying", "raising_problem", "reporting", "sealed")


class Axiom(NamedTuple):
    """At least one of these literals, of roles held at the place and of facts, holds where all its facts are told."""

    clause: tuple[str, ...]
    source: str


AXIOMS = (
    # A role covers the division of what is asked about, which lies in the county or region of the row.
    *(Axiom((f"!{role}", "own_tenant", "oversees"), "register/scope.py: facts_of_account") for role in sorted(ROLES)),
    # exercising a power
    Axiom(("!concentrated", "devolver_of_transferred"), "register/standing.py: _in_the_matter"),
    Axiom(("!steps_in", "devolver_of_transferred"), "register/standing.py: _in_the_matter"),
    Axiom(("!designated", "holds_stage"), "register/standing.py: _in_the_matter"),
    Axiom(("!stamps_specially", "disguised"), "register/standing.py: _by_asking"),
    Axiom(("!stamps_specially", "stamp"), "register/standing.py: _by_asking"),
    Axiom(("!stamps_specially", "holds_stage"), "register/standing.py: _by_asking"),
    Axiom(("!acting_as_agent", "holds_other_stages"), "register/standing.py: _by_grants"),
    Axiom(("!recalled", "!term_over"), "register/standing.py: _by_grants"),
    # One stage is asked about: SUPERVISE, or DECIDE, or one that officers do.
    Axiom(("!major_decision", "!supervising"), "register/conduct.py: major"),
    Axiom(("!officers_required", "!supervising"), "register/conduct.py: by_officers"),
    Axiom(("!officers_required", "!major_decision"), "register/conduct.py: by_officers"),
    # disputes
    Axiom(("!party", "party_to_dispute"), "register/disputes/permissions.py: facts_of_step"),
    Axiom(("party", "!party_to_dispute"), "register/disputes/permissions.py: facts_of_step"),
    Axiom(
        ("!coordinating_office", "enforcement_office", "government_office", "legal_office"),
        "register/disputes/permissions.py: stands_apart",
    ),
    # A notice is of one kind.
    Axiom(_NOTICES, "register/notices/permissions.py: _FACTS"),
    *(
        Axiom((f"!{one}", f"!{other}"), "register/notices/permissions.py: _FACTS")
        for one in _NOTICES
        for other in _NOTICES
        if one < other
    ),
)


def axioms(action: str, place: str) -> tuple[tuple[str, ...], ...]:
    """The clauses that hold where an action is asked about at a place: a region (fewer than six digits) or below."""
    known = facts_of(action) | ROLES.keys()
    told = (one.clause for one in AXIOMS if all(name.removeprefix("!") in known for name in one.clause))
    regional = "regional" if is_region(place) else "!regional"
    return (*told, *(((regional,),) if "regional" in known else ()))


def is_region(place: str) -> bool:
    """Tell whether a code is a province's or a prefecture's, rather than a county's or of a place in one."""
    return len(place) < COUNTY_DIGITS


def holds(literal: str, true: frozenset[str]) -> bool:
    """Tell whether a literal holds where these names do."""
    return (literal[1:] not in true) if literal.startswith("!") else literal in true
