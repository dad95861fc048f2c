"""Cases 办件、案件 and acts 行权行为 as shown."""

from dataclasses import replace
from datetime import datetime

from register.once import Done
from register.records import Act as ActRecord
from register.records import Case as CaseRecord
from schema import bodies, divisions
from schema.arguments import After, First
from schema.context import Info
from schema.declare import Shown, field, object_type
from schema.enums import Stage
from schema.graph import Body, Item, Place
from schema.interfaces import Node
from schema.items import types as items
from schema.loaders import required
from schema.paging import Connection, ask, connect
from schema.rulings import Ruling


@object_type("办件、案件: a matter being handled")
class Case(Shown[CaseRecord], Node):
    filed_at: datetime = field("立案时间: when it was filed; what decides whose it is (R29)")
    closed_at: datetime | None = field("办结时间: when it was closed; null while it is open")
    outcome: str | None = field("办理结果: what it came to")

    @field("权力事项: the item it is handled under")
    async def item(self, info: Info) -> Item:
        return await items.item(info, self.row.item)

    @field("事项所在地: where the matter lies (R110)")
    async def place(self, info: Info) -> Place:
        return await divisions.place(info, self.row.place)

    @field("立案机关: the body that filed it")
    async def filed_by(self, info: Info) -> Body:
        return await bodies.body(info, self.row.filed_by)

    @field("行权行为: what was done in it, the first done first")
    def acts(self, info: Info, first: First = 50, after: After = None) -> "Connection[Act]":
        return connect(info.context.loaders.acts_of, Act.of, self.row.key, page=ask(first, after))


@object_type("行权行为: one stage of a case done by one body")
class Act(Shown[ActRecord], Node):
    stage: Stage = field("环节: which stage was done")
    at: datetime = field("时间: when it was done")

    @field("案件: the case it belongs to")
    def case(self) -> Case:
        return Case.of(self.row.case)

    @field("权力事项: the item that was exercised")
    async def item(self, info: Info) -> Item:
        return await items.item(info, self.row.case.item)

    @field("行权机关: the body that did it")
    async def body(self, info: Info) -> Body:
        return await bodies.body(info, self.row.body)

    @field("效力认定: whether it is valid, in the register's opinion")
    async def ruling(self, info: Info) -> Ruling:
        return Ruling.of(await required(info.context.loaders.rulings, self.row))


async def case(info: Info, done: Done) -> Case:
    """Show a case that was closed; none is opened again."""
    return Case.of(await required(info.context.loaders.cases, done.key), done.at)


async def act(info: Info, done: Done) -> Act:
    """Show an act that was done, in its case as that stood then."""
    row = await required(info.context.loaders.acts, done.key)
    return Act.of(replace(row, case=row.case.as_of(done.at)) if done.at else row, done.at)
