"""The arguments of lists, and what an answer says of a refused one."""

from typing import Any, cast

import pytest

from policies.actor import ANONYMOUS
from register.paging import Ask
from register.refusals import Invalid
from register.store import Store
from schema.context import Context
from schema.paging import ask
from schema.root import schema


async def errors_of(document: str, **variables: object) -> list[dict[str, Any]]:
    """Ask without a register: what is refused here is refused before it is read."""
    context = Context(actor=ANONYMOUS, store=cast("Store", None))
    answer = await schema.execute(document, variable_values=variables, context_value=context)
    return [dict(error.formatted) for error in answer.errors or ()]


def test_null_means_the_default() -> None:
    assert ask(None, None) == ask(50, None) == Ask(50, None)


@pytest.mark.parametrize("first", [1, 200])
def test_a_page_has_up_to_two_hundred_rows(first: int) -> None:
    assert ask(first, "cursor") == Ask(first, "cursor")


@pytest.mark.parametrize("first", [-1, 0, 201, 2**31 - 1])
def test_any_other_number_of_rows_is_refused(first: int) -> None:
    with pytest.raises(Invalid, match="from 1 to 200"):
        ask(first, None)


@pytest.mark.parametrize(
    ("name", "document"),
    [
        ("items", "query ($n: Int) { items(first: $n) { totalCount } }"),
        ("transfers", "query ($n: Int) { transfers(first: $n) { totalCount } }"),
        ("counties", "query ($n: Int) { counties(first: $n) { totalCount } }"),
        ("places", "query ($n: Int) { places(level: COUNTY, first: $n) { totalCount } }"),
        ("journal", 'query ($n: Int) { journal(county: "511602", first: $n) { totalCount } }'),
    ],
)
async def test_a_list_says_what_is_wrong_with_its_arguments(name: str, document: str) -> None:
    [error] = await errors_of(document, n=0)
    assert error["path"] == [name]
    assert error["extensions"] == {
        "code": "INVALID",
        "rules": [],
        "remedy": None,
        "problems": [{"path": ["first"], "message": "`first` is 0; it is from 1 to 200"}],
    }
