"""Whether an edit of lines may stand: well formed, proved at its place and below it, and as expected."""

import asyncio
from collections.abc import Iterator, Mapping
from datetime import datetime
from functools import lru_cache

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from policies.actions import Action
from policies.actor import Actor, Role
from policies.checks import Flaw, flaws
from policies.expectations import problems as problems_of
from policies.guard import Guard
from policies.lines import Line
from policies.proof import Policy, Violation
from register import policies, scope, tables
from register.codes import quoted, tenant_of
from register.policies import expecting, holders, proving
from register.policies.effects import Edit
from register.policies.expecting import NewExpectation
from register.policies.holders import Held
from register.policies.proving import Step
from register.refusals import Invalid, Problem, UnsafePolicy

_TOLD = 100  # flaws at once: one wide line can make thousands idle
_TWO = 2  # administrators: one proposes, another approves
_BOTH = (Action.POLICY_CHANGE, Action.POLICY_APPROVE)
_INPUTS = {"where": "place", "facts": "holding"}  # what a table of expectations calls otherwise than an input


async def require(session: AsyncSession, edit: Edit, now: datetime) -> None:
    """Refuse with Invalid what is not well formed or changes nothing, with UnsafePolicy what breaks an invariant.

    A change of a region is proved, and held against what is expected, at every county and prefecture below it too.
    What the law forbids is told before what is only of no use.
    """
    if violations := await found(session, edit, now):
        raise UnsafePolicy(violations)


async def found(session: AsyncSession, edit: Edit, now: datetime) -> list[Violation]:
    """What an edit would break. Refuses for the rest as `require` does."""
    idle = await well_formed(session, edit, now)
    violations = [*await proving.found(await steps(session, edit, now)), *await _unexpected(session, edit, now)]
    if edit.after.four_eyes and not edit.before.four_eyes:
        violations += await _too_few(session, edit, now)
    if idle and not violations:
        raise Invalid(*idle)
    return violations


async def well_formed(session: AsyncSession, edit: Edit, now: datetime) -> list[Problem]:
    """Tell the lines that would be of no use. Refuses with Invalid what is not well formed or changes nothing."""
    if edit.after.same(edit.before):
        path = "to" if edit.rolls_back else "add"
        raise Invalid.at(path, "the change changes nothing", remedy="name what to add, to remove or to set")
    idle, problems = await _flawed(edit)
    known = await _places_and_accounts(session, edit)
    for n, one in enumerate(edit.expected):
        at = ("to",) if edit.rolls_back else ("add_expectations", str(n))
        problems += [Problem((*at, path), message) for path, message in _ill_expected(edit, one, known, now)]
    if problems:
        raise Invalid(*problems, *([] if edit.rolls_back else idle))  # all at once: one correction is to be enough
    # A prefecture's lines that ship say what its province's say: one can go back to them all the same.
    return [] if edit.rolls_back else idle


async def steps(session: AsyncSession, edit: Edit, now: datetime) -> list[Step]:
    """What would hold, and what holds, at the place of an edit and at every county and prefecture below it.

    Likewise once the grants that end have ended: who holds a role for some hours is not who is left.
    """
    paths, found = await proving.paths(session, edit.code), list[Step]()
    held = await holders.held_at(session, paths, now)
    for counted in dict.fromkeys((tuple(held), tuple(holders.lasting(held)))):
        who = await holders.of_places(session, paths, counted)
        found += [Step(Policy(edit.on(path), who[code]), Policy(path, who[code])) for code, path in paths.items()]
    return found


async def _flawed(edit: Edit) -> tuple[list[Problem], list[Problem]]:
    """The lines that would be of no use, and those that are not well formed."""
    above = tuple(line for domain in edit.path[:-1] for line in domain.lines)
    # Of thousands of lines it takes a second: beside the requests, and not again in the writing transaction.
    told = (await asyncio.to_thread(_flaws, edit.after.domain.lines, above, edit.added))[:_TOLD]
    places = {line: n for n, line in enumerate(edit.added)}
    problems = [(flaw.idle, _problem(flaw, places, rolls_back=edit.rolls_back)) for flaw in told]
    return [one for idle, one in problems if idle], [one for idle, one in problems if not idle]


@lru_cache(maxsize=16)
def _flaws(own: tuple[Line, ...], above: tuple[Line, ...], added: tuple[Line, ...]) -> tuple[Flaw, ...]:
    return tuple(flaws(own, above, added))


def _problem(flaw: Flaw, places: Mapping[Line, int], *, rolls_back: bool) -> Problem:
    if flaw.line in places and not rolls_back:
        return Problem(("add", str(places[flaw.line])), flaw.message)
    return Problem(("to",) if rolls_back else ("remove",), f"the line {quoted(flaw.line.id)}: {flaw.message}")


async def _places_and_accounts(session: AsyncSession, edit: Edit) -> set[str]:
    """Of what the new expectations name, the divisions and the accounts at or below the domain that there are."""
    account, division = tables.expr(tables.Account), tables.expr(tables.Division)
    accounts = {one.account for one in edit.expected if one.account}
    places = {one.place for one in edit.expected}
    of_domain = account.account.in_(sorted(accounts)) & scope.below(account.tenant, edit.code)
    found = {f"@{name}" for name in await session.scalars(select(account.account).where(of_domain))}
    there = division.code.in_(sorted(places)) & scope.below(division.code, edit.code)
    return found | set(await session.scalars(select(division.code).where(there)))


def _ill_expected(edit: Edit, one: NewExpectation, known: set[str], now: datetime) -> Iterator[tuple[str, str]]:
    if one.place not in known:
        yield "place", f"{quoted(one.place)} is no division of `{edit.code}`"
    if one.account and one.who:
        yield "account", "either roles are named or an account, whose roles are those it was granted"
    if one.account and f"@{one.account}" not in known:
        yield "account", f"{quoted(one.account)} is no account of `{edit.code}`"
    for column, message in problems_of(one.written(now)):
        yield _INPUTS.get(column, column), message


async def _unexpected(session: AsyncSession, edit: Edit, now: datetime) -> list[Violation]:
    """What is expected and would not be so: of this domain, and of those below it what is so as things stand."""
    paths = await proving.paths(session, edit.code)
    changed = {code: edit.on(path) for code, path in paths.items()}
    own = await expecting.unmet(session, changed, edit.after.expectations, now)
    recorded = await policies.recorded_below(session, [edit.code])
    revisions = {
        code: one.revision for code, one in recorded.items() if code != edit.code and code.startswith(edit.code)
    }
    for expected in (await expecting.of_revisions(session, revisions)).values():  # a name is unique in its domain
        broken = await expecting.unmet(session, changed, expected, now)
        already = {one.invariant for one in await expecting.unmet(session, paths, expected, now)} if broken else set()
        own += [one for one in broken if one.invariant not in already]
    return own


async def _too_few(session: AsyncSession, edit: Edit, now: datetime) -> list[Violation]:
    """Why one cannot be made to wait for another: there are no two who may change the lines, or nobody to approve."""
    held = [one for one in await holders.held_at(session, [edit.code], now) if edit.code.startswith(one.place)]
    guard = Guard(edit.on(edit.path))
    able, approving = [_able(guard, action, held, edit.code) for action in _BOTH]
    if len(able) >= _TWO and approving:
        return []
    who = "nobody holds" if len(able) != 1 else f"only {able[0]} holds"
    what = Action.POLICY_CHANGE if len(able) < _TWO else Action.POLICY_APPROVE
    message = f"{who} `{what}` in `{edit.code}`: nobody could approve what one of them changes"
    return [Violation("two-administrators", "R37", message)]


def _able(guard: Guard, action: Action, held: list[Held], code: str) -> list[str]:
    """The accounts that may do it there, as they are named."""
    found = []
    for account in sorted({one.account for one in held}):
        own = [one for one in held if one.account == account]
        actor = Actor(account, roles=tuple(Role(one.role, one.place) for one in own))
        facts = frozenset(scope.facts_of_account(actor, tenant_of(code)))
        if guard.decide(actor, code, action, facts).allowed:
            region = holders.above(own[0], code)
            found.append(f"an account of `{region}`" if region else f"`{account}`")
    return found
