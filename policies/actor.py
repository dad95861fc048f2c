"""Who asks: an account with the roles it holds, each at a place, or nobody (anonymous)."""

from dataclasses import dataclass
from datetime import datetime

COUNTY_DIGITS = 6  # a division code of six digits is a county, the tenant; nine digits are a township in it


@dataclass(frozen=True, slots=True)
class Role:
    """A role held at a place (a division code) and so at every place below it, until a moment or without end."""

    name: str
    place: str
    until: datetime | None = None

    def covers(self, division: str) -> bool:
        """Tell whether the role reaches the division: codes are a tree of prefixes."""
        return division.startswith(self.place)


@dataclass(frozen=True, slots=True)
class Estate:
    """What a body has of a body's affairs, being that body or carrying it on: all, or what concerns some items.

    `items` are those it is about, or else those that went to another. One that is `shared` goes as far as an area: each
    of those that a township was split into has what was handed to it.
    """

    body: tuple[str, str]
    items: tuple[tuple[str, str], ...] = ()
    only: bool = False
    shared: bool = False

    def covers(self, body: tuple[str, str], item: tuple[str, str], *, received: bool = False) -> bool:
        """Tell whether a body's affairs about an item are among these; `received`: what was handed to it."""
        return body == self.body and (received or not self.shared) and (item in self.items) == self.only


@dataclass(frozen=True, slots=True)
class Actor:
    """An account as a decision sees it. `body` is the tenant and id of the body whose business it does.

    `estates` are that body's affairs where it carries others on, or others carry on some of its own.
    """

    account: str | None
    name: str = ""
    roles: tuple[Role, ...] = ()
    body: tuple[str, str] | None = None
    tenant: str | None = None
    estates: tuple[Estate, ...] = ()

    @property
    def affairs(self) -> tuple[Estate, ...]:
        """The affairs of its body."""
        return self.estates or ((Estate(self.body),) if self.body else ())

    def acts_for(self, body: tuple[str, str], item: tuple[str, str], *, received: bool = False) -> bool:
        """Tell whether it does a body's business about an item; `received`: as to what was handed to that body."""
        return any(one.covers(body, item, received=received) for one in self.affairs)

    @property
    def anonymous(self) -> bool:
        """Nobody has signed in."""
        return self.account is None

    @property
    def tenants(self) -> frozenset[str]:
        """The counties (or, for roles above a county, the regions) in which a role is held."""
        return frozenset(role.place[:COUNTY_DIGITS] for role in self.roles)

    def holds(self, role: str, division: str) -> bool:
        """Tell whether the role is held at the division or above it; `anyone` is held by all, strangers too."""
        return role == ANYONE or any(held.name == role and held.covers(division) for held in self.roles)

    def oversees(self, tenant: str) -> bool:
        """An account above this county: one of its roles is held at a region the county lies in."""
        return any(tenant.startswith(held.place) and held.place != tenant for held in self.roles)

    def standing(self, tenant: str) -> frozenset[str]:
        """How the account stands to a tenant, in facts."""
        facts = {
            "own_tenant": tenant in self.tenants,
            "oversees": self.oversees(tenant),
            "regional": len(tenant) < COUNTY_DIGITS,
        }
        return frozenset(name for name, holds in facts.items() if holds)


ANYONE = "anyone"
ANONYMOUS = Actor(account=None)
