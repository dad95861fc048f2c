"""What bodies tell one another, by which rule: the kinds of notices, and when one is due. Pure.

Who sends what to whom, and what may be answered, is one table, and what is due another, so that a lawyer can check them
line by line.
"""

from typing import Literal, NamedTuple

from register.notice_kinds import AnswerKind, NoticeKind, Occasion, Recipient
from register.records import Body
from register.words import BodyKind, PowerKind

# What the sender is to the case or the transfer: it filed it, has it or did a stage of it (`handler`), a
# department that decided it (`decider`), a township that holds the power or decided by it (`township`), or `receiver`.
Sender = Literal["handler", "decider", "township", "receiver"]


class Line(NamedTuple):
    """What a kind of notice is about, from whom and to whom it goes, and what it may be answered with, by which rules.

    `awaited` tells that the addressee owes an answer.
    """

    about: Literal["case", "transfer"]
    sender: Sender
    to: tuple[Recipient, ...]
    answers: tuple[AnswerKind, ...]
    awaited: bool
    rules: tuple[str, ...]


_COPIED = (Recipient.DEVOLVER, Recipient.INSPECTORATE, Recipient.POLICE, Recipient.PROCURATORATE)
_ABOVE = (Recipient.COMPETENT, Recipient.UPPER)
LINES = {
    NoticeKind.REPORT: Line("case", "handler", _ABOVE, (AnswerKind.REPLY,), awaited=False, rules=("R111",)),
    NoticeKind.COPY: Line(
        "case", "decider", (Recipient.BUREAU, *_COPIED), (AnswerKind.FILED,), awaited=False, rules=("R133",)
    ),
    NoticeKind.PROBLEM: Line(
        "transfer", "receiver", (Recipient.DEVOLVER,), (AnswerKind.REPLY,), awaited=True, rules=("R139",)
    ),
    NoticeKind.SEALED: Line(
        "case", "township", _ABOVE, (AnswerKind.FILED, AnswerKind.FORWARDED), awaited=True, rules=("R115",)
    ),
}
AWAITED = tuple(kind for kind, line in LINES.items() if line.awaited)
# Who has a seat that the register may know nothing of: a notice goes to it all the same.
ELSEWHERE = frozenset({Recipient.UPPER, Recipient.INSPECTORATE, Recipient.POLICE, Recipient.PROCURATORATE})


class Duty(NamedTuple):
    """A notice that is due about a case on an occasion, to any one of these."""

    kind: NoticeKind
    to: tuple[Recipient, ...]
    occasion: Occasion


DUTIES = (
    Duty(NoticeKind.REPORT, _ABOVE, Occasion.WEIGHTY),
    Duty(NoticeKind.COPY, (Recipient.BUREAU,), Occasion.BESIDE),
    *(Duty(NoticeKind.COPY, (one,), Occasion.PENALISED) for one in _COPIED),
)
# The powers of which who has them under CONCENTRATE is an enforcement bureau 综合行政执法部门 (R133).
ENFORCED = frozenset({PowerKind.PENALTY, PowerKind.COERCION, PowerKind.INSPECTION})


def is_above(body: Body, sender: Body) -> bool:
    """Tell whether a body is an upper department of another's: of a region above; of a township, of its county too."""
    own, other = sender.key.tenant, body.key.tenant
    higher = own.startswith(other) and own != other
    return body.kind is BodyKind.DEPARTMENT and (higher or (own == other and sender.kind is BodyKind.TOWNSHIP))
