"""How batches stand: what each still wants, and which steps an account may take with everything they fall to."""

from collections.abc import Collection

from policies.actor import Actor
from register import bodies, papers, readiness
from register.batches.reads import members_of
from register.batches.steps import falls_to
from register.lifecycle import STEPS
from register.readiness import Wanting
from register.records import Key
from register.store import Store
from register.transfers.permissions import viewer_may as may_each

# An amendment mends one transfer; a recall is asked for over a list of its own.
_OF_BATCH = tuple(action for action in STEPS if action.startswith("transfer:") and action != "transfer:amend")


async def wanting(store: Store, actor: Actor, keys: Collection[Key]) -> dict[Key, list[Wanting]]:
    """What goes with batches and is not there yet, of the transfers that the account may see."""
    async with store.reading(actor) as session:
        listed = await members_of(session, actor, keys)
        filed = await papers.of_batches(session, keys)
        held = {tenant: await bodies.offices(session, tenant) for tenant in {key.tenant for key in keys}}
    found = {}
    for key, transfers in listed.items():
        under_way = [one for one in transfers if not (one.withdrawn_at or one.declined_at)]
        found[key] = list(readiness.wanting(under_way, filed[key], held[key.tenant]))
    return found


async def viewer_may(store: Store, actor: Actor, keys: Collection[Key]) -> dict[Key, tuple[str, ...]]:
    """List for each batch the actions that are open to the account on it as it stands."""
    async with store.reading(actor) as session:
        listed = await members_of(session, actor, keys)
    each = await may_each(store, actor, [one for transfers in listed.values() for one in transfers])
    found = {}
    for key, transfers in listed.items():
        shares = {action: falls_to(actor, action, transfers) for action in _OF_BATCH}
        found[key] = tuple(
            action for action, share in shares.items() if share and all(action in each[one.key] for one in share)
        )
    return found
