"""The scalars: exactly one spelling family each, everything else refused as INVALID."""

from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

import pytest
from graphql import GraphQLError
from hypothesis import given
from hypothesis import strategies as st
from strawberry.types.scalar import ScalarDefinition

from schema.scalars import DATE, DATE_TIME, DECIMAL

EARLIEST, LATEST = datetime(1901, 1, 1), datetime(2998, 12, 31)  # noqa: DTZ001  hypothesis adds the offset
OFFSETS = st.integers(-14 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))
NONSENSE: list[object] = [None, True, 0, 1.5, [], {}, "", " ", "x", "现在"]


def read(scalar: ScalarDefinition, value: object) -> Any:
    assert scalar.parse_value is not None
    return scalar.parse_value(value)


def write(scalar: ScalarDefinition, value: object) -> Any:
    assert scalar.serialize is not None
    return scalar.serialize(value)


def assert_refused(scalar: ScalarDefinition, value: object) -> None:
    with pytest.raises(GraphQLError) as refused:
        read(scalar, value)
    assert refused.value.extensions == {"code": "INVALID"}
    assert len(refused.value.message) < 250


@given(st.datetimes(EARLIEST, LATEST, timezones=OFFSETS))
def test_a_moment_is_read_with_its_offset_and_written_in_utc(moment: datetime) -> None:
    text = write(DATE_TIME, moment)
    assert text.endswith("Z")
    assert read(DATE_TIME, text) == read(DATE_TIME, moment.isoformat()) == moment
    assert read(DATE_TIME, text).tzinfo is UTC


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("2024-06-01T08:00:00+08:00", "2024-06-01T00:00:00Z"),
        ("2024-06-01T08:00+08:00", "2024-06-01T00:00:00Z"),
        ("2024-06-01T00:00:00Z", "2024-06-01T00:00:00Z"),
        ("2024-06-01T00:00:00.123Z", "2024-06-01T00:00:00.123000Z"),
        ("2024-06-01T00:00:00.123456789Z", "2024-06-01T00:00:00.123456Z"),
    ],
)
def test_a_moment_is_written_in_utc(text: str, written: str) -> None:
    assert write(DATE_TIME, read(DATE_TIME, text)) == written


@pytest.mark.parametrize(
    "value",
    [
        *NONSENSE,
        "2024-06-01",
        "2024-06-01T08:00:00",
        "2024-06-01 08:00:00+08:00",
        "20240601T080000Z",
        "2024-W22-6T00:00:00Z",
        "2024-02-30T00:00:00Z",
        "2024-06-01T25:00:00Z",
        "2024-06-01T08:00:00+0800",
        "2024-06-01T08:00:00+99:00",
        "2024-06-01T08:00:00z",
        "2024-06-01T08:00:00Z\n",
        "２０２４-06-01T08:00:00Z",
        "0001-01-01T00:00:00+14:00",
        "9999-12-31T23:59:59-14:00",
        "3000-01-01T00:00:00Z",
        "2024-06-01T08:00:00Z" * 1000,
    ],
)
def test_what_is_no_moment_is_refused(value: object) -> None:
    assert_refused(DATE_TIME, value)


def test_a_moment_without_an_offset_is_never_shown() -> None:
    with pytest.raises(ValueError, match="offset"):
        write(DATE_TIME, datetime(2024, 6, 1))  # noqa: DTZ001  that is the point


@given(st.dates(date(1900, 1, 1), date(2999, 12, 31)))
def test_a_day_is_read_as_it_is_written(day: date) -> None:
    assert read(DATE, write(DATE, day)) == day


@pytest.mark.parametrize(
    "value",
    [
        *NONSENSE,
        "20240601",
        "2024-6-1",
        "2024-02-30",
        "2024-W22-6",
        "2024-06-01T00:00:00Z",
        "2024-06-01\n",
        "0001-01-01",
    ],
)
def test_what_is_no_day_is_refused(value: object) -> None:
    assert_refused(DATE, value)


@given(st.decimals(-(10**15), 10**15, places=4))
def test_an_amount_is_read_as_it_is_written(amount: Decimal) -> None:
    assert read(DECIMAL, write(DECIMAL, amount)) == amount


def test_an_amount_is_written_without_an_exponent() -> None:
    assert write(DECIMAL, Decimal("1E+3")) == "1000"


@pytest.mark.parametrize(
    "value",
    [
        *NONSENSE,
        5000,
        "NaN",
        "sNaN",
        "Infinity",
        "-Infinity",
        "1e9",
        "1_000",
        "1,000",
        "+1",
        ".5",
        "5.",
        "١",
        "1.00000",
        "9" * 17,
    ],
)
def test_what_is_no_amount_is_refused(value: object) -> None:
    assert_refused(DECIMAL, value)
