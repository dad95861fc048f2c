"""Counts 汇总 as shown: of a place and everything below it."""

from datetime import datetime
from typing import Annotated

import strawberry

import register.summaries
from register.summaries import COUNTED
from register.summaries import Summary as Counts
from schema.arguments import AsOf
from schema.context import Info
from schema.declare import Shown, argument, field, object_type
from schema.enums import PowerKind, TransferMode, TransferStatus


@object_type("按权力类型计数: how many of a kind")
class KindCount:
    kind: PowerKind = field("权力类型: what is counted")
    count: int = field("数量: how many there are, 0 too")


@object_type("按下放方式计数: how many of a mode")
class ModeCount:
    mode: TransferMode = field("下放方式: what is counted")
    count: int = field("数量: how many there are, 0 too")


@object_type("按下放状态计数: how many in a status")
class StatusCount:
    status: TransferStatus = field("下放状态: what is counted")
    count: int = field("数量: how many there are, 0 too")


@object_type(
    "汇总: what there is at a place and everything below it. A supervisor or aggregator there counts all of it, a"
    " county its own, everybody else what is published and not confidential. With `asOf` the register as it stands"
    " now is asked about that moment: what was recorded late counts from the day it was true, a day to come as planned"
)
class Summary(Shown[Counts]):
    townships: int = field("乡镇街道数: the townships there, itself if it is one; as they are now")
    items: int = field("权力事项数: not retired, of departments there; in a township those of its outposts 派出机构")
    transfers: int = field("下放数: those that take effect there, in every status but DRAFT and WITHDRAWN")
    in_force: int = field("生效数: those in force there, a requested recall included")

    # A chart has the same bars for every place and moment, in one order; what is not there is a bar of 0.
    @field("按权力类型: of the transfers in force, each kind there is")
    def by_kind(self) -> list[KindCount]:
        return [KindCount(kind=kind, count=self.row.kinds.get(kind, 0)) for kind in PowerKind]

    @field("按下放方式: of `transfers`, each mode there is")
    def by_mode(self) -> list[ModeCount]:
        return [ModeCount(mode=mode, count=self.row.modes.get(mode, 0)) for mode in TransferMode]

    @field("按下放状态: of `transfers`, each status but DRAFT and WITHDRAWN")
    def by_status(self) -> list[StatusCount]:
        return [StatusCount(status=status, count=self.row.statuses.get(status, 0)) for status in COUNTED]


async def summary(info: Info, place: str, as_of: datetime | None) -> Summary:
    """Show the counts of a place that is shown; those of its siblings are read with them."""
    return Summary.of(await info.context.loaders.summaries.load((place, (as_of,))))


@strawberry.type
class SummaryQueries:
    @field("汇总: the counts of a place and everything below it")
    async def summary(
        self,
        info: Info,
        within: Annotated[str, argument("范围: the code of a division")],
        as_of: AsOf = None,
    ) -> Summary:
        store, actor = info.context.store, info.context.actor
        found = await register.summaries.of_places(store, actor, [within], as_of)
        return Summary.of(found[within])
