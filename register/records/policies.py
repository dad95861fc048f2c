"""Revisions of policy lines, and changes of them that wait for another administrator."""

from dataclasses import dataclass, replace
from datetime import datetime

from register.records.keys import Key


@dataclass(frozen=True, slots=True)
class PolicyOpinion:
    """What another administrator decided about a proposal; `revision` is what came of one that was approved."""

    approve: bool
    opinion: str
    account: str
    at: datetime
    revision: int | None


@dataclass(frozen=True, slots=True)
class Revision:
    """One revision of a domain's own policy lines, or a proposal of the next one; 0 is what ships.

    Whether a proposal leaves `four_eyes` on is worked out with its lines.
    """

    key: Key
    revision: int
    author: str
    reason: str
    at: datetime
    four_eyes: bool | None = False
    proposed: bool = False
    decision: PolicyOpinion | None = None

    @property
    def domain(self) -> str:
        """Whose lines they are."""
        return self.key.tenant

    @property
    def pending(self) -> bool:
        """It waits for another administrator, and is not in force."""
        return self.proposed and self.decision is None

    def as_of(self, at: datetime) -> "Revision":
        """The same as it stood at a moment."""
        return replace(self, decision=None) if self.decision and self.decision.at > at else self
