"""What a registrar hands in about an item."""

from dataclasses import dataclass, fields
from typing import Any

from register.records import Key
from register.words import PowerKind


@dataclass(frozen=True, slots=True)
class NewItem:
    """An item as a registrar enters it."""

    department: Key
    code: str
    name: str
    kind: PowerKind
    legal_basis: tuple[str, ...] = ()
    competent: Key | None = None
    important: bool = False
    county_or_above: bool = False
    decisions_reviewed: bool = False
    windows: tuple[str, ...] = ()
    statutory_days: int | None = None
    promised_days: int | None = None
    confidential: bool = False
    published: bool = False


@dataclass(frozen=True, slots=True)
class Amendment:
    """What to amend about an item; what is None stays as it is, and a limit of 0 days is dropped."""

    item: Key
    expected_version: int
    reason: str
    name: str | None = None
    legal_basis: tuple[str, ...] | None = None
    competent: Key | None = None
    important: bool | None = None
    county_or_above: bool | None = None
    decisions_reviewed: bool | None = None
    windows: tuple[str, ...] | None = None
    statutory_days: int | None = None
    promised_days: int | None = None
    confidential: bool | None = None
    published: bool | None = None

    @property
    def changes(self) -> dict[str, Any]:
        """The fields that are to change."""
        beside = ("item", "expected_version", "reason")
        given = {one.name: getattr(self, one.name) for one in fields(self) if one.name not in beside}
        limits = ("statutory_days", "promised_days")
        return {name: value or None if name in limits else value for name, value in given.items() if value is not None}
