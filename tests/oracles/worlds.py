"""Worlds for the oracles: bodies of two counties and their city, one item, transfers of it, and a matter to ask about.

Only states that the register's use cases reach, and those which a receiver may make that hands on with an approved
report (R71): transfers and recalls happen one after the other, and each is kept only if the law let it happen then.
"""

from datetime import datetime
from itertools import product

from hypothesis import strategies as st

from tests.oracles.drawn import (
    BODIES,
    BUREAU,
    CITY,
    DAY,
    KINDS,
    MATTERS,
    NEAR,
    PARTS,
    PLACES,
    SANCTIONS,
    START,
    TRANSPORT,
    WATER,
    WATERS_ABOVE,
    Picks,
    a_transfer,
)
from tests.oracles.facts import Decision, Finding, Item, Question, Recall, Transfer, World
from tests.oracles.grants import STAGES, begins, ends, ever, exerciser, handed_over, reaches, takes
from tests.oracles.reference import holding

# ------------------------------------------------------------------------------------------ what the law lets happen


def _standing(world: World, transfer: Transfer) -> list[Transfer]:
    """Transfers that are in force at some time while this one is."""
    begin, end = begins(transfer), transfer["term"]
    return [
        one
        for one in world["transfers"].values()
        if begin is not None
        and ever(one)
        and ((over := ends(one)) is None or over > begin)
        and (end is None or (start := begins(one)) is None or start < end)
    ]


def _meet(world: World, one: Transfer, other: Transfer) -> bool:
    """A matter of one part, at one place, would fall under both."""
    both = (one, other)
    return any(
        all(reaches(world, each, place) and takes(each, parts) for each in both)
        for place, parts in product(PLACES, MATTERS)
    )


def may_be_published(world: World, transfer: Transfer) -> bool:
    """Its devolver holds all of it wherever it reaches when it begins, has promised none, and adds no layer (R39)."""
    begin = begins(transfer)
    if begin is None:
        return True
    kind = world["items"]["item"]["kind"]
    stages = set(transfer["stages"] or handed_over(transfer["mode"], kind))
    places = [place for place in [BODIES[transfer["receiver"]]["place"], *PLACES] if reaches(world, transfer, place)]
    holds = all(
        holding(world, _bare(stage, place, parts, begin)).holds(transfer["devolver"])
        for stage, place, parts in product(stages, dict.fromkeys(places), MATTERS)
        if takes(transfer, parts)
    )
    beside = [one for one in _standing(world, transfer) if one["devolver"] == transfer["devolver"]]
    meeting = [one for one in beside if _meet(world, transfer, one)]
    promised = any((begins(one) or begin) > begin for one in meeting)
    layers = transfer["mode"] == "CONCENTRATE" and any(one["mode"] != "CONCENTRATE" for one in meeting)
    return holds and not promised and not layers


def _bare(stage: str, place: str, parts: list[str], at: datetime) -> Question:
    """A matter that nobody has filed, and nothing more is known of."""
    return {
        "item": "item",
        "stage": stage,
        "places": [place],
        "filed": None,
        "filer": None,
        "sanctions": [],
        "party": None,
        "parts": parts,
        "inaction": [],
        "decisions": [],
        "at": at,
    }


def may_be_recalled(world: World, transfer: Transfer, recall: Recall) -> bool:
    """It is not over, and nothing stands on it that its receiver handed on (R77)."""
    term, published = transfer["term"], recall["published"]
    if published is None:
        return True
    end = max(published, recall["effective"])
    standing = any(
        one["devolver"] == exerciser(transfer) and ever(one) and ((over := ends(one)) is None or over > end)
        for one in world["transfers"].values()
    )
    return not standing and (term is None or published < term)


def happen(world: World, drawn: list[Transfer]) -> None:
    """Let transfers be published, and recalled, in the order of their dates, as far as the law let them."""
    events: list[tuple[datetime, int, str]] = []
    for number, one in enumerate(drawn):
        events.append((one["published"] or START, number, "publish"))
        if one["recall"]:
            events.append((one["recall"]["published"] or START + 99 * DAY, number, "recall"))
    for _, number, what in sorted(events):
        one, key = drawn[number], f"t{number}"
        if what == "publish":
            fresh: Transfer = {**one, "recall": None}
            if may_be_published(world, fresh):
                world["transfers"][key] = fresh
        elif key in world["transfers"] and (recall := one["recall"]) and may_be_recalled(world, one, recall):
            world["transfers"][key] = one


def a_world(picks: Picks, drawn: list[Picks]) -> World:
    """An item of some department, and what became of it."""
    kind = picks.one(["PENALTY", "PENALTY", "LICENSING", *KINDS])
    department = picks.one([TRANSPORT, TRANSPORT, CITY])
    shown = picks.one([(True, False)] * 18 + [(False, False), (True, True)])
    item: Item = {
        "kind": kind,
        "department": department,
        "competent": picks.one([department, WATER if department == TRANSPORT else WATERS_ABOVE]),
        "published": shown[0],
        "retired": shown[1],
    }
    world: World = {"bodies": BODIES, "items": {"item": item}, "transfers": {}}
    happen(world, [a_transfer(one, department, kind) for one in drawn])
    return world


# -------------------------------------------------------------------------------------------------------- what is asked


def moments(world: World) -> list[datetime]:
    """Every moment at which something changes."""
    found = {START}
    for one in world["transfers"].values():
        recall = one["recall"]
        dates = (begins(one), ends(one), one["effective"], one["published"], one["term"])
        found |= {date for date in (*dates, recall and recall["published"], recall and recall["effective"]) if date}
    return sorted(found)


def filers(world: World, question: Question, filed: datetime) -> list[str]:
    """Who may have filed it on a day: whoever could take it up; for a town's counter its department (R203)."""
    found = set[str]()
    then: Question = {**question, "at": filed, "filed": None, "filer": None}
    for stage in STAGES:
        answer = holding(world, {**then, "stage": stage})
        last = world["transfers"].get(answer.transfer or "")
        counter = last is not None and last["mode"] == "AGENCY" and stage == "ACCEPT"
        found |= {name for name in (answer.name if counter else answer.holder, *answer.also) if name}
    return sorted(found)


def a_question(picks: Picks, world: World) -> Question:
    """A matter, at a moment at or beside one at which something changes, filed at or beside another, or not filed."""
    when = moments(world)
    penalty = world["items"]["item"]["kind"] == "PENALTY"
    spoken = {place for one in world["transfers"].values() for place in _spoken_of(one)}
    busy = sorted(spoken.intersection(PLACES)) or PLACES
    at = picks.one([*when, *when[len(when) // 2 :]]) + picks.one(NEAR)
    told_apart = any(one["parts"] or one["but_parts"] for one in world["transfers"].values())
    question: Question = {
        **_bare("ACCEPT", "", picks.one([*MATTERS, [*PARTS]]) if told_apart else [], at),
        "places": [picks.one(picks.one([busy, busy, PLACES])) for _ in range(picks.one([1, 1, 2, 3]))],
        "sanctions": [picks.one(SANCTIONS) for _ in range(picks.one([0, 0, 1, 2]))] if penalty else [],
        "party": picks.one([None, "PERSON", "ORGANISATION"]) if penalty else None,
    }
    before = [moment for moment in when if moment <= question["at"]] or when
    filed = picks.one(before) + picks.one(NEAR)
    if filed > question["at"] or picks.one([True, False, False]):
        return question
    unseen: Question = {**question, "sanctions": []}  # sanctions come into view later
    who = sorted({*filers(world, question, filed), *filers(world, unseen, filed)})
    case: Question = {**question, "filed": filed, "filer": picks.one([*who, None])}
    case = {**case, "decisions": decisions(picks, world, case)}
    return {**case, "inaction": findings(picks, world, case)}


def _spoken_of(one: Transfer) -> list[str]:
    return [BODIES[one["receiver"]]["place"], *one["takes_in"], *one["cuts_out"], *one["serves"]]


def decisions(picks: Picks, world: World, case: Question) -> list[Decision]:
    """That it was decided who handles the case, once or again; somebody else than those who could is of no effect."""
    when = [moment for moment in moments(world) if moment >= (case["filed"] or START)] or [case["at"]]
    number = picks.one([0, 0, 0, 1, 1, 2])
    return [{"body": picks.one(bodies_in(world)), "at": picks.one(when) + picks.one(NEAR)} for _ in range(number)]


def findings(picks: Picks, world: World, case: Question) -> list[Finding]:
    """What was found by the day asked, or is found after it: that somebody who held the case did not act (R28)."""
    found: list[Finding] = []
    for _ in range(picks.one([0, 0, 0, 1, 2])):
        at = picks.one([moment for moment in moments(world) if moment >= (case["filed"] or START)] or [case["at"]])
        then: Question = {**case, "at": at + picks.one(NEAR), "inaction": found}
        links = {holding(world, {**then, "stage": stage}).transfer for stage in STAGES}
        held = sorted(exerciser(world["transfers"][link]) for link in links if link)
        if held:
            found.append({"body": picks.one(held), "at": then["at"]})
    return found


def _asked(world: bytes, transfers: list[bytes]) -> tuple[World, Question]:
    picks = Picks(world)
    made = a_world(picks, [Picks(one) for one in transfers])
    return made, a_question(picks, made)


_BYTES = st.binary(min_size=40, max_size=40)
# A draw costs far more than a world: hence bytes, one draw for each transfer.
asked = st.builds(_asked, _BYTES, st.lists(_BYTES, min_size=1, max_size=6))


def bodies_in(world: World) -> list[str]:
    """The bodies worth asking about: everybody a document names, and a department and a town that it may not name."""
    item = world["items"]["item"]
    found = {item["department"], item["competent"], BUREAU, "511602/511602102"}
    for one in world["transfers"].values():
        found |= {one["devolver"], one["receiver"], exerciser(one)}
    return sorted(found)
