"""Two fields that ask for the same share its reading; when one of them is broken off, the other is not."""

import asyncio
import gc

import pytest

from register.refusals import Invalid
from schema.loading import Loader
from schema.root import schema
from tests.county import County
from tests.schema.conftest import context

TWICE = """{
    broken: county(code: "511602") { items(after: "x") { edges { cursor } totalCount } }
    whole: county(code: "511602") { items { totalCount } } }"""


async def test_a_list_that_is_refused_takes_no_other_along(county: County) -> None:
    answer = await schema.execute(TWICE, {}, await context(county, None))
    assert answer.data is not None
    assert answer.data["broken"] is None
    assert answer.data["whole"]["items"]["totalCount"] > 1000


async def test_what_was_told_once_leaves_nothing_in_the_log(county: County, caplog: pytest.LogCaptureFixture) -> None:
    fails_twice = '{ counties(within: "99") { edges { cursor } pageInfo { endCursor } totalCount } }'
    answer = await schema.execute(f"{{ a: {fails_twice[1:-1]} b: {fails_twice[1:]}", {}, await context(county, None))
    assert answer.data is None
    del answer
    gc.collect()
    assert [record.getMessage() for record in caplog.records if record.name == "asyncio"] == []


@pytest.mark.parametrize("breaking_off", ["before it is read", "once it is read"])
async def test_a_reading_that_fails_for_nobody_is_nobodys_error(
    caplog: pytest.LogCaptureFixture, breaking_off: str
) -> None:
    going, may_end = asyncio.Event(), asyncio.Event()

    async def load(keys: list[int]) -> list[int]:
        going.set()
        await may_end.wait()
        raise Invalid.at("within", "no such division")

    async def ask(loader: Loader[int, int]) -> int:
        return await loader.load(1)

    asking = asyncio.create_task(ask(Loader(load)))
    await going.wait()
    if breaking_off == "before it is read":
        asking.cancel()
    may_end.set()
    await asyncio.sleep(0)
    asking.cancel()
    with pytest.raises((asyncio.CancelledError, Invalid)):
        await asking
    await asyncio.sleep(0.01)
    del asking
    gc.collect()
    assert [record.getMessage() for record in caplog.records if record.name == "asyncio"] == []
