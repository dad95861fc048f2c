"""What breaks an invariant in a sentence that a person can read: who, what, where, by which line, which rule."""

from collections.abc import Iterable, Sequence

from policies.facts import FACTS
from policies.invariants import Invariant
from policies.lines import Line
from policies.roles import ROLES
from policies.vocabulary import words


def tried(invariant: Invariant, line: Line, place: str, literals: Sequence[str]) -> str:
    """A line that would let somebody do what must not be: told is what holds, and what of the state must not hold."""
    wanting = {word for word in invariant.when if word.startswith("!")} & {*(invariant.names or invariant.when)}
    told = [word for word in literals if word in FACTS or word in wanting]
    where = circumstances(told)
    return f"{account(literals)} could do {doing(line.action)} in {place}{where}, by {quoted(line)}{_by(invariant)}"


def choked(invariant: Invariant, action: str, place: str, situation: Iterable[str], denying: Sequence[Line]) -> str:
    """A step that nobody could take any more."""
    where = circumstances(_true(situation))
    why = f"{_listed([quoted(line) for line in denying])} {_stand(denying)}" if denying else "no line allows it"
    only = _listed([f"`{name}`" for name in invariant.when if name in ROLES])
    who = f"no account whose only role is {only}" if only else "no account, whatever its roles,"
    return f"{who} could do {doing(action)} in {place}{where}: {why}{_by(invariant)}"


def refused(invariant: Invariant, action: str, place: str, state: frozenset[str], denying: Sequence[Line]) -> str:
    """Something refused to whom it must always be allowed."""
    why = f"{_listed([quoted(line) for line in denying])} {_stand(denying)}" if denying else "no line allows it"
    where = circumstances(_true(state))
    return f"{account(state)} could not do {doing(action)} in {place}{where}: {why}{_by(invariant)}"


def bereft(invariant: Invariant, action: str, place: str, situation: Iterable[str], holder: str) -> str:
    """A step that an account could take, and that none of those who hold roles could take any more."""
    where = circumstances(_true(situation))
    return (
        f"none of the accounts with roles in {place} could do {doing(action)} there any more{where}; "
        f"{holder} can now{_by(invariant)}"
    )


def account(state: Iterable[str]) -> str:
    """Whoever holds these roles."""
    roles = [f"`{name}`" for name in sorted(set(state) & ROLES.keys())]
    if not roles:
        return "an account without a role there"
    return f"an account with the role{'s' if len(roles) > 1 else ''} {_listed(roles)}"


def doing(action: str) -> str:
    """An action with its meaning."""
    word = words().get(action)
    return f"`{action}` ({word.meaning})" if word else f"`{action}`"


def quoted(line: Line) -> str:
    """A line as it stands, and whose it is."""
    return f"the line `{' '.join((line.role, line.action, *line.when, line.effect))}` of {line.domain}"


def circumstances(literals: Iterable[str]) -> str:
    """Facts by their meanings; empty where none is told."""
    told = [
        f"“{FACTS[word.removeprefix('!')].meaning}” {'does not hold' if word.startswith('!') else 'holds'}"
        for word in dict.fromkeys(literals)
    ]
    return f" where {_listed(told)}" if told else ""


def _true(state: Iterable[str]) -> list[str]:
    return sorted(FACTS.keys() & set(state))


def _by(invariant: Invariant) -> str:
    return f"; {invariant.meaning} ({invariant.rule})"


def _stand(denying: Sequence[Line]) -> str:
    return "denies it" if len(denying) == 1 else "deny it together"


def _listed(told: Sequence[str]) -> str:
    if not told:
        return ""
    return " and ".join([", ".join(told[:-1]), told[-1]] if len(told) > 1 else told)
