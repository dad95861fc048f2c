"""Random checks 双随机抽查 of market bodies: what is said of one, and how many one had within a year (R154). Pure."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from register.clock import day_of
from register.codes import credit_code_problem
from register.records import Item, RandomCheck
from register.refusals import Problem
from register.words import PowerKind, Stage

YEAR = timedelta(days=365)
MOST = 2  # within a year, 一年内对同一市场主体的抽查原则上不超过2次
_LONG = 2000


def problems(check: RandomCheck) -> list[Problem]:
    """Tell what is wrong with a check as it is given."""
    wrong = credit_code_problem(check.subject)
    reason = check.reason
    blank = reason is not None and not 1 <= len(reason.strip()) <= len(reason) <= _LONG
    told = (("subject", wrong), ("reason", f"a reason has 1 to {_LONG} characters" if blank else None))
    return [Problem(("random_check", name), message) for name, message in told if message]


def is_check(item: Item, stage: Stage) -> bool:
    """Tell whether an act can be a random check: an inspection, or the supervision of what was handed over."""
    return item.kind is PowerKind.INSPECTION or stage is Stage.SUPERVISE


def number(earlier: Iterable[datetime], now: datetime) -> int:
    """Count the check that is made now with those within a year; several on one day are one visit 综合查一次."""
    return len({day_of(now), *(day for at in earlier if (day := day_of(at)) >= first_day(now))})


def first_day(now: datetime) -> date:
    """The first day of the year that ends today."""
    return day_of(now) - YEAR + timedelta(days=1)
