"""A campaign with its schedule, and cases with their limits: what is overdue, over the graph, and who is told."""

from datetime import timedelta
from typing import Any

import pytest

from register.records import Ref
from register.words import PowerKind
from schema.ids import encode
from tests.county import COUNTY, GUANSHENG, XIEXING, County
from tests.schema.conftest import Ask

SET = """mutation ($input: PublishSchedule!) { answer: publishSchedule(input: $input) { __typename
    ... on Schedule { id revision phases { name due daysAfter { days document } } }
    ... on Invalid { problems { path } } ... on Refusal { message } } }"""
BEHIND = """query ($at: DateTime, $after: String) {
    overdueTransfers(within: "511602", at: $at, first: 1, after: $after) {
    totalCount pageInfo { hasNextPage endCursor } edges { node {
        transfer { id receiver { name } } phase { name step } schedule { revision } due rules { id } } } } }"""
MET = """query ($id: ID!) { node(id: $id) { ... on Transfer { deadlines { overdue reachedAt phase { name } } } }
    county(code: "511602") { schedule { revision document } } }"""
ENTER = """mutation ($input: EnterItem!) { answer: enterItem(input: $input) { __typename
    ... on Item { id version statutoryDays promisedDays } ... on Invalid { problems { path } rules { id } } } }"""
AMEND = """mutation ($input: AmendItem!) { answer: amendItem(input: $input) { ... on Item { promisedDays } } }"""
EXERCISE = """mutation ($input: ExercisePower!) { answer: exercisePower(input: $input) { __typename
    ... on Act { case { id due overdue limit { kind days } } } } }"""
CASES = """query ($within: String!, $at: DateTime) { overdueCases(within: $within, at: $at) { totalCount edges { node {
    due limit { kind days } rules { id } case { id overdue item { name } } } } } }"""


async def shown_behind(ask: Ask) -> list[dict[str, Any]]:
    """What is behind, a page of one after the other."""
    shown: list[dict[str, Any]] = []
    after = None
    while True:
        page = (await ask("supervisor", BEHIND, after=after))["overdueTransfers"]
        shown += [one["node"] for one in page["edges"]]
        if not page["pageInfo"]["hasNextPage"]:
            assert page["totalCount"] == len(shown)
            return shown
        after = page["pageInfo"]["endCursor"]


@pytest.mark.rule("R79", "R82")
async def test_a_campaign_tells_what_is_behind(county: County, ask: Ask) -> None:
    today = county.clock().date()
    handed_over, running = ((today + timedelta(days=days)).isoformat() for days in (10, 38))
    province = {"days": 10, "document": "省级清单", "documentDate": today.isoformat()}
    phases: list[dict[str, Any]] = [{"name": "交接工作阶段", "step": "CONFIRMED", "daysAfter": province}]
    phases += [{"name": "正式运行阶段", "step": "IN_FORCE", "due": running}]
    given = {"place": COUNTY, "expectedRevision": 0, "document": "广区府办〔2026〕5号", "starts": today.isoformat()}
    given |= {"documentDate": today.isoformat(), "url": "https://www.guanganqu.gov.cn/jd", "phases": phases}
    assert (await ask("department_clerk", SET, input=given))["answer"]["__typename"] == "Refused"
    answer = (await ask("government_officer", SET, input=given))["answer"]
    assert [one["due"] for one in answer["phases"]] == [handed_over, running]
    assert answer["phases"][0]["daysAfter"] == {"days": 10, "document": "省级清单"}

    item = await county.item()
    draft = encode(Ref("Transfer", await county.propose(item, receiver=XIEXING)))
    planned = await county.publish(item, effective_from=county.clock() + timedelta(days=60))
    public = encode(Ref("Transfer", planned.key))
    county.clock.forward(days=50)
    shown = await shown_behind(ask)
    assert sorted((one["transfer"]["id"], one["phase"]["name"], one["due"]) for one in shown) == sorted(
        [(draft, "交接工作阶段", handed_over), (draft, "正式运行阶段", running), (public, "正式运行阶段", running)]
    )
    assert (shown[0]["due"], shown[0]["rules"]) == (handed_over, [{"id": "R79"}, {"id": "R82"}])
    (stranger,) = (await ask(None, BEHIND))["overdueTransfers"]["edges"]
    assert stranger["node"]["transfer"]["id"] == public
    ahead = (county.clock() + timedelta(days=20)).isoformat()
    assert (await ask(None, BEHIND, at=ahead))["overdueTransfers"]["totalCount"] == 0  # it is in force by then

    met = await ask("supervisor", MET, id=public)
    told = [(one["overdue"], bool(one["reachedAt"])) for one in met["node"]["deadlines"]]
    assert told == [(False, True), (True, False)]
    assert met["county"]["schedule"] == {"revision": 1, "document": "广区府办〔2026〕5号"}
    behind = await ask("supervisor", MET, id=draft)
    assert [one["overdue"] for one in behind["node"]["deadlines"]] == [True, True]


@pytest.mark.rule("R86")
async def test_a_case_has_the_limit_that_was_promised_when_it_was_filed(county: County, ask: Ask) -> None:
    department = encode(Ref("Department", (await county.item()).department))
    new: dict[str, Any] = {
        "department": department,
        "code": "TEST-1",
        "name": "道路运输经营许可",
        "kind": PowerKind.LICENSING.value,
    }
    new |= {"legalBasis": ["行政许可法 第四十二条"], "statutoryDays": 28, "published": True}
    refused = (await ask("registrar", ENTER, input=new | {"promisedDays": 29}))["answer"]
    assert (refused["problems"], refused["rules"]) == ([{"path": ["promisedDays"]}], [{"id": "R86"}])
    item = (await ask("registrar", ENTER, input=new | {"promisedDays": 7}))["answer"]
    assert (item["statutoryDays"], item["promisedDays"]) == (28, 7)

    act = {"item": item["id"], "stage": "ACCEPT", "facts": {"place": GUANSHENG.id}}
    case = (await ask("department_clerk", EXERCISE, input=act))["answer"]["case"]
    due = (county.clock().date() + timedelta(days=7)).isoformat()
    assert (case["due"], case["overdue"], case["limit"]) == (due, False, {"kind": "PROMISED", "days": 7})
    change = {"item": item["id"], "expectedVersion": 1, "promisedDays": 0, "reason": "承诺调整"}
    assert (await ask("registrar", AMEND, input=change))["answer"] == {"promisedDays": None}
    later = (await ask("department_clerk", EXERCISE, input=act))["answer"]["case"]
    assert later["limit"] == {"kind": "STATUTORY", "days": 28}

    county.clock.forward(days=8)
    (one,) = (await ask("department_clerk", CASES, within=COUNTY))["overdueCases"]["edges"]
    assert one["node"] == {
        "due": due,
        "limit": {"kind": "PROMISED", "days": 7},
        "rules": [{"id": "R86"}],
        "case": {"id": case["id"], "overdue": True, "item": {"name": "道路运输经营许可"}},
    }
    ahead = (county.clock() + timedelta(days=30)).isoformat()
    assert (await ask("supervisor", CASES, within=GUANSHENG.id, at=ahead))["overdueCases"]["totalCount"] == 2
    assert (await ask(None, CASES, within=COUNTY))["overdueCases"] == {"totalCount": 0, "edges": []}
