"""What a registrar does to items: enter, amend, retire. Each is one transaction with one journal entry."""

from dataclasses import replace
from datetime import datetime
from uuid import uuid4

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from policies.actions import Action
from policies.actor import Actor
from register import bodies, deadlines, find, journal, permission, scope, tables
from register.codes import item_code_problem, scheme_of
from register.items import cancelled, public, reviews, windows
from register.items.commands import Amendment, NewItem
from register.items.reads import found as find_item
from register.once import Once, perform
from register.records import Item, Key, Ref, Transfer
from register.refusals import Conflict, Invalid, NotLawful, Problem
from register.store import Store
from register.words import BodyKind

NAME = 1000  # the longest name in the lists is far below; the column's width
_BASES = 100


async def enter(store: Store, actor: Actor, new: NewItem, once: Once | None = None) -> Key:
    """Enter an item of a department; outside the list there is no power (R36).

    Refuses with NotFound, NotAllowed, Invalid, with Conflict where the code is taken, and with NotLawful a cancelled
    approval under another kind (R38).
    """

    async def work(session: AsyncSession) -> Key:
        department = await find.body(session, actor, new.department)
        tenant = department.key.tenant
        await permission.require(
            session, actor, tenant, Action.ITEM_ENTER, frozenset(scope.facts_of_account(actor, tenant))
        )
        _well_formed(new.name, new.legal_basis, new.code)
        await _competent(session, tenant, new.competent)
        await windows.check(session, tenant, new.windows)
        await journal.lock(session, tenant)
        if department.kind is not BodyKind.DEPARTMENT:
            message = f"`{department.name}` is no department"
            raise Invalid.at("department", message, remedy="items belong to departments")
        await find.goes_on(session, department)
        await _code_is_free(session, tenant, new.code)
        await cancelled.none_returns(session, tenant, new.name, new.legal_basis, new.kind)
        item = _item(new, tenant, store.clock())
        deadlines.well_formed(item)
        await write(session, item, fresh=True)
        await record(session, actor, item, "item:entered", {"version": 1} | said(item))
        return item.key

    return await perform(store, actor, once, work)


async def amend(store: Store, actor: Actor, amendment: Amendment, once: Once | None = None) -> Key:
    """Amend what is not fixed about an item; the version before it is kept.

    Refuses with NotFound, NotAllowed, OutOfDate, Invalid; with NotLawful (R41) where taking the item off the list
    would take a power back from a township, (R38) where it would become a cancelled approval, (R17) a window where it
    has been handed over, and (R48) publishing what the service centre did not pass.
    """

    async def work(session: AsyncSession) -> Key:
        item = await _to_change(session, actor, amendment.item, Action.ITEM_AMEND)
        find.unchanged(amendment.expected_version, item.version)
        _well_formed(amendment.name, amendment.legal_basis, None, reason=amendment.reason)
        await _competent(session, item.key.tenant, amendment.competent)
        await windows.check(session, item.key.tenant, amendment.windows or ())
        if amendment.windows:
            windows.lawful(item, amendment.windows, await _transfers(session, item), store.clock())
        if amendment.published is False:
            await _nothing_in_force(session, item, store.clock())
        amended = replace(item, **amendment.changes)
        if amended == item:
            raise Invalid.at("item", "the amendment changes nothing", remedy="name what is to change")
        deadlines.well_formed(amended)
        await reviews.passed(session, item, amended)
        await cancelled.none_returns(session, item.key.tenant, amended.name, amended.legal_basis, item.kind)
        after = _next(amended, store.clock())
        await write(session, after)
        data = {
            "version": after.version,
            "reason": amendment.reason,
            "changed": journal.changed(said(item), said(after)),
        }
        await record(session, actor, after, "item:amended", data)
        return after.key

    return await perform(store, actor, once, work)


async def retire(
    store: Store, actor: Actor, item_key: Key, expected_version: int, reason: str, once: Once | None = None
) -> Key:
    """Take an item off the register's lists for good; what was recorded of it stays.

    Refuses with NotFound, NotAllowed, OutOfDate, Invalid; with NotLawful (R41) while a transfer of it is in force.
    """

    async def work(session: AsyncSession) -> Key:
        item = await _to_change(session, actor, item_key, Action.ITEM_RETIRE)
        find.unchanged(expected_version, item.version)
        _well_formed(None, None, None, reason=reason)
        await _nothing_in_force(session, item, store.clock())
        after = _next(replace(item, retired=True), store.clock())
        await write(session, after)
        await record(session, actor, after, "item:retired", {"version": after.version, "reason": reason})
        return after.key

    return await perform(store, actor, once, work)


async def _to_change(session: AsyncSession, actor: Actor, key: Key, action: Action) -> Item:
    await find_item(session, actor, key)  # before the lock: what is not found locks nothing
    await journal.lock(session, key.tenant)
    session.expire_all()
    item = await find_item(session, actor, key)
    facts = frozenset(scope.facts_of_item(actor, item))
    await permission.require(session, actor, key.tenant, action, facts)
    if item.retired:
        raise Conflict(f"`{item.code}` is retired", remedy="enter the item anew under the code it has now")
    return item


async def write(session: AsyncSession, item: Item, *, fresh: bool = False) -> None:
    """Append a version and point the identity at it."""
    if fresh:
        session.add(
            tables.Item(
                tenant=item.key.tenant,
                id=item.key.id,
                code=item.code,
                scheme=item.scheme,
                kind=item.kind.value,
                department=item.department.id,
                version=item.version,
                public=item.public,
            )
        )
        await session.flush()
    else:
        row = tables.expr(tables.Item)
        mine = (row.tenant == item.key.tenant) & (row.id == item.key.id)
        await session.execute(update(row).where(mine).values(version=item.version, public=item.public))
        await public.follow(session, item)
    session.add(version_row(item))
    await session.flush()


def version_row(item: Item) -> tables.ItemVersion:
    """Write what this version says."""
    return tables.ItemVersion(
        tenant=item.key.tenant,
        id=item.key.id,
        version=item.version,
        recorded_at=item.recorded_at,
        valid_from=item.valid_from,
        name=item.name,
        legal_basis=list(item.legal_basis),
        competent=item.competent.id,
        important=item.important,
        county_or_above=item.county_or_above,
        decisions_reviewed=item.decisions_reviewed,
        windows=list(item.windows),
        statutory_days=item.statutory_days,
        promised_days=item.promised_days,
        confidential=item.confidential,
        published=item.published,
        retired=item.retired,
        public=item.public,
    )


def said(item: Item) -> dict[str, object]:
    """What an item says, in the plain values of the journal."""
    return {
        "code": item.code,
        "name": item.name,
        "kind": item.kind.value,
        "department": item.department.id,
        "competentDepartment": item.competent.id,
        "legalBasis": list(item.legal_basis),
        "important": item.important,
        "countyOrAbove": item.county_or_above,
        "decisionsReviewed": item.decisions_reviewed,
        "windows": list(item.windows),
        "statutoryDays": item.statutory_days,
        "promisedDays": item.promised_days,
        "confidential": item.confidential,
        "published": item.published,
    }


async def record(session: AsyncSession, actor: Actor, item: Item, action: str, data: dict[str, object]) -> None:
    """Write the change to the journal of the item's tenant."""
    event = journal.Event(action, Ref("Item", item.key), data)
    await journal.record(session, item.key.tenant, str(actor.account), item.recorded_at, event)


def _item(new: NewItem, tenant: str, now: datetime) -> Item:
    # Entered without a start date, it was always its department's (design §5): valid_from is None.
    return Item(
        key=Key(tenant, uuid4().hex),
        code=new.code,
        scheme=scheme_of(new.code).value,
        name=new.name,
        kind=new.kind,
        department=new.department,
        competent=new.competent or new.department,
        legal_basis=new.legal_basis,
        important=new.important,
        county_or_above=new.county_or_above,
        decisions_reviewed=new.decisions_reviewed,
        windows=new.windows,
        statutory_days=new.statutory_days or None,
        promised_days=new.promised_days or None,
        confidential=new.confidential,
        published=new.published,
        retired=False,
        version=1,
        recorded_at=now,
        valid_from=None,
    )


def _next(item: Item, now: datetime) -> Item:
    return replace(item, version=item.version + 1, recorded_at=now, valid_from=now)


async def _code_is_free(session: AsyncSession, tenant: str, code: str) -> None:
    row = tables.expr(tables.Item)
    if await session.scalar(select(row.id).where(row.tenant == tenant, row.code == code)):
        raise Conflict(f"the item code `{code}` is taken", remedy="amend the item that has it, or give another code")


async def _competent(session: AsyncSession, tenant: str, key: Key | None) -> None:
    if key is None:
        return
    found = await bodies.one(session, key)
    if found is None or found.kind is not BodyKind.DEPARTMENT or key.tenant != tenant:
        raise Invalid.at("competent_department", "the competent department is no department of the same place")
    await find.goes_on(session, found)


async def _transfers(session: AsyncSession, item: Item) -> list[Transfer]:
    from register.transfers.record import rows_of_item  # noqa: PLC0415  transfers rest on items, and load them first

    return await rows_of_item(session, item.key)


async def _nothing_in_force(session: AsyncSession, item: Item, now: datetime) -> None:
    standing = [one for one in await _transfers(session, item) if one.begins and not (one.ends and one.ends <= now)]
    if standing:
        raise NotLawful(
            f"`{item.name}` has been handed to {len(standing)} receiver(s); taking it off the list would take it back",
            rules=["R41"],
            remedy="recall the transfers first",
            holder=standing[0].receiver,
        )


def _well_formed(
    name: str | None, legal_basis: tuple[str, ...] | None, code: str | None, *, reason: str | None = None
) -> None:
    checks = {
        "name": name is not None and (not name.strip() or len(name) > NAME) and f"a name has 1 to {NAME} characters",
        "legal_basis": legal_basis is not None
        and (len(legal_basis) > _BASES or any(not one.strip() or len(one) > NAME for one in legal_basis))
        and f"up to {_BASES} bases of 1 to {NAME} characters each",
        "code": code is not None and item_code_problem(code),
        "reason": reason is not None and (not reason.strip() or len(reason) > NAME) and "give the reason, briefly",
    }
    problems = [Problem((path,), str(message)) for path, message in checks.items() if message]
    if problems:
        raise Invalid(*problems)
