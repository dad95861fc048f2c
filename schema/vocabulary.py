"""The words of policies 策略词汇 in the graph: the roles, actions and facts that a line can be made of."""

from dataclasses import dataclass

import strawberry

from policies.facts import FACTS
from policies.roles import SPOKEN_OF
from policies.vocabulary import Word, words
from schema.declare import Shown, field, object_type
from schema.enums import ActionKind


@dataclass(frozen=True, slots=True)
class _Named:
    name: str
    meaning: str
    source: str = ""


@object_type("可用角色: a role that a line may speak of")
class PolicyRole(Shown[_Named]):
    name: str = field("名称: as lines and grants name it; `anyone` is everybody, and is granted to nobody")
    meaning: str = field("含义: what it is for, the Chinese term first")


@object_type("可用行为: an action that a line may allow or deny")
class PolicyAction(Shown[Word]):
    meaning: str = field("含义: what is done, the Chinese term first")

    @field("名称: as lines name it, such as transfer:accept")
    def name(self) -> str:
        return self.row.action

    @field("行为类别: what kind of thing it is")
    def kind(self) -> ActionKind:
        return ActionKind(self.row.kind.upper())

    @field("可用事实: the facts that are worked out where it is asked for; a line on it can name no others")
    def facts(self) -> list[str]:
        return sorted(self.row.facts)


@object_type("可用事实: a fact that a line may ask for or, with ! before it, exclude")
class PolicyFact(Shown[_Named]):
    name: str = field("名称: as lines name it")
    meaning: str = field("含义: what holds when the fact holds")
    source: str = field(
        "来源: the rules or articles that give it its weight, such as R54, or the design of the register"
    )


@object_type("策略词汇: the words that a line can be made of; there are no others")
class PolicyVocabulary:
    @field("可用角色: whom a line may speak of")
    def roles(self) -> list[PolicyRole]:
        return [PolicyRole.of(_Named(*role)) for role in SPOKEN_OF.items()]

    @field("可用行为: what a line may allow or deny")
    def actions(self) -> list[PolicyAction]:
        return [PolicyAction.of(word) for word in words().values()]

    @field("可用事实: what a line may ask for or exclude")
    def facts(self) -> list[PolicyFact]:
        return [PolicyFact.of(_Named(name, fact.meaning, fact.source)) for name, fact in FACTS.items()]


@strawberry.type
class VocabularyQueries:
    @field("策略词汇: the roles, actions and facts that policy lines are made of, with their meanings")
    def policy_vocabulary(self) -> PolicyVocabulary:
        return PolicyVocabulary()
