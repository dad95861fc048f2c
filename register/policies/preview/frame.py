"""What a preview goes by: who asks, the lines before and after, and the moment; all in one transaction that reads."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from sqlalchemy.ext.asyncio import AsyncSession

from policies.actions import Action
from policies.actor import ANYONE, Actor
from policies.guard import Domain
from policies.lines import Line
from register.policies.effects import Edit
from register.store import Store


@dataclass(frozen=True)
class Frame:
    """A change of a domain as somebody asks what it would do; `recorded` are the domains with lines of their own."""

    session: AsyncSession
    store: Store
    asker: Actor
    edit: Edit
    recorded: Mapping[str, Domain]
    now: datetime

    @property
    def code(self) -> str:
        """The domain."""
        return self.edit.code

    @property
    def after(self) -> Domain:
        """The domain as the change would leave it."""
        return self.edit.after.domain

    @cached_property
    def changed(self) -> tuple[Line, ...]:
        """The lines that are added or removed; no others can flip a decision."""
        before, after = self.edit.before.domain.lines, self.after.lines
        both = {*before} & {*after}
        return tuple(line for line in (*before, *after) if line not in both)

    @cached_property
    def actions(self) -> frozenset[str]:
        """What the changed lines speak of."""
        return frozenset(line.action for line in self.changed)

    @property
    def supposed(self) -> Mapping[str, Domain]:
        """The domains with lines of their own after the change."""
        return {**self.recorded, self.code: self.after}

    def lines(self, *actions: str) -> tuple[Line, ...]:
        """The changed lines about some of these actions."""
        return tuple(line for line in self.changed if line.action in actions)

    def concerns(self, actor: Actor, *actions: Action) -> bool:
        """Tell whether a changed line about one of the actions can be met by an account somewhere in the domain."""
        near = {one.name for one in actor.roles if one.place.startswith(self.code) or self.code.startswith(one.place)}
        return any(line.role == ANYONE or line.role in near for line in self.lines(*actions))
