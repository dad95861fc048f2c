"""Areas 辖区: which ground a division's code named on which day, as townships merged, split and were recoded (R207).

A code names one ground until its township takes part in a succession, and maybe another one after. Ground that came of
other ground is linked to it, so a grant can follow its area. Pure.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import NamedTuple

from register.records import Key, Succession
from register.words import SuccessionKind

TOWNSHIP = 9  # digits of a township's code; it is the township's id too


def is_township(body: Key) -> bool:
    """Tell whether a body is a township: its id is its division code."""
    return len(body.id) == TOWNSHIP and body.id.isdecimal()


class Ground(NamedTuple):
    """The area that a code named between two successions of its township; the first is numbered 0."""

    code: str
    number: int


class Areas:
    """The grounds that townships have had, from their successions in order of their days."""

    def __init__(self, successions: Iterable[Succession]) -> None:
        """Lay the grounds out."""
        self._since: dict[str, list[datetime | None]] = {}
        self._parents: dict[Ground, tuple[Ground, ...]] = {}
        self._next: dict[Ground, Ground] = {}
        self._divided: dict[Ground, tuple[Key, ...]] = {}
        self._made: dict[str, Succession] = {}
        for one in successions:
            if is_township(one.predecessors[0]):
                self._lay_out(one)

    def _lay_out(self, one: Succession) -> None:
        parents = {key: self._last(key.id) for key in one.predecessors}
        own = {key: self._last(key.id) for key in one.successors if one.kind is SuccessionKind.ABOLISH}
        for key in one.successors:
            if one.makes(key):
                self._made[key.id] = one
            self._since.setdefault(key.id, [None]).append(one.begins)
            # Who carries on what was abolished had its own ground, and has it still.
            self._parents[self._last(key.id)] = tuple({**parents, **({key: own[key]} if key in own else {})}.values())
        for key, ground in {**own, **parents}.items():
            self._next[ground] = self._last(one.heir_of(key).id)
            self._divided[ground] = one.successors if one.ends(key) else ()

    def _last(self, code: str) -> Ground:
        return Ground(code, len(self._since.setdefault(code, [None])) - 1)

    @property
    def codes(self) -> frozenset[str]:
        """Every code that took part in a succession."""
        return frozenset(self._since)

    def ground(self, code: str, at: datetime | None) -> Ground:
        """The ground that a code names at a moment (None: now); before it was a township's, the one it first named."""
        begun = [n for n, since in enumerate(self._since.get(code, ())) if since is None or at is None or since <= at]
        first = 1 if code in self._made else 0
        return Ground(code, max((first, *begun)) if code in self._since else 0)

    def meant(self, code: str, at: datetime | None) -> Ground:
        """The ground that is meant where a matter is said to lie at a code.

        Ground that came to a township which goes on is still named by the code that it had before: so every ground
        has a name, and what a grant reaches can be told.
        """
        found = self.ground(code, at)
        while (own := Ground(code, found.number - 1)) in (before := self._parents.get(found, ())) and len(before) > 1:
            found = own
        return found

    def trace(self, code: str, at: datetime | None) -> list[Ground]:
        """The grounds that hold a place said to lie at a code: what it came of, and what it has become since."""
        meant = self.meant(code, at)
        return [*self._came_of(meant), *self._became(meant, at)]

    def divided(self, code: str, at: datetime | None) -> tuple[str, ...]:
        """The codes among which the ground of a code was divided, one of which has to be named; else none."""
        *left, _ = self._became(self.meant(code, at), at)
        parts = (self._divided.get(one, ()) for one in left)
        return next((tuple(key.id for key in some) for some in parts if len(some) > 1), ())

    def parts(self, code: str, at: datetime | None) -> tuple[str, ...]:
        """The codes that the several grounds had of which the ground of a code was made; none if it was one ground."""
        whole = [one for one in self._came_of(self.meant(code, at)) if not self._parents.get(one)]
        return tuple(dict.fromkeys(one.code for one in whole)) if len(whole) > 1 else ()

    def _came_of(self, ground: Ground) -> Iterator[Ground]:
        for one in self._parents.get(ground, ()):
            yield one
            yield from self._came_of(one)

    def _became(self, ground: Ground, at: datetime | None) -> Iterator[Ground]:
        """The ground, and what it became, where it was divided as whoever carries on the rest has it."""
        following: Ground | None = ground
        while following:
            yield following
            later = self._next.get(following)
            since = self._since[later.code][later.number] if later else None
            following = later if at is None or since is None or since <= at else None

    def maker(self, code: str) -> Succession | None:
        """The succession by which a code came to be a township's, if by one."""
        return self._made.get(code)
