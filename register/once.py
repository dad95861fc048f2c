"""One use case, one transaction; and where the caller names a key, once and only once."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import delete, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from policies.actor import Actor
from policies.guard import DEFAULT_DENY
from register import tables
from register.records import Key
from register.refusals import Conflict, Invalid, NotAllowed
from register.store import Store, insert

KEPT = timedelta(days=7)
_ROW = tables.expr(tables.IdempotencyKey)


_LONGEST = 100


@dataclass(frozen=True, slots=True)
class Once:
    """A caller's key for a request it may repeat, and the digest of the whole input."""

    key: str
    digest: str

    def __post_init__(self) -> None:
        """Refuse with Invalid a key that cannot be kept."""
        if not 1 <= len(self.key) <= _LONGEST:
            raise Invalid.at("idempotency_key", f"an idempotency key has 1 to {_LONGEST} characters")


async def perform(store: Store, actor: Actor, once: Once | None, work: Callable[[AsyncSession], Awaitable[Key]]) -> Key:
    """Do the work in one transaction and tell the key of what it made or changed.

    The same key with the same input tells what the first led to; a refusal is not kept. Refuses with Conflict the
    same key with another input, and with NotAllowed everybody who has not signed in.
    """
    if actor.account is None or actor.tenant is None:
        remedy = "send a bearer token of an account with the role"
        raise NotAllowed("nobody has signed in", remedy=remedy, rules=[DEFAULT_DENY])
    async with store.changing() as session:
        if once is None:
            return await work(session)
        if earlier := await _claim(session, store, actor, once):
            return earlier
        done = await work(session)
        mine = (_ROW.tenant == actor.tenant) & (_ROW.account == actor.account) & (_ROW.key == once.key)
        await session.execute(update(_ROW).where(mine).values(target_tenant=done.tenant, target_id=done.id))
        return done


async def _claim(session: AsyncSession, store: Store, actor: Actor, once: Once) -> Key | None:
    """Take the key before the work: a second request with it waits here until the first has ended."""
    now = store.clock()
    mine = (_ROW.tenant == actor.tenant) & (_ROW.account == actor.account) & (_ROW.key == once.key)
    await session.execute(delete(_ROW).where(mine, _ROW.at < now - KEPT))
    fresh = {"tenant": actor.tenant, "account": actor.account, "key": once.key, "digest": once.digest, "at": now}
    taken = await session.execute(
        insert(session, tables.IdempotencyKey).values(fresh).on_conflict_do_nothing().returning(_ROW.key)
    )
    if taken.first():
        return None
    row = (await session.execute(select(_ROW).where(mine))).scalar_one()
    if row.digest != once.digest or row.target_tenant is None or row.target_id is None:
        message = f"the idempotency key `{once.key}` was used with another input"
        raise Conflict(message, remedy="take a new key for a new request")
    return Key(row.target_tenant, row.target_id)
