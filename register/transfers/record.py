"""What every step of a transfer shares: find it, may the account, change it, record the change."""

from datetime import datetime
from typing import Any, Protocol

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from policies.actions import Action
from policies.actor import Actor
from register import fence, find, journal, lifecycle, permission, tables
from register.records import Key, Ref, Transfer
from register.scope import below
from register.store import Store
from register.transfers import rows
from register.transfers.permissions import facts_of_step
from register.transfers.reads import current, load
from register.words import RecallGround


class Step(Protocol):
    """What every step says: the transfer it is taken with, in the version that was read."""

    @property
    def transfer(self) -> Key:
        """The transfer."""

    @property
    def expected_version(self) -> int:
        """The version."""


async def to_change(
    session: AsyncSession,
    store: Store,
    actor: Actor,
    step: Step,
    action: Action,
    *,
    ground: RecallGround | None = None,
) -> tuple[Transfer, datetime]:
    """Find a transfer, with its county's journal locked; may the account take the step, and is it its turn.

    Tells the moment of the step as well: it is read once the lock is held, so that what others did while this one
    waited lies before it. Refuses with NotFound, NotAllowed, NotLawful, OutOfDate, OutOfTurn.
    """
    await _find(session, actor, step.transfer)  # before the lock: what is not found locks nothing
    await journal.lock(session, step.transfer.tenant)
    session.expire_all()
    transfer = await _find(session, actor, step.transfer)
    await require(session, actor, transfer, action, ground)
    find.unchanged(step.expected_version, transfer.version)
    now = store.clock()
    lifecycle.step(transfer, action, now)
    return transfer, now


async def _find(session: AsyncSession, actor: Actor, key: Key) -> Transfer:
    row = (await load(session, actor, [key])).get(key) if find.reaches(actor, key.tenant) else None
    return find.found(row, "transfer")


async def require(
    session: AsyncSession, actor: Actor, transfer: Transfer, action: Action, ground: RecallGround | None = None
) -> None:
    """May the account take the step. Refuses with NotAllowed or NotLawful."""
    facts = facts_of_step(actor, await find.own_body(session, actor), transfer, ground)
    await permission.require(session, actor, transfer.place, action, facts, holder=transfer.devolver)


async def write(session: AsyncSession, transfer: Transfer, *, fresh: bool = False) -> None:
    """Append a version and point the identity at it."""
    kind, known = await _of_item(session, transfer.item)
    public = known and transfer.published_at is not None
    if fresh:
        identity = rows.identity(transfer)
        identity.kind, identity.public = kind, public
        session.add(identity)
        await session.flush()
    else:
        row, earlier = tables.expr(tables.Transfer), tables.expr(tables.TransferVersion)
        mine = (row.tenant == transfer.key.tenant) & (row.id == transfer.key.id)
        await session.execute(update(row).where(mine).values(version=transfer.version, public=public))
        before = (earlier.tenant == transfer.key.tenant) & (earlier.id == transfer.key.id) & (earlier.public != public)
        await session.execute(update(earlier).where(before).values(public=public))
    version = rows.version(transfer)
    version.public = public
    session.add(version)
    await session.flush()


async def _of_item(session: AsyncSession, item: Key) -> tuple[str, bool]:
    """The kind of an item, and whether it is public; whoever amends it waits till the end, and finds the transfer."""
    row = tables.expr(tables.Item)
    query = select(row.kind, row.public).where(row.tenant == item.tenant, row.id == item.id)
    async with fence.lifted(session):
        kind, public = (await session.execute(query.with_for_update(read=True))).one()
    return kind, public


async def record(
    session: AsyncSession,
    actor: Actor,
    after: Transfer,
    action: str,
    *,
    before: Transfer | None = None,
    **more: Any,
) -> None:
    """Write the change to the journal of the transfer's county: all of it at first, then what changed."""
    said = rows.facts(after)
    if before is None:
        data = said | {
            "item": after.item.id,
            "devolver": after.devolver.id,
            "receiver": after.receiver.id,
        }
    else:
        data = {"changed": journal.changed(rows.facts(before), said)}
    given = {name: value for name, value in more.items() if value is not None}
    event = journal.Event(action, Ref("Transfer", after.key), {"version": after.version} | data | given)
    await journal.record(session, after.key.tenant, str(actor.account), after.recorded_at, event)


async def rows_of_item(session: AsyncSession, item: Key) -> list[Transfer]:
    """Every transfer of an item, whoever may see it."""
    row, version = tables.expr(tables.Transfer), tables.expr(tables.TransferVersion)
    query = select(row, version).join(version, current()).where(below(row.tenant, item.tenant))
    query = query.where(row.item_tenant == item.tenant, row.item == item.id)
    return [rows.of_row(*one) for one in (await session.execute(query)).all()]
