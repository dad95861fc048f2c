"""Short ways to a seal that goes with a transfer under AGENCY: of 区交通运输局, kept at 官盛镇."""

from typing import Any

from register import transfers
from register.records import Key, SealCustody, Transfer
from register.words import PowerKind, TransferMode
from tests.builders import NOON
from tests.county import County

OUT = SealCustody("广安区交通运输局行政审批专用章(1)", "广区交函〔2026〕1号", "官盛镇便民服务中心", NOON)


async def agency(county: County) -> Transfer:
    """A permit that is handled by the township's counter, in force."""
    permit = await county.item_of(PowerKind.LICENSING)
    return await county.publish(permit, mode=TransferMode.AGENCY)


async def hand(county: County, key: Key, account: str = "department_clerk", **more: Any) -> Transfer:
    """The seal handed over."""
    said = {"seal": OUT.seal, "document": OUT.document, "kept_by": OUT.kept_by}
    given = {"expected_version": await county.version(key), **said, **more}
    await transfers.hand_seal(county.store, await county.actor(account), transfers.SealHanding(key, **given))
    return await county.transfer(key)


async def take_back(county: County, key: Key, account: str = "department_clerk") -> Transfer:
    """The seal back with the devolver."""
    given = transfers.SealReturn(key, await county.version(key), "广区交函〔2026〕2号")
    await transfers.return_seal(county.store, await county.actor(account), given)
    return await county.transfer(key)
