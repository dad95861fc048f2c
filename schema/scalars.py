"""The scalars of the graph, strict: what is not exactly one of these is refused before anything runs."""

import re
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import TypeVar

import strawberry
from graphql import GraphQLError
from strawberry.types.scalar import ScalarDefinition

from register.words import RefusalCode

T = TypeVar("T")

_DAY = r"\d{4}-\d{2}-\d{2}"
_DATE = re.compile(_DAY, re.ASCII)
_MOMENT = re.compile(_DAY + r"T\d{2}:\d{2}(:\d{2}([.]\d{1,9})?)?(Z|[+-]\d{2}:\d{2})", re.ASCII)
_AMOUNT = re.compile(r"-?\d{1,16}([.]\d{1,4})?", re.ASCII)
# Outside of these years nothing was devolved, and a day in China may be no day in UTC.
_YEARS = range(1900, 3000)


def _refused(value: object, wanted: str) -> GraphQLError:
    shown = str(value)
    return GraphQLError(
        f"`{shown if len(shown) <= 60 else shown[:57] + '...'}` is no {wanted}",  # noqa: PLR2004  enough to find it
        extensions={"code": RefusalCode.INVALID.value},
    )


def _strict(pattern: re.Pattern[str], wanted: str, read: Callable[[str], T]) -> Callable[[object], T]:
    """Read text of one form; a value of any other form or type is refused."""

    def parse(value: object) -> T:
        if not isinstance(value, str) or not pattern.fullmatch(value):
            raise _refused(value, wanted)
        try:
            return read(value)
        except (ValueError, OverflowError):
            raise _refused(value, wanted) from None

    return parse


def _read_date(text: str) -> date:
    day = date.fromisoformat(text)
    if day.year not in _YEARS:
        raise ValueError(text)
    return day


def _read_moment(text: str) -> datetime:
    moment = datetime.fromisoformat(text).astimezone(UTC)
    if moment.year not in _YEARS:
        raise ValueError(text)
    return moment


def _write_moment(moment: datetime) -> str:
    if moment.tzinfo is None:
        raise ValueError("a moment without an offset is none")
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")


DATE_TIME = strawberry.scalar(
    name="DateTime",
    description="时刻: a moment, ISO 8601 with an offset; always returned in UTC, such as 2024-06-01T00:00:00Z",
    serialize=_write_moment,
    parse_value=_strict(_MOMENT, "moment: write it like 2024-06-01T08:00:00+08:00, with its offset", _read_moment),
)
DATE = strawberry.scalar(
    name="Date",
    description="日期: a day in China, such as 2024-06-01",
    serialize=date.isoformat,
    parse_value=_strict(_DATE, "day: write it like 2024-06-01", _read_date),
)
DECIMAL = strawberry.scalar(
    name="Decimal",
    description='金额: an amount of money in yuan, as a string such as "5000.00"',
    serialize="{:f}".format,
    parse_value=_strict(_AMOUNT, 'amount: write it like "5000.00", at most 16 digits and 4 decimals', Decimal),
)
SCALARS: Mapping[object, ScalarDefinition] = {datetime: DATE_TIME, date: DATE, Decimal: DECIMAL}
