"""What an administrator sends to the mutations of roles and of lines."""

from typing import Any

from register import roles
from register.records import Key, Ref
from schema import ids
from tests.administering import administrator, change
from tests.county import COUNTY, County

ADMIN, OTHER = "policy_admin", "second_admin"
REVISION = "id revision pending fourEyes author reason expectations { name account } difference { added { id } }"


async def a_role(_county: County) -> dict[str, Any]:
    return {"account": "registrar", "role": "supervisor", "place": COUNTY, "until": "2999-01-01T00:00:00+00:00"}


async def a_role_to_revoke(county: County) -> dict[str, Any]:
    given = {name: value for name, value in (await a_role(county)).items() if name != "until"}
    await roles.assign(county.store, await county.actor("policy_admin"), roles.RoleInput(**given))
    return given


async def a_role_to_seize(_county: County) -> dict[str, Any]:
    return {"role": "registrar", "place": COUNTY, "reason": "系统故障,登记员无法到岗"}


async def a_change(_county: County) -> dict[str, Any]:
    line = {"role": "registrar", "action": "case:read", "effect": "ALLOW"}
    expected = {
        "name": "登记员查阅办件",
        "account": "registrar",
        "action": "case:read",
        "place": COUNTY,
        "allowed": True,
    }
    return {"domain": COUNTY, "expectedRevision": 0, "reason": "试行", "add": [line], "addExpectations": [expected]}


async def a_rollback(county: County) -> dict[str, Any]:
    await change(county)
    return {"domain": COUNTY, "to": 0, "expectedRevision": 1, "reason": "试行结束"}


async def a_proposal(county: County) -> dict[str, Any]:
    await administrator(county, OTHER)
    await change(county, four_eyes=True)
    key = await change(county)
    return {"proposal": ids.encode(Ref("PolicyRevision", key)), "approve": True, "opinion": "符合"}


async def change_again(county: County, _key: Key) -> None:
    await change(county, add=(), remove_expectations=("登记员查阅办件",))
