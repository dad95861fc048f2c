"""What the register keeps of what was done: entries of the journal."""

from dataclasses import dataclass
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
