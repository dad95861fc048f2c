"""Transfers and their recalls, in one version each, with what they rest on and leave on file."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from register.records.cases import Sanction
from register.records.keys import Key
from register.words import BasisLevel, OpenCases, Party, RecallGround, ReportGround, SanctionKind, Stage, TransferMode


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
class SpecialReport:
    """The special report 专项报告 of a receiver that hands on what it received (R71)."""

    ground: ReportGround
    text: str


@dataclass(frozen=True, slots=True)
class ReceiverRequest:
    """What a receiver that applies for an item says of it: `needed` 迫切需要 and `able` 能够有效承接 (R73, R74)."""

    needed: bool
    able: bool
    note: str


@dataclass(frozen=True, slots=True)
class SealCustody:
    """That the devolver's special seal 专用章 is, or was, with the receiver of a transfer (R6).

    `kept_by` is the office or the person there that keeps it.
    """

    seal: str
    document: str
    kept_by: str
    handed_at: datetime
    returned_at: datetime | None = None
    return_document: str | None = None

    def out(self, at: datetime) -> bool:
        """Tell whether it was with the receiver at a moment."""
        return self.handed_at <= at and (self.returned_at is None or at < self.returned_at)


@dataclass(frozen=True, slots=True)
class Recall:
    """A request to take a transfer back 收回, as far as it has come; one that is refused is forgotten here.

    `order` is the one by which it is taken back together with others. `papers` are the opinions given on it, which go
    on file with the transfer once the recall is published.
    """

    requested_at: datetime
    requested_by: str
    requester: Key | None
    ground: RecallGround
    basis: str
    effective_from: datetime
    open_cases: OpenCases
    order: Key | None = None
    papers: tuple[Document, ...] = ()
    reviewed_at: datetime | None = None
    approved_at: datetime | None = None
    published_at: datetime | None = None

    @property
    def takes_effect(self) -> datetime | None:
        """The later of its day and its publication; None before publication (R46)."""
        return max(self.effective_from, self.published_at) if self.published_at else None

    def pending(self, at: datetime) -> bool:
        """Tell whether it had been requested and was not yet published."""
        return self.requested_at <= at and (self.published_at is None or at < self.published_at)


@dataclass(frozen=True, slots=True)
class Transfer:
    """One item handed by its holder to one receiver, in the version that was asked for.

    Where a receiver was split, `coheirs` carry it on as well, each in its own area (R207).
    """

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
    reserves_stepping_in: bool = False
    outpost: Key | None = None
    parts: tuple[str, ...] = ()
    except_parts: tuple[str, ...] = ()
    also_places: tuple[str, ...] = ()
    except_places: tuple[str, ...] = ()
    serves: tuple[str, ...] = ()
    retains_across: bool = False
    condition: str | None = None
    condition_met: str | None = None
    report: SpecialReport | None = None
    request: ReceiverRequest | None = None
    batch: Key | None = None
    submitted_at: datetime | None = None
    returned_at: datetime | None = None
    reviewed_at: datetime | None = None
    accepted_at: datetime | None = None
    declined_at: datetime | None = None
    confirmed_at: datetime | None = None
    published_at: datetime | None = None
    withdrawn_at: datetime | None = None
    recall: Recall | None = None
    seals: tuple[SealCustody, ...] = ()
    coheirs: tuple[Key, ...] = ()

    @property
    def receivers(self) -> tuple[Key, ...]:
        """Everybody who receives it."""
        return (self.receiver, *self.coheirs)

    @property
    def holder(self) -> Key:
        """Who exercises what it hands over: the receiver, or under INTERNAL the outpost that sits there (R4)."""
        return self.outpost if self.mode is TransferMode.INTERNAL and self.outpost else self.receiver

    @property
    def places(self) -> tuple[str, ...]:
        """The divisions that it reaches, before any is cut out: the receiver's, and the parks in it that it names."""
        return (self.place, *self.also_places)

    @property
    def applied_for(self) -> bool:
        """Its receiver proposed it (R72)."""
        return self.proposer == self.receiver

    @property
    def seal_out(self) -> bool:
        """A seal was handed over with it that has not come back."""
        return bool(self.seals) and self.seals[-1].returned_at is None

    def seal_due_back(self, at: datetime) -> bool:
        """Tell whether a seal was still with the receiver although the transfer was over (R6)."""
        over = self.ends is not None and self.ends <= at
        return over and any(one.out(at) for one in self.seals)

    def covers(self, place: str) -> bool:
        """Tell whether it reaches a place: one it names or one below, as CONCENTRATE reaches a county; less R113."""
        return place not in self.except_places and any(place.startswith(one) for one in self.places)

    def speaks_of(self, place: str) -> bool:
        """Tell whether it counts there: it reaches the place, cuts it out (R113), or serves it (R112)."""
        return place in self.except_places or place in self.serves or self.covers(place)

    @property
    def speaks_of_more(self) -> bool:
        """Tell whether it names places beside its own, so that it has to be looked for elsewhere too."""
        return bool(self.also_places or self.except_places or self.serves)

    def overlaps(self, other: "Transfer") -> bool:
        """Tell whether some place is reached by both."""
        return any(self.covers(one) and other.covers(one) for one in (*self.places, *other.places))

    @property
    def named_parts(self) -> tuple[str, ...]:
        """The parts that it speaks of: those it covers, and those it leaves out."""
        return (*self.parts, *self.except_parts)

    def takes(self, parts: Sequence[str]) -> bool:
        """Tell whether it reaches a matter of these parts: one of its own, and none that it leaves out (R206)."""
        own = not self.parts or any(part in self.parts for part in parts)
        return own and not any(part in self.except_parts for part in parts)

    def has(self, part: str | None) -> bool:
        """Tell whether a part is among those it covers."""
        return not self.parts or part in self.parts

    def meets(self, other: "Transfer") -> bool:
        """Tell whether some part, or what is named nowhere, is covered by both."""
        if not self.parts and not other.parts:
            return True
        named = set(self.parts or other.parts) & set(other.parts or self.parts)
        return not named <= {*self.except_parts, *other.except_parts}

    @property
    def begins(self) -> datetime | None:
        """The moment of effect: the later of the planned day and publication (R92); None before publication."""
        return max(self.effective_from, self.published_at) if self.published_at else None

    @property
    def ends(self) -> datetime | None:
        """The moment it ends: with its term (R210) or by a published recall (R46), whichever comes first."""
        ends = [one for one in (self.effective_to, self.recall.takes_effect if self.recall else None) if one]
        return min(ends, default=None)

    @property
    def recalled(self) -> bool:
        """It ends by its recall, and not with its term."""
        return self.ends is not None and self.ends != self.effective_to

    def taken_back(self, at: datetime) -> bool:
        """Tell whether it had been in force by a moment, and its recall had ended it."""
        return self.recalled and self.ever and self.ends is not None and self.ends <= at

    def begun(self, at: datetime) -> bool:
        """Tell whether it had been in force by a moment, whatever became of it."""
        return self.ever and self.begins is not None and self.begins <= at

    @property
    def ever(self) -> bool:
        """It is, was or will be in force: it was not over before it could begin."""
        return self.begins is not None and (self.ends is None or self.begins < self.ends)

    def in_force(self, at: datetime) -> bool:
        """Tell whether the transfer is in force at a moment: it begins with its first instant, ends before its last."""
        begins = self.begins
        return begins is not None and begins <= at and (self.ends is None or at < self.ends)
