"""A case passed on over the graph, and how it shows afterwards."""

import pytest

from register.records import Ref
from register.words import Stage
from schema.ids import encode
from tests.county import County
from tests.databases import one_dialect
from tests.passings import PAPER, a_penalty, act, case_of
from tests.schema.conftest import Ask

PASS = """mutation ($input: PassCase!) { answer: passCase(input: $input) { __typename ... on Case { due
    passing { body { name } passedBy { name } reason document url at party parts sanctions { kind amount } } }
    ... on NotLawful { message rules { id } holder { name } } } }"""


@one_dialect
@pytest.mark.rule("R138")
async def test_a_town_passes_a_heavy_case_on_to_the_department(county: County, ask: Ask) -> None:
    item = await a_penalty(county)
    case = await case_of(county, await act(county, item, Stage.INVESTIGATE))
    ids = {"case": encode(Ref("Case", case.key)), "body": encode(Ref("Department", item.department))}
    given = {**ids, "reason": "拟处罚款超过下放范围", "document": PAPER}
    own = (await ask("township_clerk", PASS, input=given))["answer"]
    assert (own["__typename"], own["rules"][0]["id"], own["holder"]) == ("NotLawful", "R138", {"name": "官盛镇"})
    heavy = [{"kind": "FINE", "amount": "5000"}]
    passed = (await ask("township_clerk", PASS, input={**given, "sanctions": heavy}))["answer"]
    assert case.limit
    assert passed["due"] == case.limit.due.isoformat()
    assert passed["passing"] == {
        "body": {"name": "区交通运输局"},
        "passedBy": {"name": "官盛镇"},
        "reason": "拟处罚款超过下放范围",
        "document": PAPER,
        "url": None,
        "at": passed["passing"]["at"],
        "party": None,
        "parts": None,
        "sanctions": heavy,
    }
