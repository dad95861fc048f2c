"""Recalls of many transfers by one document 批量收回 (R209), each step with all of them or none."""

from register.recall_orders.reads import by_key, transfers_of
from register.recall_orders.steps import (
    OrderPublication,
    OrderReview,
    Requests,
    approve,
    publish,
    request,
    review,
)

__all__ = [
    "OrderPublication",
    "OrderReview",
    "Requests",
    "approve",
    "by_key",
    "publish",
    "request",
    "review",
    "transfers_of",
]
