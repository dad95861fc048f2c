"""How acts are done, over the graph: what a client is told, and what it does about it."""

from typing import Any

import pytest

from register.records import Key, Ref
from register.words import PowerKind
from schema.ids import encode
from tests.county import COUNTY, GUANSHENG, County
from tests.schema.conftest import Ask

ISSUE = """mutation ($input: IssueCertificate!) { answer: issueCertificate(input: $input) { __typename
    ... on Certificate { id number body { name } } ... on Refusal { code message } } }"""
REVOKE = """mutation ($input: RevokeCertificate!) { answer: revokeCertificate(input: $input) { __typename
    ... on Certificate { revokedAt revokedFor } ... on Refusal { code } } }"""
EXERCISE = """mutation ($input: ExercisePower!) { answer: exercisePower(input: $input) { __typename
    ... on Act { officers case { id } ruling { validity } flags randomCheck { subject reason number } }
    ... on Invalid { problems { path } } ... on NotLawful { message remedy rules { id } } } }"""
RULING = """query ($body: ID!, $item: ID!, $place: String!, $at: DateTime!, $conduct: ConductInput) {
    ruling(body: $body, item: $item, stage: INVESTIGATE, facts: {place: $place}, at: $at, conduct: $conduct) {
        validity explanation rules { id } } }"""
REVIEW = """mutation ($input: ReviewDecision!) { answer: reviewDecision(input: $input) { __typename
    ... on Case { reviews { approve opinion body { name } } } ... on NotLawful { rules { id } } } }"""
PUBLIC = """query ($number: String!, $id: ID!) {
    certificate(number: $number, place: "511602") { id officer validTo revokedAt }
    node(id: $id) { ... on Township { certificates { totalCount edges { node { number } } } } } }"""


@pytest.mark.rule("R146", "R193")
async def test_officers_show_certificates_that_everybody_may_look_up(county: County, ask: Ask) -> None:
    item = await county.enter_item(PowerKind.PENALTY, "对违法超限运输的处罚")
    of, department = encode(Ref("Item", item.key)), encode(Ref("Department", item.department))

    async def done(document: str, account: str, **given: Any) -> dict[str, Any]:
        answer: dict[str, Any] = (await ask(account, document, input=given))["answer"]
        return answer

    today = county.clock().date().isoformat()
    paper = {"officer": "张三", "body": department, "validFrom": today, "validTo": today}
    assert (await done(ISSUE, "department_clerk", number="川1", **paper))["__typename"] in ("Refused", "NotLawful")
    issued = [await done(ISSUE, "legal_reviewer", number=number, **paper) for number in ("川1", "川2")]
    assert [one["number"] for one in issued] == ["川1", "川2"]
    await done(ISSUE, "legal_reviewer", number="川3", **{**paper, "body": encode(Ref("Place", GUANSHENG))})

    act = {"item": of, "stage": "INVESTIGATE", "facts": {"place": GUANSHENG.id}}
    refused = await done(EXERCISE, "department_clerk", **act, officers=["川1"])
    assert (refused["__typename"], refused["rules"]) == ("NotLawful", [{"id": "R146"}])
    assert "two are wanted" in refused["message"]
    assert "certificate:issue" in refused["remedy"]
    unknown = await done(EXERCISE, "department_clerk", **act, officers=["川1", "川9"])
    assert unknown["problems"] == [{"path": ["officers", "1"]}]
    shown = await done(EXERCISE, "department_clerk", **act, officers=["川1", "川2"])
    assert (shown["officers"], shown["ruling"]) == (["川1", "川2"], {"validity": "VALID"})

    asked = {"body": department, "item": of, "place": GUANSHENG.id, "at": county.clock().isoformat()}
    alone = (await ask("supervisor", RULING, **asked, conduct={"officers": ["川1"]}))["ruling"]
    assert (alone["validity"], alone["rules"][0]) == ("VOIDABLE", {"id": "R146"})
    assert "行政处罚法 art. 42" in alone["explanation"]
    assert (await ask("supervisor", RULING, **asked))["ruling"]["validity"] == "VALID"  # nothing is said of officers

    county.clock.forward(hours=1)
    await done(REVOKE, "legal_reviewer", certificate=issued[0]["id"], reason="调离")
    found = await ask(None, PUBLIC, number="川1", id=encode(Ref("Place", GUANSHENG)))
    assert found["certificate"]["id"] == issued[0]["id"]
    assert found["certificate"]["revokedAt"] is not None
    assert found["node"]["certificates"] == {"totalCount": 1, "edges": [{"node": {"number": "川3"}}]}
    may = 'query ($on: ID!) { may(action: "certificate:revoke", on: $on) { allowed } }'
    allowed = [(await ask("legal_reviewer", may, on=one["id"]))["may"]["allowed"] for one in issued]
    assert allowed == [False, True]
    may = 'query ($on: ID!) { may(action: "certificate:issue", on: $on) { allowed } }'
    here = encode(Ref("Place", Key(COUNTY, COUNTY)))
    asking = [(await ask(who, may, on=here))["may"]["allowed"] for who in ("legal_reviewer", "registrar")]
    assert asking == [True, False]


@pytest.mark.rule("R150", "R151", "R152")
async def test_a_major_decision_waits_for_its_review(county: County, ask: Ask) -> None:
    item = await county.enter_item(PowerKind.PENALTY, "对违法超限运输的处罚")
    of, facts = encode(Ref("Item", item.key)), {"place": GUANSHENG.id, "sanctions": [{"kind": "CLOSURE"}]}
    await county.add("own_reviewer", "区交通运输局", "legal_reviewer")

    async def done(document: str, account: str, **given: Any) -> dict[str, Any]:
        answer: dict[str, Any] = (await ask(account, document, input=given))["answer"]
        return answer

    refused = await done(EXERCISE, "department_clerk", item=of, stage="DECIDE", facts=facts)
    assert refused["rules"] == [{"id": "R151"}]
    assert refused["remedy"].startswith("file the case first")
    case = (await done(EXERCISE, "department_clerk", item=of, stage="ACCEPT", facts=facts))["case"]["id"]
    decision = {"item": of, "stage": "DECIDE", "facts": {"place": GUANSHENG.id, "case": case}}
    assert (await done(EXERCISE, "department_clerk", **decision))["rules"] == [{"id": "R151"}]
    assert (await done(REVIEW, "government_officer", case=case, approve=True, opinion="同意"))["__typename"] != "Case"
    reviewed = await done(REVIEW, "own_reviewer", case=case, approve=True, opinion="事实清楚")
    assert reviewed["reviews"] == [{"approve": True, "opinion": "事实清楚", "body": {"name": "区交通运输局"}}]
    assert (await done(EXERCISE, "department_clerk", **decision))["ruling"] == {"validity": "VALID"}


@pytest.mark.rule("R154")
async def test_a_third_random_check_is_flagged_where_no_reason_is_given(county: County, ask: Ask) -> None:
    item = await county.enter_item(PowerKind.INSPECTION, "对道路运输经营的检查")
    act = {"item": encode(Ref("Item", item.key)), "stage": "INVESTIGATE", "facts": {"place": GUANSHENG.id}}

    async def check(**given: Any) -> dict[str, Any]:
        answer = (await ask("department_clerk", EXERCISE, input=act | {"randomCheck": given}))["answer"]
        county.clock.forward(days=2)
        return dict(answer)

    assert (await check(subject="某商店"))["problems"] == [{"path": ["randomCheck", "subject"]}]
    checks = [await check(subject="91350100M000100Y43") for _ in range(3)]
    assert [(one["randomCheck"]["number"], one["flags"]) for one in checks] == [
        (1, []),
        (2, []),
        (3, ["MANY_RANDOM_CHECKS"]),
    ]
    assert (await check(subject="91350100M000100Y43", reason="投诉举报"))["flags"] == []
