"""What a caller hands in for a batch; what each step says is what it says of one transfer."""

from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

from register.records import Basis, Key, ReceiverRequest, Retained, SpecialReport
from register.transfers.commands import Deed, Note, Notice, Opinion, Proposal
from register.words import Stage, TransferMode


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """Terms of a transfer; what is None is as the whole list has it."""

    receiver: Key | None = None
    mode: TransferMode | None = None
    effective_from: datetime | None = None
    effective_to: datetime | None = None
    basis: tuple[Basis, ...] | None = None
    devolver: Key | None = None
    stages: tuple[Stage, ...] | None = None
    outpost: Key | None = None
    retained: tuple[Retained, ...] | None = None
    parts: tuple[str, ...] | None = None
    except_parts: tuple[str, ...] | None = None
    reserves_stepping_in: bool | None = None
    condition: str | None = None
    report: SpecialReport | None = None
    request: ReceiverRequest | None = None
    also_places: tuple[str, ...] | None = None
    except_places: tuple[str, ...] | None = None
    serves: tuple[str, ...] | None = None
    retains_across: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed(Terms):
    """One item of a list, with the terms in which it differs from the others."""

    item: Key


@dataclass(frozen=True, slots=True, kw_only=True)
class NewBatch(Terms):
    """A list 赋权清单 of items to be handed over together, with the terms they have in common."""

    title: str
    receiver: Key
    mode: TransferMode
    effective_from: datetime
    items: tuple[Listed, ...]

    def proposals(self) -> list[Proposal]:
        """What is proposed of each item."""
        common = _given(self)
        return [Proposal(item=one.item, **common | _given(one)) for one in self.items]


def _given(terms: Terms) -> dict[str, Any]:
    values = {one.name: getattr(terms, one.name) for one in fields(Terms)}
    return {name: value for name, value in values.items() if value is not None}


@dataclass(frozen=True, slots=True)
class BatchStep(Note):
    """A step of a batch that needs no more than a note."""

    batch: Key
    expected_version: int


@dataclass(frozen=True, slots=True)
class BatchReview(Opinion):
    """The legal office's answer to a batch."""

    batch: Key
    expected_version: int


@dataclass(frozen=True, slots=True)
class BatchConfirmation(Deed):
    """The confirmation of a batch by one document."""

    batch: Key
    expected_version: int


@dataclass(frozen=True, slots=True)
class BatchPublication(Notice):
    """The publication of a batch: the address for what is published, the day for what is confidential and served."""

    batch: Key
    expected_version: int
