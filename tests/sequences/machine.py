"""A register that is asked for anything in any order, and what must hold of it after each step.

No sequence may leave a stage with two bodies unless one of them shares it, with nobody where an item is listed, or a
grant that rests on nothing; no open case may be left that nobody can decide; and what was so once stays told as it was.
"""

from itertools import combinations, product
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import initialize, invariant, precondition, rule

from policies.actions import Action
from policies.guard import law
from register import cases, items
from register.authority import authority
from register.modes import shared
from register.powers import Asked, Claim, Exercise
from register.question import Question
from register.records import Body, SpecialReport
from register.standing import standing
from register.words import OpenCases, RecallGround, ReportGround, Stage, TransferMode
from tests.county import LAW, PROVINCE
from tests.sequences.further import Further
from tests.sequences.registered import CLERKS, DAY, PLACES, VERBS, any_of, some_clerk, some_receiver

REMEMBERED = 3  # moments whose answers are asked for again after each step
RECALLS = ("request", "review", "approve", "publish")
REPORT = SpecialReport(ReportGround.NO_TEAM, "本局无基层执法队伍,拟转由镇行使")
MODES = (*(mode for mode in TransferMode if mode is not TransferMode.INTERNAL),)
some_place, some_stage = st.sampled_from(PLACES), st.sampled_from(Stage)


class Sequences(Further):
    """All that may be asked for of one register, and what must hold of it."""

    # ------------------------------------------------------------ what may be asked for

    @rule(hours=st.sampled_from((1, 13, 24, 72, 24 * 40)))
    def time_passes(self, hours: int) -> None:
        """Let the clock go on, and keep in mind what held till then."""
        if len(self.told) < REMEMBERED:
            found, now = self.run(self._everything()), self.county.clock()
            self.told[now] = {one: authority(ask).holder for one, ask in found.items() if ask.at == now}
        self.county.clock.forward(hours=hours)

    @initialize(
        item=st.integers(0, 1),
        to=st.sampled_from(CLERKS[2:]),
        mode=st.sampled_from((TransferMode.EMPOWER, TransferMode.AGENCY)),
        term=st.sampled_from((None, 30)),
    )
    def something_is_handed_over(self, item: int, to: str, **terms: Any) -> None:
        """Begin with a transfer in force and a case in two places: most that may be asked for speaks of those."""
        self.hand_over(item=item, by=CLERKS[0], to=to, days=0, upto="publish", **terms)
        self.act(item=item, by=to, place=self.body_of[to].id, stage=Stage.ACCEPT, parts=None, across=True)

    @rule(
        item=st.integers(0, 1),
        by=some_clerk,
        to=some_receiver,
        mode=st.sampled_from((*MODES, *(TransferMode.EMPOWER for _ in MODES))),
        days=st.sampled_from((0, 0, 1, 5)),
        term=st.sampled_from((None, 2, 30)),
        stages=st.one_of(st.none(), st.none(), st.sets(some_stage, min_size=1).map(tuple)),
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
            self.advance(key, VERBS[: VERBS.index(upto) + 1])

    @precondition(lambda self: self.made)
    @rule(which=any_of, verb=st.sampled_from((*VERBS, "withdraw", "decline")))
    def step(self, which: int, verb: str) -> None:
        """Take some step of some transfer, in turn or not."""
        self.advance(self.one_made(which), [verb])

    @precondition(lambda self: self.made)
    @rule(
        which=any_of,
        upto=st.sampled_from((*RECALLS, "publish")),
        days=st.sampled_from((0, 0, 3, 30)),
        stay=st.booleans(),
    )
    def take_back(self, which: int, upto: str, days: int, stay: bool) -> None:
        """Recall a transfer, as far as it goes or as is wanted."""
        key = self.one_made(which)
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
        across=st.booleans(),
    )
    def act(self, item: int, by: str, place: str, stage: Stage, parts: tuple[str, ...] | None, *, across: bool) -> None:
        """Open a case by doing a stage of it."""
        also = tuple(one for one in PLACES if one != place) if across else ()
        command = Exercise(self.items[item].key, stage, Claim(place, also_at=also, parts=parts))
        self.did(by, command)

    @precondition(lambda self: self.cases)
    @rule(which=any_of, by=some_clerk, stage=some_stage)
    def go_on(self, which: int, by: str, stage: Stage) -> None:
        """Do a stage of a case."""
        key = self.one_case(which)
        case = self.run(self.case(key))
        self.did(by, Exercise(case.item, stage, Claim(case.place, case=key)))

    @precondition(lambda self: self.cases)
    @rule(which=any_of, by=some_clerk)
    def find_inactive(self, which: int, by: str) -> None:
        """Find that a body did not act in a case."""
        finding = cases.Finding(
            self.one_case(which), self.body_of[by], "赋权协议第五条", "广区府发〔2026〕5号", "逾期未办"
        )
        reviewer = self.run(self.county.actor("legal_reviewer"))
        self.may(cases.revert(self.county.store, reviewer, finding))

    @precondition(lambda self: self.cases)
    @rule(which=any_of, by=some_clerk)
    def close(self, which: int, by: str) -> None:
        """Close a case."""
        actor = self.run(self.county.actor(by))
        self.may(cases.close(self.county.store, actor, cases.Closing(self.one_case(which), "办结")))

    @rule(item=st.integers(0, 1), listed=st.sampled_from((True, True, False)))
    def amend(self, item: int, listed: bool) -> None:
        """Take an item off the list, or put it back once the service centre has passed it."""
        about = self.run(self.county.item(self.items[item].code))
        if listed is about.published:
            return
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
            again = self.run(self.questions(list(answers)))
            told = {one: authority(ask).holder for one, ask in again.items()}
            assert told == answers, f"what held at {then} is told otherwise now"

    # ------------------------------------------------------------ how it is done

    async def _everything(self) -> dict[Asked, Question]:
        """Every question there is, about now and about each moment to come at which a grant begins or ends."""
        made = [await self.county.transfer(key) for key in self.made]
        coming = {moment for one in made for moment in (one.begins, one.ends) if moment}
        now = self.county.clock()
        moments = [now, *sorted(moment for moment in coming if moment > now)]
        parts = [(), ("甲",), ("乙",)] if any(one.parts for one in made) else [()]
        return await self.questions(
            [
                Asked(item.key, stage, Claim(place, parts=each), at)
                for item, place, stage, at, each in product(self.items, PLACES, Stage, moments, parts)
            ]
        )

    async def _open_cases(self) -> dict[Asked, Question]:
        found = [await self.case(key) for key in self.cases]
        return await self.questions(
            [Asked(one.item, Stage.DECIDE, Claim(one.place, case=one.key)) for one in found if not one.closed_at]
        )

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
