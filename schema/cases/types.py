"""Cases 办件、案件 and acts 行权行为 as shown."""

from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal

from register import flags
from register.once import Done
from register.records import Act as ActRecord
from register.records import Case as CaseRecord
from register.records import DecisionReview as ReviewRecord
from register.records import Designation as DesignationRecord
from register.records import Passing as PassingRecord
from register.records import RandomCheck as CheckRecord
from register.records import Reversion as ReversionRecord
from register.records import Sanction as SanctionRecord
from register.records import TimeLimit as LimitRecord
from schema import bodies, divisions
from schema.arguments import After, First
from schema.context import Info
from schema.declare import Shown, field, object_type
from schema.enums import Demand, Ending, LimitKind, Party, SanctionKind, Stage
from schema.graph import Body, Item, Place
from schema.interfaces import Node
from schema.items import types as items
from schema.loading import required
from schema.paging import Connection, ask, connect
from schema.rulings import Ruling


@object_type("办理时限: within which limit a case is to be closed, as it was when the case was filed (R86)")
class TimeLimit(Shown[LimitRecord]):
    kind: LimitKind = field("类别: whether it was promised, or is what the law gives")
    days: int = field("天数: calendar days from the day after it was filed; working days are not told apart")


@object_type("办件、案件: a matter being handled")
class Case(Shown[CaseRecord], Node):
    filed_at: datetime = field("立案时间: when it was filed; what decides whose it is (R29)")
    closed_at: datetime | None = field("办结时间: when it was closed; null while it is open")
    parts: list[str] | None = field("所涉部分: the parts of the item it falls under, as filed; null: not said (R206)")
    outcome: str | None = field("办理结果: what it came to")
    ending: Ending | None = field("结案方式: by what it ended; null while it is open, and where that was not asked")
    passed_to: str | None = field("移送机关: to whom a suspected crime went, and under what number (R137)")

    @field("办理时限: within which limit it is to be closed; null where the item had none on record (R86)")
    def limit(self) -> TimeLimit | None:
        return TimeLimit.maybe(self.row.limit)

    @field("办结期限: the last day on which it is in time; null where it has no limit")
    def due(self) -> date | None:
        return self.row.limit.due if self.row.limit else None

    @field("逾期: that day has gone by, and it is open")
    def overdue(self, info: Info) -> bool:
        return self.row.overdue(self.as_of or info.context.store.clock())

    @field("权力事项: the item it is handled under")
    async def item(self, info: Info) -> Item:
        return await items.item(info, self.row.item)

    @field("事项所在地: where the matter lies (R110)")
    async def place(self, info: Info) -> Place:
        return await divisions.place(info, self.row.place)

    @field("立案机关: the body that filed it")
    async def filed_by(self, info: Info) -> Body:
        return await bodies.body(info, self.row.filed_by)

    @field("拟处罚: the penalties in view when it was filed")
    def sanctions(self) -> list["Sanction"]:
        return [Sanction.of(one) for one in self.row.sanctions]

    @field("受理窗口: the counter that accepted it for the body it is filed by; null: that body itself (R112, R203)")
    async def accepted_by(self, info: Info) -> Body | None:
        return await bodies.maybe_body(info, self.row.accepted_by)

    @field("移回: the findings of inaction by which it went back, the first found first (R28)")
    def reversions(self) -> list["Reversion"]:
        return [Reversion.of(one) for one in self.row.reversions]

    @field("法制审核: the reviews of its decision, the first done first; the last counts (R151)")
    def reviews(self) -> list["DecisionReview"]:
        return [DecisionReview.of(one) for one in self.row.reviews]

    @field("指定管辖: the decisions on who handles it, the first first; the last holds (R208, R135)")
    def designations(self) -> list["Designation"]:
        return [Designation.of(one) for one in self.row.designations]

    @field("移送: that it was passed on to the body that holds it; null: it was not (R138)")
    def passing(self) -> "Passing | None":
        return Passing.maybe(self.row.passing)

    @field("行权行为: what was done in it, the first done first")
    def acts(self, info: Info, first: First = 50, after: After = None) -> "Connection[Act]":
        return connect(info.context.loaders.acts_of, Act.of, self.row.key, page=ask(first, after))


@object_type("拟处罚: a penalty in view")
class Sanction(Shown[SanctionRecord]):
    kind: SanctionKind = field("处罚种类: which kind of penalty (行政处罚法 art. 9)")
    amount: Decimal | None = field("金额: of a fine, in yuan")


@object_type("移回、不作为认定: that a receiver did not act in the case, which went back to its devolver (R28)")
class Reversion(Shown[ReversionRecord]):
    clause: str = field("规定、约定: what provides for it")
    document: str = field("文号: the document or agreement in which that stands")
    url: str | None = field("网址: where that is published")
    evidence: str = field("证据: what establishes the inaction")
    at: datetime = field("认定时间: when it was found; from then on the devolver handles the case")

    @field("不作为单位: the body that did not act")
    async def body(self, info: Info) -> Body:
        return await bodies.body(info, self.row.body)

    @field("下放主体: whose case it is since; null where it was found before that was kept")
    async def devolver(self, info: Info) -> Body | None:
        return await bodies.body(info, self.row.devolver) if self.row.devolver else None

    @field("认定机关: the legal office or the government, which found it")
    async def found_by(self, info: Info) -> Body:
        return await bodies.body(info, self.row.found_by)


@object_type("法制审核: what a reviewer found of the decision of a case, before it was made (R151)")
class DecisionReview(Shown[ReviewRecord]):
    approve: bool = field("是否通过: whether it may be decided")
    opinion: str = field("审核意见: why")
    at: datetime = field("审核时间: when it was reviewed")

    @field("审核机关: the body that may decide the case, or the legal office")
    async def body(self, info: Info) -> Body:
        return await bodies.body(info, self.row.body)


@object_type("指定管辖: that a body handles a case which others could have handled too (R208)")
class Designation(Shown[DesignationRecord]):
    reason: str = field("理由: why that body")
    document: str | None = field("文号: the document that decided it; null where the parties agreed")
    url: str | None = field("网址: where that is published")
    at: datetime = field("时间: from when on that body handles it")

    @field("指定承办单位: the body that handles it")
    async def body(self, info: Info) -> Body:
        return await bodies.body(info, self.row.body)

    @field("指定机关: who designated it, or settled the dispute")
    async def designated_by(self, info: Info) -> Body:
        return await bodies.body(info, self.row.designated_by)


@object_type("移送: that a case was passed on to the body that holds it; what was done in it before stands (R138)")
class Passing(Shown[PassingRecord]):
    reason: str = field("理由: why it was not the passing body's own")
    document: str = field("文号: the document by which it was passed on")
    url: str | None = field("网址: where that is published")
    at: datetime = field("移送时间: when it was passed on; the day of filing and the limit stay as they were")
    party: Party | None = field("当事人类型: whom it concerns, as came to light; null: as it was filed")
    parts: list[str] | None = field("所涉部分: the parts it was found to fall under; null: as it was filed (R206)")

    @field("接收单位: the body that received it")
    async def body(self, info: Info) -> Body:
        return await bodies.body(info, self.row.body)

    @field("移送单位: the body that passed it on")
    async def passed_by(self, info: Info) -> Body:
        return await bodies.body(info, self.row.passed_by)

    @field("拟处罚: the penalties that had come into view, beside those of the case")
    def sanctions(self) -> list["Sanction"]:
        return [Sanction.of(one) for one in self.row.sanctions]


@object_type("行权行为: one stage of a case done by one body")
class Act(Shown[ActRecord], Node):
    stage: Stage = field("环节: which stage was done")
    at: datetime = field("时间: when it was done")
    disguised_as: Demand | None = field("变相行使: what was asked for, if that was the act (R27)")
    reason: str | None = field("理由: why it was done so")
    officers: list[str] | None = field(
        "执法人员: the numbers of the certificates they showed; null: not known, as it was done before that was asked"
    )

    handled_by: str | None = field("承办机构: the office or team that handled it, such as 便民服务中心 (R14, R15)")

    @field("名义: in whose name it was done, as things stood then: its body's own, or its devolver's (R15)")
    async def in_name_of(self, info: Info) -> Body | None:
        ruling = await required(info.context.loaders.rulings, self.row)
        return await bodies.maybe_body(info, ruling.in_name_of, self.row.at)

    @field("拟处罚: the penalties that came into view with it, beside those of its case")
    def sanctions(self) -> list["Sanction"]:
        return [Sanction.of(one) for one in self.row.sanctions]

    @field("双随机抽查: that it is a random check of a market body; null: it is none (R154)")
    def random_check(self) -> "RandomCheck | None":
        return RandomCheck.maybe(self.row.random_check)

    @field("提示: what to know about it, such as MANY_RANDOM_CHECKS 一年内抽查超过2次")
    def flags(self) -> list[str]:
        return list(flags.of_act(self.row))

    @field("案件: the case it belongs to")
    def case(self) -> Case:
        return Case.of(self.row.case)

    @field("权力事项: the item that was exercised")
    async def item(self, info: Info) -> Item:
        return await items.item(info, self.row.case.item)

    @field("行权机关: the body that did it")
    async def body(self, info: Info) -> Body:
        return await bodies.body(info, self.row.body, self.row.at)

    @field("效力认定: whether it is valid, in the register's opinion")
    async def ruling(self, info: Info) -> Ruling:
        return Ruling.of(await required(info.context.loaders.rulings, self.row), self.row.at)


@object_type("双随机抽查: a random check of a market body")
class RandomCheck(Shown[CheckRecord]):
    subject: str = field("市场主体: whom it checked, by the unified social credit code")
    reason: str | None = field("抽查理由: why it was checked again, if it was for a reason")
    number: int = field("年内次数: the how-manieth day of checks of it within a year it is in the county, then counted")


async def case(info: Info, done: Done) -> Case:
    """Show what a step made of a case, whatever was done to it since."""
    row = await required(info.context.loaders.cases, done.key)
    return Case.of(row.as_of(done.at) if done.at else row, done.at)


async def act(info: Info, done: Done) -> Act:
    """Show an act that was done, in its case as that stood then."""
    row = await required(info.context.loaders.acts, done.key)
    return Act.of(replace(row, case=row.case.as_of(done.at)) if done.at else row, done.at)
