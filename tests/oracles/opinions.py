"""What an act is worth, and the rule that stands against it: the model's second half, from the table of design §4."""

from dataclasses import dataclass
from datetime import datetime

from tests.oracles.facts import Question, Transfer, World
from tests.oracles.grants import (
    begins,
    ends,
    ever,
    exerciser,
    filed_before,
    given,
    hands_over,
    left_across,
    listed,
    reaches,
    restricts_freedom,
    retained,
    running,
    takes,
    transfers_of,
)
from tests.oracles.reference import all_parts, at_place, follow, holding, in_play, inactive


@dataclass(frozen=True)
class Opinion:
    """What an act is worth, and the rule that stands against it (None: nothing does)."""

    validity: str
    against: str | None = None


def ruling(world: World, question: Question, body: str) -> Opinion:
    """Whether a body's act is valid, by the table of design §4 (rulings). It has recorded no reason for it."""
    found = holding(world, question)
    if found.admits(body) and body not in found.step_in:
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
    if lost_for_inaction(world, question, body):
        return "R28"
    return (
        against_former(world, question, body)
        or against_place(world, question, body)
        or against_receiver(world, question, body)
        or ("R34" if township else "R36")
    )


def against_former(world: World, question: Question, body: str) -> str | None:
    """It held this, till it handed it over (without a reason whoever steps in is no better) or another filed."""
    found = holding(world, question)
    if body not in found.step_in and could_file(world, question, body):
        return "R208"
    return against_devolver(world, question, body) if body in found.step_in | found.barred else None


def against_place(world: World, question: Question, body: str) -> str | None:
    """R113: it was cut out of its grant. R110 由其在所辖行政区域内行使: it is not its area."""
    if cut_out(world, question, body):
        return "R113"
    return None if is_its_area(world, question, body) else "R110"


def lost_for_inaction(world: World, question: Question, body: str) -> bool:
    """R28: it was given this stage of the matter, and was found not to act in it."""
    if question["stage"] == "SUPERVISE":
        return False
    return any(
        body in inactive(world, question, (place, part)) for place in question["places"] for part in all_parts(question)
    )


def could_file(world: World, question: Question, body: str) -> bool:
    """R208: it would be one of those who may act, had nobody filed the matter or been designated."""
    question, parts = {**question, "decisions": []}, all_parts(question)
    return any(
        answer.admits(body)
        for place in question["places"]
        for answer in at_place(world, question, place, parts).values()
    )


def cut_out(world: World, question: Question, body: str) -> bool:
    """R113: a grant to it would hand this stage over there, had it not left a place of the matter out."""
    kind = world["items"][question["item"]]["kind"]
    return any(
        exerciser(one) == body and hands_over(one, kind, question["stage"]) and running(one, question)
        for one in transfers_of(world, question["item"]).values()
        if not {*one["cuts_out"]}.isdisjoint(question["places"])
    )


def is_its_area(world: World, question: Question, body: str) -> bool:
    """R110: its own area, with the parks in it that a published document counts in (R113)."""
    own = world["bodies"][body]["place"]
    documents = [one for one in given_here(world, question, body) if one["published"]]
    return bool(documents) or any(place.startswith(own) for place in question["places"])


def against_devolver(world: World, question: Question, body: str) -> str:
    """R26: 放权部门不得继续行使,继续行使无效; R32 where it went to a comprehensive bureau."""
    play = in_play(world, question).items()
    chains = (follow(world, question, (place, part)) for place, parts in play for part in parts)
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
    given_, at = given_here(world, question, body), question["at"]
    if question["stage"] == "SUPERVISE":
        return "R33"  # 行政监督管理职责,不能交由行政执法机构行使: nor may one department do another's
    if restricts_freedom(question):
        return "R12"
    return against_limits(world, question, [one for one in given_ if running(one, question)]) or against_time(
        given_, at
    )


def against_limits(world: World, question: Question, theirs: list[Transfer]) -> str | None:
    """What it was given is in force here: a case, a part or a stage may still lie outside it."""
    kind, stage = world["items"][question["item"]]["kind"], question["stage"]
    covering = [one for one in theirs if takes(one, question["parts"])]
    if any(hands_over(one, kind, stage) for one in covering) and (rule := against_case(world, question)):
        return rule
    if len(covering) < len(theirs):
        return "R206"
    beside = [one for one in theirs if not hands_over(one, kind, stage)]
    if any(one["mode"] == "AGENCY" for one in beside):
        return "R7" if kind == "PENALTY" else "R5"
    return "R35" if beside else None  # 不得越权行使: a stage that was not handed over


def against_case(world: World, question: Question) -> str | None:
    """R31, R208, R29: a link of the chain up to the body, its own or an earlier one, leaves the case where it was.

    None: its grant is in force, but stands on nothing since an earlier link is over.
    """
    here = [
        one
        for one in transfers_of(world, question["item"]).values()
        if running(one, question) and any(given(world, one, question, place) for place in question["places"])
    ]
    if any(retained(one, question) for one in here):
        return "R31"
    if any(left_across(one, question) for one in here):
        return "R208"
    return "R29" if any(filed_before(one, question) for one in here) else None


def against_time(given: list[Transfer], at: datetime) -> str | None:
    """Nothing it was given here is in force: taken back (R209), its term over (R210), or not yet (R92)."""
    over = [one for one in given if ever(one) and (end := ends(one)) is not None and end <= at]
    if over:
        last = max(over, key=lambda one: ends(one) or at)
        return "R210" if ends(last) == last["term"] else "R209"
    coming = [one for one in given if (begin := begins(one)) is None or (ever(one) and at < begin)]
    return "R92" if coming else None
