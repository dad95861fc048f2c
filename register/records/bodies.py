"""Divisions, and the bodies that can hold a power."""

from dataclasses import dataclass

from register.records.keys import Key
from register.words import BodyKind, Office, PlaceLevel, TownshipKind


@dataclass(frozen=True, slots=True)
class Place:
    """A division 行政区划, keyed by its code; names repeat."""

    code: str
    name: str
    level: PlaceLevel
    parent: str | None
    kind: TownshipKind | None = None


@dataclass(frozen=True, slots=True)
class Body:
    """Whoever can hold a power: a department, or a township (whose id is its division code)."""

    key: Key
    kind: BodyKind
    name: str
    place: str
    code: str | None = None
    code_valid: bool = True
    parent: str | None = None
    offices: tuple[Office, ...] = ()
    township: TownshipKind | None = None

    def covers(self, place: str) -> bool:
        """Tell whether a place lies in the body's own area (R110)."""
        return place.startswith(self.place)
