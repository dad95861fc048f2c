"""Editing the lines of a domain: changing them, going back, and approving what another administrator changed."""

from datetime import datetime
from typing import Annotated, ClassVar

import strawberry
from strawberry import ID

import register.policies.changing
import register.policies.proposals
from register.once import Done
from register.policies import effects, expecting, requests
from register.policies.proposals import ApprovePolicy as Approval
from schema.context import Info
from schema.declare import Given, field, input_type, names
from schema.enums import Effect
from schema.inputs import Input, Repeatable, change
from schema.loading import required
from schema.policies.types import PolicyRevision
from schema.refusals import Invalid, OutOfDate, Refused, UnsafePolicy

PolicyResult = Annotated[
    PolicyRevision | Refused | Invalid | UnsafePolicy | OutOfDate,
    strawberry.union(
        "PolicyResult", description="策略结果: the revision as made, a proposal of it, or why nothing was done"
    ),
]


@input_type("策略: a line to add to the domain's own")
class PolicyRuleInput(Input):
    becomes: ClassVar = effects.NewLine

    role: str = field("角色: whom it speaks of; `anyone` is everybody")
    action: str = field("行为: what it allows or denies, such as transfer:accept")
    when: list[str] = field("条件: the facts that must all hold; ! before one that must not", default_factory=list)
    effect: Effect = field("策略效果: whether it allows or denies; deny overrides")


@input_type("预期角色: a role of whom an expectation speaks, held at a place")
class ExpectedRoleInput(Input):
    becomes: ClassVar = expecting.RoleAt

    role: str = field("角色: which role")
    place: str = field("任职地: the code of the division where it is held")
    until: datetime | None = field("截止时间: until when; without end when absent")


@input_type("策略预期: what the lines are to say of somebody; a change that makes it otherwise is refused")
class ExpectationInput(Input):
    becomes: ClassVar = expecting.NewExpectation

    name: str = field("名称: unique in its domain, up to 200 characters")
    who: list[ExpectedRoleInput] = field(
        "角色: the roles held by whoever is asked about; with none and no account, everybody", default_factory=list
    )
    account: str | None = field("账户: an account of the domain, with the roles it was granted, in the place of `who`")
    action: str = field("行为: the action that is asked about")
    place: str = field("行政区划代码: where it is asked about, at or below the domain")
    holding: list[str] = field(
        "事实: the facts that hold, besides how somebody of these roles stands to the place", default_factory=list
    )
    allowed: bool = field("是否允许: what the lines are to say")
    at: datetime | None = field("时点: the moment that is asked about; when it is asked when absent")


@input_type("变更策略: an edit of a domain's own lines, all of it or nothing")
class PolicyChange(Repeatable):
    becomes: ClassVar = effects.PolicyChange

    domain: str = field("适用范围: the code of the county or region whose lines they are")
    expected_revision: int = field("预期版本: the revision that was read; 0 is what ships")
    add: list[PolicyRuleInput] = field("新增: the lines to add", default_factory=list)
    remove: list[ID] = field("删除: the ids of the domain's own lines to take out", default_factory=list)
    add_expectations: list[ExpectationInput] = field(
        "新增预期: what is to be expected of the lines from now on", default_factory=list
    )
    remove_expectations: list[str] = field("删除预期: the names of what is no longer expected", default_factory=list)
    four_eyes: bool | None = field("双人复核: whether a change waits for another administrator; absent: as it is")
    reason: str = field("理由: why it is made, up to 2,000 characters")


@input_type("回退策略: a domain to go back to what an earlier revision says, by a new one")
class RollbackPolicy(Repeatable):
    becomes: ClassVar = requests.RollbackPolicy

    domain: str = field("适用范围: the code of the county or region whose lines they are")
    to: int = field("版本: the revision to say again; 0 is what ships now")
    expected_revision: int = field("预期版本: the revision that was read")
    reason: str = field("理由: why it is made, up to 2,000 characters")


@input_type("复核策略变更: a proposal to approve or to reject")
class ApprovePolicy(Repeatable):
    becomes: ClassVar = Approval

    proposal: ID = names("待复核的变更: the id of the proposal, which another account made", "PolicyRevision")
    approve: bool = field("是否批准: true lets it take effect, false ends it")
    opinion: str = field("意见: why, up to 2,000 characters")


async def _done(info: Info, done: Done) -> PolicyRevision:
    row = await required(info.context.loaders.policy_revisions, done.key)
    return PolicyRevision.of(row.as_of(done.at) if done.at else row)


@strawberry.type
class PolicyMutations:
    @field("变更策略: change a domain's own lines; where four eyes are asked for, propose it (policy:change)")
    async def change_policy(self, info: Info, input: Given[PolicyChange]) -> PolicyResult:
        return await change(info, input, register.policies.changing.change, _done)

    @field("回退策略: make the next revision say what an earlier one says (policy:rollback)")
    async def rollback_policy(self, info: Info, input: Given[RollbackPolicy]) -> PolicyResult:
        return await change(info, input, register.policies.changing.rollback, _done)

    @field("复核策略变更: approve what another administrator proposed, or reject it (policy:approve)")
    async def approve_policy(self, info: Info, input: Given[ApprovePolicy]) -> PolicyResult:
        return await change(info, input, register.policies.proposals.approve, _done)
