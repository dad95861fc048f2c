"""The interfaces of the graph: what has an id, what is a place, what is a body."""

from typing import TYPE_CHECKING, Any, cast

from strawberry import ID

from register.records import Kind, Ref
from schema import ids
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
    name: str = field("名称: its name")
