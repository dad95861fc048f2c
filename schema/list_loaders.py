"""What one request may read of the lists: items with their reviews, and the catalogues of what is handed down."""

from functools import cached_property, partial

from policies.actor import Actor
from register import catalogues, items
from register.catalogues import Line
from register.records import Catalogue, Item, ItemReview, Key
from register.store import Store
from schema.loading import Loader, single


class ListLoaders:
    """The lists, seen as one account sees them. Nothing is made before it is used."""

    def __init__(self, store: Store, actor: Actor) -> None:
        """Read from here, for this account."""
        self._store = store
        self._actor = actor

    @cached_property
    def items(self) -> Loader[Key, Item | None]:
        """Items the account may see."""
        return single(partial(items.by_key, self._store, self._actor))

    @cached_property
    def item_reviews(self) -> Loader[Key, ItemReview | None]:
        """The reviews of items as they stand."""
        return single(partial(items.reviewed, self._store, self._actor))

    @cached_property
    def catalogues(self) -> Loader[Key, Catalogue | None]:
        """Revisions of catalogues."""
        return single(partial(catalogues.by_key, self._store))

    @cached_property
    def catalogues_of(self) -> Loader[str, Catalogue | None]:
        """The catalogues that hold now, by the government's code."""
        return single(partial(catalogues.current, self._store))

    @cached_property
    def catalogue_lines(self) -> Loader[Key, Line | None]:
        """What the current catalogue says of an item."""
        return single(partial(catalogues.lines, self._store))
