"""What the resolvers of one request share."""

from dataclasses import dataclass
from functools import cached_property

import strawberry

from policies.actor import Actor
from register.store import Store
from schema.loaders import Loaders


@dataclass(frozen=True)
class Context:
    """Who asks, the register, and what has been read from it so far."""

    actor: Actor
    store: Store

    @cached_property
    def loaders(self) -> Loaders:
        """Read the register in batches, each row once."""
        return Loaders(self.store, self.actor)

    def forget(self) -> None:
        """Let go of what was read: after a change it may no longer be what the register says."""
        vars(self).pop("loaders", None)


Info = strawberry.Info[Context, None]
