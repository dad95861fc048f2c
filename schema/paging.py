"""Lists a page at a time, as the Relay cursor specification names the parts."""

from collections.abc import Awaitable, Callable, Hashable
from functools import partial
from typing import Any, Generic, TypeVar

from strawberry import Private
from strawberry.schema.name_converter import NameConverter
from strawberry.types.base import StrawberryObjectDefinition, StrawberryType

from register.paging import Ask, Page
from schema.declare import field, object_type
from schema.loading import Listing

Row = TypeVar("Row")
T = TypeVar("T")

DEFAULT = 50


@object_type("分页信息: where the page lies in its list")
class PageInfo:
    has_next_page: bool = field("是否有下一页: there are rows after the page")
    has_previous_page: bool = field("是否有上一页: there are rows before the page")
    start_cursor: str | None = field("首游标: the cursor of the first row, null on an empty page")
    end_cursor: str | None = field("末游标: the cursor of the last row, what `after` takes for the next page")


@object_type("列表行: a row of a list")
class Edge(Generic[T]):
    cursor: str = field("游标: where the row stands, stable while others come and go")
    node: T = field("节点: what is listed")


@object_type("分页列表: a page of a list; each of its parts is worked out only when it is asked for")
class Connection(Generic[T]):
    page: Private[Callable[[], Awaitable[Page[Any]]]]
    count: Private[Callable[[], Awaitable[int]]]
    show: Private[Callable[[Any], Any]]

    @field("列表行: the rows of the page")
    async def edges(self) -> list[Edge[T]]:
        page = await self.page()
        return [Edge(cursor=cursor, node=self.show(row)) for row, cursor in zip(page.rows, page.cursors, strict=True)]

    @field("分页信息: where the page lies in its list")
    async def page_info(self) -> PageInfo:
        page = await self.page()
        return PageInfo(
            has_next_page=page.has_next,
            has_previous_page=page.has_previous,
            start_cursor=page.cursors[0] if page.cursors else None,
            end_cursor=page.cursors[-1] if page.cursors else None,
        )

    @field("总数: how many rows the whole list has")
    async def total_count(self) -> int:
        return await self.count()


def ask(first: int | None, after: str | None) -> Ask:
    """Read what a page was asked for with; refuses with Invalid what no page can answer."""
    return Ask(DEFAULT if first is None else first, after)


def connect(
    listing: Listing[Row], show: Callable[[Row], T], parent: Hashable, *arguments: Hashable, page: Ask
) -> Connection[T]:
    """Show a page of a list; the pages of many parents are read together."""
    return Connection(
        page=partial(listing.pages.load, (parent, (*arguments, page))),
        count=partial(listing.counts.load, (parent, arguments)),
        show=show,
    )


class Names(NameConverter):
    """Names the lists of the journal after it, not after its entries."""

    def from_generic(self, generic_type: StrawberryObjectDefinition, types: list[StrawberryType | type]) -> str:
        """Put what is listed before the name of the part: ItemConnection, ItemEdge."""
        return super().from_generic(generic_type, types).replace("JournalEntry", "Journal")
