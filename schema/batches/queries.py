"""Asking for batches."""

from typing import Annotated

import strawberry

from schema import ids
from schema.arguments import After, First, Id, Within
from schema.batches.types import Batch, listed, maybe_batch
from schema.context import Info
from schema.declare import argument, field
from schema.paging import Connection


@strawberry.type
class BatchQueries:
    @field("批次: a batch by its id")
    async def batch(self, info: Info, id: Id) -> Batch | None:
        return await maybe_batch(info, ids.key(id, "Batch"))

    @field("批次列表: batches, the latest first; with neither `county` nor `within`, of the viewer's places")
    def batches(
        self,
        info: Info,
        county: Annotated[str | None, argument("县: in this county, by its code")] = None,
        within: Within = None,
        first: First = 50,
        after: After = None,
    ) -> Connection[Batch]:
        return listed(info, county, within, first, after)
