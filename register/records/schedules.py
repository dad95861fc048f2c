"""Schedules: by which day the transfers of a government are to have come how far."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from register.clock import day_before, day_of
from register.records.keys import Key
from register.words import TransferStatus


@dataclass(frozen=True, slots=True)
class DaysAfter:
    """So many days after the date of a document; 20 after the province's list, for instance (R82)."""

    days: int
    document: str
    document_date: date

    @property
    def day(self) -> date:
        """The day it comes to; the document's own is not counted."""
        return self.document_date + timedelta(days=self.days)


@dataclass(frozen=True, slots=True)
class Phase:
    """One phase of a schedule 阶段: the step that is to be reached, and until when; `ends_at` is the instant after."""

    number: int
    name: str
    step: TransferStatus
    ends_at: datetime
    days_after: DaysAfter | None = None

    @property
    def due(self) -> date:
        """The day by which it is to be reached, that day included."""
        return day_before(self.ends_at)


@dataclass(frozen=True, slots=True)
class Deadline:
    """A phase as one transfer met it: the planned day beside the moment at which it was reached, if it was (S2)."""

    phase: Phase
    reached_at: datetime | None
    overdue: bool


@dataclass(frozen=True, slots=True)
class Schedule:
    """One revision of a government's schedule 进度安排; the key's id is its number.

    Transfers come under it that are proposed from `starts_at` on.
    """

    key: Key
    document: str
    document_date: date
    url: str
    starts_at: datetime
    published_at: datetime
    phases: tuple[Phase, ...] = ()

    @property
    def revision(self) -> int:
        """Its number, from 1."""
        return int(self.key.id)

    @property
    def starts(self) -> date:
        """The first day on which a transfer that is proposed comes under it."""
        return day_of(self.starts_at)
