"""Batches as mutations of the graph are tried on them: taken to the step before, and a step further."""

from collections.abc import Awaitable, Callable
from typing import Any

from register import recall_orders
from register.records import Key, Ref
from register.words import RecallGround
from schema.ids import encode
from tests.county import County
from tests.steps import STEPS

STEPS_OF_ORDER = ("review", "approve")
TRAINED = {"piece": "TRAINING", "text": "已培训"}


def batch_at(
    upto: str | None, filed_before: str | None = None, **more: Any
) -> Callable[[County], Awaitable[dict[str, Any]]]:
    """The input of a step on a batch that was taken to the step before, with what comes first filed."""

    async def make(county: County) -> dict[str, Any]:
        listed = [await county.item()]
        key = await (county.publish_batch(listed, upto) if upto else county.propose_batch(listed))
        if filed_before:
            await county.file_before(filed_before, key, STEPS[filed_before].who)
        batch = await county.batch(key)
        assert batch
        given = {name: made(county) if callable(made) else made for name, made in more.items()}
        return {"batch": encode(Ref("Batch", key)), "expectedVersion": batch.version, **given}

    return make


def of_batch(verb: str) -> Callable[[County, Key], Awaitable[object]]:
    """A step of a batch taken afterwards."""
    return lambda county, key: county.batch_step(verb, key)


async def to_recall(county: County) -> dict[str, Any]:
    """A transfer to be taken back by an order."""
    transfer = await county.publish(await county.item())
    moment = county.clock().isoformat()
    asked = {"ground": "OPERATIONAL", "basis": "评估报告", "effectiveFrom": moment}
    return {"transfers": [encode(Ref("Transfer", transfer.key))], **asked}


def order_at(upto: str | None, **more: Any) -> Callable[[County], Awaitable[dict[str, Any]]]:
    """The input of a step on an order that was taken to the step before."""

    async def make(county: County) -> dict[str, Any]:
        transfer = await county.publish(await county.item())
        terms: dict[str, Any] = {
            "ground": RecallGround.OPERATIONAL,
            "basis": "评估报告",
            "effective_from": county.clock(),
        }
        asked = recall_orders.Requests(transfers=(transfer.key,), **terms)
        order = await recall_orders.request(county.store, await county.actor("department_clerk"), asked)
        taken = STEPS_OF_ORDER[: STEPS_OF_ORDER.index(upto) + 1] if upto else ()
        for version, verb in enumerate(taken, start=1):
            answer = recall_orders.OrderReview(order, version, approve=True, opinion="同意")
            who = await county.actor("legal_reviewer" if verb == "review" else "government_officer")
            await getattr(recall_orders, verb)(county.store, who, answer)
        return {"order": encode(Ref("RecallOrder", order)), "expectedVersion": len(taken) + 1, **more}

    return make
