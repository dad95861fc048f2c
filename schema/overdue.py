"""What is overdue 逾期 at a place: transfers behind their schedule, and cases that are still open."""

from datetime import date
from typing import Annotated

import strawberry

from register.overdue import Late, Unclosed
from schema.arguments import After, First, MaybeAt
from schema.cases.types import Case, TimeLimit
from schema.context import Info
from schema.declare import Shown, argument, field, object_type
from schema.loading import required
from schema.paging import Connection, ask, connect
from schema.rules import Rule, rules
from schema.schedules.types import Phase, Schedule
from schema.transfers.types import Transfer

Where = Annotated[str, argument("范围: the code of a division; the list is what lies in it")]


@object_type("逾期下放: a transfer that missed a phase, and has not reached its step since")
class OverdueTransfer(Shown[Late]):
    @field("下放: the transfer that is behind")
    def transfer(self) -> Transfer:
        return Transfer.of(self.row.transfer)

    @field("阶段: what it was to reach")
    def phase(self) -> Phase:
        return Phase.of(self.row.phase)

    @field("进度安排: the schedule the phase is of, a county's or a region's above it")
    async def schedule(self, info: Info) -> Schedule:
        return Schedule.of(await required(info.context.loaders.schedules, self.row.schedule))

    @field("期限: the last day on which it was in time")
    def due(self) -> date:
        return self.row.phase.due

    @field("规则: the rules that ask for it")
    def rules(self) -> list[Rule]:
        return rules(["R79", "R82"] if self.row.phase.days_after else ["R79"])


@object_type("逾期案件: a case that was not closed within its limit")
class OverdueCase(Shown[Unclosed]):
    @field("案件: the case that is open")
    def case(self) -> Case:
        return Case.of(self.row.case)

    @field("时限: within which limit it was to be closed")
    def limit(self) -> TimeLimit:
        return TimeLimit.of(self.row.limit)

    @field("期限: the last day on which it was in time")
    def due(self) -> date:
        return self.row.limit.due

    @field("规则: the rules that ask for it")
    def rules(self) -> list[Rule]:
        return rules(["R86"])


@strawberry.type
class OverdueQueries:
    @field(
        "逾期下放列表: what had not reached by its day the step that a schedule asks for, as far as the viewer may see"
        " it; once for each phase missed, what was due first first. With `at`, the register as it stands now, asked"
        " about that moment: one to come tells what will be overdue if nothing is done"
    )
    def overdue_transfers(
        self, info: Info, within: Where, at: MaybeAt = None, first: First = 50, after: After = None
    ) -> Connection[OverdueTransfer]:
        listing = info.context.loaders.overdue_transfers
        return connect(listing, OverdueTransfer.of, within, at, page=ask(first, after))

    @field(
        "逾期案件列表: the cases that were open after their last day, as far as the viewer may see them; what was due"
        " first first (R86). With `at`, as of that moment"
    )
    def overdue_cases(
        self, info: Info, within: Where, at: MaybeAt = None, first: First = 50, after: After = None
    ) -> Connection[OverdueCase]:
        return connect(info.context.loaders.overdue_cases, OverdueCase.of, within, at, page=ask(first, after))
