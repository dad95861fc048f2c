"""A verdict as the account that asked is told it: the lines that decided, and what would have to be different.

The statute is for everybody. The lines of a domain are told, as everywhere, to whom they let read them; where the
account may not read those of the whole path, nothing is told of what they would ask for.
"""

from policies.actions import Action
from policies.explain import Nearest, nearest
from policies.guard import Asked, Verdict
from policies.lines import Line
from register import scope


def lines(verdict: Verdict) -> tuple[Line, ...]:
    """The lines that decided, as far as the account may read them; `rules` names the rest by their rules."""
    domains = _readable(verdict.asked) if verdict.asked else set()
    return tuple(line for line in verdict.lines if line.statutory or line.domain in domains)


def missing(verdict: Verdict) -> Nearest | None:
    """The least that would have to be different; None where it is allowed, or nothing would do, or that is not told."""
    asked = verdict.asked
    if verdict.allowed or asked is None or _readable(asked) != {domain.code for domain in asked.guard.path}:
        return None
    return nearest(asked.guard, asked.actor, asked.division, asked.action, asked.facts)


def _readable(asked: Asked) -> set[str]:
    """The domains on the path whose lines the account may read: what `policy` would show it."""
    codes = (domain.code for domain in asked.guard.path)
    return {code for code in codes if _reads(asked, code)}


def _reads(asked: Asked, code: str) -> bool:
    facts = scope.facts_of_policy(asked.actor, code)
    return {line.effect for line in Asked(asked.guard, asked.actor, code, Action.POLICY_READ, facts).met()} == {"allow"}
