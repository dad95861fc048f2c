"""Who may take which step of a transfer: the facts of each, and the list a viewer is shown."""

from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncSession

from policies.actions import Action
from policies.actor import Actor
from policies.guard import Verdict
from register import bodies, lifecycle, policies, scope
from register.find import own_body, reaches
from register.records import Body, Key, Recall, Transfer
from register.store import Store
from register.words import Office, RecallGround, TransferMode


def facts_of_step(
    actor: Actor, body: Body | None, transfer: Transfer, ground: RecallGround | None = None
) -> frozenset[str]:
    """How an account and its body stand to a transfer, and to its recall: the one under way, or asked for on a ground.

    Where no recall is under way or asked for, its ground is open.
    """
    recall = transfer.recall
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
