"""The types of the graph that refer to one another: annotate with these, whichever module is imported first."""

from typing import TYPE_CHECKING, Annotated

import strawberry

__all__ = [
    "Act",
    "Batch",
    "Body",
    "Case",
    "Catalogue",
    "Certificate",
    "County",
    "Department",
    "Item",
    "ItemFilter",
    "JournalEntry",
    "Place",
    "RecallOrder",
    "Region",
    "Succession",
    "Township",
    "Transfer",
    "TransferFilter",
]

if TYPE_CHECKING:
    from schema.batches.types import Batch
    from schema.bodies import Department, Township
    from schema.cases.types import Act, Case
    from schema.catalogues import Catalogue
    from schema.certificates import Certificate
    from schema.divisions import County, Region
    from schema.entries import JournalEntry
    from schema.interfaces import Body, Place
    from schema.items.types import Item, ItemFilter
    from schema.recall_orders import RecallOrder
    from schema.successions import Succession
    from schema.transfers.inputs import TransferFilter
    from schema.transfers.types import Transfer
else:
    # Strawberry looks these up by name when it builds the schema; by then every module is there.
    Act = Annotated["Act", strawberry.lazy("schema.cases.types")]
    Batch = Annotated["Batch", strawberry.lazy("schema.batches.types")]
    Body = Annotated["Body", strawberry.lazy("schema.interfaces")]
    Case = Annotated["Case", strawberry.lazy("schema.cases.types")]
    Catalogue = Annotated["Catalogue", strawberry.lazy("schema.catalogues")]
    Certificate = Annotated["Certificate", strawberry.lazy("schema.certificates")]
    County = Annotated["County", strawberry.lazy("schema.divisions")]
    Department = Annotated["Department", strawberry.lazy("schema.bodies")]
    Item = Annotated["Item", strawberry.lazy("schema.items.types")]
    ItemFilter = Annotated["ItemFilter", strawberry.lazy("schema.items.types")]
    JournalEntry = Annotated["JournalEntry", strawberry.lazy("schema.entries")]
    Place = Annotated["Place", strawberry.lazy("schema.interfaces")]
    RecallOrder = Annotated["RecallOrder", strawberry.lazy("schema.recall_orders")]
    Region = Annotated["Region", strawberry.lazy("schema.divisions")]
    Succession = Annotated["Succession", strawberry.lazy("schema.successions")]
    Township = Annotated["Township", strawberry.lazy("schema.bodies")]
    Transfer = Annotated["Transfer", strawberry.lazy("schema.transfers.types")]
    TransferFilter = Annotated["TransferFilter", strawberry.lazy("schema.transfers.inputs")]
