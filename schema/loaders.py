"""Reading in batches: however many rows ask for something, the register is asked once."""

from asyncio import CancelledError, Future, Task, current_task, ensure_future, shield
from collections import Counter
from collections.abc import Awaitable, Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from typing import Any, Generic, TypeVar

from strawberry.dataloader import DataLoader

from policies.actor import Actor
from register import (
    batches,
    bodies,
    cases,
    catalogues,
    certificates,
    departments,
    divisions,
    entries,
    items,
    powers,
    summaries,
    transfers,
)
from register.paging import Page
from register.records import Act, Batch, Body, Case, Catalogue, Certificate, Entry, Item, Key, Place, Ruling, Transfer
from register.refusals import NotFound, Refusal
from register.store import Store
from register.summaries import Summary
from register.words import TransferMode, TransferStatus

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


def _single(fetch: Callable[[list[K]], Awaitable[Mapping[K, V]]]) -> Loader[K, V | None]:
    async def load(keys: list[K]) -> list[V | None]:
        found = await fetch(keys)
        return [found.get(key) for key in keys]

    return Loader(load)


def _grouped(fetch: Callable[..., Awaitable[Mapping[Any, V]]], absent: V) -> Loader[Asked, V]:
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


def _listing(
    pages: Callable[..., Awaitable[Mapping[Any, Page[V]]]], counts: Callable[..., Awaitable[Mapping[Any, int]]]
) -> Listing[V]:
    return Listing(_grouped(pages, Page()), _grouped(counts, 0))


class Loaders:
    """What one request reads, seen as one account sees it. Nothing is made before it is used."""

    def __init__(self, store: Store, actor: Actor) -> None:
        """Read from here, for this account."""
        self._store = store
        self._actor = actor

    def give_up(self) -> None:
        """End whatever is being read."""
        for each in vars(self).values():
            if isinstance(each, Loader | Listing):
                each.give_up()

    @cached_property
    def places(self) -> Loader[str, Place | None]:
        """Divisions, by code."""
        return _single(partial(divisions.by_code, self._store))

    @cached_property
    def bodies(self) -> Loader[Key, Body | None]:
        """Departments and townships."""
        return _single(partial(bodies.by_key, self._store))

    @cached_property
    def items(self) -> Loader[Key, Item | None]:
        """Items the account may see."""
        return _single(partial(items.by_key, self._store, self._actor))

    @cached_property
    def catalogues(self) -> Loader[Key, Catalogue | None]:
        """Revisions of catalogues."""
        return _single(partial(catalogues.by_key, self._store))

    @cached_property
    def catalogues_of(self) -> Loader[str, Catalogue | None]:
        """The catalogues that hold now, by the government's code."""
        return _single(partial(catalogues.current, self._store))

    @cached_property
    def devolvable(self) -> Loader[Key, TransferMode | None]:
        """The mode in which an item may be handed down, by its current catalogue."""
        return _single(partial(catalogues.modes, self._store))

    @cached_property
    def certificates(self) -> Loader[Key, Certificate | None]:
        """Certificates of officers."""
        return _single(partial(certificates.by_key, self._store))

    @cached_property
    def certificates_of(self) -> Listing[Certificate]:
        """The certificates of bodies."""
        return _listing(partial(certificates.pages, self._store), partial(certificates.counts, self._store))

    @cached_property
    def transfers(self) -> Loader[Key, Transfer | None]:
        """Transfers the account may see."""
        return _single(partial(transfers.by_key, self._store, self._actor))

    @cached_property
    def viewer_may(self) -> Loader[Transfer, tuple[str, ...]]:
        """The actions the account may take on a transfer now."""

        async def load(asked: list[Transfer]) -> list[tuple[str, ...]]:
            found = await transfers.viewer_may(self._store, self._actor, asked)
            return [found.get(transfer.key, ()) for transfer in asked]

        return Loader(load)

    @cached_property
    def batches(self) -> Loader[Key, Batch | None]:
        """Batches the account may see."""
        return _single(partial(batches.by_key, self._store, self._actor))

    @cached_property
    def standings(self) -> Loader[Asked, Counter[TransferStatus]]:
        """How many transfers of a batch are in which status, as of a moment."""
        return _grouped(partial(batches.standings, self._store, self._actor), Counter())

    @cached_property
    def batches_under(self) -> Listing[Batch]:
        """Batches of a place."""
        return _listing(
            partial(batches.pages, self._store, self._actor), partial(batches.counts, self._store, self._actor)
        )

    @cached_property
    def cases(self) -> Loader[Key, Case | None]:
        """Cases the account may see."""
        return _single(partial(cases.by_key, self._store, self._actor))

    @cached_property
    def acts(self) -> Loader[Key, Act | None]:
        """Acts in the cases the account may see."""
        return _single(partial(cases.acts_by_key, self._store, self._actor))

    @cached_property
    def rulings(self) -> Loader[Act, Ruling | None]:
        """What the register holds of an act."""

        async def load(acts: list[Act]) -> list[Ruling | None]:
            found = await powers.rulings_of(self._store, self._actor, acts)
            return [found.get(act.key) for act in acts]

        return Loader(load)

    @cached_property
    def entries(self) -> Loader[Key, Entry | None]:
        """Entries of the journals the account may see."""
        return _single(partial(entries.by_key, self._store, self._actor))

    @cached_property
    def divisions_below(self) -> Listing[Place]:
        """The divisions of a level below others."""
        return _listing(
            lambda parents, level, ask: divisions.pages(self._store, level, parents, ask),
            lambda parents, level: divisions.counts(self._store, level, parents),
        )

    @cached_property
    def departments_of(self) -> Listing[Body]:
        """The departments of counties."""
        return _listing(partial(departments.pages, self._store), partial(departments.counts, self._store))

    @cached_property
    def items_under(self) -> Listing[Item]:
        """Items: everywhere, of counties, of departments."""
        return _listing(self._under(items.pages), self._under(items.counts))

    @cached_property
    def transfers_under(self) -> Listing[Transfer]:
        """Transfers: everywhere, in counties, of items, to receivers, in batches."""
        return _listing(self._under(transfers.pages), self._under(transfers.counts))

    @cached_property
    def entries_under(self) -> Listing[Entry]:
        """The journals of counties, the histories of transfers and batches."""
        return _listing(self._under(entries.pages), self._under(entries.counts))

    @cached_property
    def acts_of(self) -> Listing[Act]:
        """The acts done in cases."""
        return _listing(
            partial(cases.act_pages, self._store, self._actor), partial(cases.act_counts, self._store, self._actor)
        )

    @cached_property
    def summaries(self) -> Loader[Asked, Summary]:
        """The counts of places, as of a moment."""
        return _grouped(partial(summaries.of_places, self._store, self._actor), Summary())

    def _under(self, fetch: Callable[..., Awaitable[Mapping[Any, V]]]) -> Callable[..., Awaitable[Mapping[Any, V]]]:
        """Fit a list that may be asked for under several kinds of parent."""
        return lambda parents, under, *asked: fetch(self._store, self._actor, under, parents, *asked)
