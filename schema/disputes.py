"""Disputes 争议 between bodies over who handles a case, or holds a power at a place: reads, and settling one."""

from datetime import datetime
from typing import Annotated, ClassVar

import strawberry
from strawberry import ID

import register.disputes
from register.disputes import Coordination, Decision, NewDispute
from register.disputes import DisputeFilter as Wanted
from register.once import Done
from register.records import Dispute as Record
from schema import bodies, divisions, ids
from schema.arguments import After, First, Id
from schema.cases import types as cases
from schema.context import Info
from schema.declare import Given, Shown, argument, field, input_type, names, object_type
from schema.enums import DisputeStatus, Office
from schema.graph import Body, Case, Item, Place
from schema.inputs import Input, Repeatable, change
from schema.interfaces import Node
from schema.items import types as items
from schema.loading import required
from schema.paging import Connection, ask, connect
from schema.refusals import Invalid, NotLawful, Refused


@object_type("争议: between two bodies, over who handles a case or holds a power at a place (R135, R136)")
class Dispute(Shown[Record], Node):
    status: DisputeStatus = field("状态: where it stands")
    grounds: str = field("争议事项、理由: what is claimed, and why")
    raised_at: datetime = field("提出时间: when it was raised")
    coordinator: Office = field(
        "协调机关: the office that coordinates it, the bureau's; the legal one where the bureau is a party, or there "
        "is none; where that is one too, the government"
    )
    coordinated_at: datetime | None = field("协调时间: when coordinating it ended")
    opinion: str | None = field("协调意见: what coordinating came to")
    decided_at: datetime | None = field("决定时间: when the government decided it")
    reason: str | None = field("决定理由: why it was decided so")
    document: str | None = field("文号: the document that decided it")
    url: str | None = field("网址: where that is published")

    @field("权力事项: the item in question")
    async def item(self, info: Info) -> Item:
        return await items.item(info, self.row.item)

    @field("所在地: where the matter lies")
    async def place(self, info: Info) -> Place:
        return await divisions.place(info, self.row.place)

    @field("案件: the case in question; null where it is over a power at a place")
    async def case(self, info: Info) -> Case | None:
        key = self.row.case
        return cases.Case.maybe(await info.context.loaders.cases.load(key) if key else None)

    @field("提出单位: the body that raised it")
    async def raised_by(self, info: Info) -> Body:
        return await bodies.body(info, self.row.raised_by)

    @field("对方单位: the other body")
    async def against(self, info: Info) -> Body:
        return await bodies.body(info, self.row.against)

    @field("承办单位: for whom it was settled; of a case, that body handles it from then on")
    async def settled_for(self, info: Info) -> Body | None:
        return await bodies.maybe_body(info, self.row.settled_for)


DisputeResult = Annotated[
    Dispute | Refused | Invalid | NotLawful,
    strawberry.union("DisputeResult", description="争议结果: the dispute as it is now, or why nothing was done"),
]


@input_type("争议筛选: which disputes are wanted; what is absent does not narrow")
class DisputeFilter(Input):
    becomes: ClassVar = Wanted

    county: str | None = field("县: in this county, by its code")
    within: str | None = field("范围: in this division, by its code")
    settled: bool | None = field("是否解决: settled, or still open")


@input_type("提出争议: a dispute with another body, over a case or else over an item at a place")
class RaiseDispute(Repeatable):
    becomes: ClassVar = NewDispute

    against: ID = names("对方单位: the other body", "Department", "Place")
    grounds: str = field("争议事项、理由: what is claimed, and why, up to 10,000 characters")
    case: ID | None = names("案件: the case in question", "Case")
    item: ID | None = names("权力事项: without a case, the item in question", "Item")
    place: str | None = field("所在地: without a case, the code of the township")


@input_type("协调争议: what coordinating a dispute came to")
class CoordinateDispute(Repeatable):
    becomes: ClassVar = Coordination

    dispute: ID = names("争议: the dispute", "Dispute")
    opinion: str = field("协调意见: what it came to, up to 10,000 characters")
    body: ID | None = names("承办单位: on whom the parties agreed; absent: they did not", "Department", "Place")


@input_type("决定争议: the government's decision of a dispute")
class DecideDispute(Repeatable):
    becomes: ClassVar = Decision

    dispute: ID = names("争议: the dispute", "Dispute")
    body: ID = names("承办单位: for which of the two it is decided", "Department", "Place")
    reason: str = field("理由: why, up to 10,000 characters")
    document: str = field("文号: the document that decides it")
    url: str | None = field("网址: where the document is published")


async def _done(info: Info, done: Done) -> Dispute:
    row = await required(info.context.loaders.disputes, done.key)
    return Dispute.of(row.as_of(done.at) if done.at else row, done.at)


@strawberry.type
class DisputeQueries:
    @field("争议: a dispute by its id")
    async def dispute(self, info: Info, id: Id) -> Dispute | None:
        key = ids.key(id, "Dispute")
        return Dispute.maybe(await info.context.loaders.disputes.load(key) if key else None)

    @field("争议列表: disputes, the last raised first; with neither `county` nor `within`, of the viewer's places")
    def disputes(
        self,
        info: Info,
        filter: Annotated[DisputeFilter | None, argument("筛选: which disputes")] = None,
        first: First = 50,
        after: After = None,
    ) -> Connection[Dispute]:
        wanted = filter.read() if filter else Wanted()
        return connect(info.context.loaders.disputes_listed, Dispute.of, None, wanted, page=ask(first, after))


@strawberry.type
class DisputeMutations:
    @field("提出争议: raise a dispute; the account's own body does (dispute:raise)")
    async def raise_dispute(self, info: Info, input: Given[RaiseDispute]) -> DisputeResult:
        return await change(info, input, register.disputes.raise_, _done)

    @field("协调争议: record what coordinating came to; the office that coordinates it does (dispute:coordinate)")
    async def coordinate_dispute(self, info: Info, input: Given[CoordinateDispute]) -> DisputeResult:
        return await change(info, input, register.disputes.coordinate, _done)

    @field("决定争议: decide a dispute; the government does (dispute:decide)")
    async def decide_dispute(self, info: Info, input: Given[DecideDispute]) -> DisputeResult:
        return await change(info, input, register.disputes.decide, _done)
