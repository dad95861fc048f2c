"""Schedules 进度安排 as shown, and how transfers meet their phases."""

from datetime import date, datetime

from register.records import DaysAfter as DaysAfterRecord
from register.records import Deadline as DeadlineRecord
from register.records import Phase as PhaseRecord
from register.records import Schedule as Record
from schema.declare import Shown, field, object_type
from schema.enums import TransferStatus
from schema.interfaces import Node


@object_type("计算的期限: a day that was counted from the date of a document (R82)")
class DaysAfter(Shown[DaysAfterRecord]):
    days: int = field("天数: how many calendar days after it")
    document: str = field("依据文件: the document from whose date they are counted")
    document_date: date = field("文件日期: its date, which is not counted")


@object_type("阶段: a step that transfers are to have reached by a day")
class Phase(Shown[PhaseRecord]):
    number: int = field("序号: its number in the schedule, from 1")
    name: str = field("名称: what the document calls it")
    step: TransferStatus = field("步骤: the status that is to be reached")
    due: date = field("期限: the day by which, that day included")

    @field("计算方法: how its day was counted; null where the document names the day")
    def days_after(self) -> DaysAfter | None:
        return DaysAfter.maybe(self.row.days_after)


@object_type("进度安排: until when what a government hands down is to have come how far; a missed day forbids nothing")
class Schedule(Shown[Record], Node):
    revision: int = field("版次: its number, from 1; what the next one expects")
    document: str = field("文号: the document that set it")
    document_date: date = field("发文日期: the day of that document")
    url: str = field("公布网址: where it was published")
    starts: date = field("启动日期: transfers come under it that are proposed on this day or later")
    published_at: datetime = field("公布时间: from when it holds, until the next one")

    @field("阶段: its phases, as the document orders them")
    def phases(self) -> list[Phase]:
        return [Phase.of(one) for one in self.row.phases]


@object_type("办理时限: a phase as a transfer met it, the planned day beside the actual moment")
class Deadline(Shown[DeadlineRecord]):
    reached_at: datetime | None = field("完成时间: when the step was reached, or a later one; null: not yet")
    overdue: bool = field("逾期: the day has gone by, and the step is still to be reached")

    @field("阶段: the step, and the day by which it is to be reached")
    def phase(self) -> Phase:
        return Phase.of(self.row.phase)
