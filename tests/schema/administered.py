"""What an administrator sends to the mutations of roles and of lines."""

from typing import Any

from register import roles
from tests.county import COUNTY, County


async def a_role(_county: County) -> dict[str, Any]:
    return {"account": "registrar", "role": "supervisor", "place": COUNTY, "until": "2999-01-01T00:00:00+00:00"}


async def a_role_to_revoke(county: County) -> dict[str, Any]:
    given = {name: value for name, value in (await a_role(county)).items() if name != "until"}
    await roles.assign(county.store, await county.actor("policy_admin"), roles.RoleInput(**given))
    return given


async def a_role_to_seize(_county: County) -> dict[str, Any]:
    return {"role": "registrar", "place": COUNTY, "reason": "系统故障,登记员无法到岗"}
