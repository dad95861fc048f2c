"""Cases 办件、案件 and their acts: closing, reverting, reviewing, designating, passing on. Exercises open them."""

from register.cases.closing import Closing, close
from register.cases.designating import Order, designate
from register.cases.passing import Handover, pass_
from register.cases.reads import act_counts, act_pages, acts_by_key, by_key, load
from register.cases.reverting import Finding, revert
from register.cases.reviewing import DecisionReview, review

__all__ = [
    "Closing",
    "DecisionReview",
    "Finding",
    "Handover",
    "Order",
    "act_counts",
    "act_pages",
    "acts_by_key",
    "by_key",
    "close",
    "designate",
    "load",
    "pass_",
    "revert",
    "review",
]
