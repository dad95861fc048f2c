"""Who may take which step of a transfer: the facts of each, and the list a viewer is shown."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, and_, false, func, or_
from sqlalchemy.ext.asyncio import AsyncSession

from policies.actions import Action
from policies.actor import Actor
from policies.guard import Domain, Verdict
from register import bodies, lifecycle, policies, scope, tables
from register.find import own_body, reaches
from register.records import Body, Key, Recall, Transfer
from register.store import Store
from register.successions.estates import Pair, among
from register.transfers import statuses
from register.words import Office, RecallGround, TransferMode

T, V = tables.expr(tables.Transfer), tables.expr(tables.TransferVersion)
DEVOLVER, RECEIVER = (T.devolver_tenant, T.devolver), (T.tenant, T.receiver)
PROPOSER, OF_ITEM = (T.proposer_tenant, T.proposer), (T.item_tenant, T.item)
_UNABLE = RecallGround.RECEIVER_UNABLE.value


def facts_of_step(
    actor: Actor, body: Body | None, transfer: Transfer, ground: RecallGround | None = None
) -> frozenset[str]:
    """How an account and its body stand to a transfer, and to its recall: the one under way, or asked for on a ground.

    Where no recall is under way or asked for, or none that the account is shown, its ground is open.
    """
    recall = recall_seen(actor, transfer)
    ground = ground or (recall.ground if recall else None)
    item = transfer.item.pair

    def acts_for(key: Key | None, *, received: bool = False) -> bool:
        return key is not None and actor.acts_for(key.pair, item, received=received)

    offices = body.offices if body and body.key.tenant == transfer.key.tenant else ()
    facts = {
        "acts_for_devolver": acts_for(transfer.devolver),
        "acts_for_receiver": any(acts_for(one, received=True) for one in transfer.receivers),
        "acts_for_proposer": acts_for(transfer.proposer),
        "legal_office": Office.LEGAL in offices,
        "government_office": Office.GOVERNMENT in offices,
        "proposed_it_oneself": actor.account == transfer.proposed_by,
        "entrusted": transfer.mode is TransferMode.ENTRUST,
        "receiver_unable": ground in (None, RecallGround.RECEIVER_UNABLE),
        "requested_it_oneself": recall is not None and actor.account == recall.requested_by,
    }
    held = {name for name, holds in facts.items() if holds}
    return frozenset(held | scope.facts_of_account(actor, transfer.key.tenant))


def in_sql(actor: Actor, body: Body | None) -> dict[str, ColumnElement[bool]]:
    """`facts_of_step` in SQL, of what is on record: no recall is being asked for on another ground."""

    def acts_for(party: Pair, *, received: bool = False) -> ColumnElement[bool]:
        # Coalesced: an imported transfer has no proposer, and a fact that is unknown is none.
        return func.coalesce(among(actor.affairs, party, OF_ITEM, received=received), false())

    def holds(office: Office) -> ColumnElement[bool]:
        return T.tenant == body.key.tenant if body and office in body.offices else false()

    def oneself(account: ColumnElement[str]) -> ColumnElement[bool]:
        return func.coalesce(account == actor.account, false()) if actor.account else false()

    return scope.account_in_sql(actor, T.tenant) | {
        "acts_for_devolver": acts_for(DEVOLVER),
        "acts_for_receiver": acts_for(RECEIVER, received=True),
        "acts_for_proposer": acts_for(PROPOSER),
        "legal_office": holds(Office.LEGAL),
        "government_office": holds(Office.GOVERNMENT),
        "proposed_it_oneself": oneself(T.proposed_by),
        "entrusted": V.mode == TransferMode.ENTRUST,
        "receiver_unable": func.coalesce(V.recall_ground, _UNABLE) == _UNABLE,
        "requested_it_oneself": oneself(V.recall_requested_by),
    }


def recall_seen(actor: Actor, transfer: Transfer) -> Recall | None:
    """The recall as an account is shown it: what is only asked for is the business of the transfer's county."""
    recall = transfer.recall
    return recall if recall and (recall.published_at or reaches(actor, transfer.key.tenant)) else None


async def decide(session: AsyncSession, actor: Actor, transfer: Transfer, action: Action) -> Verdict:
    """Ask the policy of the place where the transfer takes effect."""
    guard = await policies.guard(session, transfer.place)
    facts = facts_of_step(actor, await own_body(session, actor), transfer)
    return guard.decide(actor, transfer.place, action, facts)


async def viewer_may(store: Store, actor: Actor, transfers: Sequence[Transfer]) -> dict[Key, tuple[str, ...]]:
    """List for each transfer the actions the account may take on it now: allowed, and next."""
    now = store.clock()
    async with store.reading(actor) as session:
        body = (await bodies.load(session, [Key(*actor.body)])).get(Key(*actor.body)) if actor.body else None
        guards = await policies.guards(session, {one.place for one in transfers})
    decided: dict[tuple[str, str, frozenset[str]], bool] = {}  # those of a list stand alike to the account

    def allowed(transfer: Transfer, action: str) -> bool:
        facts, place = facts_of_step(actor, body, transfer), transfer.place
        if (place, action, facts) not in decided:
            decided[place, action, facts] = guards[place].decide(actor, place, action, facts).allowed
        return decided[place, action, facts]

    return {
        one.key: tuple(
            action
            for action in lifecycle.STEPS
            if reaches(actor, one.key.tenant) and lifecycle.in_turn(one, action, now) and allowed(one, action)
        )
        for one in transfers
    }


async def worklist(
    session: AsyncSession, actor: Actor, steps: Collection[str], recorded: Mapping[str, Domain], now: datetime
) -> ColumnElement[bool]:
    """The transfers on which `viewer_may` lists one of these steps, as one condition."""
    facts = in_sql(actor, await own_body(session, actor))
    domains = list(recorded.values())
    open_ = [
        and_(statuses.in_turn(step, now), scope.allowed(actor, step, T.tenant, T.place, facts, domains))
        for step in steps
    ]
    return and_(scope.own(actor, T.tenant), or_(false(), *open_))
