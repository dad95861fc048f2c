"""What is asked for when a notice is sent or answered."""

from dataclasses import dataclass

from register.notice_kinds import AnswerKind, NoticeKind, Recipient
from register.records import Key


@dataclass(frozen=True, slots=True)
class NewNotice:
    """What is sent, as what it goes to somebody, about which case or else which transfer.

    `body` names the addressee where the register cannot tell, or the sender chooses.
    """

    kind: NoticeKind
    to: Recipient
    text: str
    case: Key | None = None
    transfer: Key | None = None
    body: Key | None = None
    document: str | None = None
    url: str | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """What the addressee does about a notice, and what it says."""

    notice: Key
    answer: AnswerKind
    text: str
