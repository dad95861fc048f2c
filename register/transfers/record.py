"""What every step shares, for one transfer or for many: find, may the account, change, record the change."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any, Protocol

from sqlalchemy import select, tuple_, update
from sqlalchemy.ext.asyncio import AsyncSession

from policies.actions import Action
from policies.actor import Actor
from policies.guard import Verdict
from register import fence, find, journal, lifecycle, permission, policies, public, tables
from register.records import Key, Ref, Transfer
from register.scope import below
from register.store import Store
from register.transfers import rows
from register.transfers.permissions import facts_of_step
from register.transfers.reads import carried_on, current, load
from register.transfers.together import together
from register.words import RecallGround

ROW, VERSION = tables.expr(tables.Transfer), tables.expr(tables.TransferVersion)


class Step(Protocol):
    """What every step says: the transfer it is taken with, in the version that was read."""

    @property
    def transfer(self) -> Key:
        """The transfer."""

    @property
    def expected_version(self) -> int:
        """The version."""


async def locked(session: AsyncSession, actor: Actor, keys: Sequence[Key]) -> list[Transfer]:
    """Find transfers of one county, with its journal locked. Refuses with NotFound."""
    await _find(session, actor, keys)  # before the lock: what is not found locks nothing
    await journal.lock(session, keys[0].tenant)
    session.expire_all()
    return await _find(session, actor, keys)


async def to_change(
    session: AsyncSession, store: Store, actor: Actor, step: Step, action: Action
) -> tuple[Transfer, datetime]:
    """Find a transfer, with its county's journal locked; may the account take the step, and is it its turn.

    Tells the moment of the step as well. Refuses with NotFound, NotAllowed, NotLawful, OutOfDate, OutOfTurn.
    """
    (transfer,) = await locked(session, actor, [step.transfer])
    await require(session, actor, [transfer], action)
    find.unchanged(step.expected_version, transfer.version)
    now = store.clock()
    lifecycle.step(transfer, action, now)
    return transfer, now


async def _find(session: AsyncSession, actor: Actor, keys: Sequence[Key]) -> list[Transfer]:
    seen = await load(session, actor, [key for key in keys if find.reaches(actor, key.tenant)])
    return [find.found(seen.get(key), "transfer") for key in keys]


async def require(
    session: AsyncSession,
    actor: Actor,
    transfers: Sequence[Transfer],
    action: Action,
    ground: RecallGround | None = None,
) -> None:
    """May the account take the step with each. Refuses with NotAllowed or NotLawful."""
    body = await find.own_body(session, actor)
    guards = await policies.guards(session, {one.place for one in transfers})
    decided: dict[tuple[str, frozenset[str]], Verdict] = {}  # those of a list stand alike to the account

    def may(transfer: Transfer) -> None:
        facts = facts_of_step(actor, body, transfer, ground)
        asked = transfer.place, facts
        if asked not in decided:
            decided[asked] = guards[transfer.place].decide(actor, transfer.place, action, facts)
        permission.heed(decided[asked], actor, action, holder=transfer.devolver)

    together(may, transfers)


async def write(session: AsyncSession, *transfers: Transfer, fresh: bool = False) -> None:
    """Append a version of each and point its identity at it; what is public of them, and of their batches, follows."""
    known = await _of_items(session, {one.item for one in transfers})
    versions = [rows.version(one) for one in transfers]
    for version, transfer in zip(versions, transfers, strict=True):
        version.public = known[transfer.item][1] and transfer.published_at is not None
    if fresh:
        identities = [rows.identity(one) for one in transfers]
        for identity, version, transfer in zip(identities, versions, transfers, strict=True):
            identity.kind, identity.public = known[transfer.item][0], version.public
            identity.wider = transfer.speaks_of_more
        session.add_all(identities)
        await session.flush()
    else:
        for shown in {version.public for version in versions}:
            await _point(session, [one for one in versions if one.public is shown], shown=shown)
        if wider := [(one.key.tenant, one.key.id) for one in transfers if one.speaks_of_more]:
            widen = update(ROW).where(tuple_(ROW.tenant, ROW.id).in_(wider)).values(wider=True)
            await session.execute(widen, execution_options={"synchronize_session": False})
    session.add_all(versions)
    await session.flush()
    await public.follow_batches(session, transfers[0].key.tenant, {one.batch.id for one in transfers if one.batch})


async def _point(session: AsyncSession, versions: Sequence[tables.TransferVersion], *, shown: bool) -> None:
    """Point identities at the version that follows, and say of the earlier ones whether they are public."""
    keys = [(one.tenant, one.id) for one in versions]
    moved = update(ROW).where(tuple_(ROW.tenant, ROW.id).in_(keys)).values(version=ROW.version + 1, public=shown)
    earlier = tuple_(VERSION.tenant, VERSION.id).in_(keys) & (VERSION.public != shown)
    for statement in (moved, update(VERSION).where(earlier).values(public=shown)):
        await session.execute(statement, execution_options={"synchronize_session": False})


async def _of_items(session: AsyncSession, items: Collection[Key]) -> dict[Key, tuple[str, bool]]:
    """The kind of items, and whether each is public; whoever amends one waits till the end, and finds the transfer."""
    row = tables.expr(tables.Item)
    wanted = tuple_(row.tenant, row.id).in_([(key.tenant, key.id) for key in items])
    query = select(row.tenant, row.id, row.kind, row.public).where(wanted).order_by(row.tenant, row.id)
    async with fence.lifted(session):
        found = (await session.execute(query.with_for_update(read=True))).all()
    return {Key(tenant, id_): (kind, shown) for tenant, id_, kind, shown in found}


def entry(action: str, after: Transfer, before: Transfer | None = None, **more: Any) -> journal.Event:
    """Tell a change to the journal of the transfer's county: all of it at first, then what changed."""
    said = rows.facts(after)
    if before is None:
        parties = {"item": after.item.id, "devolver": after.devolver.id, "receiver": after.receiver.id}
        data = said | parties | ({"batch": after.batch.id} if after.batch else {})
    else:
        data = {"changed": journal.changed(rows.facts(before), said)}
    given = {name: value for name, value in more.items() if value is not None}
    return journal.Event(action, Ref("Transfer", after.key), {"version": after.version} | data | given)


async def rows_of_item(session: AsyncSession, item: Key) -> list[Transfer]:
    """Every transfer of an item, whoever may see it."""
    query = select(ROW, VERSION).join(VERSION, current()).where(below(ROW.tenant, item.tenant))
    query = query.where(ROW.item_tenant == item.tenant, ROW.item == item.id)
    return await carried_on(session, [rows.of_row(*one) for one in (await session.execute(query)).all()])
