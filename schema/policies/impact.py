"""预演: what a change of lines would do to the register as it stands, before anybody makes it."""

from typing import Annotated

import strawberry

from register.paging import Ask
from register.policies import preview
from register.policies.preview import Example, Impact
from schema.context import Info
from schema.declare import Shown, argument, field, object_type
from schema.interfaces import Node
from schema.nodes import node_of
from schema.policies.mutations import PolicyChange
from schema.refusals import Violation

_EXAMPLES = 20


@object_type("翻转示例: a decision that would flip; as `may` answers it, of the account and on the target")
class ImpactExample(Shown[Example]):
    account: str = field("账户: whose decision; `anyone` who has not signed in, empty where the viewer may not know it")
    action: str = field("行为: what is decided, such as transfer:accept")
    before: bool = field("变更前: whether it is allowed now")
    after: bool = field("变更后: whether it would be")

    @field("对象: what it is decided about")
    async def target(self, info: Info) -> Node | None:
        return await node_of(info, self.row.target)


@object_type("变更影响: what a change would do to the register as it stands, as far as the viewer may see it")
class PolicyImpact(Shown[Impact]):
    gained: int = field("新增许可: how many decisions it would flip to allowed")
    lost: int = field("失去许可: how many decisions it would flip to refused")

    @field("违反: what it would break; it would be refused for that")
    def violations(self) -> list[Violation]:
        return [Violation.of(one) for one in self.row.violations]

    @field("翻转示例: the first decisions that would flip, by account, action and target")
    async def examples(
        self, info: Info, first: Annotated[int | None, argument("数量: how many, 1 to 200; null means 20")] = _EXAMPLES
    ) -> list[ImpactExample]:
        context = info.context
        found = await preview.examples(context.store, context.actor, self.row, _most(first))
        return [ImpactExample.of(one) for one in found]


def _most(first: int | None) -> int:
    return Ask(_EXAMPLES if first is None else first).first


@strawberry.type
class ImpactQueries:
    @field("预演策略变更: what a change of a domain's lines would do, for whoever may make it; nothing is written")
    async def preview_policy_change(
        self, info: Info, change: Annotated[PolicyChange, argument("变更: the change, as it would be made")]
    ) -> PolicyImpact:
        context = info.context
        return PolicyImpact.of(await preview.preview(context.store, context.actor, change.read()))
