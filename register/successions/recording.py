"""Recording that a body is carried on by others 承继 (R207). Nothing else is changed: who has what follows from it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import uuid4

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from policies.actions import Action
from policies.actor import Actor
from register import bodies, find, items, journal, permission, scope, tables
from register.clock import day_of
from register.grounds import is_township
from register.lineage import Lineage
from register.once import Once, perform
from register.records import Body, Heir, Key, Ref, Succession
from register.refusals import Conflict, Invalid, NotFound, Problem
from register.store import Store
from register.successions import reads
from register.successions.forms import NewSuccession, problems
from register.transfers.reads import current
from register.words import BodyKind


@dataclass(frozen=True, slots=True)
class _Found:
    """The bodies that a succession speaks of."""

    before: tuple[Body, ...]
    after: tuple[Body, ...]

    @property
    def all(self) -> tuple[Body, ...]:
        """Each of them once."""
        return tuple({body.key: body for body in (*self.before, *self.after)}.values())


async def succeed(store: Store, actor: Actor, new: NewSuccession, once: Once | None = None) -> Key:
    """Record a document by which bodies were renamed, recoded, merged, split or abolished; it holds from its day.

    The staffing office or the government's does. Refuses with NotFound (a body of another tenant, too), NotAllowed,
    NotLawful (a body that is no more, too), Invalid; with Conflict one that was not there yet, or has changed since.
    """

    async def work(session: AsyncSession) -> Key:
        first = new.predecessors[0] if new.predecessors else None
        if first is None:
            raise Invalid.at("predecessors", "name the body that is carried on", rules=["R207"])
        await find.body(session, actor, first)
        tenant = first.tenant
        await permission.require(session, actor, tenant, Action.BODY_SUCCEED, await _facts(session, actor, tenant))
        await journal.lock(session, tenant)
        now = store.clock()
        found = await _bodies(session, new, tenant)
        _well_formed(new, found, now)
        succession = _succession(new, found, now)
        lineage = await reads.lineage(session, [tenant])
        await _in_time(session, lineage, succession, found)
        await _items_are_theirs(session, actor, new, lineage)
        await _is_new(session, succession)
        await _name_is_free(session, succession, found)
        number = 1 + len([one for one in lineage.successions if one.key.tenant == tenant])
        session.add(_row(succession, actor, number))
        await session.flush()
        session.add_all(_rows_of_bodies(succession))
        await session.flush()
        event = journal.Event("body:succeeded", Ref("Succession", succession.key), _said(succession))
        await journal.record(session, tenant, str(actor.account), now, event)
        return succession.key

    return await perform(store, actor, once, work)


async def _facts(session: AsyncSession, actor: Actor, tenant: str) -> frozenset[str]:
    body = await find.own_body(session, actor)
    return frozenset(scope.facts_of_offices(body, tenant) | scope.facts_of_account(actor, tenant))


async def _bodies(session: AsyncSession, new: NewSuccession, tenant: str) -> _Found:
    named = (*new.predecessors, *(heir.body for heir in new.successors))
    known = await bodies.load(session, named)
    for key in named:
        if key not in known or key.tenant != tenant:
            message = f"no such body in `{tenant}`"
            raise NotFound(message, remedy="a body is carried on by bodies of its own county or region")
    return _Found(tuple(known[key] for key in new.predecessors), tuple(known[heir.body] for heir in new.successors))


def _well_formed(new: NewSuccession, found: _Found, now: datetime) -> None:
    wrong = problems(new, found.before[0].kind, day_of(now))
    if len({body.kind for body in found.all}) > 1:
        message = "townships are carried on by townships, departments by departments"
        wrong.append(Problem(("successors",), message))
    if wrong:
        raise Invalid(*wrong, rules=["R207"])


def _succession(new: NewSuccession, found: _Found, now: datetime) -> Succession:
    first = found.before[0]
    called = new.name is not None or new.code is not None
    return Succession(
        key=Key(first.key.tenant, uuid4().hex),
        kind=new.kind,
        predecessors=new.predecessors,
        heirs=new.successors or (Heir(first.key),),
        document=new.document,
        document_date=new.document_date,
        recorded_at=now,
        url=new.url,
        former_name=first.name if called else None,
        name=(new.name or first.name) if called else None,
        former_code=first.code if called else None,
        code=(new.code or first.code) if called else None,
    )


async def _in_time(session: AsyncSession, lineage: Lineage, succession: Succession, found: _Found) -> None:
    """Refuse what would not follow on: so no body is ever its own successor, and every chain ends with one that is."""
    for body in found.all:
        await find.goes_on(session, body)
        took_part = (one for one in lineage.successions if body.key in (*one.predecessors, *one.successors))
        last = max((one.document_date for one in took_part), default=None)
        if last and succession.document_date < last:
            message = f"`{body.name}` is what it is since {last}, which is after the day of this document"
            remedy = "check the day; what was recorded of it stays"
            raise Conflict(message, remedy=remedy, rules=["R207"])


async def _items_are_theirs(session: AsyncSession, actor: Actor, new: NewSuccession, lineage: Lineage) -> None:
    named = [item for heir in new.successors for item in heir.items]
    known = await items.load(session, actor, named)
    for item in named:
        if item not in known or lineage.heir(known[item].department, item) not in new.predecessors:
            raise NotFound("an item is named that the department does not have", remedy="name items of the department")


async def _is_new(session: AsyncSession, succession: Succession) -> None:
    """Refuse a township that is told to be new and held powers before."""
    row, version = tables.expr(tables.Transfer), tables.expr(tables.TransferVersion)
    made = [key.id for key in succession.successors if succession.makes(key) and is_township(key)]
    query = select(row.receiver).join(version, current()).where(row.tenant == succession.key.tenant)
    held = await session.scalar(
        query.where(row.receiver.in_(made), version.effective_from < succession.begins).limit(1)
    )
    if held:
        message = f"`{held}` was there before: something was handed over to it"
        remedy = "name it among those that merge; or ABOLISH the other, and it carries that one on"
        raise Conflict(message, remedy=remedy, rules=["R207"])


async def _name_is_free(session: AsyncSession, succession: Succession, found: _Found) -> None:
    first = found.before[0]
    if succession.name is None or first.kind is not BodyKind.DEPARTMENT:
        return
    row = tables.expr(tables.Body)
    beside = await session.scalars(select(row.id).where(row.tenant == first.key.tenant, row.place == first.place))
    others = await bodies.load(session, [Key(first.key.tenant, id_) for id_ in beside])
    for other in others.values():
        if other.key != first.key and not other.until and _same(other, succession):
            message = f"`{other.name}` is on the register at `{first.place}`, with that name or code"
            raise Conflict(message, remedy="if the two become one, MERGE them", rules=["R207"])


def _same(other: Body, succession: Succession) -> bool:
    return other.name == succession.name or (other.code is not None and other.code == succession.code)


def _row(one: Succession, actor: Actor, number: int) -> tables.Succession:
    names = ("document", "document_date", "url", "former_name", "name", "former_code", "code", "recorded_at")
    return tables.Succession(
        tenant=one.key.tenant,
        id=one.key.id,
        number=number,
        kind=one.kind.value,
        predecessors=[key.id for key in one.predecessors],
        heirs=_heirs(one.heirs),
        account=str(actor.account),
        **{name: getattr(one, name) for name in names},
    )


def _rows_of_bodies(one: Succession) -> list[tables.SuccessionBody]:
    made = {key: True for key in one.successors if one.makes(key)}
    ended = {key: False for key in one.predecessors if one.ends(key)}
    return [
        tables.SuccessionBody(tenant=key.tenant, body=key.id, succession=one.key.id, begins=one.begins, made=made_)
        for key, made_ in {**made, **ended}.items()
    ]


def _heirs(heirs: Sequence[Heir]) -> list[dict[str, object]]:
    return [{"body": heir.body.id, "items": [item.id for item in heir.items]} for heir in heirs]


def _said(one: Succession) -> dict[str, object]:
    said = {
        "kind": one.kind.value,
        "predecessors": [key.id for key in one.predecessors],
        "successors": _heirs(one.heirs),
        "document": one.document,
        "documentDate": one.document_date.isoformat(),
        "url": one.url,
        "formerName": one.former_name,
        "name": one.name,
        "formerCode": one.former_code,
        "code": one.code,
    }
    return {name: value for name, value in said.items() if value is not None}
