"""INTERNAL 转内部流程 over the graph: an outpost does the handling, its department decides."""

from typing import Any

import pytest

from register.records import Key, Ref
from schema.ids import encode
from tests.county import GUANSHENG, XIEXING, County
from tests.schema.conftest import Ask

ENTER = """mutation ($input: EnterDepartment!) { answer: enterDepartment(input: $input) {
    ... on Department { id parent { name } place { code } } ... on Refusal { code message } } }"""
PROPOSE = """mutation ($input: ProposeTransfer!) { answer: proposeTransfer(input: $input) {
    ... on Transfer { id outpost { name } receiver { name } stages flags liability { legal { name } } }
    ... on Refusal { code remedy } ... on NotLawful { rules { id } } } }"""
EXERCISE = """mutation ($input: ExercisePower!) { answer: exercisePower(input: $input) {
    ... on Act { body { name } case { id } ruling { validity respondent { name } } }
    ... on NotLawful { rules { id } holder { name } } } }"""


@pytest.fixture
async def outpost(county: County, ask: Ask) -> str:
    """An outpost of 区交通运输局 at 官盛镇, with a clerk."""
    parent = encode(Ref("Department", (await county.item()).department))
    entering = {"place": GUANSHENG.id, "name": "官盛交管站", "parent": parent}
    answer = (await ask("registrar", ENTER, input=entering))["answer"]
    assert (answer["parent"]["name"], answer["place"]["code"]) == ("区交通运输局", GUANSHENG.id)
    await county.add("outpost_clerk", "官盛交管站", "department_clerk", place=GUANSHENG.id)
    found: str = answer["id"]
    return found


async def propose(county: County, ask: Ask, **more: Any) -> dict[str, Any]:
    given = {
        "item": encode(Ref("Item", (await county.item()).key)),
        "receiver": encode(Ref("Place", GUANSHENG)),
        "mode": "INTERNAL",
        "effectiveFrom": county.clock().isoformat(),
        "basis": [{"level": "GOVERNMENT_DOCUMENT", "title": "广区府发〔2026〕1号"}],
        **more,
    }
    answer: dict[str, Any] = (await ask("department_clerk", PROPOSE, input=given))["answer"]
    return answer


@pytest.mark.rule("R4", "R19", "R26", "R35", "R40", "R143")
async def test_an_outpost_handles_and_its_department_decides(county: County, ask: Ask, outpost: str) -> None:
    proposed = await propose(county, ask, outpost=outpost)
    assert (proposed["outpost"]["name"], proposed["receiver"]["name"]) == ("官盛交管站", "官盛镇")
    assert proposed["stages"] == ["ACCEPT", "PRELIMINARY_REVIEW", "INVESTIGATE", "EXECUTE"]
    assert proposed["liability"]["legal"]["name"] == "区交通运输局"
    assert proposed["flags"] == ["NO_DUAL_MANAGEMENT"]
    (key,) = [one.key for one in await county.transfers_of(await county.item())]
    for verb in ("submit", "review", "accept", "confirm", "publish"):
        await county.step(verb, key)
    item = encode(Ref("Item", (await county.item()).key))

    async def exercise(account: str, stage: str, **facts: Any) -> dict[str, Any]:
        given = {"item": item, "stage": stage, "facts": {"place": GUANSHENG.id, **facts}}
        answer: dict[str, Any] = (await ask(account, EXERCISE, input=given))["answer"]
        return answer

    taken = await exercise("outpost_clerk", "ACCEPT")
    assert taken["ruling"] == {"validity": "VALID", "respondent": {"name": "区交通运输局"}}
    decided = await exercise("department_clerk", "DECIDE", case=taken["case"]["id"])
    assert decided["ruling"]["validity"] == "VALID"
    for account, stage, rule, holder in (
        ("outpost_clerk", "DECIDE", "R35", "区交通运输局"),
        ("department_clerk", "ACCEPT", "R26", "官盛交管站"),
        ("township_clerk", "ACCEPT", "R34", "官盛交管站"),
    ):
        refused = await exercise(account, stage)
        assert (refused["rules"][0]["id"], refused["holder"]["name"]) == (rule, holder)
    county.clock.forward(days=1)
    await county.recall(await county.transfer(key))
    assert (await exercise("department_clerk", "ACCEPT"))["ruling"]["validity"] == "VALID"
    assert (await exercise("outpost_clerk", "ACCEPT"))["rules"][0]["id"] == "R209"
    # What the outpost took in stays with it: the recall said nothing else.
    assert "case" in await exercise("outpost_clerk", "INVESTIGATE", case=taken["case"]["id"])


@pytest.mark.rule("R4", "R71")
async def test_without_an_outpost_of_the_devolver_there_it_is_refused(county: County, ask: Ask, outpost: str) -> None:
    legal = (await county.actor("legal_reviewer")).body
    assert legal
    for more in (
        {},
        {"outpost": encode(Ref("Department", Key(*legal)))},
        {"outpost": outpost, "receiver": encode(Ref("Place", XIEXING))},
    ):
        answer = await propose(county, ask, **more)
        assert (answer["code"], answer["rules"][0]["id"]) == ("NOT_LAWFUL", "R4")
    unknown = await propose(county, ask, outpost=encode(Ref("Department", Key("511602", "x"))))
    assert unknown["code"] == "INVALID"
