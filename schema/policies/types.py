"""Policies 策略 as shown: who may do what in a domain."""

from datetime import datetime
from typing import cast

from strawberry import ID

from policies.lines import Line
from register import rulebook
from register.records import Revision
from schema.declare import Shown, field, object_type
from schema.enums import Effect
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


@object_type("策略版本: the lines of a domain at one revision")
class PolicyRevision(Shown[Revision]):
    domain: str = field("适用范围: the division whose lines these are")
    revision: int = field("版本: 0 is what ships; each change makes the next")
    author: str = field("作者: the account that made the change; empty for what ships")
    reason: str = field("理由: why it was made")
    at: datetime = field("时间: when it was made")

    @field("策略: the statute first, then the domain's own lines")
    def rules(self) -> list[PolicyRule]:
        return [PolicyRule.of(cast("Line", line)) for line in self.row.lines]
