"""Cases and their acts, and what authority reads of a case."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal

from register.clock import day_before
from register.records.keys import Key
from register.words import Demand, Ending, LimitKind, Party, SanctionKind, Stage


@dataclass(frozen=True, slots=True)
class Sanction:
    """A penalty in view: its kind (处罚法 9) and, for a fine, its amount in yuan."""

    kind: SanctionKind
    amount: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Reversion:
    """A finding 不作为认定 that a receiver did not act in a case, by which the case went back to its devolver (R28).

    `body` is the one that did not act, `devolver` whose case it is since; `clause` is what provides for it, `document`
    where that stands.
    """

    body: Key
    clause: str
    document: str
    url: str | None
    evidence: str
    at: datetime
    found_by: Key
    devolver: Key | None = None  # None: found before it was kept


@dataclass(frozen=True, slots=True)
class DecisionReview:
    """What a reviewer found of the decision of a case 法制审核, before it was made (R151)."""

    approve: bool
    opinion: str
    at: datetime
    account: str
    body: Key


@dataclass(frozen=True, slots=True)
class Designation:
    """A decision 指定管辖 on who handles a case that several bodies could, or disputed (R208, R135)."""

    body: Key
    reason: str
    document: str | None
    url: str | None
    at: datetime
    designated_by: Key


@dataclass(frozen=True, slots=True)
class Passing:
    """That a case was passed on 案件移送 to the body that holds it, with what had come to light of it by then (R138).

    `sanctions` came into view beside those of the case; `party` and `parts`, where said, take the place of its own.
    """

    body: Key
    passed_by: Key
    reason: str
    document: str
    url: str | None
    at: datetime
    sanctions: tuple[Sanction, ...] = ()
    party: Party | None = None
    parts: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class TimeLimit:
    """Within how many calendar days a case is to be closed, as that was when it was filed, a day that is not counted.

    `ends_at` is the instant after the last day.
    """

    kind: LimitKind
    days: int
    ends_at: datetime

    @property
    def due(self) -> date:
        """The last day on which it is in time."""
        return day_before(self.ends_at)


@dataclass(frozen=True, slots=True)
class Case:
    """A matter being handled. A counter may have accepted it for the body that it is filed by (R112, R203)."""

    key: Key
    item: Key
    place: str
    filed_at: datetime
    filed_by: Key
    also_at: tuple[str, ...] = ()
    sanctions: tuple[Sanction, ...] = ()
    party: Party | None = None
    parts: tuple[str, ...] | None = None
    accepted_by: Key | None = None
    closed_at: datetime | None = None
    outcome: str | None = None
    ending: Ending | None = None
    passed_to: str | None = None
    reversions: tuple[Reversion, ...] = ()
    reviews: tuple[DecisionReview, ...] = ()
    designations: tuple[Designation, ...] = ()
    passing: Passing | None = None
    limit: TimeLimit | None = None  # None: the item had none then

    @property
    def parties(self) -> tuple[Key, ...]:
        """Whose case it is or was: who filed, accepted or received it, was designated, or has it back; they see it."""
        last = self.designations[-1].body if self.designations else None
        receiver = self.passing.body if self.passing else None
        back = self.reversions[-1].devolver if self.reversions else None
        return tuple(key for key in (self.filed_by, self.accepted_by, last, receiver, back) if key)

    @property
    def keeper(self) -> Key:
        """With whom it is: the body that filed it, or else whom it was passed or designated to last (R138, R208)."""
        given = [*((self.passing,) if self.passing else ()), *self.designations]
        last = max(reversed(given), key=lambda one: one.at, default=None)
        return last.body if last else self.filed_by

    def inactive(self, bodies: Collection[Key]) -> bool:
        """Tell whether a body, as any of these, was found idle in it, and was not designated since (R28, R208)."""
        last = self.designations[-1] if self.designations else None
        given = last.at if last and last.body in bodies else None
        return any(one.body in bodies and (given is None or given <= one.at) for one in self.reversions)

    def as_of(self, at: datetime) -> "Case":
        """The case as it stood at a moment: without what closed, reverted, reviewed, designated or passed it later."""
        closed_later = self.closed_at is not None and self.closed_at > at
        case = replace(self, closed_at=None, outcome=None, ending=None, passed_to=None) if closed_later else self
        return replace(
            case,
            reversions=tuple(one for one in self.reversions if one.at <= at),
            reviews=tuple(one for one in self.reviews if one.at <= at),
            designations=tuple(one for one in self.designations if one.at <= at),
            passing=self.passing if self.passing and self.passing.at <= at else None,
        )

    def overdue(self, at: datetime) -> bool:
        """Tell whether its last day had gone by at a moment, and it was open (R86)."""
        return self.limit is not None and self.limit.ends_at <= at and (self.closed_at is None or self.closed_at > at)

    def last_review(self, at: datetime) -> DecisionReview | None:
        """The review of its decision that counted at a moment; what is passed on is reviewed anew (R138)."""
        passed = self.passing.at if self.passing and self.passing.at <= at else None
        return next((one for one in reversed(self.reviews) if one.at <= at and (not passed or passed < one.at)), None)

    def matter_at(self, at: datetime) -> "Matter":
        """The facts of it as authority reads them at a moment.

        What had come to light when it was passed on counts (R138), until another than the receiver is designated.
        """
        one = self.passing
        if one is None or at < one.at:
            return self.filed
        if any(one.at < later.at <= at and later.body != one.body for later in self.designations):
            return self.filed
        parts = self.parts if one.parts is None else one.parts
        sanctions = (*self.sanctions, *one.sanctions)
        return replace(self.filed, sanctions=sanctions, party=one.party or self.party, parts=parts)

    @property
    def filed(self) -> "Matter":
        """The facts of it as it was filed, with what was found and decided in it."""
        return Matter(
            place=self.place,
            also_at=self.also_at,
            filed_at=self.filed_at,
            filed_by=self.filed_by,
            sanctions=self.sanctions,
            party=self.party,
            reversions=self.reversions,
            designations=self.designations,
            parts=self.parts,
        )


@dataclass(frozen=True, slots=True)
class RandomCheck:
    """That an act is a random check 双随机抽查 of a market body, by its unified social credit code (R154).

    `number` counts the checks of that body in the county within the year up to then, this one included.
    """

    subject: str
    reason: str | None = None
    number: int = 0


@dataclass(frozen=True, slots=True)
class Act:
    """One stage of a case done by one body.

    `sanctions` are those that came into view with it, beside the case's own. `officers` are the numbers of the
    certificates they showed; None: it was recorded before that was asked. `handled_by` is the office or team of the
    body that handled it (R14, R15).
    """

    key: Key
    case: Case
    stage: Stage
    body: Key
    at: datetime
    disguised_as: Demand | None = None
    reason: str | None = None
    officers: tuple[str, ...] | None = None
    random_check: RandomCheck | None = None
    sanctions: tuple[Sanction, ...] = ()
    handled_by: str | None = None

    @property
    def matter(self) -> "Matter":
        """The facts that it was decided on."""
        known = self.case.matter_at(self.at)
        return replace(known, sanctions=(*known.sanctions, *self.sanctions))

    @property
    def reasoned(self) -> bool:
        """A reason was recorded for it."""
        return bool(self.reason and self.reason.strip())


@dataclass(frozen=True, slots=True)
class Matter:
    """The facts of a case as authority reads them. `filed_at` is None for a matter that nobody has filed yet.

    `parts` are those of the item that it falls under; None where that was not said, which is read as none of them.
    """

    place: str
    also_at: tuple[str, ...] = ()
    filed_at: datetime | None = None
    filed_by: Key | None = None
    sanctions: tuple[Sanction, ...] = ()
    party: Party | None = None
    reversions: tuple[Reversion, ...] = ()
    designations: tuple[Designation, ...] = ()
    parts: tuple[str, ...] | None = None

    @property
    def places(self) -> tuple[str, ...]:
        """Every place the matter lies in, the one it was brought at first (R208)."""
        return (self.place, *self.also_at)
