"""What one request reads of policies and of roles."""

from functools import cached_property, partial

from policies.actor import Actor
from policies.lines import Line
from register import roles
from register.policies import revisions
from register.policies.effects import State
from register.records import Grant, Key, Revision
from register.store import Store
from schema.loading import Listing, Loader, listing, single


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

    @cached_property
    def policy_revisions(self) -> Loader[Key, Revision | None]:
        """Revisions of lines, and proposals, that the account may read."""
        return single(partial(revisions.by_key, self._store, self._actor))

    @cached_property
    def policy_states(self) -> Loader[Key, State | None]:
        """What revisions say, and what proposals would."""
        return single(partial(revisions.said, self._store, self._actor))

    @cached_property
    def lines_not_taken(self) -> Loader[Key, tuple[Line, ...] | None]:
        """The shipped lines about which revisions never decided."""
        return single(partial(revisions.not_taken, self._store, self._actor))

    @cached_property
    def revisions_of(self) -> Listing[Revision]:
        """The revisions of domains."""
        return listing(
            partial(revisions.pages, self._store, self._actor), partial(revisions.counts, self._store, self._actor)
        )

    @cached_property
    def pending_revisions(self) -> Listing[Revision]:
        """The proposals of domains that wait."""
        return listing(
            partial(revisions.pending_pages, self._store, self._actor),
            partial(revisions.pending_counts, self._store, self._actor),
        )
