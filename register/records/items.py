"""Items, in one version each."""

from dataclasses import dataclass
from datetime import datetime

from register.records.keys import Key
from register.words import PowerKind


@dataclass(frozen=True, slots=True)
class ItemReview:
    """What the service centre found of a change of a list 清单调整审查, and with which departments (R48)."""

    version: int
    approve: bool
    opinion: str
    body: Key
    jointly: tuple[Key, ...]
    at: datetime


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
    county_or_above: bool = False
    decisions_reviewed: bool = False  # 重大执法决定法制审核事项 (R152)
    windows: tuple[str, ...] = ()  # townships, by code, where its department sits at a window (R17)

    statutory_days: int | None = None  # calendar days that the law gives a case, as far as that is on record (R86)
    promised_days: int | None = None

    @property
    def listed(self) -> bool:
        """On its department's published list: outside the list there is no power (R36, R189)."""
        return self.published and not self.retired

    @property
    def public(self) -> bool:
        """Everybody may read it (R88), since it is no secret (R89)."""
        return self.published and not self.confidential
