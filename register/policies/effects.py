"""What a change makes of a domain's own lines, before anybody says whether it may stand."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncSession

from policies.guard import Domain
from policies.lines import Line, defaults, statute
from register.codes import quoted
from register.find import unchanged
from register.policies.reads import guard
from register.refusals import Invalid, Problem
from register.words import Effect

MOST = 10_000  # lines of a domain: a proof over them still ends within the request


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


async def resulting(session: AsyncSession, change: PolicyChange) -> tuple[Domain, Domain]:
    """The domain as it stands, and as the change would leave it at the next revision. Nothing is written.

    Refuses with OutOfDate where another revision stands, with Invalid what is no line of the domain's own, what is
    named twice, and more lines than a domain has.
    """
    path = (await guard(session, change.domain)).path
    unchanged(change.expected_revision, path[-1].revision)
    return path[-1], applied(path, change)


def applied(path: Sequence[Domain], change: PolicyChange) -> Domain:
    """The last domain of a path as the change would leave it: what stays in its order, then what is added."""
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
    problems = []
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
        elif id_ in remove[:n]:
            problems.append(Problem(at, f"{quoted(id_)} is named twice"))
    return problems
