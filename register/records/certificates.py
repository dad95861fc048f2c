"""Certificates of officers, and what is known of how an act was done."""

from dataclasses import dataclass, replace
from datetime import date, datetime

from register.clock import day_of
from register.records.bodies import Body
from register.records.keys import Key


@dataclass(frozen=True, slots=True)
class Certificate:
    """The certificate of one officer of a body 行政执法证件; the key's id is its number.

    It is valid on both days and between them, until it is revoked.
    """

    key: Key
    officer: str
    body: Key
    valid_from: date
    valid_to: date
    issued_at: datetime
    revoked_at: datetime | None = None
    revoked_for: str | None = None

    @property
    def number(self) -> str:
        """What is printed on it."""
        return self.key.id

    def as_of(self, at: datetime) -> "Certificate":
        """The certificate as it stood at a moment: not revoked, if it was revoked later."""
        later = self.revoked_at is not None and self.revoked_at > at
        return replace(self, revoked_at=None, revoked_for=None) if later else self

    def valid(self, at: datetime) -> bool:
        """Tell whether it is good at a moment."""
        in_time = self.valid_from <= day_of(at) <= self.valid_to
        return in_time and (self.revoked_at is None or at < self.revoked_at)

    def serves(self, body: Body) -> bool:
        """Tell whether its holder acts for a body: the one it names, its outpost 派出机构, or who carries it on."""
        sent_out = body.parent is not None and self.body == Key(body.key.tenant, body.parent)
        return sent_out or self.body in (body.key, *body.carries)


@dataclass(frozen=True, slots=True)
class Conduct:
    """How an act was done, as far as that is known; what is None is not known, and not judged.

    `officers` are the numbers of the certificates they showed, `certificates` those of them that are on the register;
    `reviewed` says whether the last review of a decision, by another account than decided, passed it.
    """

    officers: tuple[str, ...] | None = None
    certificates: tuple[Certificate, ...] = ()
    reviewed: bool | None = None
