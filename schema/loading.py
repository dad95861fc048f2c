"""How rows are read in batches: however many ask for something, the register is asked once."""

from asyncio import CancelledError, Future, Task, current_task, ensure_future, shield
from collections.abc import Awaitable, Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from strawberry.dataloader import DataLoader

from register.paging import Page
from register.refusals import NotFound, Refusal

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")

Asked = tuple[Hashable, tuple[Hashable, ...]]  # a nested list: its parent, and the arguments it was asked with


def _noticed(reading: Future[Any]) -> None:
    # A field that was broken off does not look at why its reading failed. It has been told by another; no need to log.
    if not reading.cancelled():
        reading.exception()


class Loader(DataLoader[K, V]):
    """Reads in batches, for all that ask; where one of them is broken off, the reading goes on for the others.

    A field that fails cancels its siblings, and what one of these waited for another may be waiting for too.
    """

    def __init__(self, fetch: Callable[[list[K]], Awaitable[Sequence[V | BaseException]]]) -> None:
        """Read by this."""
        super().__init__(self._read)
        self._fetch = fetch
        self._readings = set[Task[Any] | None]()
        self._wanted = True

    async def _read(self, keys: list[K]) -> Sequence[V | BaseException]:
        if not self._wanted:
            raise CancelledError
        reading = current_task()
        self._readings.add(reading)
        try:
            return await self._fetch(keys)
        finally:
            self._readings.discard(reading)

    def give_up(self) -> None:
        """End what is being read, down to the database: nobody waits for it any more."""
        self._wanted = False
        for reading in self._readings:
            if reading:
                reading.cancel()

    def load(self, key: K) -> Awaitable[V]:
        """Read a row, together with what else is asked for by then."""
        shared = ensure_future(super().load(key))
        own = shield(shared)
        for reading in (shared, own):
            reading.add_done_callback(_noticed)
        return own


@dataclass(frozen=True)
class Listing(Generic[V]):
    """A list below many parents: a page of it for each, and the number of all its rows."""

    pages: Loader[Asked, Page[V]]
    counts: Loader[Asked, int]

    def give_up(self) -> None:
        """End what is being read."""
        self.pages.give_up()
        self.counts.give_up()


async def required(loader: Loader[K, V | None], key: K) -> V:
    """Load what must be there to be shown; refuses with NotFound what is not, or is not for this account."""
    found = await loader.load(key)
    if found is None:
        raise NotFound("what this refers to is not on the register, as far as the account can see")
    return found


def single(fetch: Callable[[list[K]], Awaitable[Mapping[K, V]]]) -> Loader[K, V | None]:
    """Read what is known by a key; None where there is none."""

    async def load(keys: list[K]) -> list[V | None]:
        found = await fetch(keys)
        return [found.get(key) for key in keys]

    return Loader(load)


def grouped(fetch: Callable[..., Awaitable[Mapping[Any, V]]], absent: V) -> Loader[Asked, V]:
    """Ask once for each set of arguments, for all its parents together."""

    async def load(asked: list[Asked]) -> list[V | BaseException]:
        parents: dict[tuple[Hashable, ...], list[Hashable]] = {}
        for parent, arguments in asked:
            parents.setdefault(arguments, []).append(parent)
        found = {arguments: await _or_refusal(fetch(group, *arguments)) for arguments, group in parents.items()}
        answers = ((parent, found[arguments]) for parent, arguments in asked)
        return [got if isinstance(got, Refusal) else got.get(parent, absent) for parent, got in answers]

    return Loader(load)


async def _or_refusal(fetched: Awaitable[Mapping[Any, V]]) -> Mapping[Any, V] | Refusal:
    # What is refused with these arguments says nothing of the others in the batch.
    try:
        return await fetched
    except Refusal as refusal:
        return refusal


def listing(
    pages: Callable[..., Awaitable[Mapping[Any, Page[V]]]], counts: Callable[..., Awaitable[Mapping[Any, int]]]
) -> Listing[V]:
    """A list by what reads its pages and what counts its rows."""
    return Listing(grouped(pages, Page()), grouped(counts, 0))
