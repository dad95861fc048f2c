"""Asking for transfers."""

from typing import Annotated

import strawberry

from schema import ids
from schema.arguments import After, First, Id
from schema.context import Info
from schema.declare import argument, field
from schema.paging import Connection, ask
from schema.transfers.inputs import TransferFilter
from schema.transfers.types import Transfer, listed, maybe_transfer


@strawberry.type
class TransferQueries:
    @field("下放: a transfer by its id")
    async def transfer(self, info: Info, id: Id) -> Transfer | None:
        return await maybe_transfer(info, ids.key(id, "Transfer"))

    @field("下放列表: transfers, the latest first; with neither `county` nor `within`, of the viewer's places")
    def transfers(
        self,
        info: Info,
        filter: Annotated[TransferFilter | None, argument("筛选: which transfers")] = None,
        first: First = 50,
        after: After = None,
    ) -> Connection[Transfer]:
        return listed(info, "list", None, filter, ask(first, after))
