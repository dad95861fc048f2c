"""What a change makes of a domain's own lines, before anybody says whether it may stand."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from policies.checks import MOST
from policies.guard import Domain
from policies.lines import Line, defaults, statute
from register.codes import quoted
from register.find import unchanged
from register.policies.expecting import NewExpectation
from register.refusals import Invalid, Problem
from register.texts import fits
from register.words import Effect

_NAME = 200
EXPECTED = 200  # expectations of a domain: each is decided before every change, of the domains above it too


@dataclass(frozen=True, slots=True)
class NewLine:
    """A line as an administrator writes it, for the domain of the change."""

    role: str
    action: str
    when: tuple[str, ...]
    effect: Effect

    def of(self, domain: str) -> Line:
        """The line it is in a domain."""
        return Line(self.role, domain, self.action, self.when, self.effect.value.lower())


@dataclass(frozen=True, slots=True)
class PolicyChange:
    """An edit of a domain's own lines, all of it or none, against the revision that was read."""

    domain: str
    expected_revision: int
    reason: str
    add: tuple[NewLine, ...] = ()
    remove: tuple[str, ...] = ()
    add_expectations: tuple[NewExpectation, ...] = ()
    remove_expectations: tuple[str, ...] = ()
    four_eyes: bool | None = None


@dataclass(frozen=True, slots=True)
class State:
    """All that a revision says: the lines, what is expected of them, and whether another approves a change."""

    domain: Domain
    expectations: tuple[NewExpectation, ...] = ()

    @property
    def four_eyes(self) -> bool:
        """Whether a change of it waits for another administrator."""
        return self.domain.four_eyes

    def same(self, other: "State") -> bool:
        """Tell whether two revisions say the same; the order of lines says nothing."""
        mine, theirs = (sorted(line.id for line in one.domain.lines) for one in (self, other))
        expected = set(self.expectations) == set(other.expectations)
        return mine == theirs and expected and self.four_eyes == other.four_eyes


@dataclass(frozen=True, slots=True)
class Edit:
    """A change of a domain as it would be made: what is added, and what the domain says before and after.

    `path` leads from the province down to the domain as it stands. What a rollback brings back stands at its `to`.
    """

    path: tuple[Domain, ...]
    before: State
    after: State
    added: tuple[Line, ...]
    expected: tuple[NewExpectation, ...]
    rolls_back: bool = False

    @property
    def code(self) -> str:
        """The domain."""
        return self.after.domain.code

    def on(self, path: tuple[Domain, ...]) -> tuple[Domain, ...]:
        """A path that leads through the domain, as it would be after the edit."""
        return tuple(self.after.domain if one.code == self.code else one for one in path)

    @property
    def removed(self) -> tuple[Line, ...]:
        """The lines that it takes out."""
        left = {line.id for line in self.after.domain.lines}
        return tuple(line for line in self.before.domain.lines if line.id not in left)


def edit(path: tuple[Domain, ...], before: State, change: PolicyChange) -> Edit:
    """The edit that a change comes to. Refuses with OutOfDate where another revision stands, and with Invalid."""
    unchanged(change.expected_revision, before.domain.revision)
    gone = set(change.remove_expectations)
    kept = tuple(one for one in before.expectations if one.name not in gone)
    if problems := _problems_of_expectations(before, kept, change):
        raise Invalid(*problems)
    four_eyes = before.four_eyes if change.four_eyes is None else change.four_eyes
    domain = replace(applied(path, change), four_eyes=four_eyes)
    after = State(domain, (*kept, *change.add_expectations))
    added = domain.lines[len(domain.lines) - len(change.add) :]
    return Edit(path, before, after, added, change.add_expectations)


def back_to(path: tuple[Domain, ...], before: State, earlier: State) -> Edit:
    """The edit that makes the next revision say what an earlier one says."""
    domain = Domain(before.domain.code, before.domain.revision + 1, earlier.domain.lines, earlier.four_eyes)
    there = set(before.domain.lines)
    added = tuple(line for line in domain.lines if line not in there)
    expected = tuple(one for one in earlier.expectations if one not in before.expectations)
    return Edit(path, before, replace(earlier, domain=domain), added, expected, rolls_back=True)


def applied(path: Sequence[Domain], change: PolicyChange) -> Domain:
    """The last domain of a path as the change would leave it: what stays in its order, then what is added.

    Refuses with Invalid what is no line of the domain's own, what is named twice, and more lines than a domain has.
    """
    current = path[-1]
    if problems := _problems_of_removal(path, change.remove):
        raise Invalid(*problems, remedy="read the lines again and name those of the domain's own by their ids")
    gone = set(change.remove)
    kept = tuple(line for line in current.lines if line.id not in gone)
    if len(kept) + len(change.add) > MOST:
        message = f"a domain has at most {MOST:,} lines, and this would leave {len(kept) + len(change.add):,}"
        raise Invalid.at("add", message, remedy="remove lines that are of no use any more")
    # A line that ships, and was taken out, comes back with the rule that it names.
    shipped = {line.id: line for line in defaults(current.code)}
    added = (shipped.get(line.id, line) for line in (new.of(current.code) for new in change.add))
    return Domain(current.code, current.revision + 1, (*kept, *added))


def _problems_of_removal(path: Sequence[Domain], remove: Sequence[str]) -> list[Problem]:
    *above, current = path
    own = {line.id for line in current.lines}
    law = {line.id for line in statute()}
    others = {line.id: domain.code for domain in above for line in domain.lines}
    problems, named = [], set[str]()
    for n, id_ in enumerate(remove):
        at = ("remove", str(n))
        if id_ in law:
            problems.append(Problem(at, f"{quoted(id_)} is a line of the statute; nobody edits it"))
        elif id_ not in own and id_ in others:
            message = f"{quoted(id_)} is a line of `{others[id_]}`; it is edited there and not in `{current.code}`"
            problems.append(Problem(at, message))
        elif id_ not in own:
            message = f"{quoted(id_)} is no line of `{current.code}` at revision {current.revision}"
            problems.append(Problem(at, message))
        elif id_ in named:
            problems.append(Problem(at, f"{quoted(id_)} is named twice"))
        named.add(id_)
    return problems


def _problems_of_expectations(before: State, kept: Sequence[NewExpectation], change: PolicyChange) -> list[Problem]:
    if len(kept) + len(change.add_expectations) > EXPECTED:
        return [Problem(("add_expectations",), f"a domain has at most {EXPECTED} expectations")]
    names, left = {one.name for one in before.expectations}, {one.name for one in kept}
    problems = [
        Problem(("remove_expectations", str(n)), f"{quoted(name)} is no expectation of `{change.domain}`")
        for n, name in enumerate(change.remove_expectations)
        if name not in names
    ]
    for n, one in enumerate(change.add_expectations):
        at = ("add_expectations", str(n), "name")
        if not fits(one.name, _NAME):
            problems.append(Problem(at, f"a text of 1 to {_NAME} characters is wanted"))
        elif one.name in left:
            problems.append(Problem(at, f"{quoted(one.name)} is the name of another expectation"))
        left.add(one.name)
    return problems
