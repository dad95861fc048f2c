"""Policies 策略 as shown: who may do what in a domain, what is expected of that, and how it changed."""

from collections.abc import Iterable
from datetime import datetime

from strawberry import ID

from policies.lines import Line, statute
from register import rulebook
from register.policies import revisions
from register.policies.effects import State
from register.policies.expecting import NewExpectation, RoleAt
from register.records import Key, Revision
from register.records import PolicyOpinion as Opinion
from schema.context import Info
from schema.declare import Shown, field, object_type
from schema.enums import Effect
from schema.interfaces import Node
from schema.loading import required
from schema.rules import Rule


@object_type("策略: one line: who holds the role may, or may not, do the action below the domain")
class PolicyRule(Shown[Line]):
    id: ID = field("标识: stays while the line says the same")
    role: str = field("角色: whom it speaks of; `anyone` is everybody")
    domain: str = field("适用范围: the division below which it holds; * is everywhere")
    action: str = field("行为: what it allows or denies, such as transfer:accept")
    when: list[str] = field("条件: the facts that must all hold; ! before one that must not")
    statutory: bool = field("法定: shipped with the system; no one edits it")

    @field("策略效果: whether it allows or denies; deny overrides")
    def effect(self) -> Effect:
        return Effect(self.row.effect.upper())

    @field("规则: the rule of law it comes from, if from one")
    def rule(self) -> Rule | None:
        return Rule.of(rulebook.rule(self.row.rule)) if self.row.rule else None


@object_type("预期角色: a role of whom an expectation speaks, held at a place")
class ExpectedRole(Shown[RoleAt]):
    role: str = field("角色: which role")
    place: str = field("任职地: the code of the division where it is held")
    until: datetime | None = field("截止时间: until when; without end when null")


@object_type("策略预期: what the lines are to say of somebody; a change that makes it otherwise is refused")
class PolicyExpectation(Shown[NewExpectation]):
    name: str = field("名称: unique in its domain")
    account: str | None = field("账户: the account that is asked about, with the roles it was granted; or `who`")
    action: str = field("行为: the action that is asked about")
    place: str = field("行政区划代码: where it is asked about")
    holding: list[str] = field("事实: the facts that hold, besides how somebody of these roles stands to the place")
    allowed: bool = field("是否允许: what the lines are to say")
    at: datetime | None = field("时点: the moment that is asked about; when it is asked when null")

    @field("角色: the roles held by whoever is asked about; with none and no account, everybody")
    def who(self) -> list[ExpectedRole]:
        return [ExpectedRole.of(one) for one in self.row.who]


@object_type("策略差异: the own lines by which a revision differs from another")
class PolicyDifference(Shown[revisions.Difference]):
    @field("新增: the lines that it has and the other has not")
    def added(self) -> list[PolicyRule]:
        return shown(self.row.added)

    @field("删除: the lines that the other has and it has not")
    def removed(self) -> list[PolicyRule]:
        return shown(self.row.removed)


@object_type("复核意见: what another administrator decided about a proposed change")
class PolicyOpinion(Shown[Opinion]):
    approve: bool = field("是否批准: whether it was approved, and so took effect")
    opinion: str = field("意见: why")
    account: str = field("复核人: the account that decided")
    at: datetime = field("时间: when it was decided")
    revision: int | None = field("版本: the revision that came of it; null where it was rejected")


@object_type("策略版本: the lines of a domain at one revision, or as a change that waits would leave them")
class PolicyRevision(Shown[Revision], Node):
    domain: str = field("适用范围: the division whose lines these are")
    revision: int = field("版本: 0 is what ships; each change makes the next; of a proposal, the one it would make")
    author: str = field("作者: the account that made the change; empty for what ships")
    reason: str = field("理由: why it was made")
    at: datetime = field("时间: when it was made")

    @field("待复核: it waits for another administrator and is not in force; `approvePolicy` takes its id")
    def pending(self) -> bool:
        return self.row.pending

    @field("复核意见: what another administrator decided about a proposed change; null while it waits")
    def decision(self) -> PolicyOpinion | None:
        return PolicyOpinion.maybe(self.row.decision)

    @field("双人复核: whether a change of it waits for another administrator")
    async def four_eyes(self, info: Info) -> bool:
        return (await self._state(info)).four_eyes if self.row.four_eyes is None else self.row.four_eyes

    @field("策略: the statute first, then the domain's own lines")
    async def rules(self, info: Info) -> list[PolicyRule]:
        return shown((*statute(), *(await self._state(info)).domain.lines))

    @field("策略预期: what is expected of the lines before any change of them takes effect")
    async def expectations(self, info: Info) -> list[PolicyExpectation]:
        return [PolicyExpectation.of(one) for one in (await self._state(info)).expectations]

    @field("策略差异: by which own lines it differs from the revision before; null for what ships")
    async def difference(self, info: Info) -> PolicyDifference | None:
        return await differing(info, Key(self.row.domain, str(self.row.revision - 1)), self.row.key)

    @field("未采纳的默认策略: the lines that ship today, that it does not have and has never decided about")
    async def not_taken(self, info: Info) -> list[PolicyRule]:
        return shown(await info.context.loaders.lines_not_taken.load(self.row.key) or ())

    async def _state(self, info: Info) -> State:
        return await required(info.context.loaders.policy_states, self.row.key)


async def differing(info: Info, earlier: Key, later: Key) -> PolicyDifference | None:
    """Show how a revision differs from another; None where either is not there to be read."""
    one, other = [await info.context.loaders.policy_states.load(key) for key in (earlier, later)]
    return PolicyDifference.of(revisions.difference(one, other)) if one and other else None


def shown(lines: Iterable[Line]) -> list[PolicyRule]:
    """Show lines."""
    return [PolicyRule.of(line) for line in lines]
