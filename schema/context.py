"""What the resolvers of one request share."""

from dataclasses import dataclass, field
from functools import cached_property

import strawberry

from policies.actor import Actor
from register.store import Store
from schema.loaders import Loaders


@dataclass(frozen=True)
class Context:
    """Who asks, the register, and what has been read from it so far; `facts` is what to log of the request."""

    actor: Actor
    store: Store
    facts: dict[str, object] = field(default_factory=dict)

    @cached_property
    def loaders(self) -> Loaders:
        """Read the register in batches, each row once."""
        return Loaders(self.store, self.actor)

    def forget(self) -> None:
        """Let go of what was read: after a change it may no longer be what the register says."""
        vars(self).pop("loaders", None)


Info = strawberry.Info[Context, None]
