"""Any node by its id."""

from collections.abc import Callable
from typing import Any

import strawberry

from register.records import Kind, Ref
from schema import bodies, divisions, ids
from schema.arguments import Id
from schema.batches.types import Batch
from schema.cases.types import Act, Case
from schema.catalogues import Catalogue
from schema.certificates import Certificate
from schema.context import Info
from schema.declare import field
from schema.disputes import Dispute
from schema.entries import JournalEntry
from schema.interfaces import Node
from schema.items.types import Item
from schema.loaders import Loaders
from schema.notices.types import Notice
from schema.policies.types import PolicyRevision
from schema.recall_orders import RecallOrder
from schema.schedules.types import Schedule
from schema.successions import Succession
from schema.transfers.types import Transfer

# kind: (what loads it, what shows it)
_BY_KEY: dict[Kind, tuple[Callable[[Loaders], Any], Callable[[Any], Node]]] = {
    "Act": (lambda loaders: loaders.acts, Act.of),
    "Batch": (lambda loaders: loaders.batches, Batch.of),
    "Case": (lambda loaders: loaders.cases, Case.of),
    "Catalogue": (lambda loaders: loaders.catalogues, Catalogue.of),
    "Certificate": (lambda loaders: loaders.certificates, Certificate.of),
    "Department": (lambda loaders: loaders.bodies, bodies.show),
    "Dispute": (lambda loaders: loaders.disputes, Dispute.of),
    "Item": (lambda loaders: loaders.items, Item.of),
    "JournalEntry": (lambda loaders: loaders.entries, JournalEntry.of),
    "Notice": (lambda loaders: loaders.notices, Notice.of),
    "PolicyRevision": (lambda loaders: loaders.policy_revisions, PolicyRevision.of),
    "Succession": (lambda loaders: loaders.successions, Succession.of),
    "RecallOrder": (lambda loaders: loaders.recall_orders, RecallOrder.of),
    "Schedule": (lambda loaders: loaders.schedules, Schedule.of),
    "Transfer": (lambda loaders: loaders.transfers, Transfer.of),
}


async def node_of(info: Info, ref: Ref) -> Node | None:
    """Show what a reference names; None where there is nothing, or nothing for this account."""
    if ref.kind == "Place":
        return await divisions.maybe_place(info, ref.key.id) if ref == ids.of_place(ref.key.id) else None
    if ref.kind not in _BY_KEY:
        return None
    loader, show = _BY_KEY[ref.kind]
    found = await loader(info.context.loaders).load(ref.key)
    return None if found is None else show(found)


@strawberry.type
class NodeQueries:
    @field("节点: anything by its id; null where there is nothing, or nothing for this account")
    async def node(self, info: Info, id: Id) -> Node | None:
        ref = ids.decode(id)
        return None if ref is None else await node_of(info, ref)
