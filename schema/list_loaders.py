"""What one request may read of the lists: items with their reviews, and the catalogues of what is handed down."""

from functools import cached_property, partial

from policies.actor import Actor
from register import catalogues, items, uniformity
from register.catalogues import Line
from register.records import Catalogue, Item, ItemReview, Key
from register.store import Store
from register.uniformity import Differing
from schema.loading import Listing, Loader, listing, single


class ListLoaders:
    """The lists, as one account sees them; a part of `schema.loaders.Loaders`."""

    def __init__(self, store: Store, actor: Actor) -> None:
        """Read from here, for this account."""
        self._store = store
        self._actor = actor

    @cached_property
    def items(self) -> Loader[Key, Item | None]:
        """Items the account may see."""
        return single(partial(items.by_key, self._store, self._actor))

    @cached_property
    def item_reviews(self) -> Loader[tuple[Key, int], tuple[ItemReview, ...] | None]:
        """The reviews of items in a version."""
        return single(partial(items.reviews_of, self._store, self._actor))

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

    @cached_property
    def differing_items(self) -> Listing[Differing]:
        """What of a place's list differs from the entries above it and beside it."""
        return listing(
            partial(uniformity.pages, self._store, self._actor),
            partial(uniformity.counts, self._store, self._actor),
        )
