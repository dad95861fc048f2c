"""A dispute over the graph: raised, coordinated in vain, decided, and shown to its county alone."""

from typing import Any

import pytest

from register.records import Ref
from schema.ids import encode
from tests.county import GUANSHENG, County
from tests.databases import one_dialect
from tests.disputes import BUREAU, a_case, bureau
from tests.schema.conftest import Ask

SHOWN = """__typename ... on Dispute { id status coordinator grounds opinion reason document place { code }
    case { designations { document } } item { id } raisedBy { name } against { name } settledFor { name } }
    ... on Refusal { code message }"""
RAISE = f"mutation ($input: RaiseDispute!) {{ answer: raiseDispute(input: $input) {{ {SHOWN} }} }}"
COORDINATE = f"mutation ($input: CoordinateDispute!) {{ answer: coordinateDispute(input: $input) {{ {SHOWN} }} }}"
DECIDE = f"mutation ($input: DecideDispute!) {{ answer: decideDispute(input: $input) {{ {SHOWN} }} }}"
LISTED = """query ($id: ID!) { dispute(id: $id) { status } node(id: $id) { __typename }
    disputes(filter: {county: "511602", settled: true}) { totalCount edges { node { id } } } }"""


@one_dialect
@pytest.mark.rule("R135")
async def test_a_case_that_a_town_and_a_department_claim_goes_to_whom_the_government_says(
    county: County, ask: Ask
) -> None:
    case, town = encode(Ref("Case", await a_case(county))), encode(Ref("Place", GUANSHENG))
    await bureau(county)

    async def done(mutation: str, account: str, **given: Any) -> dict[str, Any]:
        answer: dict[str, Any] = (await ask(account, mutation, input=given))["answer"]
        return answer

    raised = await done(RAISE, "department_clerk", case=case, against=town, grounds="案涉公路属区管")
    assert (raised["status"], raised["coordinator"]) == ("RAISED", "ENFORCEMENT")
    assert (raised["raisedBy"]["name"], raised["against"]["name"]) == ("区交通运输局", "官盛镇")
    id_ = raised["id"]
    early = await done(DECIDE, "government_officer", dispute=id_, body=town, reason="r", document="d")
    assert early["code"] == "OUT_OF_TURN"
    vain = await done(COORDINATE, BUREAU, dispute=id_, opinion="双方各执一词")
    assert (vain["status"], vain["opinion"], vain["settledFor"]) == ("REFERRED", "双方各执一词", None)
    paper = {"reason": "案发地在该镇", "document": "广区府函〔2026〕9号"}
    decided = await done(DECIDE, "government_officer", dispute=id_, body=town, **paper)
    assert (decided["status"], decided["settledFor"]) == ("DECIDED", {"name": "官盛镇"})
    assert decided["case"] == {"designations": [{"document": paper["document"]}]}

    seen = await ask("supervisor", LISTED, id=id_)
    assert (seen["dispute"], seen["node"]) == ({"status": "DECIDED"}, {"__typename": "Dispute"})
    assert seen["disputes"] == {"totalCount": 1, "edges": [{"node": {"id": id_}}]}
    hidden = await ask(None, LISTED, id=id_)
    assert (hidden["dispute"], hidden["node"], hidden["disputes"]["totalCount"]) == (None, None, 0)
