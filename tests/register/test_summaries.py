"""Counts of a place and everything below it: the same as counting row by row, for everybody, at every moment."""

import random
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from policies.actor import Actor, Role
from register import departments, items, lifecycle, summaries, tables, transfers
from register.fence import EVERYTHING
from register.items import changes as item_changes
from register.records import Item, Key
from register.refusals import Invalid
from register.summaries import COUNTED, Summary
from register.transfers.record import write as write_transfer
from register.words import PowerKind, TransferMode, TransferStatus
from tests.builders import a_draft, an_item
from tests.county import COUNTY, GUANSHENG, XIEXING, County

NEIGHBOUR, PREFECTURE, PROVINCE = "511603", "5116", "51"
THERE = Key(NEIGHBOUR, "511603101")
PLACES = (PROVINCE, PREFECTURE, "3207", COUNTY, NEIGHBOUR, GUANSHENG.id, XIEXING.id)
STEPS = ("submitted_at", "returned_at", "reviewed_at", "accepted_at", "confirmed_at", "published_at")
DAY = timedelta(days=1)
DAYS = (-40, -20, 0, 20)


@dataclass
class World:
    """Items in several versions, at departments of counties, regions and townships; transfers of all of them."""

    county: County
    draw: random.Random
    places: dict[Key, str]

    def moment(self) -> Any:
        """A moment that the counts are asked as of, or one just beside it."""
        return self.county.clock() + self.draw.choice(DAYS) * DAY + self.draw.choice((-1, 0, 1)) * timedelta(seconds=1)

    def maybe(self, *, likely: float = 0.5) -> Any:
        return self.moment() if self.draw.random() < likely else None

    def item(self, department: Key) -> list[Item]:
        """An item in up to three versions."""
        flag = self.draw.random
        first = an_item(kind=self.draw.choice(list(PowerKind)))
        versions: list[Item] = []
        for number in range(1, self.draw.randint(1, 3) + 1):
            said: dict[str, Any] = {"published": flag() < 0.7, "confidential": flag() < 0.2, "retired": flag() < 0.3}
            said |= {"valid_from": self.maybe(likely=0.2 if number == 1 else 1), "version": number}
            versions.append(replace(first, **said, department=department, competent=department))
        key = Key(department.tenant, f"{flag()}")
        return [replace(one, key=key, code=key.id) for one in versions]

    def transfer(self, item: Item) -> Any:
        """A transfer of an item somewhere below its holder, as far on its way as it happens to be."""
        where = self.draw.choice([key for key in (GUANSHENG, XIEXING, THERE) if key.tenant.startswith(item.key.tenant)])
        receiver = self.draw.choice([where, *(key for key in self.places if key.tenant == where.tenant)])
        facts: dict[str, Any] = {step: self.maybe() for step in STEPS[: self.draw.randint(0, 6)]}
        facts |= {"withdrawn_at": self.maybe(likely=0.1), "declined_at": self.maybe(likely=0.1)}
        facts |= {"effective_from": self.moment(), "effective_to": self.maybe(likely=0.3)}
        facts |= {"mode": self.draw.choice(list(TransferMode)), "version": 1}
        facts |= {"item": item.key, "devolver": item.department, "receiver": receiver, "proposer": None}
        key = Key(where.tenant, f"{self.draw.random()}")
        return replace(a_draft(), key=key, place=self.places.get(receiver, receiver.id), **facts)


async def world(county: County, seed: int) -> World:
    made = World(county, random.Random(seed), {})  # noqa: S311  the same world in each run
    async with county.store.changing(EVERYTHING) as session:
        for place in (COUNTY, NEIGHBOUR, PREFECTURE, PROVINCE):
            key = await departments.write(session, place, departments.NewDepartment(place, "测试局"))
            made.places[key] = place
            if place in (COUNTY, NEIGHBOUR):
                seat = GUANSHENG.id if place == COUNTY else THERE.id
                outpost = departments.NewDepartment(seat, "测试局派出机构", parent=key)
                made.places[await departments.write(session, place, outpost)] = seat
        listed = [made.item(department) for department in made.places for _ in range(7)]
        for versions in listed:
            for number, version in enumerate(versions):
                await item_changes.write(session, version, fresh=number == 0)
        for _ in range(90):
            await write_transfer(session, made.transfer(made.draw.choice(listed)[-1]), fresh=True)
    return made


async def accounts(county: County) -> list[Actor]:
    """Everybody who counts differently."""
    demo = [await county.actor(account) for account in ("department_clerk", None)]
    roles = [("supervisor", PROVINCE), ("registrar", PREFECTURE), ("aggregator", GUANSHENG.id)]
    body = (THERE.tenant, THERE.id)
    return demo + [Actor(name + place, "", (Role(name, place),), body, place[:6]) for name, place in roles]


@dataclass
class Rows:
    """Every row, one by one, as an account sees it."""

    versions: Mapping[Key, Sequence[tables.ItemVersion]]
    kinds: Mapping[Key, PowerKind]
    homes: Mapping[Key, str]
    townships: Sequence[str]
    items: Mapping[Key, Item]
    transfers: Sequence[Any]

    def count(self, place: str, at: Any) -> Summary:
        """Count the rows at a place."""
        held = [one for one in self.items.values() if self.homes[one.department].startswith(place)]
        stand = [(one, lifecycle.status(one, at)) for one in self.transfers if one.place.startswith(place)]
        stand = [(one, status) for one, status in stand if status in COUNTED]
        holding = [one for one, _ in stand if one.in_force(at)]
        return Summary(
            sum(code.startswith(place) for code in self.townships),
            sum(not self.retired(one, at) for one in held),
            len(stand),
            len(holding),
            Counter(self.kinds[one.item] for one in holding),
            Counter(one.mode for one, _ in stand),
            Counter(status for _, status in stand),
        )

    def retired(self, item: Item, at: Any) -> bool:
        """Tell whether the version of that moment is retired, or there is none yet."""
        began = [one for one in self.versions[item.key] if one.valid_from is None or one.valid_from <= at]
        return not began or max(began, key=lambda one: one.version).retired


async def rows(county: County, actor: Actor) -> Rows:
    item, transfer, body = tables.expr(tables.Item), tables.expr(tables.Transfer), tables.expr(tables.Body)
    versions: dict[Key, list[tables.ItemVersion]] = {}
    async with county.store.reading(EVERYTHING) as session:
        for one in await session.scalars(select(tables.ItemVersion)):
            versions.setdefault(Key(one.tenant, one.id), []).append(one)
        named = await session.execute(select(item.tenant, item.id, item.kind))
        kinds = {Key(tenant, id_): PowerKind(kind) for tenant, id_, kind in named}
        homes = {Key(t, i): place for t, i, place in await session.execute(select(body.tenant, body.id, body.place))}
        keys = [Key(*row) for row in await session.execute(select(transfer.tenant, transfer.id))]
        level = select(tables.expr(tables.Division).code).where(tables.expr(tables.Division).level == "TOWNSHIP")
        townships = list(await session.scalars(level))
    seen = await items.by_key(county.store, actor, versions)
    found = await transfers.by_key(county.store, actor, keys)
    return Rows(versions, kinds, homes, townships, seen, list(found.values()))


def plain(summary: Summary) -> Summary:
    """Without the zeros, which say nothing."""
    words: dict[str, Any] = {}
    for name in ("kinds", "modes", "statuses"):
        words[name] = {word: number for word, number in getattr(summary, name).items() if number}
    return replace(summary, **words)


async def test_counting_equals_counting_row_by_row_for_everybody_at_every_moment(county: County) -> None:
    await world(county, 5116)
    seen: Counter[TransferStatus] = Counter()
    for actor in await accounts(county):
        one_by_one = await rows(county, actor)
        for at in [county.clock() + days * DAY for days in DAYS[1:]]:
            counted = await summaries.of_places(county.store, actor, PLACES, at)
            assert {place: plain(one) for place, one in counted.items()} == {
                place: plain(one_by_one.count(place, at)) for place in PLACES
            }, (actor, at)
            seen += Counter(counted[PROVINCE].statuses)
    assert {one for one in COUNTED if seen[one]} >= {*COUNTED} - {TransferStatus.RECALL_REQUESTED}


async def test_a_transfer_counts_where_it_stands_at_each_moment(county: County) -> None:
    supervisor, start = await county.actor("supervisor"), county.clock()
    transfer = await county.publish(await county.item(), effective_from=start + DAY)
    planned = (await summaries.of_places(county.store, supervisor, [COUNTY], start + 2 * DAY))[COUNTY]
    now = (await summaries.of_places(county.store, supervisor, [COUNTY], None))[COUNTY]
    before = (await summaries.of_places(county.store, supervisor, [COUNTY], start - DAY))[COUNTY]
    assert (before.transfers, now.transfers, planned.transfers) == (0, 1, 1)
    assert (before.in_force, now.in_force, planned.in_force) == (0, 0, 1)
    assert plain(planned).kinds == {(await county.item()).kind: 1}
    assert plain(now).statuses == {TransferStatus.PUBLISHED: 1}
    assert plain(planned).modes == {transfer.mode: 1}


@pytest.mark.rule("R89")
async def test_what_is_secret_is_not_even_counted_for_the_public(county: County) -> None:
    item = await county.enter_item(PowerKind.OTHER, "涉密事项", confidential=True)
    key = await county.propose(item)
    for verb in ("submit", "review", "accept", "confirm"):
        await county.step(verb, key)
    await county.step("publish", key, url=None, served_on=county.clock().date())
    for account, more in ((None, 0), ("other_county_clerk", 0), ("supervisor", 1), ("aggregator", 1)):
        actor = await county.actor(account)
        for place in (COUNTY, PREFECTURE):
            found = (await summaries.of_places(county.store, actor, [place], None))[place]
            assert (found.items, found.transfers, found.in_force) == (1135 + more, more, more), (account, place)


async def test_a_place_that_is_none_is_refused(county: County) -> None:
    for code in ("999999", "", "51160", "5116 "):
        with pytest.raises(Invalid) as refused:
            await summaries.of_places(county.store, await county.actor(None), [COUNTY, code], None)
        assert refused.value.problems[0].path == ("within",)
        assert refused.value.remedy
