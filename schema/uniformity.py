"""Where lists are not uniform 基本统一: which items differ from the entries above and beside them (R99)."""

from typing import Annotated

import strawberry

from register.uniformity import Differing
from schema.arguments import After, First
from schema.context import Info
from schema.declare import Shown, argument, field, object_type
from schema.enums import Against, Difference
from schema.items.types import Item
from schema.paging import Connection, ask, connect
from schema.rules import Rule, rules


@object_type("不一致事项: an item that differs from another place's entry of it")
class DifferingItem(Shown[Differing]):
    @field("事项: the item of the place that was asked about")
    def item(self) -> Item:
        return Item.of(self.row.item)

    @field("对照事项: the entry that it differs from, of a region above or of a place beside")
    def other(self) -> Item:
        return Item.of(self.row.other)

    @field("差异: in what the two differ, at least in one")
    def differences(self) -> list[Difference]:
        return list(self.row.differences)

    @field("规则: the rules that ask for it")
    def rules(self) -> list[Rule]:
        return rules(["R99"])


@strawberry.type
class UniformityQueries:
    @field(
        "不一致事项列表: what in the list of a county or a region differs from the entries of the regions above it, and"
        " of the places beside it below the same region, as far as the viewer may see both; by code, once for each"
        " entry that it differs from. Entries are of one item by the code they share, or by name and kind (R99)"
    )
    def differing_items(
        self,
        info: Info,
        within: Annotated[str, argument("范围: the code of the county or the region whose list it is")],
        against: Annotated[Against | None, argument("对照: with whose lists it is compared; null: both")] = None,
        first: First = 50,
        after: After = None,
    ) -> Connection[DifferingItem]:
        listing = info.context.loaders.differing_items
        return connect(listing, DifferingItem.of, within, against, page=ask(first, after))
