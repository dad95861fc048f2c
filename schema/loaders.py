"""What one request may read, each in batches."""

from collections import Counter
from collections.abc import Awaitable, Callable, Mapping
from functools import cached_property, partial
from typing import Any, TypeVar

from register import (
    batches,
    bodies,
    cases,
    certificates,
    departments,
    disputes,
    divisions,
    entries,
    items,
    overdue,
    papers,
    powers,
    recall_orders,
    schedules,
    summaries,
    transfers,
)
from register.overdue import Late, Unclosed
from register.readiness import Wanting
from register.records import (
    Act,
    Batch,
    Body,
    Case,
    Certificate,
    Dispute,
    Entry,
    Item,
    Key,
    Paper,
    Phase,
    Place,
    RecallOrder,
    Ruling,
    Schedule,
    Succession,
    Transfer,
)
from register.successions import reads as successions
from register.summaries import Summary
from register.words import TransferStatus
from schema.list_loaders import ListLoaders
from schema.loading import Asked, Listing, Loader, grouped, listing, single
from schema.notices.loaders import NoticeLoaders
from schema.policies.loaders import PolicyLoaders

V = TypeVar("V")


class Loaders(ListLoaders, NoticeLoaders, PolicyLoaders):
    """What one request reads, seen as one account sees it. Nothing is made before it is used."""

    def give_up(self) -> None:
        """End whatever is being read."""
        for each in vars(self).values():
            if isinstance(each, Loader | Listing):
                each.give_up()

    @cached_property
    def places(self) -> Loader[str, Place | None]:
        """Divisions, by code."""
        return single(partial(divisions.by_code, self._store))

    @cached_property
    def bodies(self) -> Loader[Key, Body | None]:
        """Departments and townships."""
        return single(partial(bodies.by_key, self._store))

    @cached_property
    def successions(self) -> Loader[Key, Succession | None]:
        """Successions of bodies."""
        return single(partial(successions.by_key, self._store))

    @cached_property
    def successions_of(self) -> Loader[Key, tuple[Succession, ...] | None]:
        """The successions that bodies took part in."""
        return single(partial(successions.of_bodies, self._store))

    @cached_property
    def certificates(self) -> Loader[Key, Certificate | None]:
        """Certificates of officers."""
        return single(partial(certificates.by_key, self._store))

    @cached_property
    def certificates_of(self) -> Listing[Certificate]:
        """The certificates of bodies."""
        return listing(partial(certificates.pages, self._store), partial(certificates.counts, self._store))

    @cached_property
    def transfers(self) -> Loader[Key, Transfer | None]:
        """Transfers the account may see."""
        return single(partial(transfers.by_key, self._store, self._actor))

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
        return single(partial(batches.by_key, self._store, self._actor))

    @cached_property
    def wanting(self) -> Loader[Key, list[Wanting] | None]:
        """What batches still want."""
        return single(partial(batches.wanting, self._store, self._actor))

    @cached_property
    def batch_may(self) -> Loader[Key, tuple[str, ...] | None]:
        """The actions the account may take on all of a batch that they fall to."""
        return single(partial(batches.viewer_may, self._store, self._actor))

    @cached_property
    def standings(self) -> Loader[Asked, Counter[TransferStatus]]:
        """How many transfers of a batch are in which status, as of a moment."""
        return grouped(partial(batches.standings, self._store, self._actor), Counter())

    @cached_property
    def batches_under(self) -> Listing[Batch]:
        """Batches of a place."""
        return listing(
            partial(batches.pages, self._store, self._actor), partial(batches.counts, self._store, self._actor)
        )

    @cached_property
    def papers(self) -> Loader[Key, list[Paper] | None]:
        """What was filed with batches, as far as the account may see it."""
        return single(partial(papers.by_key, self._store, self._actor))

    @cached_property
    def papers_under(self) -> Listing[Paper]:
        """What was filed with the batches of a place."""
        return listing(
            partial(papers.pages, self._store, self._actor), partial(papers.counts, self._store, self._actor)
        )

    @cached_property
    def recall_orders(self) -> Loader[Key, RecallOrder | None]:
        """Recalls of many transfers that the account may see."""
        return single(partial(recall_orders.by_key, self._store, self._actor))

    @cached_property
    def cases(self) -> Loader[Key, Case | None]:
        """Cases the account may see."""
        return single(partial(cases.by_key, self._store, self._actor))

    @cached_property
    def acts(self) -> Loader[Key, Act | None]:
        """Acts in the cases the account may see."""
        return single(partial(cases.acts_by_key, self._store, self._actor))

    @cached_property
    def disputes(self) -> Loader[Key, Dispute | None]:
        """Disputes the account may see."""
        return single(partial(disputes.by_key, self._store, self._actor))

    @cached_property
    def disputes_listed(self) -> Listing[Dispute]:
        """Disputes of a place."""
        return listing(
            partial(disputes.pages, self._store, self._actor), partial(disputes.counts, self._store, self._actor)
        )

    @cached_property
    def rulings(self) -> Loader[Act, Ruling | None]:
        """What the register holds of an act."""

        async def load(acts: list[Act]) -> list[Ruling | None]:
            found = await powers.rulings_of(self._store, self._actor, acts)
            return [found.get(act.key) for act in acts]

        return Loader(load)

    @cached_property
    def schedules(self) -> Loader[Key, Schedule | None]:
        """Revisions of schedules."""
        return single(partial(schedules.by_key, self._store))

    @cached_property
    def schedules_of(self) -> Loader[str, Schedule | None]:
        """The schedules that hold now, by the government's code."""
        return single(partial(schedules.current, self._store))

    @cached_property
    def phases_of(self) -> Loader[Transfer, tuple[tuple[Schedule, Phase], ...]]:
        """The phases that transfers come under."""

        async def load(asked: list[Transfer]) -> list[tuple[tuple[Schedule, Phase], ...]]:
            found = await schedules.of_transfers(self._store, asked)
            return [found.get(transfer.key, ()) for transfer in asked]

        return Loader(load)

    @cached_property
    def overdue_transfers(self) -> Listing[Late]:
        """The transfers of places that are behind their schedule."""
        return listing(
            partial(overdue.transfer_pages, self._store, self._actor),
            partial(overdue.transfer_counts, self._store, self._actor),
        )

    @cached_property
    def overdue_cases(self) -> Listing[Unclosed]:
        """The cases of places that were not closed in time."""
        return listing(
            partial(overdue.case_pages, self._store, self._actor),
            partial(overdue.case_counts, self._store, self._actor),
        )

    @cached_property
    def entries(self) -> Loader[Key, Entry | None]:
        """Entries of the journals the account may see."""
        return single(partial(entries.by_key, self._store, self._actor))

    @cached_property
    def divisions_below(self) -> Listing[Place]:
        """The divisions of a level below others."""
        return listing(
            lambda parents, level, ask: divisions.pages(self._store, level, parents, ask),
            lambda parents, level: divisions.counts(self._store, level, parents),
        )

    @cached_property
    def departments_of(self) -> Listing[Body]:
        """The departments of counties."""
        return listing(partial(departments.pages, self._store), partial(departments.counts, self._store))

    @cached_property
    def items_under(self) -> Listing[Item]:
        """Items: everywhere, of counties, of departments."""
        return listing(self._under(items.pages), self._under(items.counts))

    @cached_property
    def transfers_under(self) -> Listing[Transfer]:
        """Transfers: everywhere, in counties, of items, from devolvers, to receivers, in batches."""
        return listing(self._under(transfers.pages), self._under(transfers.counts))

    @cached_property
    def entries_under(self) -> Listing[Entry]:
        """The journals of counties, the histories of transfers and batches."""
        return listing(self._under(entries.pages), self._under(entries.counts))

    @cached_property
    def acts_of(self) -> Listing[Act]:
        """The acts done in cases."""
        return listing(
            partial(cases.act_pages, self._store, self._actor), partial(cases.act_counts, self._store, self._actor)
        )

    @cached_property
    def summaries(self) -> Loader[Asked, Summary]:
        """The counts of places, as of a moment."""
        return grouped(partial(summaries.of_places, self._store, self._actor), Summary())

    def _under(self, fetch: Callable[..., Awaitable[Mapping[Any, V]]]) -> Callable[..., Awaitable[Mapping[Any, V]]]:
        """Fit a list that may be asked for under several kinds of parent."""
        return lambda parents, under, *asked: fetch(self._store, self._actor, under, parents, *asked)
