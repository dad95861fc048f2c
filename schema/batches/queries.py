"""Asking for batches."""

from typing import Annotated

import strawberry

from schema import ids
from schema.arguments import After, First, Id, Within
from schema.batches.types import Batch, BatchPaper, listed, maybe_batch, papers_listed
from schema.context import Info
from schema.declare import argument, field
from schema.enums import Office
from schema.paging import Connection, ask


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

    @field("批次材料: what was filed with batches, the latest first; with `copiedTo` what an office got a copy of")
    def batch_papers(
        self,
        info: Info,
        county: Annotated[str | None, argument("县: in this county, by its code")] = None,
        copied_to: Annotated[Office | None, argument("抄送: the office that got a copy (R56, R58)")] = None,
        first: First = 50,
        after: After = None,
    ) -> Connection[BatchPaper]:
        return papers_listed(info, county, copied_to, ask(first, after))
