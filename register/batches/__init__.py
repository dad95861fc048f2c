"""Batches 批次: transfers handed over together, by one document; every step takes all of them or none."""

from register.batches.commands import (
    BatchConfirmation,
    BatchPublication,
    BatchReview,
    BatchStep,
    Listed,
    NewBatch,
)
from register.batches.filing import Filed, Filing, Said, file
from register.batches.proposals import propose
from register.batches.reads import by_key, counts, pages, standings
from register.batches.standing import viewer_may, wanting
from register.batches.steps import accept, confirm, decline, publish, review, submit, withdraw

__all__ = [
    "BatchConfirmation",
    "BatchPublication",
    "BatchReview",
    "BatchStep",
    "Filed",
    "Filing",
    "Listed",
    "NewBatch",
    "Said",
    "accept",
    "by_key",
    "confirm",
    "counts",
    "decline",
    "file",
    "pages",
    "propose",
    "publish",
    "review",
    "standings",
    "submit",
    "viewer_may",
    "wanting",
    "withdraw",
]
