"""Catalogues of what may be handed down."""

from dataclasses import dataclass
from datetime import date, datetime

from register.records.keys import Key


@dataclass(frozen=True, slots=True)
class Catalogue:
    """One revision of a government's catalogue 下放目录; the key's id is its number."""

    key: Key
    document: str
    document_date: date
    url: str
    published_at: datetime

    @property
    def revision(self) -> int:
        """Its number, from 1."""
        return int(self.key.id)
