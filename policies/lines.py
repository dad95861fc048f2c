"""Policy lines as values: what one says, how one is read, and what is wrong with one that is not well formed."""

import csv
import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from policies.actions import HERE, NEVER, Action
from policies.facts import FACTS
from policies.roles import KNOWN
from policies.spelling import quoted, unknown
from policies.vocabulary import facts_of

EVERYWHERE = "*"
TOLD = frozenset(Action)  # those that something is worked out for
ACTIONS = TOLD | {*NEVER}
EFFECTS = ("allow", "deny")


@dataclass(frozen=True, slots=True)
class Line:
    """One Casbin line: whoever holds `role` may (or may not) do `action` below `domain` when all of `when` holds."""

    role: str
    domain: str
    action: str
    when: tuple[str, ...]
    effect: str
    rule: str = ""

    @property
    def statutory(self) -> bool:
        """Shipped as law: holds everywhere, and nobody edits it."""
        return self.domain == EVERYWHERE

    @property
    def shown(self) -> str:
        """Name the line in a message, with its domain."""
        said = " ".join((self.effect, self.role, self.action, *self.when))
        return f"`{said}` of {'the statute' if self.statutory else self.domain}"

    @property
    def id(self) -> str:
        """A name for the line that stays while the line says the same."""
        text = "\t".join((self.role, self.domain, self.action, " ".join(self.when), self.effect))
        return hashlib.sha256(text.encode()).hexdigest()[:16]

    def met(self, facts: frozenset[str]) -> bool:
        """Tell whether every condition of the line holds."""
        return all((name[1:] not in facts) if name.startswith("!") else (name in facts) for name in self.when)

    def problems(self) -> list[str]:
        """Say what is wrong with the line, in words for whoever wrote it; empty when it is well formed."""
        return [message for _, message in self.amiss()]

    def amiss(self) -> list[tuple[str, str]]:
        """What is wrong with the line, each with the name of its part."""
        if len(self.when) > len(FACTS):
            return [("when", f"the line has {len(self.when)} conditions, and the register knows {len(FACTS)} facts")]
        return [
            *([] if self.role in KNOWN else [("role", unknown(self.role, "role", KNOWN))]),
            *([] if self.action in ACTIONS else [("action", unknown(self.action, "action", ACTIONS))]),
            *([] if self.effect in EFFECTS else [("effect", f"{quoted(self.effect)} is neither allow nor deny")]),
            *(("when", unknown(name, "fact", FACTS)) for name in self.names if name not in FACTS),
            *(
                ("when", f"`{name}` is never worked out for `{self.action}`, so the line would not mean what it says")
                for name in self.names
                if name in FACTS and self.action in TOLD and name not in facts_of(self.action)
            ),
            *(("when", message) for message in self._repeated()),
        ]

    @property
    def names(self) -> list[str]:
        """The facts its conditions speak of."""
        return [name.removeprefix("!") for name in self.when]

    def _repeated(self) -> Iterable[str]:
        for name in sorted({name for name in self.names if self.names.count(name) > 1}):
            both = {name, f"!{name}"} <= {*self.when}
            yield (
                f"{quoted(name)} is both asked for and excluded, so the line is never met"
                if both
                else f"{quoted(name)} is named twice"
            )


@cache
def statute() -> tuple[Line, ...]:
    """Read the rules of law that this system exists to hold; loaded always and first."""
    return tuple(_read("statute.csv"))


@cache
def statute_version() -> str:
    """Name the statute as shipped, so that a decision can say under which law it was made."""
    return hashlib.sha256((HERE / "statute.csv").read_bytes()).hexdigest()[:12]


@cache
def defaults(domain: str) -> tuple[Line, ...]:
    """Read the shipped lines of a domain: its revision 0, until it records one of its own."""
    level = "county" if len(domain) == 6 else "region"  # noqa: PLR2004  six digits are a county
    return tuple(_read("defaults.csv", level=level, domain=domain))


def _read(name: str, level: str = "", domain: str = "") -> Iterable[Line]:
    with (HERE / name).open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if row.get("level", "") != level:
                continue
            where = domain or row["domain"]
            line = Line(row["role"], where, row["action"], tuple(row["when"].split()), row["effect"], row["rule"])
            if problems := line.problems():
                raise ValueError(f"{name}: {line}: {'; '.join(problems)}")
            yield line
