"""What the resolvers of one request share."""

from dataclasses import dataclass, field
from functools import cached_property

import strawberry

from policies.actor import Actor
from register.store import Store
from schema.loaders import Loaders


@dataclass(frozen=True)
class Context:
    """Who asks, the register, and what has been read from it so far; `facts` is what to log of the request.

    `open_to_all` says whether strangers are shown the schema too.
    """

    actor: Actor
    store: Store
    facts: dict[str, object] = field(default_factory=dict)
    open_to_all: bool = False

    @property
    def reads_schema(self) -> bool:
        """Whether the account may look through the schema: whoever has signed in, or everybody where it is open."""
        return self.open_to_all or not self.actor.anonymous

    @cached_property
    def loaders(self) -> Loaders:
        """Read the register in batches, each row once."""
        return Loaders(self.store, self.actor)

    def forget(self) -> None:
        """Let go of what was read: after a change it may no longer be what the register says."""
        vars(self).pop("loaders", None)

    def give_up(self) -> None:
        """End what is being read: the request is not waited for any more."""
        if "loaders" in vars(self):
            self.loaders.give_up()


Info = strawberry.Info[Context, None]
