"""Who may exercise the power of an item in general, and in a case: it rests on who holds it, which SQL does not tell.

Nobody exercises what the law gives to others, whatever the lines say. So of the items only those are looked at that are
of the body's own list or were ever handed over by it or to it, and cases of these or of its own, some at a time.
"""

from collections.abc import AsyncIterator, Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Select, or_, select, tuple_

from policies.actions import Action
from policies.actor import Actor
from register import find, items, policies
from register.cases import reads as cases
from register.items import reads
from register.policies.preview.frame import Frame
from register.policies.preview.impact import Flip
from register.policies.preview.privacy import nothing_hidden
from register.policies.preview.targets import LISTINGS, READS, needed
from register.powers.exercising import facts_in_cases, facts_in_general
from register.records import Body, Key, Kind
from register.scope import visible
from register.successions.estates import Pair
from register.transfers.permissions import DEVOLVER, OF_ITEM, RECEIVER
from register.transfers.reads import TRANSFER, VERSION, current

AT_ONCE = 200


async def flips(frame: Frame, actor: Actor, kind: Kind) -> AsyncIterator[Flip]:
    """Tell the items, or the cases, that the account's body may decide on, or in, before and not after; or after."""
    body = await find.own_body(frame.session, actor)
    if body is None or not body.place.startswith(frame.code):
        return  # it is asked where the body sits
    last = Key("", "")
    while keys := await _next(frame, actor, body, kind, last):
        facts = await _facts(frame, actor, body, kind, keys)
        before = await _allowed(frame, actor, body, facts)
        with policies.supposing(frame.session, frame.after):
            if frame.actions & READS:
                facts = await _facts(frame, actor, body, kind, keys)
            after = await _allowed(frame, actor, body, facts)
        for key in keys:
            if (key in before) != (key in after):
                yield Flip(LISTINGS[kind].ref(*key.pair), key in before, key in after)
        last = keys[-1]
        frame.session.expunge_all()  # what was read is not kept


async def _next(frame: Frame, actor: Actor, body: Body, kind: Kind, last: Key) -> list[Key]:
    query = _items(frame, actor, body) if kind == "Item" else _cases(frame, actor)
    key = (LISTINGS[kind].columns.tenant, LISTINGS[kind].id)
    found = await frame.session.execute(query.where(tuple_(*key) > tuple_(*last.pair)).order_by(*key).limit(AT_ONCE))
    return [Key(*one) for one in found]


def _items(frame: Frame, actor: Actor, body: Body) -> Select[Any]:
    row = reads.ITEM
    item = (row.tenant, row.id)
    return (
        LISTINGS["Item"]
        .source(select(*item))
        .where(
            row.tenant.in_(policies.path_of(body.place)),  # of regions above, too
            visible(frame.asker, Action.ITEM_READ, reads.COLUMNS, frame.recorded),
            nothing_hidden(frame, item),
            may_concern(actor, item),
        )
    )


def _cases(frame: Frame, actor: Actor) -> Select[Any]:
    case, own = cases.CASE, {one.body for one in actor.affairs}
    item = (case.item_tenant, case.item)
    parties = (tuple_(*one).in_(own) for one in cases.COLUMNS.parties)
    return (
        LISTINGS["Case"]
        .source(select(case.tenant, case.id))
        .where(
            LISTINGS["Case"].seen(frame),
            needed("Case", Action.POWER_EXERCISE),
            nothing_hidden(frame, item),
            or_(may_concern(actor, item), *parties),
        )
    )


def may_concern(actor: Actor, item: Pair) -> ColumnElement[bool]:
    """The items that may give the account's body something; more than do."""
    own = {one.body for one in actor.affairs}
    listed = select(reads.ITEM.tenant, reads.ITEM.id).where(tuple_(*reads.DEPARTMENT).in_(own)).correlate(None)
    parties = (DEVOLVER, RECEIVER, (VERSION.outpost_tenant, VERSION.outpost))
    moved = select(*OF_ITEM).select_from(TRANSFER).join(VERSION, current())
    handed = moved.where(or_(*(tuple_(*one).in_(own) for one in parties))).correlate(None)
    return or_(tuple_(*item).in_(listed), tuple_(*item).in_(handed))


async def _facts(frame: Frame, actor: Actor, body: Body, kind: Kind, keys: Sequence[Key]) -> dict[Key, frozenset[str]]:
    """How the body stands to those of these things that the account sees."""
    session = frame.session
    if kind == "Item":
        listed = await items.load(session, actor, keys)
        facts = await facts_in_general(session, actor, body, list(listed.values()), frame.now)
        return dict(zip(listed, facts, strict=True))
    found = await cases.load(session, actor, keys)
    known = await items.load(session, actor, {one.item for one in found.values()})
    pairs = [(known[one.item], one) for one in found.values() if one.item in known]
    facts = await facts_in_cases(session, actor, body, pairs, frame.now)
    return dict(zip((one.key for _, one in pairs), facts, strict=True))


async def _allowed(frame: Frame, actor: Actor, body: Body, facts: Mapping[Key, frozenset[str]]) -> set[Key]:
    guard = await policies.guard(frame.session, body.place)
    may = {
        one: guard.decide(actor, body.place, Action.POWER_EXERCISE, one).allowed for one in frozenset(facts.values())
    }
    return {key for key, one in facts.items() if may[one]}
