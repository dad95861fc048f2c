"""A register that is asked for anything in any order, and what must hold of it after each step.

No sequence may leave a stage with two bodies unless one of them shares it, with nobody where an item is listed, or a
grant that rests on nothing; no open case may be left that nobody can decide; and what was so once stays told as it was.
"""

import asyncio
from collections.abc import Awaitable, Iterable
from contextlib import AsyncExitStack
from datetime import UTC, datetime, timedelta
from itertools import combinations, product
from typing import Any, TypeVar

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from policies.actions import Action
from policies.guard import law
from register import cases, items, powers
from register.authority import authority
from register.modes import shared
from register.powers import Asked, Claim, Exercise
from register.powers.questions import questions
from register.question import Question
from register.records import Body, Case, Key, SpecialReport
from register.refusals import Refusal
from register.standing import standing
from register.store import Store
from register.words import OpenCases, PowerKind, RecallGround, ReportGround, Stage, TransferMode
from tests.county import GUANSHENG, LAW, PROVINCE, XIEXING, Clock, County, fill
from tests.databases import Databases
from tests.steps import deed

REMEMBERED = 3  # moments whose answers are asked for again after each step
T = TypeVar("T")
DAY = timedelta(days=1)
CLERKS = ("department_clerk", "bureau_clerk", "township_clerk", "other_township_clerk")
PLACES = (GUANSHENG.id, XIEXING.id)
VERBS = ("submit", "review", "accept", "confirm", "publish")
RECALLS = ("request", "review", "approve", "publish")
REPORT = SpecialReport(ReportGround.NO_TEAM, "本局无基层执法队伍,拟转由镇行使")
MODES = (*(mode for mode in TransferMode if mode is not TransferMode.INTERNAL),)

some_clerk, some_place, some_stage = st.sampled_from(CLERKS), st.sampled_from(PLACES), st.sampled_from(Stage)
any_of = st.integers(0, 5)


async def fill_sequences(url: str) -> None:
    """Add to the county what the sequences need: a clerk of the bureau, and a penalty of the department."""
    store = Store.open(url, lambda: datetime.now(UTC) - DAY)
    county = County(store, Clock(store.clock()))
    await county.add("bureau_clerk", "区综合执法局", "department_clerk")
    await county.enter_item(PowerKind.PENALTY, "一项处罚")
    await store.close()


class Sequences(RuleBasedStateMachine):
    """One register, its county's clerks, two items, and all that may be asked for."""

    databases: Databases

    def __init__(self) -> None:
        """Copy the county."""
        super().__init__()
        self.runner, self.open = asyncio.Runner(), AsyncExitStack()
        self.made: list[Key] = []
        self.cases: list[Key] = []
        self.told: dict[datetime, dict[Asked, Key | None]] = {}
        self.run(self._begin())

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
        actors = {account: await self.county.actor(account) for account in CLERKS}
        self.body_of = {account: Key(*actor.body) for account, actor in actors.items() if actor.body}
        self.clerk_of = {key: account for account, key in self.body_of.items()}
        self.bodies = [await self.county.body(key) for key in self.clerk_of]

    def teardown(self) -> None:
        """Drop the copy."""
        self.run(self.open.aclose())
        self.runner.close()

    # ------------------------------------------------------------ what may be asked for

    @rule(hours=st.sampled_from((1, 13, 24, 72, 24 * 40)))
    def time_passes(self, hours: int) -> None:
        """Let the clock go on, and keep in mind what held till then."""
        if len(self.told) < REMEMBERED:
            found, now = self.run(self._everything()), self.county.clock()
            self.told[now] = {one: authority(ask).holder for one, ask in found.items() if ask.at == now}
        self.county.clock.forward(hours=hours)

    @rule(
        item=st.integers(0, 1),
        by=some_clerk,
        to=some_clerk,
        mode=st.sampled_from(MODES),
        days=st.sampled_from((0, 0, 1, 5)),
        term=st.sampled_from((None, 2, 30)),
        stages=st.one_of(st.none(), st.sets(some_stage, min_size=1).map(tuple)),
        parts=st.sampled_from(((), (), ("甲",), ("乙",))),
        upto=st.sampled_from((*VERBS, *("publish" for _ in VERBS))),
    )
    def hand_over(  # one argument for each thing that may differ
        self, item: int, by: str, to: str, upto: str, days: int, term: int | None, **terms: Any
    ) -> None:
        """Propose a transfer and take it as far as it goes, or as is wanted."""
        start = self.county.clock() + days * DAY
        about = self.run(self.county.item(self.items[item].code))
        given = {
            "receiver": self.body_of[to],
            "devolver": self.body_of[by],
            "effective_from": start,
            "effective_to": start + term * DAY if term else None,
            "basis": (PROVINCE, LAW),
            "report": REPORT if self.body_of[by] != about.department else None,
            **terms,
        }
        key = self.may(self.county.propose(about, by, **given))
        if key:
            self.made.append(key)
            self._advance(key, VERBS[: VERBS.index(upto) + 1])

    @precondition(lambda self: self.made)
    @rule(which=any_of, verb=st.sampled_from((*VERBS, "withdraw", "decline")))
    def step(self, which: int, verb: str) -> None:
        """Take some step of some transfer, in turn or not."""
        self._advance(self._made(which), [verb])

    @precondition(lambda self: self.made)
    @rule(
        which=any_of,
        upto=st.sampled_from((*RECALLS, "publish")),
        days=st.sampled_from((0, 0, 3, 30)),
        stay=st.booleans(),
    )
    def take_back(self, which: int, upto: str, days: int, stay: bool) -> None:
        """Recall a transfer, as far as it goes or as is wanted."""
        key = self._made(which)
        devolver = self.run(self.county.transfer(key)).devolver
        more = {
            "ground": RecallGround.OPERATIONAL,
            "effective_from": self.county.clock() + days * DAY,
            "open_cases": OpenCases.STAY if stay else OpenCases.MOVE,
        }
        for verb in RECALLS[: RECALLS.index(upto) + 1]:
            account = self.clerk_of.get(devolver) if verb == "request" else None
            if not self.may(self.county.recall_step(verb, key, account, **(more if verb == "request" else {}))):
                return

    @rule(
        item=st.integers(0, 1),
        by=some_clerk,
        place=some_place,
        stage=some_stage,
        parts=st.sampled_from((None, (), ("甲",), ("乙",))),
    )
    def act(self, item: int, by: str, place: str, stage: Stage, parts: tuple[str, ...] | None) -> None:
        """Open a case by doing a stage of it."""
        command = Exercise(self.items[item].key, stage, Claim(place, parts=parts))
        self._did(by, command)

    @precondition(lambda self: self.cases)
    @rule(which=any_of, by=some_clerk, stage=some_stage)
    def go_on(self, which: int, by: str, stage: Stage) -> None:
        """Do a stage of a case."""
        key = self.cases[which % len(self.cases)]
        case = self.run(self._case(key))
        self._did(by, Exercise(case.item, stage, Claim(case.place, case=key)))

    @precondition(lambda self: self.cases)
    @rule(which=any_of, by=some_clerk)
    def find_inactive(self, which: int, by: str) -> None:
        """Find that a body did not act in a case."""
        finding = cases.Finding(
            self.cases[which % len(self.cases)], self.body_of[by], "赋权协议第五条", "广区府发〔2026〕5号", "逾期未办"
        )
        reviewer = self.run(self.county.actor("legal_reviewer"))
        self.may(cases.revert(self.county.store, reviewer, finding))

    @precondition(lambda self: self.cases)
    @rule(which=any_of, by=some_clerk)
    def close(self, which: int, by: str) -> None:
        """Close a case."""
        actor = self.run(self.county.actor(by))
        self.may(cases.close(self.county.store, actor, cases.Closing(self.cases[which % len(self.cases)], "办结")))

    @rule(item=st.integers(0, 1), listed=st.booleans())
    def amend(self, item: int, listed: bool) -> None:
        """Take an item off the list, or put it back once the service centre has passed it."""
        about = self.run(self.county.item(self.items[item].code))
        if listed:
            self.may(self.county.review_item(about))
        registrar = self.run(self.county.actor("registrar"))
        change = items.Amendment(about.key, about.version, "目录调整", published=listed)
        self.may(items.amend(self.county.store, registrar, change))

    # ------------------------------------------------------------ what must hold

    @invariant()
    def each_stage_is_with_one_body_and_never_with_none(self) -> None:
        """At every moment from now on at which anything changes, of every item, place, stage and part."""
        for ask in self.run(self._everything()).values():
            self._one_body(ask)
            _grants_stand(ask)

    @invariant()
    def no_open_case_is_left_to_nobody(self) -> None:
        """Somebody can decide it."""
        for ask in self.run(self._open_cases()).values():
            able = [body for body in self.bodies if _lawful(ask, body)]
            assert able or not ask.item.listed, f"nobody decides the case filed at {ask.matter.filed_at}"

    @invariant()
    def what_was_so_is_told_as_it_was(self) -> None:
        """Whatever is done later, the answers of an earlier day stay."""
        for then, answers in self.told.items():
            again = self.run(self._questions(list(answers)))
            told = {one: authority(ask).holder for one, ask in again.items()}
            assert told == answers, f"what held at {then} is told otherwise now"

    # ------------------------------------------------------------ how it is done

    def _made(self, which: int) -> Key:
        return self.made[which % len(self.made)]

    def _advance(self, key: Key, verbs: Iterable[str]) -> None:
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

    def _did(self, by: str, command: Exercise) -> None:
        store, actor = self.county.store, self.run(self.county.actor(by))
        if act := self.may(powers.exercise(store, actor, command)):
            case = self.run(cases.acts_by_key(store, actor, [act]))[act].case.key
            if case not in self.cases:
                self.cases.append(case)

    async def _case(self, key: Key) -> Case:
        return (await cases.by_key(self.county.store, await self.county.actor("supervisor"), [key]))[key]

    async def _everything(self) -> dict[Asked, Question]:
        """Every question there is, about now and about each moment to come at which a grant begins or ends."""
        made = [await self.county.transfer(key) for key in self.made]
        coming = {moment for one in made for moment in (one.begins, one.ends) if moment}
        now = self.county.clock()
        moments = [now, *sorted(moment for moment in coming if moment > now)]
        parts = [(), ("甲",), ("乙",)] if any(one.parts for one in made) else [()]
        return await self._questions(
            [
                Asked(item.key, stage, Claim(place, parts=each), at)
                for item, place, stage, at, each in product(self.items, PLACES, Stage, moments, parts)
            ]
        )

    async def _open_cases(self) -> dict[Asked, Question]:
        found = [await self._case(key) for key in self.cases]
        return await self._questions(
            [Asked(one.item, Stage.DECIDE, Claim(one.place, case=one.key)) for one in found if not one.closed_at]
        )

    async def _questions(self, asked: list[Asked]) -> dict[Asked, Question]:
        store, supervisor = self.county.store, await self.county.actor("supervisor")
        if not asked:
            return {}
        async with store.reading(supervisor) as session:
            found = await questions(session, store, supervisor, asked)
        # A part that no grant names there is no question.
        return {one: ask for one, ask in zip(asked, found, strict=True) if isinstance(ask, Question)}

    def _one_body(self, ask: Question) -> None:
        found = authority(ask)
        able = {body.key for body in self.bodies if _lawful(ask, body)}
        expected = {key for key in (found.holder, *found.also) if key and key not in found.stepping_in}
        assert able == expected, f"{ask.stage} at {ask.matter.place} is lawful for {able}, told of {expected}"
        assert found.holder or not ask.item.listed, f"nobody holds {ask.stage} at {ask.matter.place}"


def _lawful(ask: Question, body: Body) -> bool:
    return law(Action.POWER_EXERCISE, standing(ask, body)) is None


def _grants_stand(ask: Question) -> None:
    """No two grants take the same from the same body, and none hands on what its devolver was not given."""
    grants = ask.reached(ask.matter.place)
    for one, other in combinations(grants, 2):
        apart = one.devolver != other.devolver or not one.meets(other)
        assert apart or shared(one.mode, ask.stage) or shared(other.mode, ask.stage), (
            f"{one.key} and {other.key} collide"
        )
    given = {ask.item.department, *(one.holder for one in grants)}
    for one in grants:
        assert one.devolver in given, f"{one.key} stands on nothing"
