"""What one request reads of policies and of roles."""

from functools import cached_property, partial

from policies.actor import Actor
from register import roles
from register.records import Grant
from register.store import Store
from schema.loading import Listing, listing


class PolicyLoaders:
    """Policies and roles, as one account sees them; a part of `schema.loaders.Loaders`."""

    def __init__(self, store: Store, actor: Actor) -> None:
        """Read from here, for this account."""
        self._store = store
        self._actor = actor

    @cached_property
    def role_grants(self) -> Listing[Grant]:
        """The roles held at places and below them."""
        return listing(partial(roles.pages, self._store, self._actor), partial(roles.counts, self._store, self._actor))
