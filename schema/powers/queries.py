"""Asking who may act, and what an act is worth."""

from dataclasses import replace
from typing import Annotated

import strawberry
from strawberry import ID

from register import powers
from register.powers import Asked
from schema.arguments import At, KnownAt, MaybeAt
from schema.context import Info
from schema.declare import argument, field
from schema.enums import Demand, Stage
from schema.inputs import key_of
from schema.powers.types import Authority, CaseFacts, ConductInput
from schema.rulings import Ruling

OfItem = Annotated[ID, argument("权力事项: the id of the item in question")]
AStage = Annotated[Stage, argument("环节: the stage in question")]
Facts = Annotated[CaseFacts, argument("案情: the facts of the case")]


@strawberry.type
class PowerQueries:
    @field("行使主体: who may do a stage of an item at a place and a moment")
    async def authority(
        self, info: Info, item: OfItem, stage: AStage, facts: Facts, at: MaybeAt = None, known_at: KnownAt = None
    ) -> Authority:
        context = info.context
        asked = Asked(key_of(item, "item", "Item"), stage, facts.read(), at, known_at)
        return Authority.of(await powers.authority(context.store, context.actor, asked), at)

    @field("效力认定: what the register holds of an act by a body")
    async def ruling(  # noqa: PLR0913  an act has this many sides
        self,
        info: Info,
        *,
        body: Annotated[ID, argument("行权机关: the id of the body that acted")],
        item: OfItem,
        stage: AStage,
        facts: Facts,
        at: At,
        known_at: KnownAt = None,
        disguised_as: Annotated[Demand | None, argument("变相行使: what was asked for, if that was the act")] = None,
        reason: Annotated[str | None, argument("理由: the reason recorded for the act (R30, R116)")] = None,
        conduct: Annotated[ConductInput | None, argument("办理方式: how it was done, as far as that is known")] = None,
    ) -> Ruling:
        context = info.context
        who = key_of(body, "body", "Department", "Place")
        asked = Asked(key_of(item, "item", "Item"), stage, facts.read(), at, known_at, disguised_as, reason)
        asked = replace(asked, manner=conduct.read() if conduct else None)
        return Ruling.of(await powers.ruling(context.store, context.actor, who, asked), at)
