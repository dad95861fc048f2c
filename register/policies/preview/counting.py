"""Decisions that SQL tells: who may read something, and take a step with it, before the change and after."""

from collections.abc import Mapping

from sqlalchemy import ColumnElement, and_, case, func, not_, or_, select

from policies.actions import Action
from policies.actor import Actor
from policies.guard import Domain
from register import scope
from register.lifecycle import STEPS
from register.policies.preview.frame import Frame
from register.policies.preview.impact import Flip, Tally
from register.policies.preview.targets import LISTINGS, Listing
from register.records import Kind
from register.transfers.permissions import worklist

_ON_ITEMS = (Action.ITEM_AMEND, Action.ITEM_RETIRE)


def tells(kind: Kind, action: Action) -> bool:
    """Whether SQL tells this decision."""
    return action == LISTINGS[kind].read or (kind == "Transfer" and action in STEPS) or action in _ON_ITEMS


async def tally(frame: Frame, actor: Actor, kind: Kind, action: Action) -> Tally:
    """Count the decisions of an account that flip."""
    listing = LISTINGS[kind]
    before, after = await _decisions(frame, actor, listing, action)
    gained, lost = and_(after, not_(before)), and_(before, not_(after))
    counts = (func.coalesce(func.sum(case((one, 1), else_=0)), 0) for one in (gained, lost))
    return Tally(*(await frame.session.execute(listing.source(select(*counts)).where(listing.seen(frame)))).one())


async def flips(frame: Frame, actor: Actor, kind: Kind, action: Action, most: int) -> list[Flip]:
    """Tell the first decisions of an account that flip, by what they are about."""
    listing = LISTINGS[kind]
    before, after = await _decisions(frame, actor, listing, action)
    key = (listing.columns.tenant, listing.id)
    query = listing.source(select(*key, before.label("before"))).where(
        listing.seen(frame), or_(and_(after, not_(before)), and_(before, not_(after)))
    )
    found = await frame.session.execute(query.order_by(*key).limit(most))
    return [Flip(listing.ref(tenant, id_), bool(was), not was) for tenant, id_, was in found]


async def _decisions(
    frame: Frame, actor: Actor, listing: Listing, action: Action
) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    before, after = [
        await _decision(frame, actor, listing, action, recorded) for recorded in (frame.recorded, frame.supposed)
    ]
    return before, after


async def _decision(
    frame: Frame, actor: Actor, listing: Listing, action: Action, recorded: Mapping[str, Domain]
) -> ColumnElement[bool]:
    columns = listing.columns
    seen = scope.visible(actor, listing.read or action, columns, recorded)
    if action == listing.read:
        return seen
    if action in _ON_ITEMS:
        facts = scope.in_sql(actor, columns)
        may = scope.allowed(actor, action, columns.tenant, columns.division, facts, recorded.values())
        return and_(seen, may)
    return and_(seen, await worklist(frame.session, actor, [action], recorded, frame.now))
