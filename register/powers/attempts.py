"""An exercise as it is asked for, and with what was found for it."""

from dataclasses import dataclass
from datetime import datetime

from policies.actor import Actor
from register import random_checks
from register.powers import conducting
from register.powers.questions import Claim
from register.records import Body, Case, Item, Key, RandomCheck
from register.refusals import Invalid, Problem
from register.words import Demand, Stage

_LONG = 2000
_NAME = 200


@dataclass(frozen=True, slots=True)
class Exercise:
    """One stage of one case to be done by the account's body."""

    item: Key
    stage: Stage
    claim: Claim
    note: str | None = None
    reason: str | None = None
    officers: tuple[str, ...] = ()
    random_check: RandomCheck | None = None
    disguised_as: Demand | None = None
    handled_by: str | None = None


@dataclass(frozen=True, slots=True)
class Attempt:
    """An exercise with what was found for it."""

    actor: Actor
    command: Exercise
    body: Body
    item: Item
    case: Case | None
    now: datetime


def well_formed(command: Exercise) -> None:
    """Refuse with Invalid what is not well formed, and a filing date that is claimed."""
    problems = [
        Problem((name,), f"`{name}` has up to {_LONG} characters")
        for name, text in (("note", command.note), ("reason", command.reason))
        if len(text or "") > _LONG
    ]
    if command.handled_by is not None and not (command.handled_by.strip() and len(command.handled_by) <= _NAME):
        problems.append(Problem(("handled_by",), f"who handled it has 1 to {_NAME} characters"))
    if command.random_check:
        problems += random_checks.problems(command.random_check)
    if len(command.officers) > conducting.MOST_OFFICERS:
        problems.append(Problem(("officers",), f"up to {conducting.MOST_OFFICERS} officers do one stage of a case"))
    remedy = None
    if command.claim.filed_at is not None:
        remedy = "leave `filedAt` out; name the `case` instead"
        message = "a filing date is read from the case on the register; a claimed one serves questions only"
        problems.append(Problem(("facts", "filed_at"), message))
    if problems:
        raise Invalid(*problems, remedy=remedy)
