"""Cases 办件、案件 and their acts: reads, closing, reverting, reviewing. Opening one is part of exercising a power."""

from register.cases.closing import close
from register.cases.reads import act_counts, act_pages, acts_by_key, by_key, load
from register.cases.reverting import Finding, revert
from register.cases.reviewing import DecisionReview, review

__all__ = [
    "DecisionReview",
    "Finding",
    "act_counts",
    "act_pages",
    "acts_by_key",
    "by_key",
    "close",
    "load",
    "revert",
    "review",
]
