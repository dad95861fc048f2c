"""Windows of departments over the graph: said, shown, and asked for by a township."""

import pytest

from register.records import Ref
from schema.ids import encode
from tests.county import COUNTY, GUANSHENG, XIEXING, County
from tests.schema.conftest import Ask

AMEND = """mutation ($input: AmendItem!) { answer: amendItem(input: $input) {
    ... on Item { windows { code name county { code } } }
    ... on NotLawful { rules { id } holder { name } } } }"""
ASK = "query ($filter: ItemFilter!) { items(filter: $filter) { totalCount edges { node { code windows { name } } } } }"


@pytest.mark.rule("R17")
async def test_a_township_finds_what_is_handled_at_its_windows(county: County, ask: Ask) -> None:
    item = await county.item()
    named = {"item": encode(Ref("Item", item.key)), "expectedVersion": item.version, "reason": "设立窗口"}
    done = (await ask("registrar", AMEND, input={**named, "windows": [XIEXING.id, GUANSHENG.id]}))["answer"]
    assert [one["name"] for one in done["windows"]] == ["协兴镇", "官盛镇"]
    for township, found in ((GUANSHENG.id, [item.code]), (XIEXING.id, [item.code]), ("511602103", [])):
        listed = (await ask(None, ASK, filter={"county": COUNTY, "window": township}))["items"]
        assert ([one["node"]["code"] for one in listed["edges"]], listed["totalCount"]) == (found, len(found))
