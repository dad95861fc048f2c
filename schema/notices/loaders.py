"""What one request reads of notices."""

from functools import cached_property, partial

from policies.actor import Actor
from register import notices
from register.notices import DueNotice
from register.records import Key, Notice
from register.store import Store
from schema.loading import Listing, Loader, listing, single


class NoticeLoaders:
    """Notices, as one account sees them; a part of `schema.loaders.Loaders`."""

    def __init__(self, store: Store, actor: Actor) -> None:
        """Read from here, for this account."""
        self._store = store
        self._actor = actor

    @cached_property
    def notices(self) -> Loader[Key, Notice | None]:
        """Notices the account may see."""
        return single(partial(notices.by_key, self._store, self._actor))

    @cached_property
    def notices_listed(self) -> Listing[Notice]:
        """Notices of a place, a case or a transfer."""
        return listing(
            partial(notices.pages, self._store, self._actor), partial(notices.counts, self._store, self._actor)
        )

    @cached_property
    def due_notices(self) -> Listing[DueNotice]:
        """What is due about the cases of places, and was not sent."""
        return listing(
            partial(notices.due_pages, self._store, self._actor), partial(notices.due_counts, self._store, self._actor)
        )
