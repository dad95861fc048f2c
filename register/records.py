"""What the register has on record, as values. Pure: a use case reads rows into these and rules speak of these alone."""

from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Literal

from register.words import (
    BasisLevel,
    BodyKind,
    Office,
    Party,
    PlaceLevel,
    PowerKind,
    SanctionKind,
    Stage,
    TownshipKind,
    TransferMode,
    Validity,
)

Kind = Literal["Place", "Department", "Item", "Transfer", "Case", "Act", "JournalEntry", "Account"]


@dataclass(frozen=True, slots=True, order=True)
class Key:
    """How a row of a tenant table is named: its tenant, then its id within the tenant."""

    tenant: str
    id: str


@dataclass(frozen=True, slots=True)
class Ref:
    """What a journal entry or a node id points at."""

    kind: Kind
    key: Key


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


@dataclass(frozen=True, slots=True)
class Item:
    """One power as listed, in the version that was asked for."""

    key: Key
    code: str
    scheme: str
    name: str
    kind: PowerKind
    department: Key
    competent: Key
    legal_basis: tuple[str, ...]
    important: bool
    confidential: bool
    published: bool
    retired: bool
    version: int
    recorded_at: datetime
    valid_from: datetime | None

    @property
    def listed(self) -> bool:
        """On its department's published list: outside the list there is no power (R36)."""
        return self.published and not self.retired


@dataclass(frozen=True, slots=True)
class Basis:
    """What a transfer rests on."""

    level: BasisLevel
    title: str
    article: str | None = None
    number: str | None = None
    date: "date | None" = None
    url: str | None = None


@dataclass(frozen=True, slots=True)
class Document:
    """A piece of the hand-over: an opinion, a plan, a government document, a 委托书, a publication."""

    kind: str
    text: str | None = None
    number: str | None = None
    date: "date | None" = None
    url: str | None = None


@dataclass(frozen=True, slots=True)
class Sanction:
    """A penalty in view: its kind (处罚法 9) and, for a fine, its amount in yuan."""

    kind: SanctionKind
    amount: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Retained:
    """A kind of case the grant leaves with the county (R31); without `above`, every sanction of the kind."""

    kind: SanctionKind
    above: Decimal | None = None
    party: Party | None = None

    def keeps(self, sanctions: tuple[Sanction, ...], party: Party | None) -> bool:
        """Tell whether a case with these sanctions in view stays with the county."""
        if self.party is not None and self.party != party:
            return False
        return any(
            sanction.kind == self.kind
            and (self.above is None or (sanction.amount is not None and sanction.amount > self.above))
            for sanction in sanctions
        )


@dataclass(frozen=True, slots=True)
class Transfer:
    """One item handed by its holder to one receiver, in the version that was asked for."""

    key: Key
    item: Key
    devolver: Key
    receiver: Key
    place: str
    proposed_by: str
    proposer: Key | None
    proposed_at: datetime
    version: int
    recorded_at: datetime
    mode: TransferMode
    stages: tuple[Stage, ...]
    effective_from: datetime
    effective_to: datetime | None = None
    basis: tuple[Basis, ...] = ()
    documents: tuple[Document, ...] = ()
    retained: tuple[Retained, ...] = ()
    outpost: Key | None = None
    submitted_at: datetime | None = None
    returned_at: datetime | None = None
    reviewed_at: datetime | None = None
    accepted_at: datetime | None = None
    declined_at: datetime | None = None
    confirmed_at: datetime | None = None
    published_at: datetime | None = None
    withdrawn_at: datetime | None = None

    @property
    def begins(self) -> datetime | None:
        """The moment of effect: the later of the planned day and publication (R92); None before publication."""
        return max(self.effective_from, self.published_at) if self.published_at else None

    @property
    def ends(self) -> datetime | None:
        """The end of the term, if it has one (R210)."""
        return self.effective_to

    def in_force(self, at: datetime) -> bool:
        """Tell whether the transfer is in force at a moment: it begins with its first instant, ends before its last."""
        begins = self.begins
        return begins is not None and begins <= at and (self.ends is None or at < self.ends)


@dataclass(frozen=True, slots=True)
class Case:
    """A matter being handled."""

    key: Key
    item: Key
    place: str
    filed_at: datetime
    filed_by: Key
    also_at: tuple[str, ...] = ()
    sanctions: tuple[Sanction, ...] = ()
    party: Party | None = None
    closed_at: datetime | None = None
    outcome: str | None = None

    def as_of(self, at: datetime) -> "Case":
        """The case as it stood at a moment: open, if it was closed later."""
        closed_later = self.closed_at is not None and self.closed_at > at
        return replace(self, closed_at=None, outcome=None) if closed_later else self


@dataclass(frozen=True, slots=True)
class Act:
    """One stage of a case done by one body."""

    key: Key
    case: Case
    stage: Stage
    body: Key
    at: datetime


@dataclass(frozen=True, slots=True)
class Matter:
    """The facts of a case as authority reads them. `filed_at` is None for a matter that nobody has filed yet."""

    place: str
    also_at: tuple[str, ...] = ()
    filed_at: datetime | None = None
    filed_by: Key | None = None
    sanctions: tuple[Sanction, ...] = ()
    party: Party | None = None

    @property
    def places(self) -> tuple[str, ...]:
        """Every place the matter lies in, the one it was brought at first (R208)."""
        return (self.place, *self.also_at)


@dataclass(frozen=True, slots=True)
class Authority:
    """Who holds one stage of one item at one place and time; the register's answer to "who may do this"."""

    holder: Key | None
    also: tuple[Key, ...] = ()
    barred: tuple[Key, ...] = ()
    in_name_of: Key | None = None
    transfer: Key | None = None
    rules: tuple[str, ...] = ()

    def admits(self, body: Key) -> bool:
        """Tell whether a body may lawfully act."""
        return body == self.holder or body in self.also


@dataclass(frozen=True, slots=True)
class Ruling:
    """Whether an act is valid 效力认定: the register's opinion, not a court's."""

    validity: Validity
    rules: tuple[str, ...]
    holder: Key | None
    respondent: Key | None
    review_body: str | None
    explanation: str


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the journal 台账."""

    tenant: str
    sequence: int
    action: str
    actor: str
    at: datetime
    target: Ref
    data: str
    hash: str
    previous_hash: str


@dataclass(frozen=True, slots=True)
class Revision:
    """One revision of a domain's own policy lines; `lines` are policies.lines.Line values."""

    domain: str
    revision: int
    author: str
    reason: str
    at: datetime
    lines: tuple[object, ...] = field(default=())
