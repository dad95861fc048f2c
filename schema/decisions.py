"""Decisions 权限判定: may the viewer do something, and why."""

from typing import Annotated, Any

import strawberry
from strawberry import ID

import register.decisions
from policies.explain import Nearest
from policies.guard import Verdict
from register.policies import verdicts
from register.refusals import NotFound
from schema import ids
from schema.context import Info
from schema.declare import Shown, argument, field, object_type
from schema.policies.types import PolicyRule
from schema.rules import Rule, rules


@object_type("所缺条件: the least that would have to be different for it to be allowed")
class Missing(Shown[Nearest]):
    role: str | None = field("角色: a role to hold at the place as well, if one is needed")
    gain: list[str] = field("应具备的事实: the facts that would have to hold, by name")
    lose: list[str] = field("应消除的事实: the facts that would have to cease, by name")


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

    @field("策略: every line that decided, as far as the viewer may read it; none where no line allows it")
    def lines(self) -> list[PolicyRule]:
        return [PolicyRule.of(line) for line in verdicts.lines(self.row)]

    @field(
        "所缺条件: the least that would have to be different; null where it is allowed, where nothing would do, where "
        "no policy stands in the way (a step is not next), and where the viewer may not read the place's policies"
    )
    def missing(self) -> Missing | None:
        return Missing.maybe(verdicts.missing(self.row))


def plain(verdict: Verdict) -> dict[str, Any]:
    """A decision in the form of JSON, for a query that it refused: with the fields of `Decision`."""
    lacking = verdicts.missing(verdict)
    return {
        "allowed": verdict.allowed,
        "rules": [{"id": rule} for rule in verdict.rules],
        "because": list(verdict.because),
        "policyRevision": verdict.revision,
        "lines": [
            {"role": one.role, "domain": one.domain, "action": one.action, "when": list(one.when)}
            | {"effect": one.effect.upper(), "statutory": one.statutory, "rule": {"id": one.rule} if one.rule else None}
            for one in verdicts.lines(verdict)
        ],
        "missing": lacking and {"role": lacking.role, "gain": list(lacking.gain), "lose": list(lacking.lose)},
    }


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
