"""What a change would do to the register as it stands."""

from dataclasses import dataclass
from typing import NamedTuple

from policies.actions import Action
from policies.actor import Actor
from policies.proof import Violation
from register.policies.effects import PolicyChange
from register.records import Kind, Ref


class Tally(NamedTuple):
    """How many decisions flip: to allowed, and to refused."""

    gained: int
    lost: int


class Flip(NamedTuple):
    """A decision that flips: whether it was allowed, and whether it would be."""

    target: Ref
    before: bool
    after: bool


class Flipping(NamedTuple):
    """An account of which decisions flip, about an action on things of a kind; `called` as the asker may know it."""

    called: str
    actor: Actor
    action: Action
    kind: Kind


@dataclass(frozen=True, slots=True)
class Example:
    """A decision that flips, of an account; the name of one that the asker may not know is empty."""

    account: str
    action: Action
    target: Ref
    before: bool
    after: bool


@dataclass(frozen=True, slots=True)
class Impact:
    """What would stand against a change, and how many decisions it would flip to allowed and to refused.

    `flipping` are the first accounts and actions of which some do, as many as examples can be asked for.
    """

    change: PolicyChange
    violations: tuple[Violation, ...]
    gained: int
    lost: int
    flipping: tuple[Flipping, ...]
