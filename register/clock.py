"""Time: moments are UTC and aware; a day in a document is a day in China."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta, timezone

Clock = Callable[[], datetime]
CHINA = timezone(timedelta(hours=8), "中国标准时间")


def now() -> datetime:
    """Tell the time; tests put a clock of their own in this one's place."""
    return datetime.now(UTC)


def start_of_day(day: date) -> datetime:
    """The first instant of a day in China, in UTC."""
    return datetime.combine(day, time(), CHINA).astimezone(UTC)


def end_of_day(day: date) -> datetime:
    """The first instant after a day in China, in UTC."""
    return start_of_day(day + timedelta(days=1))


def day_before(moment: datetime) -> date:
    """The day that has ended at a moment, as `end_of_day` gives it."""
    return day_of(moment) - timedelta(days=1)


def day_of(moment: datetime) -> date:
    """The day it is in China at a moment."""
    return moment.astimezone(CHINA).date()
