"""Reviewing a change of a list 清单调整审查: the service centre does, with others, before it is published (R48)."""

import json
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from policies.actions import Action
from policies.actor import Actor
from register import bodies, find, journal, permission, scope, tables
from register.items.reads import found as find_item
from register.once import Once, perform
from register.records import Body, Item, Key, Ref
from register.refusals import Invalid, NotAllowed
from register.store import Store
from register.texts import LONG, texts
from register.words import BodyKind

_CHANGES = ("item:entered", "item:amended", "item:retired")
_MANY = 100  # departments that review together


@dataclass(frozen=True, slots=True)
class ChangeReview:
    """What the service centre finds of an item in the version that was read, and with whom it looked at it."""

    item: Key
    expected_version: int
    approve: bool
    opinion: str
    jointly: tuple[Key, ...] = ()


async def review(store: Store, actor: Actor, given: ChangeReview, once: Once | None = None) -> Key:
    """Review an item as it was entered, amended or retired; of several reviews of a version the last counts (R48).

    A body that holds SERVICE does, by an account that made none of the changes since the last review that passed.
    Refuses with NotFound, NotAllowed, NotLawful, OutOfDate, Invalid.
    """

    async def work(session: AsyncSession) -> Key:
        await find_item(session, actor, given.item)  # before the lock: what is not found locks nothing
        await journal.lock(session, given.item.tenant)
        session.expire_all()
        item = await find_item(session, actor, given.item)
        reviewer = await find.own_body(session, actor)
        facts = await _facts(session, actor, reviewer, item)
        await permission.require(session, actor, item.key.tenant, Action.ITEM_REVIEW, facts)
        if reviewer is None:
            raise NotAllowed(f"`{actor.account}` acts for no body", remedy="only a body's account reviews a change")
        find.unchanged(given.expected_version, item.version)
        texts(opinion=(given.opinion, LONG))
        await _departments(session, given)
        await _record(session, actor, given, reviewer.key, store.clock())
        return item.key

    return await perform(store, actor, once, work)


async def _facts(session: AsyncSession, actor: Actor, reviewer: Body | None, item: Item) -> frozenset[str]:
    tenant = item.key.tenant
    own = {"made_the_change"} if str(actor.account) in await _makers(session, item) else set[str]()
    return frozenset(own | scope.facts_of_offices(reviewer, tenant) | scope.facts_of_account(actor, tenant))


async def _makers(session: AsyncSession, item: Item) -> set[str]:
    """The accounts that made the versions since the last one that passed."""
    entry, row = tables.expr(tables.JournalEntry), tables.expr(tables.ItemReview)
    mine = (row.tenant == item.key.tenant) & (row.item == item.key.id)
    last = await session.scalar(select(func.max(row.version)).where(mine, row.approve, row.version < item.version)) or 0
    target = (entry.target_kind == "Item", entry.target_tenant == item.key.tenant, entry.target_id == item.key.id)
    query = select(entry.actor, entry.data).where(entry.tenant == item.key.tenant, *target, entry.action.in_(_CHANGES))
    return {account for account, data in await session.execute(query) if json.loads(data)["version"] > last}


async def _departments(session: AsyncSession, given: ChangeReview) -> None:
    found = await bodies.load(session, given.jointly)
    known = [
        key
        for key, body in found.items()
        if key.tenant == given.item.tenant and body.kind is BodyKind.DEPARTMENT and body.until is None
    ]
    if len(known) != len(given.jointly) or len(known) > _MANY:
        message = f"up to {_MANY} departments of the same place review together, each named once"
        raise Invalid.at("jointly", message, rules=["R48"])


async def _record(session: AsyncSession, actor: Actor, given: ChangeReview, body: Key, now: datetime) -> None:
    row, key, account = tables.expr(tables.ItemReview), given.item, str(actor.account)
    last = await session.scalar(select(func.max(row.number)).where(row.tenant == key.tenant, row.item == key.id)) or 0
    jointly = [one.id for one in given.jointly]
    session.add(
        tables.ItemReview(
            tenant=key.tenant,
            item=key.id,
            number=last + 1,
            version=given.expected_version,
            approve=given.approve,
            opinion=given.opinion,
            jointly=jointly,
            at=now,
            account=account,
            body_tenant=body.tenant,
            body=body.id,
        )
    )
    await session.flush()
    data = {"version": given.expected_version, "approve": given.approve, "opinion": given.opinion}
    event = journal.Event("item:reviewed", Ref("Item", key), data | {"body": body.id, "jointly": jointly})
    await journal.record(session, key.tenant, account, now, event)
