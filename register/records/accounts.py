"""Roles as they were granted to accounts."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Grant:
    """A role held by an account at a place; `emergency`: taken for oneself 应急授权, for some hours."""

    tenant: str
    account: str
    name: str
    role: str
    place: str
    until: datetime | None = None
    emergency: bool = False
