"""Successions: by which documents bodies came to be carried on by others."""

from dataclasses import dataclass
from datetime import date, datetime

from register.clock import start_of_day
from register.records.keys import Key
from register.words import SuccessionKind


@dataclass(frozen=True, slots=True)
class Heir:
    """A body that carries on what another was: the items named, or what is named nowhere."""

    body: Key
    items: tuple[Key, ...] = ()


@dataclass(frozen=True, slots=True)
class Succession:
    """A succession 承继 as one document ordered it, from the first instant of its day.

    A body that stands on both sides goes on. Who is renamed, or a department whose code changes, stands on both, and
    what it was called is told in `former_name` and `former_code`.
    """

    key: Key
    kind: SuccessionKind
    predecessors: tuple[Key, ...]
    heirs: tuple[Heir, ...]
    document: str
    document_date: date
    recorded_at: datetime
    url: str | None = None
    former_name: str | None = None
    name: str | None = None
    former_code: str | None = None
    code: str | None = None

    @property
    def begins(self) -> datetime:
        """From when it holds: the first instant, in China, of the day of the document (R207)."""
        return start_of_day(self.document_date)

    @property
    def successors(self) -> tuple[Key, ...]:
        """Who carries on."""
        return tuple(heir.body for heir in self.heirs)

    def ends(self, body: Key) -> bool:
        """Tell whether a body is no more by it."""
        return body in self.predecessors and body not in self.successors

    def makes(self, body: Key) -> bool:
        """Tell whether a body is there by it, and was not before."""
        known_before = body in self.predecessors or self.kind is SuccessionKind.ABOLISH
        return body in self.successors and not known_before

    def heir_of(self, body: Key, item: Key | None = None) -> Key:
        """Who carries a body on, as to an item: whoever it was named to; else itself, or whoever is named first."""
        if body not in self.predecessors:
            return body
        named = (heir.body for heir in self.heirs if item in heir.items)
        return next(named, self.successors[0] if self.ends(body) else body)
