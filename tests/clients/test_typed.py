"""A front end with types by GraphQL Code Generator: they are strict, and every operation of it does its work."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from register import clock
from tests.clients.conftest import Ask, run
from tests.county import COUNTY, GUANSHENG

Answer = dict[str, Any]


def test_the_generated_types_hold_strictly_in_a_client(checkout: Path) -> None:
    run(checkout, "codegen", "@graphql-codegen/cli/esm/bin.js", "--config", "codegen.ts")
    run(checkout, "codegen", "typescript/bin/tsc", "--project", "tsconfig.json")


class FrontEnd:
    """Sends the operations, and keeps count of which it has sent."""

    def __init__(self, operations: Mapping[str, str], ask: Ask) -> None:
        self.operations = operations
        self.ask = ask
        self.sent: set[str] = set()

    async def __call__(self, account: str | None, operation: str, **variables: Any) -> Any:
        """Send an operation; gives what its one field answers."""
        self.sent.add(operation)
        (answer,) = (await self.ask(account, self.operations[operation], **variables)).values()
        return answer

    async def step(self, account: str, verb: str, transfer: Answer, **given: Any) -> Answer:
        """Take a step with a transfer as it was last read."""
        given = {"transfer": transfer["id"], "expectedVersion": transfer["version"], **given}
        answer: Answer = await self(account, verb if "Recall" in verb else f"{verb}Transfer", input=given)
        return answer


async def test_every_operation_does_its_work(typed: Mapping[str, str], ask: Ask) -> None:
    send = FrontEnd(typed, ask)
    item, proposal = await prepare(send)
    transfer = await hand_over(send, proposal)
    await use(send, item, transfer)
    await give_up(send, proposal)
    await keep_lists(send, item)
    await oversee(send, transfer)
    await take_back(send, transfer)
    assert send.sent == set(typed)


async def prepare(send: FrontEnd) -> tuple[Answer, Answer]:
    me = await send("township_clerk", "Me")
    assert (me["body"]["code"], me["roles"][0]["role"]) == (GUANSHENG.id, "township_clerk")
    found = await send(None, "FindItems", filter={"county": COUNTY, "text": "公路工程招标备案"}, first=5)
    item = found["edges"][0]["node"]
    assert item["department"]["name"] == "区交通运输局"
    return item, {
        "item": item["id"],
        "receiver": me["body"]["id"],
        "mode": "AUTHORIZE",
        "effectiveFrom": clock.start_of_day(clock.day_of(clock.now())).isoformat(),
        "basis": [{"level": "LAW", "title": "中华人民共和国公路法"}],
    }


async def hand_over(send: FrontEnd, proposal: Answer) -> Answer:
    keyed = {**proposal, "idempotencyKey": "7f1c"}
    transfer: Answer = await send("department_clerk", "ProposeTransfer", input=keyed)
    assert (await send("department_clerk", "ProposeTransfer", input=keyed))["id"] == transfer["id"]
    basis = [{"level": "LAW", "title": "中华人民共和国公路法", "article": "第八条"}]
    stale, transfer = transfer, await send.step("department_clerk", "Amend", transfer, basis=basis)
    refused = await send.step("department_clerk", "Submit", stale)
    assert (refused["refusal"], refused["currentVersion"]) == ("OUT_OF_DATE", transfer["version"])
    for account, verb, given in (
        ("department_clerk", "Submit", {}),
        ("legal_reviewer", "Review", {"approve": True, "opinion": "符合下放目录"}),
        ("township_clerk", "Accept", {"plan": "便民服务中心承接", "contact": "李四"}),
        ("government_officer", "Confirm", {"document": "广区府发〔2026〕3号", "documentDate": "2026-01-05"}),
        ("township_clerk", "Publish", {"url": "https://www.guanganqu.gov.cn/1"}),
    ):
        transfer = await send.step(account, verb, transfer, **given)
        assert transfer["__typename"] == "Transfer", transfer
    assert (transfer["status"], transfer["inForce"]) == ("IN_FORCE", True)
    return transfer


async def use(send: FrontEnd, item: Answer, transfer: Answer) -> None:
    facts = {"place": GUANSHENG.id}
    authority = await send(None, "WhoMay", item=item["id"], stage="DECIDE", facts=facts)
    assert (authority["holder"]["name"], authority["transfer"]["id"]) == ("官盛镇", transfer["id"])
    (power,) = (await send(None, "PowerList", code=GUANSHENG.id, first=10))["powers"]["edges"]
    assert power["node"]["liability"]["legal"]["name"] == "官盛镇"
    exercise = {"item": item["id"], "stage": "DECIDE", "facts": facts}
    act = await send("township_clerk", "ExercisePower", input=exercise)
    assert (act["__typename"], act["ruling"]["validity"]) == ("Act", "VALID")
    lying = await send("township_clerk", "ExercisePower", input=exercise | {"stage": "ACCEPT"})
    finding = {"case": lying["case"]["id"], "body": act["body"]["id"], "evidence": "督办三次未办"}
    finding |= {"clause": "不作为的,由区级部门直接管辖", "document": "广区府发〔2026〕3号"}
    reverted = await send("legal_reviewer", "RevertCase", input=finding)
    assert reverted["reversions"][0]["body"]["name"] == "官盛镇", reverted
    closed = await send("township_clerk", "CloseCase", input={"case": act["case"]["id"], "outcome": "准予备案"})
    assert [edge["node"]["stage"] for edge in closed["acts"]["edges"]] == ["DECIDE"]
    refused = await send("department_clerk", "ExercisePower", input=exercise)
    assert (refused["refusal"], refused["rules"][0]["id"], refused["holder"]["name"]) == ("NOT_LAWFUL", "R26", "官盛镇")
    filing = await send("department_clerk", "ExercisePower", input={**exercise, "disguisedAs": "FILING"})
    assert (filing["refusal"], filing["rules"][0]["id"]) == ("NOT_LAWFUL", "R27")
    asked = {"body": item["department"]["id"], "item": item["id"], "facts": facts, "at": clock.now().isoformat()}
    assert (await send(None, "WhatIsItWorth", **asked))["validity"] == "VOID"


async def give_up(send: FrontEnd, proposal: Answer) -> None:
    found = await send(None, "FindItems", filter={"county": COUNTY, "department": await transport(send)}, first=50)
    others = [edge["node"] for edge in found["edges"] if edge["node"]["kind"] == "OTHER"]
    other = next(one for one in others if one["id"] != proposal["item"])
    declined = await send("department_clerk", "ProposeTransfer", input={**proposal, "item": other["id"]})
    withdrawn = await send.step("department_clerk", "Withdraw", declined, note="不再下放")
    assert withdrawn["status"] == "WITHDRAWN"
    transfer = await send("department_clerk", "ProposeTransfer", input={**proposal, "item": other["id"]})
    transfer = await send.step("department_clerk", "Submit", transfer)
    transfer = await send.step("legal_reviewer", "Review", transfer, approve=True, opinion="符合下放目录")
    assert (await send.step("township_clerk", "Decline", transfer, note="无对口机构"))["status"] == "DECLINED"


async def transport(send: FrontEnd) -> str:
    found: str = (await send("department_clerk", "Me"))["body"]["id"]
    return found


async def keep_lists(send: FrontEnd, item: Answer) -> None:
    entered = await send("registrar", "EnterDepartment", input={"place": COUNTY, "name": "区新设局"})
    assert (entered["__typename"], entered["offices"]) == ("Department", [])
    new = {"department": entered["id"], "code": "X-1", "name": "新事项", "kind": "OTHER", "legalBasis": []}
    made = await send("registrar", "EnterItem", input=new)
    assert (made["__typename"], made["code"]) == ("Item", "X-1")
    clash = await send("registrar", "EnterItem", input=new)
    assert clash["refusal"] == "CONFLICT"
    change = {"item": made["id"], "expectedVersion": made["version"], "name": "更名事项", "reason": "更名"}
    changed = await send("registrar", "AmendItem", input=change)
    assert (changed["name"], changed["version"]) == ("更名事项", 2)
    retired = await send("registrar", "RetireItem", input={"item": made["id"], "expectedVersion": 2, "reason": "取消"})
    assert retired["retired"]


async def oversee(send: FrontEnd, transfer: Answer) -> None:
    journal = await send("supervisor", "JournalPage", county=COUNTY, first=200)
    assert journal["edges"][-1]["node"]["sequence"] == len(journal["edges"]) or journal["pageInfo"]["hasNextPage"]
    policy = await send("policy_admin", "PolicyPage", domain=COUNTY)
    assert policy["rules"][0]["statutory"]
    assert not (await send("supervisor", "MayI", action="transfer:withdraw", on=transfer["id"]))["allowed"]
    counts = await send("aggregator", "Province", within="51")
    assert (counts["inForce"], {one["mode"]: one["count"] for one in counts["byMode"]}["AUTHORIZE"]) == (1, 2)
    feed = await send("aggregator", "Feed", within=COUNTY)
    assert [change["county"] for change in feed["changes"]] == [COUNTY] * len(feed["changes"])
    assert datetime.fromisoformat(feed["changes"][0]["at"]) > clock.now() - timedelta(days=2)
    node = await send(None, "ByNode", id=transfer["id"])
    assert (node["__typename"], node["status"]) == ("Transfer", "IN_FORCE")


async def take_back(send: FrontEnd, transfer: Answer) -> None:
    tomorrow = clock.start_of_day(clock.day_of(clock.now()) + timedelta(days=1)).isoformat()
    request = {"ground": "ASSESSMENT", "basis": "年度评估", "effectiveFrom": tomorrow}
    for account, verb, given in (
        ("department_clerk", "RequestRecall", request),
        ("legal_reviewer", "ReviewRecall", {"approve": True, "opinion": "理由充分"}),
        ("government_officer", "ApproveRecall", {"approve": True, "opinion": "同意收回"}),
        ("government_officer", "PublishRecall", {"url": "https://www.guanganqu.gov.cn/2"}),
    ):
        transfer = await send.step(account, verb, transfer, **given)
        assert transfer["__typename"] == "Transfer", transfer
    assert transfer["inForce"]  # until tomorrow
