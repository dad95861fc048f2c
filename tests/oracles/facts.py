"""What a world of the oracles is described in: neutral data, of which the register and the model each make their own.

Bodies, items and transfers have their own keys; every word is the plain string of the documents' vocabulary.
"""

from datetime import datetime
from decimal import Decimal
from typing import TypedDict


class Body(TypedDict):
    """Whoever can hold a power. `place` is its own area; a township has a kind, an outpost a parent."""

    place: str
    township: str | None
    parent: str | None


class Item(TypedDict):
    kind: str
    department: str
    competent: str
    published: bool
    retired: bool


class Retained(TypedDict):
    kind: str
    above: Decimal | None
    party: str | None


class Recall(TypedDict):
    effective: datetime
    published: datetime | None
    open_cases: str


class Transfer(TypedDict):
    """`stages` is None where the document names none: then it hands over all that its mode can.

    Places that it takes in beside the receiver's own, cuts out, and serves; parts of the item likewise.
    """

    item: str
    devolver: str
    receiver: str
    outpost: str | None
    mode: str
    stages: list[str] | None
    effective: datetime
    published: datetime | None
    term: datetime | None
    withdrawn: bool
    declined: bool
    retained: list[Retained]
    reserved: bool
    across: bool
    takes_in: list[str]
    cuts_out: list[str]
    serves: list[str]
    parts: list[str]
    but_parts: list[str]
    recall: Recall | None


class Sanction(TypedDict):
    kind: str
    amount: Decimal | None


class Finding(TypedDict):
    """That a body did not act in the case (R28)."""

    body: str
    at: datetime


class Decision(TypedDict):
    """That a body is to handle the case (R208, R135)."""

    body: str
    at: datetime


class Question(TypedDict):
    """`filed` is None for a matter that nobody has filed; `filer` is None where it is not known who filed it."""

    item: str
    stage: str
    places: list[str]
    filed: datetime | None
    filer: str | None
    sanctions: list[Sanction]
    party: str | None
    parts: list[str]
    inaction: list[Finding]
    decisions: list[Decision]
    at: datetime


class World(TypedDict):
    bodies: dict[str, Body]
    items: dict[str, Item]
    transfers: dict[str, Transfer]
