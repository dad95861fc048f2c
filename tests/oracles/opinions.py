"""What an act is worth, and the rule that stands against it: the model's second half, from the table of design §4."""

from dataclasses import dataclass
from datetime import datetime

from tests.oracles.facts import Question, Transfer, World
from tests.oracles.reference import (
    begins,
    ends,
    ever,
    exerciser,
    filed_before,
    follow,
    hands_over,
    holding,
    holding_at,
    in_force,
    listed,
    places_in_play,
    reaches,
    restricts_freedom,
    retained,
    stays_after_recall,
    transfers_of,
)


@dataclass(frozen=True)
class Opinion:
    """What an act is worth, and the rule that stands against it (None: nothing does)."""

    validity: str
    against: str | None = None


def ruling(world: World, question: Question, body: str) -> Opinion:
    """Whether a body's act is valid, by the table of design §4 (rulings). It has recorded no reason for it."""
    if holding(world, question).holds(body):
        return Opinion("VALID")
    rule = against(world, question, body)
    return Opinion(worth(world["items"][question["item"]]["kind"], rule), rule)


def worth(kind: str, rule: str) -> str:
    """VOID: continued exercise of anything but a permit, a penalty without any grant (处罚法 38). Else VOIDABLE."""
    if kind == "LICENSING":
        return "VOIDABLE"  # 许可法 69
    if rule in ("R26", "R32"):
        return "VOID"
    without_any_grant = ("R12", "R34", "R36", "R92", "R209")
    return "VOID" if kind == "PENALTY" and rule in without_any_grant else "VOIDABLE"


def against(world: World, question: Question, body: str) -> str:
    """The rule that stands first against a body that may not act."""
    township = world["bodies"][body]["township"]
    if not listed(world["items"][question["item"]]):
        return "R36"
    if restricts_freedom(question) and township:
        return "R12"
    if body in holding(world, question).step_in:
        return against_devolver(world, question, body)  # without a reason it is a devolver like any other
    if any(holding_at(world, question, place).admits(body) for place in question["places"]):
        return "R208"  # another filed first
    if body in holding(world, question).barred:
        return against_devolver(world, question, body)
    if not any(place.startswith(world["bodies"][body]["place"]) for place in question["places"]):
        return "R110"  # 由其在所辖行政区域内行使
    return against_receiver(world, question, body) or ("R34" if township else "R36")


def against_devolver(world: World, question: Question, body: str) -> str:
    """R26: 放权部门不得继续行使,继续行使无效; R32 where it went to a comprehensive bureau."""
    chains = (follow(world, question, place) for place in places_in_play(world, question))
    handed = [world["transfers"][link] for chain in chains for link in chain.links]
    return "R32" if any(one["devolver"] == body and one["mode"] == "CONCENTRATE" for one in handed) else "R26"


def given_here(world: World, question: Question, body: str) -> list[Transfer]:
    """What was, is or is to be handed to a body at a place of the matter; what was given up on the way is nothing."""
    return [
        one
        for one in transfers_of(world, question["item"]).values()
        if exerciser(one) == body
        and not (one["withdrawn"] or one["declined"])
        and any(reaches(world, one, place) for place in question["places"])
    ]


def against_receiver(world: World, question: Question, body: str) -> str | None:
    """Why what a body was given does not cover this; None if it was given nothing."""
    given, at = given_here(world, question, body), question["at"]
    stays = [one for one in given if in_force(one, at) or stays_after_recall(one, question)]
    limit = against_limits(world, question, stays)
    if question["stage"] == "SUPERVISE":
        return "R33"  # 行政监督管理职责,不能交由行政执法机构行使: nor may one department do another's
    if restricts_freedom(question):
        return "R12"
    return limit or against_time(given, at)


def against_limits(world: World, question: Question, running: list[Transfer]) -> str | None:
    """What it was given is in force here: a case, a sanction or a stage may still lie outside it."""
    kind, stage = world["items"][question["item"]]["kind"], question["stage"]
    if any(hands_over(one, kind, stage) for one in running):
        return against_case(world, question)
    if any(one["mode"] == "AGENCY" for one in running):
        return "R7" if kind == "PENALTY" else "R5"
    return "R35" if running else None  # 不得越权行使: a stage that was not handed over


def against_case(world: World, question: Question) -> str | None:
    """R31, R29: a link of the chain up to the body, its own or an earlier one, leaves the case where it was.

    None: its grant is in force, but stands on nothing since an earlier link is over.
    """
    kind = world["items"][question["item"]]["kind"]
    here = [
        one
        for one in transfers_of(world, question["item"]).values()
        if in_force(one, question["at"])
        and hands_over(one, kind, question["stage"])
        and any(reaches(world, one, place) for place in question["places"])
    ]
    if any(retained(one, question) for one in here):
        return "R31"
    return "R29" if any(filed_before(one, question) for one in here) else None


def against_time(given: list[Transfer], at: datetime) -> str | None:
    """Nothing it was given here is in force: taken back (R209), its term over (R210), or not yet (R92)."""
    over = [one for one in given if ever(one) and (end := ends(one)) is not None and end <= at]
    if over:
        last = max(over, key=lambda one: ends(one) or at)
        return "R210" if ends(last) == last["term"] else "R209"
    coming = [one for one in given if (begin := begins(one)) is None or (ever(one) and at < begin)]
    return "R92" if coming else None
