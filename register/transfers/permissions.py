"""Who may take which step of a transfer: the facts of each, and the list a viewer is shown."""

from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncSession

from policies.actions import Action
from policies.actor import Actor
from policies.guard import Verdict
from register import bodies, lifecycle, policies, scope
from register.find import own_body, reaches
from register.records import Body, Key, Transfer
from register.store import Store
from register.words import Office, TransferMode


def facts_of_step(actor: Actor, body: Body | None, transfer: Transfer) -> frozenset[str]:
    """How an account and its body stand to a transfer."""
    own = body.key if body else None
    offices = body.offices if body and body.key.tenant == transfer.key.tenant else ()
    facts = {
        "acts_for_devolver": own == transfer.devolver,
        "acts_for_receiver": own == transfer.receiver,
        "acts_for_proposer": own is not None and own == transfer.proposer,
        "legal_office": Office.LEGAL in offices,
        "government_office": Office.GOVERNMENT in offices,
        "proposed_it_oneself": actor.account == transfer.proposed_by,
        "entrusted": transfer.mode is TransferMode.ENTRUST,
    }
    held = {name for name, holds in facts.items() if holds}
    return frozenset(held | scope.facts_of_account(actor, transfer.key.tenant))


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
    found: dict[Key, tuple[str, ...]] = {}
    for transfer in transfers:
        facts = facts_of_step(actor, body, transfer)
        guard = guards[transfer.place]
        found[transfer.key] = tuple(
            f"transfer:{verb}"
            for verb in lifecycle.STEPS
            if reaches(actor, transfer.key.tenant)
            and lifecycle.in_turn(transfer, verb, now)
            and guard.decide(actor, transfer.place, f"transfer:{verb}", facts).allowed
        )
    return found
