"""Recalls of many transfers by one document."""

from dataclasses import dataclass
from datetime import datetime

from register.records.keys import Key
from register.words import OpenCases, RecallGround


@dataclass(frozen=True, slots=True)
class RecallOrder:
    """A request to take many transfers back together 批量收回. Its version counts the steps taken with all of it."""

    key: Key
    ground: RecallGround
    basis: str
    effective_from: datetime
    open_cases: OpenCases
    requested_by: str
    requester: Key | None
    requested_at: datetime
    version: int
