"""What steps have to know beside their transfers, read in a few statements for however many there are."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from sqlalchemy import select, tuple_
from sqlalchemy.ext.asyncio import AsyncSession

from register import bodies, items, tables
from register.lineage import NONE, Lineage
from register.records import Body, Item, Key, Transfer
from register.successions import reads as successions
from register.transfers import rows
from register.transfers.reads import current


@dataclass(slots=True)
class Around:
    """The items of transfers with their departments, and every transfer of these items in the county, whoever sees it.

    `measures` and `penalties` are those between the same bodies, where they go along with one another (R11).
    A step over many transfers puts each here as it changes it: the next is held against the register as it then stands.
    """

    items: dict[Key, Item] = field(default_factory=dict)
    departments: dict[Key, Body] = field(default_factory=dict)
    lineage: Lineage = NONE
    transfers: dict[Key, dict[Key, Transfer]] = field(default_factory=dict)
    measures: dict[Key, Transfer] = field(default_factory=dict)
    penalties: dict[Key, Transfer] = field(default_factory=dict)

    def of(self, item: Key) -> list[Transfer]:
        """The transfers of an item, between whoever carries their parties on."""
        return [self.lineage.transfer(one) for one in self.transfers.get(item, {}).values()]

    def at(self, item: Key, place: str) -> list[Transfer]:
        """Those that reach a place, from its county too (CONCENTRATE), as they stand there."""
        return list(self.lineage.transfers(self.transfers.get(item, {}).values(), [place]))

    def put(self, transfer: Transfer) -> None:
        """Take note of a transfer as it stands from now on."""
        self.transfers.setdefault(transfer.item, {})[transfer.key] = transfer
        for beside in (self.measures, self.penalties):
            if transfer.key in beside:
                beside[transfer.key] = transfer


async def around(session: AsyncSession, transfers: Sequence[Transfer]) -> Around:
    """Read what is around transfers of one county: three statements, and those of the items' departments."""
    wanted = {one.item for one in transfers}
    found = await items.required(session, wanted)
    departments = await bodies.load(session, {one.department for one in found.values()})
    lineage = await successions.lineage(session, {transfers[0].key.tenant})
    known = Around(found, departments, lineage)
    row, version = tables.expr(tables.Transfer), tables.expr(tables.TransferVersion)
    query = select(row, version).join(version, current()).where(row.tenant == transfers[0].key.tenant)
    query = query.where(tuple_(row.item_tenant, row.item).in_([(key.tenant, key.id) for key in wanted]))
    for one in (await session.execute(query)).all():
        known.put(rows.of_row(*one))
    return known
