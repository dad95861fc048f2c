"""What a transfer hands over, when, and which matters: the plain model's reading of one grant, from the rules alone.

One rule of law is one function here, with the rule's number and its words. Whom grants together leave with the power is
told in reference.py.
"""

from datetime import datetime

from tests.oracles.facts import Item, Question, Retained, Sanction, Transfer, World

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
    """R110: in the receiver's own area: a town's, or for a department all of its county. R113: 除…园区外.

    A park in the town's area has a code of its own: the grant takes it in by name, or cuts it out.
    """
    own = place.startswith(world["bodies"][transfer["receiver"]]["place"])
    return (own or place in transfer["takes_in"]) and place not in transfer["cuts_out"]


def takes(transfer: Transfer, parts: list[str]) -> bool:
    """R206: 全部或部分行政处罚权, (…除外): some part of the matter is covered, and none is left out."""
    covered = not transfer["parts"] or not {*transfer["parts"]}.isdisjoint(parts)
    return covered and {*transfer["but_parts"]}.isdisjoint(parts)


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


def left_across(transfer: Transfer, question: Question) -> bool:
    """R208: the county keeps what lies in several townships only where the grant says so."""
    return transfer["across"] and len({*question["places"]}) > 1


def did_not_act(question: Question, body: str) -> bool:
    """R28: 因实施单位不作为而转为区级部门直接执法管辖: found by the moment asked, for this matter alone."""
    return any(finding["body"] == body and finding["at"] <= question["at"] for finding in question["inaction"])


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


def given(world: World, transfer: Transfer, question: Question, place: str) -> bool:
    """Whether by its words it hands this stage of such a matter over at this place."""
    kind = world["items"][question["item"]]["kind"]
    here = reaches(world, transfer, place) and takes(transfer, question["parts"])
    return here and hands_over(transfer, kind, question["stage"])


def moves(world: World, transfer: Transfer, question: Question, place: str) -> bool:
    """Whether a transfer hands this stage of this matter at this place from its devolver to its receiver now."""
    return (
        given(world, transfer, question, place)
        and reached(transfer, question)
        and not restricts_freedom(question)
        and not retained(transfer, question)
        and not left_across(transfer, question)
        and not did_not_act(question, exerciser(transfer))
    )


def running(transfer: Transfer, question: Question) -> bool:
    """In force, or recalled and still so for this case."""
    return in_force(transfer, question["at"]) or stays_after_recall(transfer, question)


def listed(item: Item) -> bool:
    """R36: 未纳入权力清单的行政职权不得行使."""
    return item["published"] and not item["retired"]


def transfers_of(world: World, item: str) -> dict[str, Transfer]:
    return {key: transfer for key, transfer in world["transfers"].items() if transfer["item"] == item}
