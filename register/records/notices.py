"""Notices between bodies, about a case or a transfer."""

from dataclasses import dataclass, replace
from datetime import datetime

from register.notice_kinds import AnswerKind, NoticeKind, Recipient
from register.records.keys import Key


@dataclass(frozen=True, slots=True)
class NoticeAnswer:
    """What the addressee of a notice did about it."""

    kind: AnswerKind
    text: str
    at: datetime
    body: Key


@dataclass(frozen=True, slots=True)
class Notice:
    """What one body sent another 公文往来 about a case or else a transfer, and what was answered.

    `to` tells as what it went to somebody, `addressee` to which body; None where the register has no such body.
    """

    key: Key
    kind: NoticeKind
    item: Key
    place: str
    sender: Key
    to: Recipient
    text: str
    sent_at: datetime
    addressee: Key | None = None
    case: Key | None = None
    transfer: Key | None = None
    document: str | None = None
    url: str | None = None
    answer: NoticeAnswer | None = None

    @property
    def parties(self) -> tuple[Key, ...]:
        """Between whom it is."""
        return (self.sender, self.addressee) if self.addressee else (self.sender,)

    def as_of(self, at: datetime) -> "Notice":
        """The notice as it stood at a moment: without an answer given later."""
        return replace(self, answer=None) if self.answer and self.answer.at > at else self
