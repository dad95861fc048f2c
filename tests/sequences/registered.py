"""A register that sequences of steps are tried on: the county's clerks, two items, and what was made of them."""

import asyncio
from collections.abc import Awaitable, Iterable
from contextlib import AsyncExitStack
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine

from register import accounts, cases, powers
from register.powers import Asked, Exercise
from register.powers.questions import questions
from register.question import Question
from register.records import Case, Key
from register.refusals import Refusal
from register.store import Store
from register.words import PowerKind, TransferMode
from tests.carrying import enter_department
from tests.county import GUANSHENG, XIEXING, Clock, County, fill
from tests.databases import Databases
from tests.steps import deed

T = TypeVar("T")
DAY = timedelta(days=1)
CLERKS = ("department_clerk", "bureau_clerk", "township_clerk", "other_township_clerk")
SPARE = ("spare_clerk", "other_spare_clerk")  # of departments that only carry others on
PLACES = (GUANSHENG.id, XIEXING.id)
VERBS = ("submit", "review", "accept", "confirm", "publish")

# Whoever has something to hand over, and whoever can receive it, more often than the others.
some_clerk = st.sampled_from((*CLERKS, *CLERKS[:2]))
some_receiver = st.sampled_from((*CLERKS[1:], *CLERKS[2:]))
any_of = st.integers(0, 5)


async def fill_sequences(url: str) -> None:
    """Add to the county what the sequences need: clerks of more departments, and a penalty of the first."""
    store = Store.open(url, lambda: datetime.now(UTC) - DAY)
    county = County(store, Clock(store.clock()))
    await county.add("bureau_clerk", "区综合执法局", "department_clerk")
    await county.service_centre()
    for account, name in zip(SPARE, ("区交通和水务局", "区公路局"), strict=True):
        await enter_department(county, name)
        await county.add(account, name, "department_clerk")
    await county.enter_item(PowerKind.PENALTY, "一项处罚")
    await store.close()


class Registered(RuleBasedStateMachine):
    """One register, who acts on it, and what was made there."""

    databases: Databases

    def __init__(self) -> None:
        """Copy the county."""
        super().__init__()
        self.runner, self.open = asyncio.Runner(), AsyncExitStack()
        self.made: list[Key] = []
        self.cases: list[Key] = []
        self.told: dict[datetime, dict[Asked, Key | None]] = {}
        self.run(self._begin())

    def teardown(self) -> None:
        """Drop the copy."""
        self.run(self.open.aclose())
        self.runner.close()

    def run(self, work: Awaitable[T]) -> T:
        """Do some work on the register."""

        async def working() -> T:
            return await work

        return self.runner.run(working())

    def may(self, work: Awaitable[T]) -> T | None:
        """Do what may be refused; a refusal leaves everything as it was."""
        try:
            return self.run(work)
        except Refusal:
            return None

    async def _begin(self) -> None:
        await self.databases.make_template("county", fill)
        template = await self.databases.make_template("sequences", fill_sequences, base="county")
        url = await self.open.enter_async_context(self.databases.fresh(template))
        clock = Clock(datetime.now(UTC).replace(hour=4, minute=0, second=0, microsecond=0))
        store = Store.open(url, clock)
        self.open.push_async_callback(store.close)
        self.county = County(store, clock)
        self.items = [await self.county.item(), await self.county.item("TEST-PENALTY-一项处罚")]
        await self.look_at_bodies()

    async def look_at_bodies(self) -> None:
        """See whom each clerk acts for, and what became of the bodies."""
        # By name from the register, where accounts follow whoever carries their body on.
        found = {account: await accounts.actor(self.county.store, account) for account in (*CLERKS, *SPARE)}
        self.body_of = {account: Key(*actor.body) for account, actor in found.items() if actor and actor.body}
        self.clerk_of = {key: account for account, key in reversed(self.body_of.items())}
        known = {body.key for body in getattr(self, "bodies", ())} | set(self.clerk_of)
        self.bodies = [await self.county.body(key) for key in sorted(known, key=str)]

    def one_made(self, which: int) -> Key:
        """One of the transfers."""
        return self.made[which % len(self.made)]

    def one_case(self, which: int) -> Key:
        """One of the cases."""
        return self.cases[which % len(self.cases)]

    def advance(self, key: Key, verbs: Iterable[str]) -> None:
        """Take a transfer on by steps, each as whoever takes it, until one is refused."""
        transfer = self.run(self.county.transfer(key))
        who = {
            "submit": self.clerk_of.get(transfer.devolver),
            "withdraw": transfer.proposed_by,
            **dict.fromkeys(("accept", "decline", "publish"), self.clerk_of.get(transfer.receiver)),
        }
        entrusted = transfer.mode is TransferMode.ENTRUST
        for verb in verbs:
            more = deed(self.county.clock()) if entrusted and verb == "confirm" else {}
            account = "legal_reviewer" if entrusted and verb == "confirm" else who.get(verb)
            if not self.may(self.county.step(verb, key, account, **more)):
                return

    def did(self, by: str, command: Exercise) -> None:
        """Do a stage of a case, or open one with it."""
        store, actor = self.county.store, self.run(self.county.actor(by))
        if act := self.may(powers.exercise(store, actor, command)):
            case = self.run(cases.acts_by_key(store, actor, [act]))[act].case.key
            if case not in self.cases:
                self.cases.append(case)

    async def case(self, key: Key) -> Case:
        """A case as the supervisor sees it."""
        return (await cases.by_key(self.county.store, await self.county.actor("supervisor"), [key]))[key]

    async def questions(self, asked: list[Asked]) -> dict[Asked, Question]:
        """What the register has on record about each; a part that no grant names there is no question."""
        store, supervisor = self.county.store, await self.county.actor("supervisor")
        if not asked:
            return {}
        async with store.reading(supervisor) as session:
            found = await questions(session, store, supervisor, asked)
        return {one: ask for one, ask in zip(asked, found, strict=True) if isinstance(ask, Question)}

    def order(self, to: Key, case: Key) -> Any:
        """An order that a body handles a case."""
        return cases.Order(case, to, "主要事实在该地", "广区府函〔2026〕7号")
