"""Parts of an item over the graph: proposed and shown, asked for where they decide, and kept with the case."""

from typing import Any

import pytest

from register.records import Ref
from schema.ids import encode
from schema.root import schema
from tests.county import GUANSHENG, County
from tests.schema.conftest import Ask, context

MINES = "矿山安全"
PROPOSE = """mutation ($input: ProposeTransfer!) { answer: proposeTransfer(input: $input) {
    ... on Transfer { id parts exceptParts history { edges { node { data } } } }
    ... on Invalid { problems { path } } } }"""
EXERCISE = """mutation ($input: ExercisePower!) { answer: exercisePower(input: $input) { __typename
    ... on Act { body { name } case { parts } }
    ... on Invalid { message remedy problems { path } rules { id } }
    ... on NotLawful { rules { id } holder { name } } } }"""
AUTHORITY = """query ($item: ID!, $facts: CaseFacts!) {
    answer: authority(item: $item, stage: DECIDE, facts: $facts) { holder { name } barred { name } rules { id } } }"""


@pytest.mark.rule("R206")
async def test_who_does_not_say_the_parts_is_asked_for_them_and_who_does_is_answered(county: County, ask: Ask) -> None:
    item = await county.item()
    given = {
        "item": encode(Ref("Item", item.key)),
        "receiver": encode(Ref("Place", GUANSHENG)),
        "mode": "AUTHORIZE",
        "effectiveFrom": county.clock().isoformat(),
        "basis": [{"level": "GOVERNMENT_DOCUMENT", "title": "广区府发〔2026〕1号"}],
    }
    answer = (await ask("department_clerk", PROPOSE, input=given | {"exceptParts": [MINES, ""]}))["answer"]
    assert answer["problems"] == [{"path": ["exceptParts", "1"]}]
    answer = (await ask("department_clerk", PROPOSE, input=given | {"exceptParts": [MINES]}))["answer"]
    assert (answer["parts"], answer["exceptParts"]) == ([], [MINES])
    assert MINES in answer["history"]["edges"][0]["node"]["data"]
    (transfer,) = await county.transfers_of(item)
    for verb in ("submit", "review", "accept", "confirm", "publish"):
        await county.step(verb, transfer.key)

    async def exercise(account: str, **facts: Any) -> dict[str, Any]:
        command = {"item": given["item"], "stage": "DECIDE", "facts": {"place": GUANSHENG.id, **facts}}
        done: dict[str, Any] = (await ask(account, EXERCISE, input=command))["answer"]
        return done

    unsaid = await exercise("department_clerk")
    assert (unsaid["problems"], unsaid["rules"]) == ([{"path": ["facts", "parts"]}], [{"id": "R206"}])
    assert MINES in unsaid["message"]
    barred = await exercise("department_clerk", parts=[])
    assert (barred["rules"], barred["holder"]) == ([{"id": "R26"}], {"name": "官盛镇"})
    done = await exercise("department_clerk", parts=[MINES])
    assert (done["body"]["name"], done["case"]) == ("区交通运输局", {"parts": [MINES]})
    assert (await exercise("township_clerk", parts=[]))["case"] == {"parts": []}
    asked = {"item": given["item"], "facts": {"place": GUANSHENG.id}}
    refused = await schema.execute(AUTHORITY, asked, await context(county, None))
    assert refused.errors
    assert (refused.errors[0].extensions or {})["code"] == "INVALID"
    answer = (await ask(None, AUTHORITY, item=given["item"], facts={"place": GUANSHENG.id, "parts": [MINES]}))["answer"]
    assert (answer["holder"], answer["barred"]) == ({"name": "区交通运输局"}, [])
    assert {"id": "R206"} in answer["rules"]
