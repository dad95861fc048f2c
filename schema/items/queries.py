"""Asking for items."""

from typing import Annotated

import strawberry
from strawberry import ID

import register.items
from register.refusals import Invalid
from schema import ids
from schema.arguments import After, First
from schema.context import Info
from schema.declare import argument, field
from schema.items.types import Item, ItemFilter, listed
from schema.paging import Connection, ask


@strawberry.type
class ItemQueries:
    @field("权力事项: an item by its id or by its code")
    async def item(
        self,
        info: Info,
        id: Annotated[ID | None, argument("标识: the id of the item")] = None,
        code: Annotated[str | None, argument("事项编码: the code of the item")] = None,
        county: Annotated[str | None, argument("县: the county whose code it is, where the code does not say")] = None,
    ) -> Item | None:
        context = info.context
        if (id is None) == (code is None):
            raise Invalid.at("id", "an item is asked for by exactly one of `id` and `code`")
        if code is not None:
            found = await register.items.by_code(context.store, context.actor, code, county)
        else:
            key = ids.key(id or "", "Item")
            found = await context.loaders.items.load(key) if key else None
        return Item.maybe(found)

    @field("权力事项列表: items by code; with neither `county` nor `within`, of the viewer's places")
    def items(
        self,
        info: Info,
        filter: Annotated[ItemFilter | None, argument("筛选: which items")] = None,
        first: First = 50,
        after: After = None,
    ) -> Connection[Item]:
        return listed(info, "list", None, filter, ask(first, after))
