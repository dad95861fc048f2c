"""Disputes between bodies over a case or a power at a place."""

from dataclasses import dataclass, replace
from datetime import datetime

from register.records.keys import Key
from register.words import DisputeStatus, Office


@dataclass(frozen=True, slots=True)
class Dispute:
    """A dispute 争议 between two bodies: who raised it, who coordinates, what it came to (R135, R136).

    `settled_for` is the body that handles the matter by it: by what the parties agreed on, or by the decision.
    """

    key: Key
    item: Key
    place: str
    raised_by: Key
    against: Key
    grounds: str
    raised_at: datetime
    coordinator: Office
    case: Key | None = None
    coordinated_at: datetime | None = None
    coordinated_by: Key | None = None
    opinion: str | None = None
    decided_at: datetime | None = None
    decided_by: Key | None = None
    reason: str | None = None
    document: str | None = None
    url: str | None = None
    settled_for: Key | None = None

    @property
    def parties(self) -> tuple[Key, Key]:
        """The two between whom it is."""
        return self.raised_by, self.against

    @property
    def status(self) -> DisputeStatus:
        """Where it stands."""
        if self.decided_at:
            return DisputeStatus.DECIDED
        if self.coordinated_at is None:
            return DisputeStatus.RAISED
        return DisputeStatus.AGREED if self.settled_for else DisputeStatus.REFERRED

    def as_of(self, at: datetime) -> "Dispute":
        """The dispute as it stood at a moment."""
        undecided = replace(self, decided_at=None, decided_by=None, reason=None, document=None, url=None)
        if self.decided_at and self.decided_at > at:
            return replace(undecided, settled_for=None).as_of(at)
        if self.coordinated_at and self.coordinated_at > at:
            return replace(undecided, coordinated_at=None, coordinated_by=None, opinion=None, settled_for=None)
        return self
