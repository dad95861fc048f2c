"""Asking for cases."""

import strawberry

from schema import ids
from schema.arguments import Id
from schema.cases.types import Case
from schema.context import Info
from schema.declare import field


@strawberry.type
class CaseQueries:
    @field("办件、案件: a case by its id")
    async def case(self, info: Info, id: Id) -> Case | None:
        key = ids.key(id, "Case")
        found = await info.context.loaders.cases.load(key) if key else None
        return Case.maybe(found)
