"""Who may do a stage of an item at a place and time, told a second time: plain, slow, and from the rules alone.

Written from rules.md, the design and the statutes, in words of its own (strings, dicts, datetimes), and importing
nothing of the register, so that the two can only agree by both being right or by both misreading the same sentence.
One rule of law is one function here, with the rule's number and its words. `holding` answers for a question; what an
act is worth stands in opinions.py.
"""

from dataclasses import dataclass
from datetime import datetime

from tests.oracles.facts import Item, Question, Retained, Sanction, Transfer, World


@dataclass(frozen=True)
class Holding:
    """The answer: who holds, who else may act, who held before and may not, in whose name, by which transfer.

    Of those who else may act, some `step_in`: only when necessary, for a reason they record (R30).
    """

    holder: str | None = None
    also: frozenset[str] = frozenset()
    barred: frozenset[str] = frozenset()
    name: str | None = None
    transfer: str | None = None
    step_in: frozenset[str] = frozenset()

    def admits(self, body: str) -> bool:
        return body == self.holder or body in self.also

    def holds(self, body: str) -> bool:
        return self.admits(body) and body not in self.step_in


# ------------------------------------------------------------------------------------------ what a transfer hands over

STAGES = ("ACCEPT", "PRELIMINARY_REVIEW", "INVESTIGATE", "DECIDE", "EXECUTE", "SUPERVISE")


def handed_over(mode: str, kind: str) -> set[str]:
    """Design §4, stages by mode: SUPERVISE always stays (R23, R33, R199)."""
    if mode == "AGENCY":  # R7 代行调查取证等部分流程; 强制法 17; R5 代办受理、初审流程
        steps = {"PENALTY": {"INVESTIGATE"}, "COERCION": set[str]()}
        return steps.get(kind, {"ACCEPT", "PRELIMINARY_REVIEW"})
    if mode == "INTERNAL":  # R40: the decision power stays in the department
        return set(STAGES) - {"DECIDE", "SUPERVISE"}
    return set(STAGES) - {"SUPERVISE"}


def hands_over(transfer: Transfer, kind: str, stage: str) -> bool:
    """A transfer may name fewer stages than its mode hands over, never more."""
    named = transfer["stages"]
    return stage in handed_over(transfer["mode"], kind) and (named is None or stage in named)


def shared(transfer: Transfer, kind: str) -> bool:
    """R5: under AGENCY the town's counter is the department's own, extended (R203); nothing of a penalty is (R7)."""
    return transfer["mode"] == "AGENCY" and kind not in ("PENALTY", "COERCION")


def exerciser(transfer: Transfer) -> str:
    """R4: under INTERNAL the devolver's dispatched body (派出机构) at the place; else the receiver."""
    return transfer["outpost"] or transfer["receiver"] if transfer["mode"] == "INTERNAL" else transfer["receiver"]


def reaches(world: World, transfer: Transfer, place: str) -> bool:
    """R110: where the place lies in the receiver's own area: a town's, or for a department all of its county."""
    return place.startswith(world["bodies"][transfer["receiver"]]["place"])


# ------------------------------------------------------------------------------------------------------------- its time


def begins(transfer: Transfer) -> datetime | None:
    """R92, R13: not in force before publication. None: never, for it is not published or was given up before."""
    if transfer["published"] is None or transfer["withdrawn"] or transfer["declined"]:
        return None
    return max(transfer["effective"], transfer["published"])


def recalled(transfer: Transfer) -> datetime | None:
    """R46: a recall has no effect before it is published."""
    recall = transfer["recall"]
    return max(recall["effective"], recall["published"]) if recall and recall["published"] else None


def ends(transfer: Transfer) -> datetime | None:
    """R210, R46: with its term or by its recall, whichever comes first."""
    return min((end for end in (transfer["term"], recalled(transfer)) if end), default=None)


def ever(transfer: Transfer) -> bool:
    """Whether it is in force at any time: not over before it could begin."""
    begin, end = begins(transfer), ends(transfer)
    return begin is not None and (end is None or begin < end)


def in_force(transfer: Transfer, at: datetime) -> bool:
    begin, end = begins(transfer), ends(transfer)
    return begin is not None and begin <= at and (end is None or at < end)


# ----------------------------------------------------------------------------------------- which matters it hands over


def restricts_freedom(question: Question) -> bool:
    """R12: 限制人身自由的除外."""
    return any(sanction["kind"] == "DETENTION" for sanction in question["sanctions"])


def retained(transfer: Transfer, question: Question) -> bool:
    """R31: 重大行政处罚决定的案件,仍由县级…管辖: the whole case, where the grant says so."""
    return any(
        clause["party"] in (None, question["party"]) and any(_keeps(clause, one) for one in question["sanctions"])
        for clause in transfer["retained"]
    )


def _keeps(clause: Retained, sanction: Sanction) -> bool:
    """较大数额: above the amount the grant names; where it names none, every sanction of the kind."""
    above, amount = clause["above"], sanction["amount"]
    return sanction["kind"] == clause["kind"] and (above is None or (amount is not None and amount > above))


def filed_before(transfer: Transfer, question: Question) -> bool:
    """R29: 已经立案但未结案的 stay with whoever filed them before the moment of effect."""
    begin = begins(transfer)
    return question["filed"] is not None and begin is not None and question["filed"] < begin


def stays_after_recall(transfer: Transfer, question: Question) -> bool:
    """R209, STAY: the cases the receiver filed while it held stay with it after the recall, not longer than its term.

    A claimed filing date without a filer is taken for that of whoever held the power on that day.
    """
    begin, back, recall = begins(transfer), recalled(transfer), transfer["recall"]
    term, filed, at = transfer["term"], question["filed"], question["at"]
    if begin is None or back is None or recall is None or filed is None or recall["open_cases"] != "STAY":
        return False
    within_term = term is None or at < term
    filed_by_it = question["filer"] in (None, exerciser(transfer))
    return begin <= filed < back <= at and within_term and filed_by_it


def reached(transfer: Transfer, question: Question) -> bool:
    """By its time it has this matter: in force, and not filed before; or recalled, and left to its receiver."""
    if in_force(transfer, question["at"]):
        return not filed_before(transfer, question)
    return stays_after_recall(transfer, question)


def moves(world: World, transfer: Transfer, question: Question, place: str) -> bool:
    """Whether a transfer hands this stage of this matter at this place from its devolver to its receiver now."""
    kind = world["items"][question["item"]]["kind"]
    return (
        hands_over(transfer, kind, question["stage"])
        and reaches(world, transfer, place)
        and reached(transfer, question)
        and not restricts_freedom(question)
        and not retained(transfer, question)
    )


# --------------------------------------------------------------------------------------------------------- who holds it


def listed(item: Item) -> bool:
    """R36: 未纳入权力清单的行政职权不得行使."""
    return item["published"] and not item["retired"]


def transfers_of(world: World, item: str) -> dict[str, Transfer]:
    return {key: transfer for key, transfer in world["transfers"].items() if transfer["item"] == item}


@dataclass
class Chain:
    """The links that have moved a stage from its department, and whom they left where."""

    holder: str
    name: str
    links: list[str]
    sharing: set[str]
    before: set[str]


def next_link(world: World, question: Question, place: str, chain: Chain) -> str | None:
    """The transfer by which somebody who may act has handed this on; of two, the one that took effect first.

    One whose devolver holds nothing moves nothing: nobody hands on what they do not hold.
    """
    begun = {
        key: begins(transfer)
        for key, transfer in transfers_of(world, question["item"]).items()
        if transfer["devolver"] in (chain.holder, *chain.sharing)
        and key not in chain.links
        and moves(world, transfer, question, place)
    }
    return min(begun, key=lambda key: (begun[key], key), default=None)


def follow(world: World, question: Question, place: str) -> Chain:
    """S12: from the item's department to the last link; the current holder is the last, every earlier one is barred."""
    item = world["items"][question["item"]]
    chain = Chain(item["department"], item["department"], [], set(), set())
    while (link := next_link(world, question, place, chain)) is not None:
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


def holding_at(world: World, question: Question, place: str) -> Holding:
    """Who holds it at one place: where the item is listed (R36), and the place lies in its department's area (R110)."""
    item = world["items"][question["item"]]
    if not listed(item) or not place.startswith(world["bodies"][item["department"]]["place"]):
        return Holding()
    if question["stage"] == "SUPERVISE":  # R23, R33, R199: it stays with the competent department
        return Holding(item["competent"], name=item["competent"])
    chain = follow(world, question, place)
    also = chain.sharing - {chain.holder}
    barred = chain.before - chain.sharing - {chain.holder}  # R26, R40: from what was handed over and is not shared
    last = chain.links[-1] if chain.links else None
    step_in = stepping_in(world["transfers"][last], item["kind"]) - also - {chain.holder} if last else set[str]()
    return Holding(
        chain.holder, frozenset(also | step_in), frozenset(barred - step_in), chain.name, last, frozenset(step_in)
    )


def stepping_in(transfer: Transfer, kind: str) -> set[str]:
    """R30 必要时可直接行使行政处罚权: whose own outpost it is that handles the penalty, or whose grant reserves it."""
    may = kind == "PENALTY" and (transfer["mode"] == "INTERNAL" or transfer["reserved"])
    return {transfer["devolver"]} if may else set()


def places_in_play(world: World, question: Question) -> list[str]:
    """R208: a matter in several townships belongs to the first to file; till then any of them may take it.

    The filer's place is the one where, on the day it filed, it could file it (立案), or else take it up later.
    An inspection takes up nothing.
    """
    places = list(dict.fromkeys(question["places"]))
    if len(places) == 1 or question["filed"] is None or question["filer"] is None:
        return places
    then: Question = {**question, "at": question["filed"], "filed": None, "filer": None}
    for stage in STAGES[:-1]:
        for place in places:
            if holding_at(world, {**then, "stage": stage}, place).admits(question["filer"]):
                return [place]
    return places


def holding(world: World, question: Question) -> Holding:
    """Who holds it of a matter that may lie in several places: at the first, and at each other still in play."""
    each = [holding_at(world, question, place) for place in places_in_play(world, question)]
    first = next((one for one in each if one.holder), Holding())
    may = {one.holder for one in each if one.holder}.union(*(one.also for one in each))
    barred = frozenset[str]().union(*(one.barred for one in each))
    also = frozenset(may - {first.holder})
    outright = {body for one in each for body in ({one.holder} | one.also) - one.step_in}
    return Holding(first.holder, also, barred - may, first.name, first.transfer, also - outright)
