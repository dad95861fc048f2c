"""Batches of transfers."""

from dataclasses import dataclass
from datetime import datetime

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
