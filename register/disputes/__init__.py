"""Disputes 争议 between bodies over who handles a case, or holds a power at a place: reads, and settling one."""

from register.disputes.permissions import may, may_raise, may_raise_at
from register.disputes.reads import DisputeFilter, by_key, counts, load, pages
from register.disputes.settling import Coordination, Decision, NewDispute, coordinate, decide, raise_

__all__ = [
    "Coordination",
    "Decision",
    "DisputeFilter",
    "NewDispute",
    "by_key",
    "coordinate",
    "counts",
    "decide",
    "load",
    "may",
    "may_raise",
    "may_raise_at",
    "pages",
    "raise_",
]
