"""What a change of lines would do to the register as it stands, told before it is made; it never writes."""

from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from dataclasses import replace

from sqlalchemy import or_, select, union

from policies.actions import Action
from policies.actor import ANONYMOUS, ANYONE, Actor
from register import accounts, fence, permission, policies, scope, tables
from register.policies import changing, checking
from register.policies.effects import PolicyChange
from register.policies.preview import asking, counting, powers
from register.policies.preview.frame import Frame
from register.policies.preview.impact import Example, Flip, Flipping, Impact, Tally
from register.policies.preview.targets import LISTINGS, ON
from register.policies.requests import edit_of
from register.records import Kind
from register.store import Store

MOST_EXAMPLES = 200
ACCOUNT, GRANT = tables.expr(tables.Account), tables.expr(tables.RoleGrant)
TRANSFER, VERSION = tables.expr(tables.Transfer), tables.expr(tables.TransferVersion)


async def preview(store: Store, asker: Actor, change: PolicyChange) -> Impact:
    """Tell what a change would flip, of what the asker may see, and what would stand against it.

    Whoever may make the change may ask. Refuses as the change does, but for what would break an invariant: that is
    told. Decisions are those of `may`, now, of the accounts that hold a role in the domain or belong to it, and of
    whoever has not signed in.
    """
    async with _framed(store, asker, change) as frame:
        violations = await checking.found(frame.session, frame.edit, frame.now)
        gained = lost = 0
        flipping: list[Flipping] = []
        people = await _people(frame)
        names = await _names(frame, people)
        for kind, action in _asked(frame):
            for alike in await _alike(frame, people, kind, action):
                async with fence.around(frame.session, alike[0]):
                    found = await _tally(frame, alike[0], kind, action)
                gained, lost = gained + found.gained * len(alike), lost + found.lost * len(alike)
                if found.gained or found.lost:
                    flipping += [Flipping(names[one], one, action, kind) for one in alike]
            flipping = sorted(flipping, key=lambda one: (*_order(one.actor), one.action, one.kind))[:MOST_EXAMPLES]
    return Impact(change, tuple(violations), gained, lost, tuple(flipping))


async def examples(store: Store, asker: Actor, impact: Impact, first: int) -> list[Example]:
    """Tell the first decisions that flip: by account, action and what they are about."""
    found: list[Example] = []
    async with _framed(store, asker, impact.change) as frame:
        for called, actor, action, kind in impact.flipping:
            if len(found) >= first:
                break
            async with fence.around(frame.session, actor):
                told = await _flips(frame, actor, kind, action, first - len(found))
            found += [Example(called, action, one.target, one.before, one.after) for one in told]
    return found


@asynccontextmanager
async def _framed(store: Store, asker: Actor, change: PolicyChange) -> AsyncIterator[Frame]:
    """One view of the register for all of it. Refuses whoever may not make the change, and what is no change."""
    async with store.reading(asker) as session:
        await changing.may(session, asker, change)
        edit, now = await edit_of(session, change), store.clock()
        recorded = await policies.recorded_below(session, [edit.code])
        yield Frame(session, store, asker, edit, recorded, now)


def _asked(frame: Frame) -> list[tuple[Kind, Action]]:
    """What a changed line speaks of, on the kinds of things that it can be asked about."""
    return [(kind, action) for kind in sorted(ON) for action in ON[kind] if action in frame.actions]


async def _people(frame: Frame) -> list[Actor]:
    """Whoever holds a role in the domain or over it, or belongs to it; and a stranger."""
    held = or_(GRANT.until.is_(None), GRANT.until > frame.now)
    near = or_(scope.below(GRANT.place, frame.code), GRANT.place.in_(policies.path_of(frame.code)))
    holding = select(GRANT.account).where(held, near).correlate(None)
    wanted = or_(scope.below(ACCOUNT.tenant, frame.code), ACCOUNT.account.in_(holding))
    async with fence.lifted(frame.session):
        return [ANONYMOUS, *await accounts.load_all(frame.session, wanted, frame.now)]


async def _names(frame: Frame, people: Iterable[Actor]) -> dict[Actor, str]:
    """What the accounts are called, to whoever may read roles where they belong."""
    tenants = {str(one.tenant) for one in people if one.tenant}
    shown = set()
    for tenant in sorted(tenants):
        facts = frozenset(scope.facts_of_account(frame.asker, tenant))
        if (await permission.decide(frame.session, frame.asker, tenant, Action.ROLE_READ, facts)).allowed:
            shown.add(tenant)
    return {one: ANYONE if one.anonymous else str(one.account) if one.tenant in shown else "" for one in people}


async def _alike(frame: Frame, people: Iterable[Actor], kind: Kind, action: Action) -> list[list[Actor]]:
    """The accounts that a changed line can concern, those together of which every decision is the same."""
    read = LISTINGS[kind].read
    actions = (action, read) if read else (action,)
    concerned = [one for one in people if frame.concerns(one, *actions)]
    if not counting.tells(kind, action) and not (kind == "Item" and action is Action.POWER_EXERCISE):
        return [[one] for one in concerned]
    named = await _named(frame) if counting.tells(kind, action) and action != read else set()
    groups: dict[Actor, list[Actor]] = {}
    for one in concerned:
        account = one.account if one.anonymous or one.account in named else ""
        roles = tuple(dict.fromkeys(replace(role, until=None) for role in one.roles))
        groups.setdefault(replace(one, account=account, name="", roles=roles), []).append(one)
    return list(groups.values())


async def _named(frame: Frame) -> set[str]:
    """The accounts that transfers name: a step may be asked for, or proposed, by the one that would take it."""
    proposed = select(TRANSFER.proposed_by.label("account")).where(scope.below(TRANSFER.tenant, frame.code))
    requested = select(VERSION.recall_requested_by).where(scope.below(VERSION.tenant, frame.code))
    async with fence.lifted(frame.session):
        found = await frame.session.scalars(union(proposed, requested.where(VERSION.recall_requested_by.is_not(None))))
        return set(found)


def _order(actor: Actor) -> tuple[bool, str]:
    return actor.anonymous, str(actor.account)


async def _tally(frame: Frame, actor: Actor, kind: Kind, action: Action) -> Tally:
    if counting.tells(kind, action):
        return await counting.tally(frame, actor, kind, action)
    gained = lost = 0
    async for one in _streamed(frame, actor, kind, action):
        gained, lost = gained + one.after, lost + one.before
    return Tally(gained, lost)


async def _flips(frame: Frame, actor: Actor, kind: Kind, action: Action, most: int) -> list[Flip]:
    if counting.tells(kind, action):
        return await counting.flips(frame, actor, kind, action, most)
    found: list[Flip] = []
    async for one in _streamed(frame, actor, kind, action):
        found.append(one)
        if len(found) == most:
            break
    return found


def _streamed(frame: Frame, actor: Actor, kind: Kind, action: Action) -> AsyncIterator[Flip]:
    if action is Action.POWER_EXERCISE:
        return powers.flips(frame, actor, kind)
    return asking.flips(frame, actor, kind, action)
