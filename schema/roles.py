"""Roles 角色 of accounts: who holds which, granting one, taking it away, and taking one in an emergency."""

from datetime import datetime
from typing import Annotated, ClassVar

import strawberry

import register.roles
from register.once import Done
from register.records import Grant
from register.roles import RoleInput as Asked
from register.roles import Seizure
from schema.arguments import After, Code, First
from schema.context import Info
from schema.declare import Given, Shown, field, input_type, object_type
from schema.inputs import Repeatable, change
from schema.paging import Connection, ask, connect
from schema.refusals import Invalid, Refused, UnsafePolicy


@object_type("角色授予: a role held by an account at a place, and so at every place below it")
class RoleGrant(Shown[Grant]):
    account: str = field("账户: the name it signs in with")
    name: str = field("姓名: what the account is called")
    role: str = field("角色: which role")
    place: str = field("任职地: the code of the division where it is held")
    until: datetime | None = field("截止时间: until when; without end when null; of one taken away, when it was")
    emergency: bool = field("应急授权: whether the account took it for itself in an emergency")


RoleResult = Annotated[
    RoleGrant | Refused | Invalid | UnsafePolicy,
    strawberry.union("RoleResult", description="角色结果: the role as granted or taken away, or why nothing was done"),
]


@input_type("角色: a role to grant to an account, or to take away")
class RoleInput(Repeatable):
    becomes: ClassVar = Asked

    account: str = field("账户: the account, of the county or region, as it signs in")
    role: str = field("角色: which role")
    place: str = field("任职地: the code of the division where it is held, and so below it")
    until: datetime | None = field("截止时间: until when it is granted; without end when absent; none to take one away")


@input_type("应急授权: a role that the account takes for itself, for four hours at most")
class SeizeRole(Repeatable):
    becomes: ClassVar = Seizure

    role: str = field("角色: which role; never policy_admin")
    place: str = field("任职地: the code of the division where it is needed")
    reason: str = field("理由: what the emergency is, up to 2,000 characters; the journal keeps it")


async def _done(info: Info, done: Done) -> RoleGrant:
    return RoleGrant.of(await register.roles.told(info.context.store, info.context.actor, done))


@strawberry.type
class RoleQueries:
    @field("角色授予列表: the roles in force at a place and below it, where the viewer may read them (role:read)")
    def role_grants(self, info: Info, place: Code, first: First = 50, after: After = None) -> Connection[RoleGrant]:
        return connect(info.context.loaders.role_grants, RoleGrant.of, place, page=ask(first, after))


@strawberry.type
class RoleMutations:
    @field("授予角色: grant a role to an account; one that it holds, until another moment (role:assign)")
    async def assign_role(self, info: Info, input: Given[RoleInput]) -> RoleResult:
        return await change(info, input, register.roles.assign, _done)

    @field("撤销角色: take a role from an account, at once (role:revoke)")
    async def revoke_role(self, info: Info, input: Given[RoleInput]) -> RoleResult:
        return await change(info, input, register.roles.revoke, _done)

    @field("应急授权: take a role for oneself in an emergency; it ends by itself and the journal tells (role:seize)")
    async def seize_role(self, info: Info, input: Given[SeizeRole]) -> RoleResult:
        return await change(info, input, register.roles.seize, _done)
