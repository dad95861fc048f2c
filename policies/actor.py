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
class Actor:
    """An account as a decision sees it. `body` is the tenant and id of the body whose business it does."""

    account: str | None
    name: str = ""
    roles: tuple[Role, ...] = ()
    body: tuple[str, str] | None = None
    tenant: str | None = None

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


ANYONE = "anyone"
ANONYMOUS = Actor(account=None)
