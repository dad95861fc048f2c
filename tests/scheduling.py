"""A county's schedule of handing over, as tests publish it."""

from datetime import date, timedelta
from typing import Any

from register import schedules
from register.records import DaysAfter, Key
from register.schedules import NewPhase, NewSchedule
from register.words import TransferStatus
from tests.county import COUNTY, County

HANDED_OVER = NewPhase("交接工作阶段", TransferStatus.CONFIRMED, date(2012, 1, 31))
RUNNING = NewPhase("正式运行阶段", TransferStatus.IN_FORCE, date(2012, 2, 28))
PERFECTED = NewPhase("完善阶段", TransferStatus.IN_FORCE, date(2012, 4, 30))
OF_2012 = (HANDED_OVER, RUNNING, PERFECTED)
PROVINCES_LIST = DaysAfter(20, "省级三级权力清单", date(2015, 7, 1))


def by(county: County, step: TransferStatus, days: int) -> NewPhase:
    """A phase that is to be reached so many days from today."""
    return NewPhase(f"{step.chinese}阶段", step, county.clock().date() + timedelta(days=days))


async def publish_schedule(county: County, *phases: NewPhase, account: str = "government_officer", **more: Any) -> Key:
    """The county's schedule from today on, published by its government."""
    given = {
        "place": COUNTY,
        "expected_revision": 0,
        "document": "广区府办〔2026〕5号",
        "document_date": county.clock().date(),
        "url": "https://www.guanganqu.gov.cn/jd",
        "starts": county.clock().date(),
        "phases": phases,
        **more,
    }
    return await schedules.publish(county.store, await county.actor(account), NewSchedule(**given))
