"""One use case, one transaction; and where the caller names a key, once and only once."""

import json
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, delete, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from policies.actor import Actor
from policies.guard import DEFAULT_DENY
from register import journal, tables
from register.records import Key
from register.refusals import Conflict, Invalid, NotAllowed
from register.settled import know_again, settle
from register.store import Store, insert

KEPT = timedelta(days=7)
_LONGEST = 100
_ROW = tables.expr(tables.IdempotencyKey)


@dataclass(frozen=True, slots=True)
class Once:
    """A caller's key for a request it may repeat, and the digest of the whole input."""

    key: str
    digest: str

    def __post_init__(self) -> None:
        """Refuse with Invalid a key that cannot be kept."""
        if not 1 <= len(self.key) <= _LONGEST:
            raise Invalid.at("idempotency_key", f"an idempotency key has 1 to {_LONGEST} characters")


@dataclass(frozen=True, slots=True)
class Done:
    """What a request came to: its target and, where it named a key, the version it made of it, when, and its entry.

    Without them the answer is the target as it stands.
    """

    key: Key
    version: int | None = None
    at: datetime | None = None
    said: Mapping[str, Any] | None = None


async def perform(
    store: Store,
    actor: Actor,
    once: Once | None,
    work: Callable[[AsyncSession], Awaitable[Key]],
    *,
    alone: bool = False,
) -> Key:
    """Do the work in one transaction and tell the key of what it made or changed.

    `alone` is for work that edits policies or grants: nobody of the province acts beside it.

    The same key with the same input does nothing and tells what the first led to (`answered` tells the rest of the
    first answer); a refusal is not kept. Refuses with Conflict the same key with another input, and with NotAllowed
    everybody who has not signed in, or whose roles have changed since it asked.
    """
    if actor.account is None or actor.tenant is None:
        remedy = "send a bearer token of an account with the role"
        raise NotAllowed("nobody has signed in", remedy=remedy, rules=[DEFAULT_DENY])
    async with store.changing(actor) as session:
        await settle(session, store, actor, alone=alone)
        # The first answer is told again to whoever got it, though it was a role that was taken.
        if once and (earlier := await _claim(session, store, actor, once)):
            return earlier
        await know_again(session, store, actor)
        done = await work(session)
        if once is None:
            return done
        last, _ = await journal.lock(session, done.tenant)  # the work's own entry: it holds the lock since it wrote it
        led_to = {"target_tenant": done.tenant, "target_id": done.id, "sequence": last}
        await session.execute(update(_ROW).where(_mine(actor, once)).values(led_to))
        return done


async def answered(store: Store, actor: Actor, once: Once, key: Key) -> Done:
    """Tell the first answer to a request that was done: its entry in the journal says what version, and when."""
    entry = tables.expr(tables.JournalEntry)
    joined = (entry.tenant == _ROW.target_tenant) & (entry.sequence == _ROW.sequence)
    query = select(entry.at, entry.data).join(_ROW, joined).where(_mine(actor, once))
    async with store.reading(actor) as session:
        found = (await session.execute(query)).first()
    if found is None:
        return Done(key)
    said = json.loads(found.data)
    return Done(key, said.get("version"), found.at, said)


def _mine(actor: Actor, once: Once) -> ColumnElement[bool]:
    mine: ColumnElement[bool] = (_ROW.tenant == actor.tenant) & (_ROW.account == actor.account) & (_ROW.key == once.key)
    return mine


async def _claim(session: AsyncSession, store: Store, actor: Actor, once: Once) -> Key | None:
    """Take the key before the work: a second request with it waits here until the first has ended."""
    now, mine = store.clock(), _mine(actor, once)
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
