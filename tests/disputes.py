"""Short ways to a dispute: over a case that 官盛镇 filed and 区交通运输局 claims, coordinated by 区综合执法局."""

from typing import Any

from policies.actor import Actor
from register import accounts, cases, disputes, powers
from register.powers import Claim, Exercise
from register.records import Dispute, Item, Key
from register.words import Stage
from tests.county import GUANSHENG, County

BUREAU = "clerk_of_bureau"


async def a_case(county: County, item: Item | None = None) -> Key:
    """A case of a township, by a transfer that is in force."""
    clerk, item = await county.actor("township_clerk"), item or await county.item()
    if not await county.transfers_of(item):
        await county.publish(item)
    act = await powers.exercise(county.store, clerk, Exercise(item.key, Stage.ACCEPT, Claim(GUANSHENG.id)))
    return (await cases.acts_by_key(county.store, clerk, [act]))[act].case.key


async def bureau(county: County) -> Actor:
    """The clerk of 区综合执法局, which holds the office ENFORCEMENT."""
    if await accounts.actor(county.store, BUREAU) is None:
        await county.add(BUREAU, "区综合执法局", "department_clerk")
    return await county.actor(BUREAU)


async def raise_over(county: County, case: Key | None, account: str = "department_clerk", **more: Any) -> Key:
    """A dispute over a case, raised against the township unless told otherwise."""
    new = disputes.NewDispute(**{"against": GUANSHENG, "grounds": "案涉公路属区管", "case": case, **more})
    return await disputes.raise_(county.store, await county.actor(account), new)


async def coordinate(
    county: County, key: Key, account: str = BUREAU, body: Key | None = None, opinion: str = "双方各执一词"
) -> Key:
    """It was coordinated, in vain unless the parties agreed on a body."""
    await bureau(county)
    done = disputes.Coordination(key, opinion, body)
    return await disputes.coordinate(county.store, await county.actor(account), done)


async def decide(county: County, key: Key, body: Key = GUANSHENG, account: str = "government_officer") -> Key:
    """The government decides it, for the township unless told otherwise."""
    decision = disputes.Decision(key, body, "案发地在该镇", "广区府函〔2026〕9号")
    return await disputes.decide(county.store, await county.actor(account), decision)


async def seen(county: County, key: Key, account: str = "supervisor") -> Dispute | None:
    """A dispute as an account sees it."""
    return (await disputes.by_key(county.store, await county.actor(account), [key])).get(key)
