"""What the register answers: who may act, and what an act is worth."""

from dataclasses import dataclass

from register.records.keys import Key
from register.words import Validity


@dataclass(frozen=True, slots=True)
class Authority:
    """Who holds one stage of one item at one place and time; the register's answer to "who may do this"."""

    holder: Key | None
    also: tuple[Key, ...] = ()
    barred: tuple[Key, ...] = ()
    in_name_of: Key | None = None
    transfer: Key | None = None
    rules: tuple[str, ...] = ()
    stepping_in: tuple[Key, ...] = ()  # those of `also` that need a reason (R30)
    serving: tuple[Key, ...] = ()  # those of `also` that accept for the holder alone (R112)

    def admits(self, body: Key) -> bool:
        """Tell whether a body may lawfully act."""
        return body == self.holder or body in self.also

    def holds(self, body: Key) -> bool:
        """Tell whether a body has the power itself: it needs no reason of its own, and is not another's counter."""
        return self.admits(body) and body not in self.stepping_in and body not in self.serving


@dataclass(frozen=True, slots=True)
class Ruling:
    """Whether an act is valid 效力认定: the register's opinion, not a court's."""

    validity: Validity
    rules: tuple[str, ...]
    holder: Key | None
    respondent: Key | None
    review_body: str | None
    explanation: str
    in_name_of: Key | None = None
