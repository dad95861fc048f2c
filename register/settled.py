"""Settled: while an account acts, its roles and the policies of its province stay as the transaction finds them.

A transaction that acts shares a lock of its province; one that edits policies or grants has it alone. So an edit waits
for what was decided before it, is acknowledged, and nothing is decided by what it replaced (docs/decisions/0041).
"""

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from policies.actor import Actor
from register import accounts
from register.fence import lifted
from register.refusals import NotAllowed
from register.store import Store

PROVINCE_DIGITS = 2
# PostgreSQL's advisory locks are two numbers wide; the first says what kind of thing is locked. Nothing else uses any.
POLICIES = 1


async def settle(session: AsyncSession, store: Store, actor: Actor, *, alone: bool = False) -> None:
    """Keep policies and grants as they are until the transaction ends; `alone` is for the one that edits them."""
    if not store.sqlite:  # where one writer at a time may write, nothing moves beside it
        lock = func.pg_advisory_xact_lock if alone else func.pg_advisory_xact_lock_shared
        await session.execute(select(lock(POLICIES, int(str(actor.tenant)[:PROVINCE_DIGITS]))))
    session.info["editing"] = alone


async def know_again(session: AsyncSession, store: Store, actor: Actor) -> None:
    """Read the account again. Refuses with NotAllowed one whose roles have changed since it asked."""
    async with lifted(session):
        held = await accounts.load(session, str(actor.account), store.clock())
    if held is None or held.roles != actor.roles:  # who carries its body on is for the law to judge (R207)
        message = f"what `{actor.account}` may do has changed since it asked"
        raise NotAllowed(message, remedy="send the request again; what it holds now decides")
