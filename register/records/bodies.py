"""Divisions, and the bodies that can hold a power."""

from dataclasses import dataclass
from datetime import datetime

from register.records.keys import Key
from register.words import BodyKind, Office, PlaceLevel, TownshipKind


@dataclass(frozen=True, slots=True)
class Former:
    """What a body was called, and its credit code if it is a department, until a moment."""

    until: datetime
    name: str
    code: str | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """A division 行政区划, keyed by its code; names repeat."""

    code: str
    name: str
    level: PlaceLevel
    parent: str | None
    kind: TownshipKind | None = None
    former: tuple[Former, ...] = ()
    until: datetime | None = None
    heirs: tuple[Key, ...] = ()


@dataclass(frozen=True, slots=True)
class Body:
    """Whoever can hold a power: a department, or a township (whose id is its division code).

    `former` is what it was called before, the oldest first. One that is no more ended at `until`, and its `heirs`
    carry on. `areas` are the codes, beside its own, that its area is named by, `carries` whom it carries on (R207).
    """

    key: Key
    kind: BodyKind
    name: str
    place: str
    code: str | None = None
    code_valid: bool = True
    parent: str | None = None
    offices: tuple[Office, ...] = ()
    township: TownshipKind | None = None
    former: tuple[Former, ...] = ()
    until: datetime | None = None
    heirs: tuple[Key, ...] = ()
    areas: frozenset[str] = frozenset()
    carries: tuple[Key, ...] = ()

    def covers(self, place: str) -> bool:
        """Tell whether a place lies in the body's own area (R110)."""
        return place.startswith(self.place) or place in self.areas

    def gone(self, at: datetime) -> bool:
        """Tell whether it was no more at a moment."""
        return self.until is not None and self.until <= at
