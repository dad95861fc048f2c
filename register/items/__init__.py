"""Items 权力事项: reads, and the use cases of the registrar."""

from register.items.changes import amend, enter, retire
from register.items.commands import Amendment, NewItem
from register.items.reads import (
    ItemFilter,
    by_code,
    by_key,
    counts,
    load,
    one,
    pages,
    required,
    version,
    versions_at,
)
from register.items.reviewing import ChangeReview, review
from register.items.reviews import by_version as reviews_of

__all__ = [
    "Amendment",
    "ChangeReview",
    "ItemFilter",
    "NewItem",
    "amend",
    "by_code",
    "by_key",
    "counts",
    "enter",
    "load",
    "one",
    "pages",
    "required",
    "retire",
    "review",
    "reviews_of",
    "version",
    "versions_at",
]
