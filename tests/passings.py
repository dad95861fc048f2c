"""Short ways to a case that is passed on: a penalty of which 官盛镇's grant leaves the heavy fines with the county."""

from decimal import Decimal
from typing import Any

from register import cases, powers
from register.powers import Claim, Exercise
from register.records import Case, Item, Key, Retained, Sanction
from register.words import PowerKind, SanctionKind, Stage, TransferMode
from tests.county import GUANSHENG, PROVINCE, County

HEAVY = Sanction(SanctionKind.FINE, Decimal(5_000))
KEEPING = (Retained(SanctionKind.FINE, Decimal(1_000)),)
PAPER = "官府移〔2026〕1号"


async def a_penalty(county: County, **grant: Any) -> Item:
    """A penalty that was handed to the township, fines above 1,000 yuan apart unless told otherwise."""
    item = await county.enter_item(PowerKind.PENALTY)
    await county.publish(item, mode=TransferMode.EMPOWER, basis=(PROVINCE,), **grant or {"retained": KEEPING})
    return item


async def act(
    county: County, item: Item, stage: Stage = Stage.DECIDE, account: str = "township_clerk", **facts: Any
) -> Key:
    """One stage done."""
    asked = Exercise(item.key, stage, Claim(GUANSHENG.id, **facts))
    return await powers.exercise(county.store, await county.actor(account), asked)


async def case_of(county: County, key: Key) -> Case:
    """The case of an act, as it stands."""
    actor = await county.actor("supervisor")
    return (await cases.acts_by_key(county.store, actor, [key]))[key].case


async def pass_on(county: County, case: Key, body: Key, account: str = "township_clerk", **more: Any) -> Key:
    """A case passed on to a body."""
    said = {"reason": "拟处罚款超过下放范围", "document": PAPER, **more}
    return await cases.pass_(county.store, await county.actor(account), cases.Handover(case, body, **said))
