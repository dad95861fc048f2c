"""Decisions 权限判定: may the viewer do something, and why."""

from typing import Annotated

import strawberry
from strawberry import ID

import register.decisions
from policies.guard import Verdict
from register.refusals import NotFound
from schema import ids
from schema.context import Info
from schema.declare import Shown, argument, field, object_type
from schema.rules import Rule, rules


@object_type("权限判定: what the policy says, and what decided")
class Decision(Shown[Verdict]):
    allowed: bool = field("是否允许: whether the viewer may")
    because: list[str] = field("事实: the facts that held, by name")

    @field("规则: the rules that decided")
    def rules(self) -> list[Rule]:
        return rules(self.row.rules)

    @field("策略版本: opaque; names every revision it was decided under")
    def policy_revision(self) -> str:
        return self.row.revision


@strawberry.type
class DecisionQueries:
    @field("权限判定: whether the viewer may take an action on something now")
    async def may(
        self,
        info: Info,
        action: Annotated[str, argument("行为: such as transfer:accept")],
        on: Annotated[ID, argument("对象: the id of what the action is taken on")],
    ) -> Decision:
        ref = ids.decode(on)
        if ref is None:
            raise NotFound("`on` names nothing on the register, as far as the account can see")
        return Decision.of(await register.decisions.may(info.context.store, info.context.actor, action, ref))
