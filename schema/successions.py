"""Successions 承继: by which documents bodies came to be carried on by others, and recording one (R207)."""

from datetime import date, datetime
from typing import Annotated, ClassVar

import strawberry
from strawberry import ID

from register.once import Done
from register.records import Heir
from register.records import Succession as Record
from register.successions import recording
from register.successions.forms import NewSuccession
from schema import bodies
from schema.context import Info
from schema.declare import Given, Shown, field, input_type, names, object_type
from schema.enums import SuccessionKind
from schema.graph import Body
from schema.inputs import Input, Repeatable, change
from schema.interfaces import Node
from schema.loading import required
from schema.refusals import Invalid, NotLawful, Refused


@object_type("承继: that bodies were renamed, recoded, merged, split or abolished; it holds from its day (R207)")
class Succession(Shown[Record], Node):
    kind: SuccessionKind = field("方式: how they came to be carried on")
    document: str = field("文号: the document that ordered it")
    document_date: date = field("发文日期: the day of that document, from the first instant of which it holds")
    url: str | None = field("公布网址: where it was published")
    name: str | None = field("新名称: what the body is called from then on, where it is the same one")
    former_name: str | None = field("原名称: what it was called till then")
    code: str | None = field("新代码: a department's credit code from then on, where it is the same one")
    former_code: str | None = field("原代码: its credit code till then")
    recorded_at: datetime = field("登记时间: since when the register knows of it")

    @field("原机关: the bodies that are carried on")
    async def predecessors(self, info: Info) -> list[Body]:
        return await bodies.every_body(info, self.row.predecessors)

    @field("承继机关: who carries them on; of several the first has what the document names to no other")
    async def successors(self, info: Info) -> list[Body]:
        return await bodies.every_body(info, self.row.successors)


SuccessionResult = Annotated[
    Succession | Refused | Invalid | NotLawful,
    strawberry.union("SuccessionResult", description="承继结果: the succession as recorded, or why it was not"),
]


@input_type("承继机关: a body that carries on what another was")
class SuccessorInput(Input):
    becomes: ClassVar = Heir

    body: ID = names("机关: the body", "Department", "Place")
    items: list[ID] = names(
        "事项: of a department that is divided, the items that it and no other takes over",
        "Item",
        default_factory=list,
    )


@input_type("登记承继: a document by which bodies are carried on by others")
class SucceedBody(Repeatable):
    becomes: ClassVar = NewSuccession

    kind: SuccessionKind = field("方式: how they come to be carried on")
    predecessors: list[ID] = names("原机关: who is carried on; of MERGE two or more, else one", "Department", "Place")
    successors: list[SuccessorInput] = field(
        "承继机关: who carries on, the first whatever is named to no other; none where it is the same body",
        default_factory=list,
    )
    document: str = field("文号: the document that orders it")
    document_date: date = field("发文日期: the day of the document, from which it holds; not one to come")
    url: str | None = field("公布网址: where it was published")
    name: str | None = field("新名称: for RENAME, what the body is called from then on")
    code: str | None = field("新代码: for RECODE of a department, and with RENAME, its new credit code")


async def _done(info: Info, done: Done) -> Succession:
    return Succession.of(await required(info.context.loaders.successions, done.key))


@strawberry.type
class SuccessionMutations:
    @field("登记承继: record that bodies are carried on by others; the staffing office does (body:succeed)")
    async def succeed_body(self, info: Info, input: Given[SucceedBody]) -> SuccessionResult:
        return await change(info, input, recording.succeed, _done)
