"""Who may do a stage of an item at a place and time, told a second time: plain, slow, and from the rules alone.

Written from rules.md, the design and the statutes, in words of its own (strings, dicts, datetimes), and importing
nothing of the register, so that the two can only agree by both being right or by both misreading the same sentence.
One rule of law is one function here, with the rule's number and its words. `holding` answers for a question; what an
act is worth stands in opinions.py.
"""

from dataclasses import dataclass

from tests.oracles.facts import Question, Transfer, World
from tests.oracles.grants import (
    STAGES,
    begins,
    did_not_act,
    exerciser,
    given,
    hands_over,
    left_across,
    listed,
    moves,
    reached,
    restricts_freedom,
    retained,
    running,
    shared,
    takes,
    transfers_of,
)


@dataclass(frozen=True)
class Holding:
    """The answer: who holds, who else may act, who held before and may not, in whose name, by which transfer.

    Of those who else may act, some `step_in`: only when necessary, for a reason they record (R30); and some are
    `counters` that accept for the holder (R112).
    """

    holder: str | None = None
    also: frozenset[str] = frozenset()
    barred: frozenset[str] = frozenset()
    name: str | None = None
    transfer: str | None = None
    step_in: frozenset[str] = frozenset()
    counters: frozenset[str] = frozenset()

    def admits(self, body: str) -> bool:
        return body == self.holder or body in self.also

    def holds(self, body: str) -> bool:
        return self.admits(body) and body not in self.step_in


@dataclass
class Chain:
    """The links that have moved a stage from its department, and whom they left where."""

    holder: str
    name: str
    links: list[str]
    sharing: set[str]
    before: set[str]


Slice = tuple[str, str | None]  # a place of the matter, and one of its parts (None: it falls under none)


def next_link(world: World, question: Question, where: Slice, chain: Chain) -> str | None:
    """The transfer by which somebody who may act has handed this on; of two, the one that took effect first.

    One whose devolver holds nothing moves nothing: nobody hands on what they do not hold.
    """
    place, part = where
    begun = {
        key: begins(transfer)
        for key, transfer in transfers_of(world, question["item"]).items()
        if transfer["devolver"] in (chain.holder, *chain.sharing)
        and key not in chain.links
        and (not transfer["parts"] or part in transfer["parts"])
        and moves(world, transfer, question, place)
    }
    return min(begun, key=lambda key: (begun[key], key), default=None)


def designated(question: Question) -> str | None:
    """R208: the common superior designates on dispute; the last decision holds, till its body is found not to act."""
    made = sorted((one for one in question["decisions"] if one["at"] <= question["at"]), key=lambda one: one["at"])
    if not made:
        return None
    body, since = made[-1]["body"], made[-1]["at"]
    later = [one for one in question["inaction"] if one["body"] == body and since <= one["at"] <= question["at"]]
    return None if later else body


def way(world: World, question: Question, where: Slice, body: str, without: frozenset[str]) -> list[str] | None:
    """How this stage could be a body's: it is the department, or was handed it by somebody whose it could be.

    A decision gives nobody what neither the item nor a grant gives it. What it settles is who of them handles the case,
    so what would leave the case with another does not count; but a township detains nobody (R12).
    """
    place, part = where
    if body == world["items"][question["item"]]["department"]:
        return []
    theirs = {
        key: begins(one)
        for key, one in transfers_of(world, question["item"]).items()
        if key not in without
        and exerciser(one) == body
        and given(world, one, question, place)
        and (not one["parts"] or part in one["parts"])
        and running(one, question)
        and not restricts_freedom(question)
    }
    for key in sorted(theirs, key=lambda key: (theirs[key], key)):
        before = way(world, question, where, world["transfers"][key]["devolver"], without | {key})
        if before is not None:
            return [*before, key]
    return None


def way_of_decision(world: World, question: Question, where: Slice) -> list[str] | None:
    body = designated(question)
    return None if body is None else way(world, question, where, body, frozenset())


def follow(world: World, question: Question, where: Slice) -> Chain:
    """S12: from the item's department to the last link; the current holder is the last, every earlier one is barred."""
    item = world["items"][question["item"]]
    chain = Chain(item["department"], item["department"], [], set(), set())
    decided = way_of_decision(world, question, where)

    def following() -> str | None:
        if decided is None:
            return next_link(world, question, where, chain)
        return next((key for key in decided if key not in chain.links), None)

    while (link := following()) is not None:
        transfer = world["transfers"][link]
        agent = {chain.holder} - {transfer["devolver"]}  # it keeps its counter when the department hands on its own
        chain.sharing = (chain.sharing | agent) - {transfer["devolver"]}
        chain.before.add(transfer["devolver"])
        if shared(transfer, item["kind"]):
            chain.sharing.add(transfer["devolver"])
        chain.holder, chain.name = exerciser(transfer), acting_name(transfer, chain.name)
        chain.links.append(link)
    return chain


def acting_name(transfer: Transfer, devolvers: str) -> str:
    """R15: a receiver acts in its own name; entrusted (处罚法 20), agent (R6) or outpost: in its devolver's."""
    return devolvers if transfer["mode"] in ("ENTRUST", "AGENCY", "INTERNAL") else transfer["receiver"]


def in_slice(world: World, question: Question, where: Slice) -> Holding:
    """Who holds a part at a place: where the item is listed (R36), and it lies in its department's area (R110)."""
    item = world["items"][question["item"]]
    place, _ = where
    if not listed(item) or not place.startswith(world["bodies"][item["department"]]["place"]):
        return Holding()
    if question["stage"] == "SUPERVISE":  # R23, R33, R199: it stays with the competent department
        return Holding(item["competent"], name=item["competent"])
    chain = follow(world, question, where)
    also = chain.sharing - {chain.holder}
    last = chain.links[-1] if chain.links else None
    step_in = stepping_in(world["transfers"][last], item["kind"]) - also - {chain.holder} if last else set[str]()
    idle = inactive(world, question, where)
    # R26, R40: from what was handed over and is not shared
    barred = (chain.before | idle) - also - step_in - {chain.holder}
    counters = neighbours(world, question, where) - also - step_in - barred - {chain.holder}
    return Holding(
        chain.holder,
        frozenset(also | step_in | counters),
        frozenset(barred),
        chain.name,
        last,
        frozenset(step_in),
        frozenset(counters),
    )


def stepping_in(transfer: Transfer, kind: str) -> set[str]:
    """R30 必要时可直接行使行政处罚权: whose own outpost it is that handles the penalty, or whose grant reserves it."""
    may = kind == "PENALTY" and (transfer["mode"] == "INTERNAL" or transfer["reserved"])
    return {transfer["devolver"]} if may else set()


def inactive(world: World, question: Question, where: Slice) -> set[str]:
    """R28: the town is barred for that matter: whoever was given this stage of it and was found not to act."""
    place, part = where
    return {
        exerciser(one)
        for one in transfers_of(world, question["item"]).values()
        if given(world, one, question, place)
        and (not one["parts"] or part in one["parts"])
        and running(one, question)
        and did_not_act(question, exerciser(one))
    }


def neighbours(world: World, question: Question, where: Slice) -> set[str]:
    """R112 服务辐射周边乡镇: counters that accept for the holder there; nothing is punished at a counter."""
    place, part = where
    kind = world["items"][question["item"]]["kind"]
    return {
        exerciser(one)
        for one in transfers_of(world, question["item"]).values()
        if place in one["serves"]
        and question["stage"] == "ACCEPT"
        and hands_over(one, kind, "ACCEPT")
        and takes(one, question["parts"])
        and (not one["parts"] or part in one["parts"])
        and reached(one, question)
        and not retained(one, question)
        and not left_across(one, question)
        and not did_not_act(question, exerciser(one))
    }


def all_parts(question: Question) -> list[str | None]:
    return [*question["parts"]] or [None]


def at_place(world: World, question: Question, place: str, parts: list[str | None]) -> dict[str | None, Holding]:
    """R206: a matter goes whole with a part of it: whoever handed a part on at a place is out of all of it there.

    Where each handed a part to another who handed on the rest, nobody would be left: there all stay.
    """
    each = {part: in_slice(world, question, (place, part)) for part in parts}
    out = frozenset[str]().union(*(one.barred for one in each.values()))
    stepping = frozenset[str]().union(*(one.step_in for one in each.values()))
    kept = {part: one for part, one in each.items() if one.holder not in out | stepping} or each
    holders = {one.holder for one in kept.values()}
    return {
        part: Holding(
            one.holder,
            one.also - out,
            out - holders,
            one.name,
            one.transfer,
            one.step_in - out,
            one.counters - out,
        )
        for part, one in kept.items()
    }


def in_play(world: World, question: Question) -> dict[str, list[str | None]]:
    """R208: a matter in several townships belongs to the first to file; till then any of them may take it.

    So does one of several parts (R206). The filer's is where, on the day it filed, it could file it (立案), or else
    take it up at a later stage, and there all the parts in which it could. An inspection takes up nothing.
    """
    parts = all_parts(question)
    places = list(dict.fromkeys(question["places"]))
    if decided := where_decided(world, question, places):
        return decided
    if (len(places) == 1 and len(parts) == 1) or question["filed"] is None or question["filer"] is None:
        return dict.fromkeys(places, parts)
    then: Question = {**question, "at": question["filed"], "filed": None, "filer": None}
    for stage in STAGES[:-1]:
        for place in places:
            answers = at_place(world, {**then, "stage": stage}, place, parts).items()
            if taken := [part for part, answer in answers if answer.admits(question["filer"])]:
                return {place: taken}
    return dict.fromkeys(places, parts)


def where_decided(world: World, question: Question, places: list[str]) -> dict[str, list[str | None]]:
    """The slices in which whoever was designated could have some stage; an inspection is none."""
    area = world["bodies"][world["items"][question["item"]]["department"]]["place"]
    found: dict[str, list[str | None]] = {}
    for place in places:
        for part in all_parts(question):
            asked: list[Question] = [{**question, "stage": stage} for stage in STAGES[:-1]]
            ways = [way_of_decision(world, one, (place, part)) for one in asked]
            if place.startswith(area) and any(one is not None for one in ways):
                found.setdefault(place, []).append(part)
    return found


def holding(world: World, question: Question) -> Holding:
    """Who holds it of a matter that may lie in several places: at the first, and at each other still in play."""
    each = [
        one
        for place, parts in in_play(world, question).items()
        for one in at_place(world, question, place, parts).values()
    ]
    return together(each)


def together(each: list[Holding]) -> Holding:
    """The first answer, and whoever may act by the others."""
    first = next((one for one in each if one.holder), Holding())
    may = {one.holder for one in each if one.holder}.union(*(one.also for one in each))
    barred = frozenset[str]().union(*(one.barred for one in each))
    also = frozenset(may - {first.holder})
    outright = {body for one in each for body in ({one.holder} | one.also) - one.step_in - one.counters}
    counters = frozenset[str]().union(*(one.counters for one in each)) & also
    return Holding(
        first.holder,
        also,
        barred - may,
        first.name,
        first.transfer,
        also - outright - counters,
        counters - outright,
    )
