"""Batches 批次: transfers handed over together, by one document; every step takes all of them or none."""

from register.batches.commands import (
    BatchAcceptance,
    BatchConfirmation,
    BatchPublication,
    BatchReview,
    BatchStep,
    Listed,
    NewBatch,
)
from register.batches.permissions import viewer_may
from register.batches.proposals import propose
from register.batches.reads import by_key, counts, pages, standings
from register.batches.steps import accept, confirm, decline, publish, review, submit, withdraw

__all__ = [
    "BatchAcceptance",
    "BatchConfirmation",
    "BatchPublication",
    "BatchReview",
    "BatchStep",
    "Listed",
    "NewBatch",
    "accept",
    "by_key",
    "confirm",
    "counts",
    "decline",
    "pages",
    "propose",
    "publish",
    "review",
    "standings",
    "submit",
    "viewer_may",
    "withdraw",
]
