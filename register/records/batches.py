"""Batches of transfers."""

from dataclasses import dataclass
from datetime import date, datetime

from register.pieces import Content, Match, Piece
from register.records.keys import Key


@dataclass(frozen=True, slots=True)
class Batch:
    """A list of transfers handed over together 批次. Its version counts every change to one of them."""

    key: Key
    title: str
    effective_from: datetime
    proposed_by: str
    proposer: Key | None
    proposed_at: datetime
    version: int


@dataclass(frozen=True, slots=True)
class ReceivingOffice:
    """The office of a receiver that takes over what a devolver hands to it 承接工作机构, and by what it matches."""

    devolver: Key
    receiver: Key
    office: str
    matches: tuple[Match, ...]


@dataclass(frozen=True, slots=True)
class Paper:
    """A piece that goes with a batch, as the body it belongs to filed it; of two alike the later one counts."""

    key: Key
    batch: Key
    piece: Piece
    body: Key
    contents: tuple[tuple[Content, str], ...]
    text: str | None
    number: str | None
    date: "date | None"
    url: str | None
    filed_by: str
    filed_at: datetime
    offices: tuple[ReceivingOffice, ...] = ()

    @property
    def told(self) -> str:
        """All that it says, under its headings."""
        return "\n".join(
            [*(f"{content.chinese}: {text}" for content, text in self.contents), *filter(None, [self.text])]
        )
