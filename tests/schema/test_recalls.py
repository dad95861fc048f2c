"""A recall over the graph, from its request to what may be done after it."""

from datetime import timedelta
from typing import Any

import pytest

from register.records import Key, Ref
from schema.ids import encode
from tests.county import GUANSHENG, County
from tests.schema.conftest import Ask

ANSWER = """__typename
    ... on Transfer { status inForce version viewerMay endsAt recallGround recallBasis recallOpenCases
        documents { kind } }
    ... on Refused { code rules { id } }
    ... on Invalid { code problems { path } rules { id } }
    ... on NotLawful { code rules { id } }
    ... on OutOfDate { code }"""
SHOWN = "{ transfer(id: $id) { status inForce recallGround recallBasis recallEffectiveFrom recallOpenCases endsAt } }"
EXERCISE = """mutation ($input: ExercisePower!) { exercisePower(input: $input) { __typename
    ... on Act { case { id } }
    ... on NotLawful { rules { id } holder { name } } } }"""
RULING = """query ($body: ID!, $item: ID!, $place: String!, $case: ID, $at: DateTime!) {
    ruling(body: $body, item: $item, stage: DECIDE, facts: {place: $place, case: $case}, at: $at) {
        validity holder { name } rules { id } } }"""
KINDS = {"request": "RequestRecall", "review": "ReviewTransfer", "approve": "ReviewTransfer"}


async def take(ask: Ask, account: str, verb: str, transfer: str, version: int, **given: Any) -> dict[str, Any]:
    """Take a step of a recall."""
    document = f"""mutation ($input: {KINDS.get(verb, "PublishTransfer")}!) {{
        answer: {verb}Recall(input: $input) {{ {ANSWER} }} }}"""
    data = await ask(account, document, input={"transfer": transfer, "expectedVersion": version, **given})
    answer: dict[str, Any] = data["answer"]
    return answer


async def shown(ask: Ask, account: str | None, transfer: str) -> dict[str, Any]:
    data = await ask(account, f"query ($id: ID!) {SHOWN}", id=transfer)
    found: dict[str, Any] = data["transfer"]
    return found


def asked(county: County, **more: Any) -> dict[str, Any]:
    moment = county.clock().isoformat()
    return {"ground": "OPERATIONAL", "basis": "评估报告", "effectiveFrom": moment, **more}


@pytest.mark.rule("R41", "R46", "R209")
async def test_a_transfer_is_taken_back_and_its_open_case_stays_with_the_township(county: County, ask: Ask) -> None:
    item = await county.item()
    published = await county.publish(item)
    id_, department = encode(Ref("Transfer", published.key)), encode(Ref("Department", item.department))
    deciding = {"item": encode(Ref("Item", item.key)), "stage": "DECIDE"}
    opened = await ask("township_clerk", EXERCISE, input=deciding | {"facts": {"place": GUANSHENG.id}})
    case = opened["exercisePower"]["case"]["id"]
    county.clock.forward(hours=1)

    answer = await take(ask, "department_clerk", "request", id_, 6, **asked(county))
    assert (answer["status"], answer["inForce"], answer["version"]) == ("RECALL_REQUESTED", True, 7)
    assert (answer["recallGround"], answer["recallOpenCases"], answer["endsAt"]) == ("OPERATIONAL", "STAY", None)
    answer = await take(ask, "legal_reviewer", "review", id_, 7, approve=True, opinion="符合")
    assert (answer["status"], answer["viewerMay"]) == ("RECALL_REQUESTED", [])
    answer = await take(ask, "government_officer", "approve", id_, 8, approve=True, opinion="同意")
    assert answer["viewerMay"] == ["recall:publish"]
    answer = await take(ask, "government_officer", "publish", id_, 9, url="https://www.guanganqu.gov.cn/2")
    assert (answer["status"], answer["inForce"], answer["version"]) == ("ENDED", False, 10)
    assert [one["kind"] for one in answer["documents"]][-3:] == ["收回审查意见", "收回批复", "收回公布"]

    new, old = {"facts": {"place": GUANSHENG.id}}, {"facts": {"place": GUANSHENG.id, "case": case}}
    for account, facts, expected in (
        ("department_clerk", new, ("Act", None)),
        ("township_clerk", new, ("NotLawful", "R209")),
        ("township_clerk", old, ("Act", None)),
        ("department_clerk", old, ("NotLawful", "R26")),
    ):
        done = (await ask(account, EXERCISE, input=deciding | facts))["exercisePower"]
        rule = done["rules"][0]["id"] if "rules" in done else None
        assert (done["__typename"], rule) == expected, (account, facts)
    about = {"item": deciding["item"], "place": GUANSHENG.id, "at": county.clock().isoformat()}
    ruling = (await ask("department_clerk", RULING, body=department, case=case, **about))["ruling"]
    assert (ruling["validity"], ruling["holder"]["name"]) == ("VOID", "官盛镇")
    assert (await ask(None, RULING, body=department, **about))["ruling"]["validity"] == "VALID"


@pytest.mark.rule("R47")
async def test_what_is_only_asked_for_is_the_countys_own_business(county: County, ask: Ask) -> None:
    transfer = await county.recall(await county.publish(await county.item()), upto="approve")
    id_ = encode(Ref("Transfer", transfer.key))
    facts = 'query ($on: ID!) { may(action: "recall:approve", on: $on) { because } }'
    assert (await shown(ask, "township_clerk", id_))["recallBasis"] == "2026年赋权事项评估报告"
    assert "receiver_unable" not in (await ask("township_clerk", facts, on=id_))["may"]["because"]
    for account in (None, "other_county_clerk"):
        seen = await shown(ask, account, id_)
        assert [name for name, value in seen.items() if value is not None] == ["status", "inForce"]
        # As where no recall was asked for: what is hidden does not show by what holds of it.
        assert "receiver_unable" in (await ask(account, facts, on=id_))["may"]["because"]
    await county.recall_step("publish", transfer.key)
    assert (await shown(ask, None, id_))["recallGround"] == "OPERATIONAL"


@pytest.mark.rule("R41", "R42", "R43", "R46", "R209")
async def test_what_stands_against_a_recall_is_told_with_its_rule(county: County, ask: Ask) -> None:
    published = await county.publish(await county.item())
    id_ = encode(Ref("Transfer", published.key))
    early = (county.clock() - timedelta(days=1)).isoformat()
    for account, verb, given, told in (
        ("township_clerk", "request", asked(county), ("NOT_LAWFUL", ["R46"])),
        ("department_clerk", "request", asked(county, basis=" "), ("INVALID", ["R42"])),
        ("department_clerk", "request", asked(county, effectiveFrom=early), ("INVALID", ["R46"])),
        ("department_clerk", "request", asked(county, ground="RECEIVER_ABOLISHED"), ("INVALID", ["R209"])),
        ("legal_reviewer", "review", {"approve": True, "opinion": "符合"}, ("OUT_OF_TURN", ["R43"])),
        ("department_clerk", "publish", {"url": "https://www.guanganqu.gov.cn/2"}, ("NOT_ALLOWED", ["R41"])),
    ):
        answer = await take(ask, account, verb, id_, published.version, **given)
        assert (answer["code"], [rule["id"] for rule in answer["rules"]]) == told, (account, verb)
    stale = await take(ask, "department_clerk", "request", id_, 1, **asked(county))
    assert stale["code"] == "OUT_OF_DATE"
    nowhere = await take(
        ask, "department_clerk", "request", encode(Ref("Transfer", Key("511602", "x"))), 1, **asked(county)
    )
    assert nowhere["code"] == "NOT_FOUND"


async def test_may_tells_the_steps_of_a_recall(county: County, ask: Ask) -> None:
    published = await county.publish(await county.item())
    document = "query ($on: ID!, $a: String!) { may(action: $a, on: $on) { allowed rules { id } because } }"
    id_ = encode(Ref("Transfer", published.key))
    for account, action, allowed, rule in (
        ("department_clerk", "recall:request", True, "R46"),
        ("legal_reviewer", "recall:review", False, "R43"),
        ("government_officer", "recall:publish", False, "R46"),
    ):
        decision = (await ask(account, document, on=id_, a=action))["may"]
        assert (decision["allowed"], [one["id"] for one in decision["rules"]]) == (allowed, [rule]), action
