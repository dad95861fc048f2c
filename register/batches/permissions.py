"""Which steps of a batch an account may take now: those it may take with everything the step falls to."""

from policies.actor import Actor
from register.batches.reads import all_members
from register.batches.steps import falls_to
from register.lifecycle import STEPS
from register.records import Key
from register.store import Store
from register.transfers.permissions import viewer_may as may_each

# An amendment mends one transfer; a recall is asked for over a list of its own.
_OF_BATCH = tuple(action for action in STEPS if action.startswith("transfer:") and action != "transfer:amend")


async def viewer_may(store: Store, actor: Actor, batch: Key) -> tuple[str, ...]:
    """List the actions that are open to the account on a batch as it stands."""
    transfers = await all_members(store, actor, batch)
    each = await may_each(store, actor, transfers)
    shares = {action: falls_to(actor, action, transfers) for action in _OF_BATCH}
    return tuple(action for action, share in shares.items() if share and all(action in each[one.key] for one in share))
