"""The interfaces of the graph: what has an id, what is a place, what is a body."""

from datetime import datetime
from typing import TYPE_CHECKING, Any, cast

from strawberry import ID

from register.records import Kind, Ref, bodies
from schema import ids
from schema.arguments import AsOf
from schema.declare import field, interface_type


@interface_type("节点: whatever has an id of its own")
class Node:
    if TYPE_CHECKING:
        row: Any  # the record, as every type here is Shown

    @field("标识: opaque, stable, globally unique")
    def id(self) -> ID:
        return ids.encode(self.ref)

    @property
    def ref(self) -> Ref:
        """What the id names; unless a type says otherwise, its record by the name of the type."""
        return Ref(cast("Kind", type(self).__name__), self.row.key)


@interface_type("行政区划: a division, keyed by its code of 2, 4, 6 or 9 digits; names repeat")
class Place(Node):
    code: str = field("行政区划代码: 2, 4, 6 or 9 digits (GB/T 2260, GB/T 10114)")
    name: str = field("名称: its name, which others may bear too")

    @property
    def ref(self) -> Ref:
        """A division is named by its code, whatever its level."""
        return ids.of_place(self.row.code)


@interface_type("机关: whoever can hold a power, a department or a township")
class Body(Node):
    if TYPE_CHECKING:
        as_of: datetime | None

    @field("名称: its name, now or on the day it is asked about")
    def name(self, as_of: AsOf = None) -> str:
        return called(self.row, as_of or self.as_of)

    @field("终止时间: from when others carry it on (R207); null while it goes on")
    def ended_at(self) -> datetime | None:
        until: datetime | None = self.row.until
        return until


def called(row: bodies.Body | bodies.Place, at: datetime | None) -> str:
    """The name of a body at a moment; now when there is none."""
    return next((one.name for one in row.former if at and at < one.until), row.name)
