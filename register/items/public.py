"""What is public about an item, kept beside the record for the fence (docs/decisions/0017)."""

from sqlalchemy import false, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from register import scope, tables
from register.public import follow_batches
from register.records import Item


async def follow(session: AsyncSession, item: Item) -> None:
    """Say of earlier versions, of transfers and of batches whether they are public, now that the item is or is not."""
    version, transfer = tables.expr(tables.ItemVersion), tables.expr(tables.Transfer)
    of_transfer = tables.expr(tables.TransferVersion)
    mine = (version.tenant == item.key.tenant) & (version.id == item.key.id) & (version.public != item.public)
    moved = (transfer.item_tenant == item.key.tenant) & (transfer.item == item.key.id)
    within = scope.below(transfer.tenant, item.key.tenant)
    same = (of_transfer.tenant == transfer.tenant) & (of_transfer.id == transfer.id)
    current = select(of_transfer.published_at).where(same, of_transfer.version == transfer.version).scalar_subquery()
    shown = current.is_not(None) if item.public else false()
    await session.execute(update(version).where(mine).values(public=item.public))
    await session.execute(update(transfer).where(within, moved, transfer.public != shown).values(public=shown))
    known = select(transfer.public).where(same).scalar_subquery()
    of_it = select(transfer.id).where(same, moved, transfer.public != of_transfer.public).exists()
    changed = scope.below(of_transfer.tenant, item.key.tenant) & of_it
    await session.execute(update(of_transfer).where(changed).values(public=known))
    listing = select(transfer.tenant, transfer.batch).where(within, moved, transfer.batch.is_not(None)).distinct()
    for tenant, batch in (await session.execute(listing)).all():
        await follow_batches(session, tenant, [batch], changed=False)
