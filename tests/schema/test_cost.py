"""One small document asks for millions of rows, and is refused before anything is read."""

import pytest

from tests.county import County
from tests.schema.conftest import Ask


def items_of_the_department(below: str) -> str:
    return f"items(first: 200) {{ edges {{ node {{ id department {{ {below} }} }} }} }}"


COUNTY = 'county(code: "511602")'
LEAF = "items(first: 200) { edges { node { id } } }"
TWICE = items_of_the_department(LEAF)
ALMOST = items_of_the_department(LEAF.replace("200", "98"))  # 19,800 rows
THRICE = items_of_the_department(TWICE)
FRAGMENTS = """{ counties { ...C } }
    fragment C on CountyConnection { edges { node { townships { ...T } } } }
    fragment T on TownshipConnection { edges { node { powers { edges { node { id } } } } } }"""


FEED = 'changes(within: "51") { changes { at } }'
COUNTED = "{ townships byKind { kind count } byMode { mode count } byStatus { status count } }"
YEARS = " ".join(f'y{year}: summary(asOf: "{year}-01-01T00:00:00Z") {COUNTED}' for year in range(2021, 2025))


@pytest.mark.parametrize(
    "document",
    [
        f"{{ {COUNTY} {{ {THRICE} }} }}",
        f"query ($n: Int) {{ {COUNTY} {{ {THRICE.replace('200', '$n')} }} }}",
        f"query ($m: Int = 200) {{ {COUNTY} {{ {TWICE.replace('200', '$m')} }} }}",
        f"{{ {' '.join(f'a{n}: {COUNTY} {{ {TWICE} }}' for n in range(9))} }}",
        FRAGMENTS,
        f"{{ counties(first: 200) {{ edges {{ node {{ {YEARS} }} }} }} }}",
        f"{{ {COUNTY} {{ {ALMOST} }} {' '.join(f'c{n}: {FEED}' for n in range(3))} }}",
    ],
)
async def test_a_document_that_multiplies_its_lists_is_refused(refusals: Ask, document: str) -> None:
    refused = await refusals(None, document, n=200)
    assert refused["code"] == "INVALID"
    assert refused["limit"] == "rows"
    assert refused["remedy"]


async def test_what_a_service_hall_asks_for_is_answered(county: County, ask: Ask) -> None:
    await county.publish(await county.item())
    document = """{ county(code: "511602") { townships(first: 25) { edges { node { name
        powers(first: 200) { totalCount edges { node { item { name department { name } } } } } } } } } }"""
    shown = (await ask(None, document))["county"]["townships"]["edges"]
    await ask(None, f"{{ counties(first: 200) {{ edges {{ node {{ name summary {COUNTED} }} }} }} }}")
    assert sum(one["node"]["powers"]["totalCount"] for one in shown) == 1


async def test_an_id_of_thousands_of_digits_is_an_id_that_names_nothing(ask: Ask) -> None:
    document = f"query ($id: ID = {'9' * 5000}) {{ node(id: $id) {{ id }} counties(first: 1) {{ totalCount }} }}"
    assert (await ask(None, document))["node"] is None
