"""Transfers 下放: reads, and the steps of their life."""

from register.transfers.commands import (
    Acceptance,
    Amendment,
    Confirmation,
    Proposal,
    Publication,
    Review,
    Step,
)
from register.transfers.permissions import recall_seen, viewer_may
from register.transfers.proposals import amend, propose
from register.transfers.reads import TransferFilter, by_key, counts, load, of_items, pages, version
from register.transfers.seals import SealHanding, SealReturn, hand_seal, return_seal
from register.transfers.steps import accept, confirm, decline, publish, review, submit, withdraw

__all__ = [
    "Acceptance",
    "Amendment",
    "Confirmation",
    "Proposal",
    "Publication",
    "Review",
    "SealHanding",
    "SealReturn",
    "Step",
    "TransferFilter",
    "accept",
    "amend",
    "by_key",
    "confirm",
    "counts",
    "decline",
    "hand_seal",
    "load",
    "of_items",
    "pages",
    "propose",
    "publish",
    "recall_seen",
    "return_seal",
    "review",
    "submit",
    "version",
    "viewer_may",
    "withdraw",
]
