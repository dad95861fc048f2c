"""What a caller hands in for each step of a transfer's life; what it says is the same for one and for a batch."""

from dataclasses import dataclass
from datetime import date, datetime

from register.records import Basis, Key, ReceiverRequest, Retained, SpecialReport
from register.words import Stage, TransferMode


@dataclass(frozen=True, slots=True)
class Proposal:
    """A transfer proposed. Without a devolver it is the item's department; without stages those the mode hands over."""

    item: Key
    receiver: Key
    mode: TransferMode
    effective_from: datetime
    effective_to: datetime | None = None
    basis: tuple[Basis, ...] = ()
    devolver: Key | None = None
    stages: tuple[Stage, ...] | None = None
    outpost: Key | None = None
    retained: tuple[Retained, ...] = ()
    parts: tuple[str, ...] = ()
    except_parts: tuple[str, ...] = ()
    also_places: tuple[str, ...] = ()
    except_places: tuple[str, ...] = ()
    serves: tuple[str, ...] = ()
    retains_across: bool = False
    reserves_stepping_in: bool = False
    condition: str | None = None
    report: SpecialReport | None = None
    request: ReceiverRequest | None = None


@dataclass(frozen=True, slots=True)
class Amendment:
    """A draft or returned transfer amended; what is None stays as it is, and a condition that is empty is dropped."""

    transfer: Key
    expected_version: int
    mode: TransferMode | None = None
    effective_from: datetime | None = None
    effective_to: datetime | None = None
    basis: tuple[Basis, ...] | None = None
    stages: tuple[Stage, ...] | None = None
    outpost: Key | None = None
    retained: tuple[Retained, ...] | None = None
    parts: tuple[str, ...] | None = None
    except_parts: tuple[str, ...] | None = None
    also_places: tuple[str, ...] | None = None
    except_places: tuple[str, ...] | None = None
    serves: tuple[str, ...] | None = None
    retains_across: bool | None = None
    reserves_stepping_in: bool | None = None
    condition: str | None = None
    report: SpecialReport | None = None
    request: ReceiverRequest | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """A word on a step that needs no more: submit, decline, withdraw."""

    note: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Opinion:
    """The legal office's answer 合法性审查意见: approved, or returned with what to mend; or the government's."""

    approve: bool
    opinion: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """The receiver's plan 承接方案 and its contact 联络员 (R58, R61)."""

    plan: str
    contact: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Deed:
    """The government's document (R21); under ENTRUST the signed and filed 委托书 (R55, R57).

    `condition_met` names the document that shows that the condition of the transfer was met (R205).
    """

    document: str
    document_date: date
    signed_at: date | None = None
    filing_number: str | None = None
    filed_at: date | None = None
    condition_met: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """Where it was published; for a confidential item the day it was served on both parties (R89)."""

    url: str | None = None
    served_on: date | None = None


@dataclass(frozen=True, slots=True)
class Step(Note):
    """A step of one transfer that needs no more than a note."""

    transfer: Key
    expected_version: int


@dataclass(frozen=True, slots=True)
class Review(Opinion):
    """The answer to one transfer, or to the request to take it back."""

    transfer: Key
    expected_version: int


@dataclass(frozen=True, slots=True)
class Acceptance(Plan):
    """The acceptance of one transfer."""

    transfer: Key
    expected_version: int


@dataclass(frozen=True, slots=True)
class Confirmation(Deed):
    """The confirmation of one transfer."""

    transfer: Key
    expected_version: int


@dataclass(frozen=True, slots=True)
class Publication(Notice):
    """The publication of one transfer, or of its recall."""

    transfer: Key
    expected_version: int
