"""One question put to many transfers 逐项: where it is refused for some, it is refused for all, and each is told."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Protocol, TypeVar

from register.records import Key
from register.refusals import Invalid, Obstacle, Problem, Refusal

T = TypeVar("T")
TOLD = 1000  # as many as one request hands in


class Named(Protocol):
    """A transfer, or the proposal of one."""

    @property
    def item(self) -> Key:
        """Its item."""


N = TypeVar("N", bound=Named)


def together(ask: Callable[[N], T], of: Sequence[N]) -> list[T]:
    """Ask of each in turn. Refuses with what stood in the way of the first, and tells every one."""
    answers, stood = list[T](), list[tuple[int, Refusal]]()
    for n, one in enumerate(of):
        try:
            answers.append(ask(one))
        except Refusal as refusal:
            stood.append((n, refusal))
    if stood:
        raise _as_one(stood, of)
    return answers


def _as_one(stood: Sequence[tuple[int, Refusal]], of: Sequence[Named]) -> Refusal:
    (_, first), *_ = stood
    if len(of) == 1:
        return first
    first.obstacles = tuple(
        Obstacle(n, of[n].item, getattr(of[n], "key", None), one.code, one.message, one.rules)
        for n, one in stood[:TOLD]
    )
    if isinstance(first, Invalid):
        first.problems = tuple(dict.fromkeys(_problems(one for _, one in stood)))
    first.message = f"{len(stood)} of {len(of)} stand in the way of all; the first: {first.message}"
    return first


def _problems(refusals: Iterable[Refusal]) -> Iterator[Problem]:
    for one in refusals:
        if isinstance(one, Invalid):
            yield from one.problems
