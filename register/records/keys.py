"""How the register's rows are named."""

from dataclasses import dataclass
from typing import Literal

Kind = Literal[
    "Account",
    "Act",
    "Batch",
    "Case",
    "Catalogue",
    "Certificate",
    "Department",
    "Dispute",
    "Item",
    "JournalEntry",
    "Notice",
    "Place",
    "PolicyRevision",
    "RecallOrder",
    "Schedule",
    "Succession",
    "Transfer",
]


@dataclass(frozen=True, slots=True, order=True)
class Key:
    """How a row of a tenant table is named: its tenant, then its id within the tenant."""

    tenant: str
    id: str

    @property
    def pair(self) -> tuple[str, str]:
        """The two of them, as policies and columns know a row."""
        return self.tenant, self.id


@dataclass(frozen=True, slots=True)
class Ref:
    """What a journal entry or a node id points at."""

    kind: Kind
    key: Key
