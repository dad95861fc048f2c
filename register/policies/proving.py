"""Proving an edit before it stands: the solver works beside the requests, and what was proved is not proved again."""

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import NamedTuple

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from policies import proof
from policies.actor import Actor
from policies.guard import Domain
from policies.proof import Holder, Policy, Violation
from policies.solving import UndecidedError
from register import scope, tables
from register.codes import tenant_of
from register.policies.reads import path_of, recorded_below, shipped
from register.refusals import Refusal, UnsafePolicy
from register.store import Store


class Step(NamedTuple):
    """What would hold at a place, and what holds."""

    after: Policy
    before: Policy


# One thread: the solver is not made for several, and a proof takes a core for itself.
_SOLVER = ThreadPoolExecutor(1, "solver")
_KEPT = 16  # edits under way at once, whose proofs are asked for again
_PROVED: OrderedDict[tuple[Step, ...], tuple[Violation, ...]] = OrderedDict()


async def require(steps: Iterable[Step]) -> None:
    """Refuse with UnsafePolicy what breaks an invariant anywhere."""
    if violations := await found(steps):
        raise UnsafePolicy(violations)


async def found(steps: Iterable[Step]) -> tuple[Violation, ...]:
    """What the steps break.

    The same steps are proved once: whoever asks before the writing transaction, and in it again, waits once, and what
    is committed is what was proved.
    """
    wanted = tuple(_distinct(steps))
    if wanted not in _PROVED:  # or it would wait, in its transaction, for what others have the solver prove
        told = await asyncio.get_running_loop().run_in_executor(_SOLVER, _violations, wanted)
        _PROVED[wanted] = told
        while len(_PROVED) > _KEPT:
            _PROVED.popitem(last=False)
        return told
    return _PROVED[wanted]


async def ahead(store: Store, actor: Actor, steps: Callable[[AsyncSession], Awaitable[Iterable[Step]]]) -> None:
    """Prove what the writing transaction is going to ask for, before it: it would keep others waiting.

    Nothing is refused here; whatever stands in the way is told by that transaction.
    """
    with suppress(Refusal):
        async with store.reading(actor) as session:
            wanted = await steps(session)
        await found(wanted)


async def paths(session: AsyncSession, place: str) -> dict[str, tuple[Domain, ...]]:
    """The path of domains to a place, and to every county and prefecture below it."""
    recorded = await recorded_below(session, [tenant_of(place)])
    division = tables.expr(tables.Division)
    tenants = select(division.code).where(scope.below(division.code, place), func.length(division.code) <= scope.COUNTY)
    codes = {place, *await session.scalars(tenants)}
    return {code: tuple(recorded.get(one) or shipped(one) for one in path_of(code)) for code in sorted(codes)}


def _violations(steps: tuple[Step, ...]) -> tuple[Violation, ...]:
    return tuple(dict.fromkeys(one for step in steps for one in _of_step(step)))


def _of_step(step: Step) -> tuple[Violation, ...]:
    try:
        return proof.violations(step.after, step.before)
    except UndecidedError as gave_up:  # what is not proved does not stand
        place = step.after.path[-1].code
        return (
            Violation("undecided", "", f"nothing is proved in {place}: {gave_up}; make the change in smaller steps"),
        )


def _distinct(steps: Iterable[Step]) -> Iterable[Step]:
    """Leave out what changes nothing, and of those places that are alike but for their names all but the first."""
    met = set()
    for step in steps:
        alike = tuple((_lines(one.path), _people(one.holders)) for one in step)
        if step.after != step.before and alike not in met:
            met.add(alike)
            yield step


def _lines(path: Sequence[Domain]) -> tuple[object, ...]:
    return tuple((len(one.code), one.code if one.revision else "", one.revision) for one in path)


def _people(holders: Iterable[Holder]) -> tuple[object, ...]:
    return tuple(
        sorted(
            (*sorted(one.roles), "", *sorted(one.facts), str(one.acts), *sorted(one.standing or ())) for one in holders
        )
    )
