"""Two fields that ask for the same share its reading; when one of them is broken off, the other is not."""

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
