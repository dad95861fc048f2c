"""Worlds for the oracles: bodies of two counties and their city, one item, transfers of it, and a matter to ask about.

Only states that the register's use cases reach, and those which a receiver may make that hands on with an approved
report (R71): transfers and recalls happen one after the other, and each is kept only if the law let it happen then.
"""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from itertools import groupby, product
from operator import attrgetter
from typing import NamedTuple, TypeVar

from hypothesis import strategies as st

from tests.oracles.facts import Body, Item, Question, Recall, Retained, Sanction, Transfer, World
from tests.oracles.reference import STAGES, begins, ends, ever, exerciser, handed_over, holding, holding_at, reaches

START = datetime(2026, 6, 1, 4, tzinfo=UTC)
DAY, TICK = timedelta(days=1), timedelta(microseconds=1)
NEAR = (timedelta(0), -TICK, TICK, DAY / 2)
KINDS = (
    *("PENALTY", "LICENSING", "COERCION", "LEVY", "PAYMENT", "INSPECTION", "CONFIRMATION", "REWARD"),
    *("ADJUDICATION", "OTHER", "PUBLIC_SERVICE"),
)
CITY, TRANSPORT, WATER = "5116/city", "511602/transport", "511602/water"
BUREAU, BESIDE, WATERS_ABOVE = "511602/bureau", "511603/bureau", "5116/water"


def _body(place: str, *, township: str | None = None, parent: str | None = None) -> Body:
    return {"place": place, "township": township, "parent": parent}


BODIES: dict[str, Body] = {
    CITY: _body("5116"),
    WATERS_ABOVE: _body("5116"),
    TRANSPORT: _body("511602"),
    WATER: _body("511602"),
    BUREAU: _body("511602"),
    "511602/station": _body("511602101", parent=TRANSPORT),
    "511602/counter": _body("511602102", parent=TRANSPORT),
    "511602/squad": _body("511602101", parent=BUREAU),
    "511602/511602101": _body("511602101", township="TOWN"),
    "511602/511602102": _body("511602102", township="SUBDISTRICT"),
    "511602/511602401": _body("511602401", township="PARK"),
    BESIDE: _body("511603"),
    "511603/511603101": _body("511603101", township="TOWN"),
}
PLACES = [body["place"] for body in BODIES.values() if body["township"]]


T = TypeVar("T")
_DEVOLVER = attrgetter("devolver")


class Route(NamedTuple):
    """From whom to whom an item may go, and how."""

    devolver: str
    receiver: str
    mode: str
    outpost: str | None = None


def _open_to(mode: str, kind: str, *, park: bool) -> bool:
    """The kinds a mode carries: R2 (a law behind permits and penalties), R3, R5; no park is empowered (处罚法 24)."""
    closed = {"ENTRUST": {"COERCION"}, "AGENCY": {"COERCION"}, "AUTHORIZE": {"LICENSING", "PENALTY", "COERCION"}}
    return kind not in closed.get(mode, ()) and not (park and mode == "EMPOWER")


def _routes(department: str, kind: str) -> Iterator[Route]:
    """Down to a township in six modes (R16), or to another department of a county by CONCENTRATE."""
    holders = [TRANSPORT, BUREAU, WATER] if department == TRANSPORT else [CITY, BUREAU, BESIDE]
    for devolver, (receiver, body) in product(holders, BODIES.items()):
        within = body["place"].startswith(BODIES[devolver]["place"])
        if not within or receiver in (devolver, department, WATERS_ABOVE) or body["parent"]:
            continue
        if not body["township"]:
            yield Route(devolver, receiver, "CONCENTRATE")
            continue
        for mode in ("RESTORE", "ENTRUST", "AUTHORIZE", "AGENCY", "EMPOWER"):
            if _open_to(mode, kind, park=body["township"] == "PARK"):
                yield Route(devolver, receiver, mode)
        for outpost, sent in BODIES.items():
            if sent["parent"] == devolver and sent["place"] == body["place"]:
                yield Route(devolver, receiver, "INTERNAL", outpost)


ROUTES = {
    (department, kind): {devolver: list(routes) for devolver, routes in groupby(_routes(department, kind), _DEVOLVER)}
    for department in (TRANSPORT, CITY)
    for kind in KINDS
}

# ------------------------------------------------------------------------------------------------------- what is drawn


class Picks:
    """Choices read off drawn bytes, one for each. A byte of 0 is the first option, so worlds shrink to plain ones."""

    def __init__(self, drawn: bytes) -> None:
        self._bytes = iter(drawn)

    def one(self, options: Sequence[T]) -> T:
        return options[next(self._bytes) % len(options)]


FINES = (None, Decimal(999), Decimal(1000), Decimal("1000.01"))
SANCTIONS = (
    *(Sanction(kind="FINE", amount=amount) for amount in FINES),
    *(Sanction(kind=kind, amount=None) for kind in ("CLOSURE", "WARNING", "DETENTION")),
)
CLAUSES = (
    Retained(kind="FINE", above=Decimal(1000), party=None),
    Retained(kind="FINE", above=Decimal(1000), party="PERSON"),
    Retained(kind="FINE", above=None, party="ORGANISATION"),
    Retained(kind="CLOSURE", above=None, party=None),
)


def a_recall(picks: Picks, after: datetime) -> Recall:
    """A recall published some days after the transfer was, or not yet."""
    published = picks.one([2, 1, 4, None])
    return {
        "effective": after + picks.one([2, 1, 3, 5]) * DAY,
        "published": None if published is None else after + published * DAY,
        "open_cases": picks.one(["STAY", "MOVE"]),
    }


def a_transfer(picks: Picks, department: str, kind: str) -> Transfer:
    """A transfer of the item as its documents have it."""
    routes = ROUTES[department, kind]
    route = picks.one(routes[picks.one([department, department, *routes])])
    effective = START + picks.one(range(7)) * DAY
    published = effective + picks.one([timedelta(0), -2 * DAY, -DAY, -TICK, TICK, DAY])
    state = picks.one(["published"] * 9 + ["draft", "withdrawn", "declined"])
    term = picks.one([3, 1, 2, 9] if route.mode == "ENTRUST" else [None, None, None, 2, 4])
    stages = sorted(handed_over(route.mode, kind))
    some = [stage for stage in stages if picks.one([True, False])] or stages[-1:]
    retained = [picks.one(CLAUSES) for _ in range(picks.one([0, 0, 1, 2]))]
    return {
        "item": "item",
        "devolver": route.devolver,
        "receiver": route.receiver,
        "outpost": route.outpost,
        "mode": route.mode,
        "stages": picks.one([None, None, None, some]),
        "effective": effective,
        "published": published if state == "published" else None,
        "term": effective + term * DAY if term else None,
        "withdrawn": state == "withdrawn",
        "declined": state == "declined",
        "retained": retained if kind == "PENALTY" else [],
        "reserved": kind == "PENALTY" and picks.one([False, False, True]),
        "recall": picks.one([None, a_recall(picks, published)]) if state == "published" else None,
    }


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


def may_be_published(world: World, transfer: Transfer) -> bool:
    """Its devolver holds every stage when it begins, has promised none, and no layer is added (R39)."""
    begin, place = begins(transfer), BODIES[transfer["receiver"]]["place"]
    if begin is None:
        return True
    kind = world["items"]["item"]["kind"]
    stages = set(transfer["stages"] or handed_over(transfer["mode"], kind))
    bare: Question = {
        "item": "item",
        "stage": "ACCEPT",
        "places": [place],
        "filed": None,
        "filer": None,
        "sanctions": [],
        "party": None,
        "at": begin,
    }
    holds = all(holding_at(world, {**bare, "stage": one}, place).holds(transfer["devolver"]) for one in stages)
    beside = [one for one in _standing(world, transfer) if one["devolver"] == transfer["devolver"]]
    promised = any((begins(one) or begin) > begin and reaches(world, one, place) for one in beside)
    layers = transfer["mode"] == "CONCENTRATE" and any(
        reaches(world, transfer, BODIES[one["receiver"]]["place"]) for one in beside if one["mode"] != "CONCENTRATE"
    )
    return holds and not promised and not layers


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
    receivers = {BODIES[one["receiver"]]["place"] for one in world["transfers"].values()}
    busy = sorted(receivers.intersection(PLACES)) or PLACES
    question: Question = {
        "item": "item",
        "stage": "ACCEPT",
        "places": [picks.one(picks.one([busy, busy, PLACES])) for _ in range(picks.one([1, 1, 2, 3]))],
        "filed": None,
        "filer": None,
        "sanctions": [picks.one(SANCTIONS) for _ in range(picks.one([0, 0, 1, 2]))] if penalty else [],
        "party": picks.one([None, "PERSON", "ORGANISATION"]) if penalty else None,
        "at": picks.one([*when, *when[len(when) // 2 :]]) + picks.one(NEAR),
    }
    before = [moment for moment in when if moment <= question["at"]] or when
    filed = picks.one(before) + picks.one(NEAR)
    if filed > question["at"] or picks.one([True, False, False]):
        return question
    unseen: Question = {**question, "sanctions": []}  # sanctions come into view later
    who = sorted({*filers(world, question, filed), *filers(world, unseen, filed)})
    return {**question, "filed": filed, "filer": picks.one([*who, None])}


def _asked(world: bytes, transfers: list[bytes]) -> tuple[World, Question]:
    picks = Picks(world)
    made = a_world(picks, [Picks(one) for one in transfers])
    return made, a_question(picks, made)


_BYTES = st.binary(min_size=32, max_size=32)
# A draw costs far more than a world: hence bytes, one draw for each transfer.
asked = st.builds(_asked, _BYTES, st.lists(_BYTES, min_size=1, max_size=6))


def bodies_in(world: World) -> list[str]:
    """The bodies worth asking about: everybody a document names, and a department and a town that it may not name."""
    item = world["items"]["item"]
    found = {item["department"], item["competent"], BUREAU, "511602/511602102"}
    for one in world["transfers"].values():
        found |= {one["devolver"], one["receiver"], exerciser(one)}
    return sorted(found)
