"""What a world of the oracles is drawn from: bodies of two counties and a city, transfers as papers have them."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from itertools import groupby, product
from operator import attrgetter
from typing import NamedTuple, TypedDict, TypeVar

from tests.oracles.facts import Body, Recall, Retained, Sanction, Transfer
from tests.oracles.grants import handed_over

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
PARK = "511602401"
PARTS = ("A", "B")
MATTERS: list[list[str]] = [[], ["A"], ["B"]]  # of no part that is named, and of each


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


class Area(TypedDict):
    """The places a grant speaks of beside its receiver's own."""

    takes_in: list[str]
    cuts_out: list[str]
    serves: list[str]


def an_area(picks: Picks, receiver: str, kind: str) -> Area:
    """A town takes the park in or cuts it out; a county's bureau cuts out any place; a counter serves any other."""
    own, town = BODIES[receiver]["place"], BODIES[receiver]["township"]
    county = [place for place in PLACES if place.startswith(own[:6]) and place != own]
    within = [PARK] if town and own != PARK and PARK in county else [] if town else county
    what = picks.one(["", "", "", "cuts_out", "takes_in", "serves"])
    area: Area = {"takes_in": [], "cuts_out": [], "serves": []}
    if what == "cuts_out" and within:
        area["cuts_out"] = [picks.one(within)]
    if what == "takes_in" and within and town:
        area["takes_in"] = within
    if what == "serves" and county and town and kind not in ("PENALTY", "COERCION"):
        area["serves"] = [picks.one(county)]
    return area


def some_parts(picks: Picks) -> tuple[list[str], list[str]]:
    """The parts it covers (none: the whole), and those it leaves out."""
    named: list[tuple[list[str], list[str]]] = [([], [])] * 5
    return picks.one([*named, (["A"], []), (["B"], []), (["A", "B"], []), ([], ["A"]), ([], ["B"]), (["A"], ["B"])])


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
    parts, but_parts = some_parts(picks)
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
        "across": picks.one([False, False, False, False, True]),
        **an_area(picks, route.receiver, kind),
        "parts": parts,
        "but_parts": but_parts,
        "recall": picks.one([None, a_recall(picks, published)]) if state == "published" else None,
    }
