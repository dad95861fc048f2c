"""What the register keeps of what was done: entries of the journal, revisions of policies."""

from dataclasses import dataclass, field
from datetime import datetime

from register.records.keys import Ref


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
