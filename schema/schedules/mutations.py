"""Publishing a schedule."""

from datetime import date
from typing import Annotated, ClassVar

import strawberry

import register.schedules
from register.once import Done
from register.records import DaysAfter
from register.schedules import NewPhase, NewSchedule
from schema.context import Info
from schema.declare import Given, field, input_type
from schema.enums import TransferStatus
from schema.inputs import Input, Repeatable, change
from schema.loading import required
from schema.refusals import Invalid, NotLawful, OutOfDate, Refused
from schema.schedules.types import Schedule

ScheduleResult = Annotated[
    Schedule | Refused | Invalid | NotLawful | OutOfDate,
    strawberry.union("ScheduleResult", description="进度结果: the schedule as published, or why it was not"),
]


@input_type("计算期限: so many days after the date of a document, such as 20 after the province's list (R82)")
class DaysAfterInput(Input):
    becomes: ClassVar = DaysAfter

    days: int = field("天数: calendar days, 1 to 3,650")
    document: str = field("依据文件: the document from whose date they are counted")
    document_date: date = field("文件日期: its date, which is not counted")


@input_type("阶段: a step to be reached by a day; it has either `due` or `daysAfter`")
class PhaseInput(Input):
    becomes: ClassVar = NewPhase

    name: str = field("名称: what the document calls it, once in the schedule")
    step: TransferStatus = field("步骤: REVIEWED, ACCEPTED, CONFIRMED, PUBLISHED or IN_FORCE")
    due: date | None = field("期限: the day by which, that day included")
    days_after: DaysAfterInput | None = field("计算方法: or so many days after a document")


@input_type("公布进度安排: a schedule to publish; it takes the place of the one before (R78 to R82)")
class PublishSchedule(Repeatable):
    becomes: ClassVar = NewSchedule

    place: str = field("行政区划代码: the county, or the region for the counties below it, whose schedule it is")
    expected_revision: int = field("预期版次: the revision that was read; 0 where there is none")
    document: str = field("文号: the document that sets it")
    document_date: date = field("发文日期: the day of that document")
    url: str = field("公布网址: where it was published")
    starts: date = field("启动日期: transfers come under it that are proposed on this day or later")
    phases: list[PhaseInput] = field("阶段: up to 50, none due before one whose step comes first")


async def _done(info: Info, done: Done) -> Schedule:
    return Schedule.of(await required(info.context.loaders.schedules, done.key))


@strawberry.type
class ScheduleMutations:
    @field("公布进度安排: publish a schedule; the government's office does (schedule:publish)")
    async def publish_schedule(self, info: Info, input: Given[PublishSchedule]) -> ScheduleResult:
        return await change(info, input, register.schedules.publish, _done)
