"""What else may be asked for in a sequence: many at once, other bodies in their place, and whose a case is."""

from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from register import cases, recall_orders
from register.batches import Listed
from register.clock import day_of, start_of_day
from register.recall_orders import OrderPublication, OrderReview, Requests
from register.records import Heir, Key
from register.words import OpenCases, RecallGround, SuccessionKind, TransferMode
from tests.carrying import succeed
from tests.disputes import coordinate, decide, raise_over
from tests.sequences.registered import CLERKS, DAY, SPARE, VERBS, Registered, any_of, some_clerk, some_receiver

REVIEWS = {"review": "legal_reviewer", "approve": "government_officer"}
DEPARTMENTS, TOWNSHIPS = (*CLERKS[:2], *SPARE), CLERKS[2:]
of_one_kind = st.sampled_from((DEPARTMENTS, TOWNSHIPS)).flatmap(
    lambda kind: st.tuples(*(st.sampled_from(kind) for _ in range(3)))
)


class Further(Registered):
    """Batches, recall orders, successions, designations, cases passed on, and disputes."""

    @rule(
        by=some_clerk,
        to=some_receiver,
        mode=st.sampled_from((TransferMode.EMPOWER, TransferMode.EMPOWER, TransferMode.AGENCY)),
        days=st.sampled_from((0, 0, 3)),
        several=st.booleans(),
        upto=st.sampled_from((*VERBS, "publish", "publish")),
    )
    def hand_over_a_list(self, by: str, to: str, mode: TransferMode, days: int, upto: str, *, several: bool) -> None:
        """Propose a batch, and take it as far as it goes or as is wanted."""
        start = self.county.clock() + days * DAY
        more = {"receiver": self.body_of[to], "mode": mode, "effective_from": start, "devolver": self.body_of[by]}
        if several:
            towns = (self.body_of[one] for one in CLERKS[2:])
            more |= {"items": tuple(Listed(item=one.key, receiver=town) for town in towns for one in self.items)}
        key = self.may(self.county.propose_batch(self.items, by, **more))
        if not key:
            return
        self.made += [one.key for one in self.run(self.county.transfers_of_batch(key))]
        who = {"submit": (by,), "accept": CLERKS[2:] if several else (to,)}
        for verb in VERBS[: VERBS.index(upto) + 1]:
            for account in who.get(verb, (None,)):
                self.may(self.county.batch_step(verb, key, account))

    @precondition(lambda self: self.made)
    @rule(which=st.sets(any_of, min_size=1), days=st.sampled_from((0, 0, 30)), stay=st.booleans())
    def take_many_back(self, which: set[int], days: int, *, stay: bool) -> None:
        """Recall several by one order, which the devolver of one of them asks for."""
        store, named = self.county.store, {self.one_made(each) for each in which}
        devolver = self.run(self.county.transfer(min(named, key=str))).devolver
        by = self.clerk_of.get(devolver, CLERKS[0])
        asked = Requests(
            ground=RecallGround.OPERATIONAL,
            basis="广区府发〔2026〕9号",
            effective_from=self.county.clock() + days * DAY,
            open_cases=OpenCases.STAY if stay else OpenCases.MOVE,
            transfers=tuple(sorted(named, key=str)),
        )
        key = self.may(recall_orders.request(store, self.run(self.county.actor(by)), asked))
        if not key:
            return
        for verb, account in REVIEWS.items():
            actor = self.run(self.county.actor(account))
            answer = OrderReview(key, self._version(key), approve=True, opinion="同意")
            self.may(getattr(recall_orders, verb)(store, actor, answer))
        officer = self.run(self.county.actor("government_officer"))
        notice = OrderPublication(key, self._version(key), url="https://www.guanganqu.gov.cn/9")
        self.may(recall_orders.publish(store, officer, notice))

    def _version(self, key: Key) -> int:
        supervisor = self.run(self.county.actor("supervisor"))
        return self.run(recall_orders.by_key(self.county.store, supervisor, [key]))[key].version

    @rule(kind=st.sampled_from(SuccessionKind), bodies=of_one_kind)
    def carry_on(self, kind: SuccessionKind, bodies: tuple[str, str, str]) -> None:
        """Let a body be renamed, merged, split or abolished by a document of today."""
        before, after, other = (self.body_of[one] for one in bodies)
        wanted: dict[SuccessionKind, tuple[list[Key], list[Heir | Key]]] = {
            SuccessionKind.RENAME: ([before], []),
            SuccessionKind.RECODE: ([before], [after]),
            SuccessionKind.MERGE: ([before, other], [after]),
            SuccessionKind.SPLIT: ([before], [after, Heir(other, (self.items[0].key,))]),
            SuccessionKind.ABOLISH: ([before], [after]),
        }
        more: dict[str, Any] = {"name": "区另名局"} if kind is SuccessionKind.RENAME else {}
        if not self.may(succeed(self.county, kind, *wanted[kind], **more)):
            return
        # It holds from the first moment of its day, so what was told of today may be told otherwise now.
        today = start_of_day(day_of(self.county.clock()))
        self.told = {then: answers for then, answers in self.told.items() if then < today}
        self.run(self.look_at_bodies())

    @precondition(lambda self: self.cases)
    @rule(which=any_of, to=some_clerk)
    def designate(self, which: int, to: str) -> None:
        """Order that a body handles a case."""
        officer = self.run(self.county.actor("government_officer"))
        self.may(cases.designate(self.county.store, officer, self.order(self.body_of[to], self.one_case(which))))

    @precondition(lambda self: self.cases)
    @rule(which=any_of, by=some_clerk, to=some_clerk, parts=st.sampled_from((None, ("甲",), ("乙",))))
    def pass_on(self, which: int, by: str, to: str, parts: tuple[str, ...] | None) -> None:
        """Pass a case on, with what has come to light of it."""
        given = cases.Handover(self.one_case(which), self.body_of[to], "不属本单位管辖", "移送〔2026〕1号", parts=parts)
        self.may(cases.pass_(self.county.store, self.run(self.county.actor(by)), given))

    @precondition(lambda self: self.cases)
    @rule(which=any_of, by=some_clerk, against=some_clerk, agreed=st.booleans())
    def dispute(self, which: int, by: str, against: str, *, agreed: bool) -> None:
        """Dispute whose a case is, until it is agreed upon or decided."""
        case, body = self.one_case(which), self.body_of[against]
        key = self.may(raise_over(self.county, case, by, against=body))
        if not key:
            return
        for account in ("bureau_clerk", "legal_reviewer", "government_officer"):
            self.may(coordinate(self.county, key, account, body=body if agreed else None))
        self.may(decide(self.county, key, body))
