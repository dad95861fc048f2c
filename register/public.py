"""What is public of a batch, kept beside the record for the fence (docs/decisions/0017)."""

from collections.abc import Collection

from sqlalchemy import exists, false, func, not_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from register import tables


async def follow_batches(session: AsyncSession, tenant: str, ids: Collection[str], *, changed: bool = True) -> None:
    """Say of batches and their papers whether they are public: something is published, and no item is kept from view.

    A batch with a confidential item is the county's business as a whole: its length and its papers would tell of it.
    Where a transfer `changed`, its batch is in the next version: whoever read the one before has not read this.
    """
    if not ids:
        return
    batch, transfer, item = tables.expr(tables.Batch), tables.expr(tables.Transfer), tables.expr(tables.Item)
    own = (transfer.tenant == batch.tenant) & (transfer.batch == batch.id)
    same = (item.tenant == transfer.item_tenant) & (item.id == transfer.item)
    of_item = exists().where(same, item.public).correlate(transfer)
    hidden = exists().where(own, not_(of_item)).correlate(batch)
    shown = exists().where(own, transfer.public).correlate(batch) & not_(hidden)
    values = {"public": func.coalesce(shown, false())} | ({"version": batch.version + 1} if changed else {})
    mine = (batch.tenant == tenant) & batch.id.in_(ids)
    paper = tables.expr(tables.BatchPaper)
    now = select(batch.public).where(batch.tenant == paper.tenant, batch.id == paper.batch).scalar_subquery()
    stale = (paper.tenant == tenant) & paper.batch.in_(ids) & (paper.public != now)
    for statement in (update(batch).where(mine).values(values), update(paper).where(stale).values(public=now)):
        await session.execute(statement, execution_options={"synchronize_session": False})
