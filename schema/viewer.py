"""The viewer 当前账户: who asks."""

from datetime import datetime

import strawberry

from policies.actor import Actor, Role
from register.records import Key
from schema import bodies
from schema.context import Info
from schema.declare import Shown, field, object_type
from schema.graph import Body


@object_type("所任角色: a role held at a place, and so at every place below it")
class RoleHeld(Shown[Role]):
    place: str = field("任职地: the code of the division where it is held")
    until: datetime | None = field("截止时间: until when; without end when null")

    @field("角色: which role")
    def role(self) -> str:
        return self.row.name


@object_type("当前账户: the account that asks")
class Viewer(Shown[Actor]):
    account: str = field("账户: the name it signs in with")
    name: str = field("姓名: what it is called")

    @field("所任角色: the roles it holds, and where")
    def roles(self) -> list[RoleHeld]:
        return [RoleHeld.of(role) for role in self.row.roles]

    @field("所属机关: the body whose business it does, if it does one's")
    async def body(self, info: Info) -> Body | None:
        return await bodies.maybe_body(info, Key(*self.row.body) if self.row.body else None)


@strawberry.type
class ViewerQueries:
    @field("当前账户: the account that asks; null: anonymous")
    def viewer(self, info: Info) -> Viewer | None:
        return None if info.context.actor.anonymous else Viewer.of(info.context.actor)
