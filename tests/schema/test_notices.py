"""Notices over the graph: what is due is listed, sent and gone from the list; what bears a seal is not sent back."""

from typing import Any

import pytest

from register.records import Ref
from register.words import PowerKind, TransferMode
from schema.ids import encode
from tests.county import GUANSHENG, PROVINCE, XIEXING, County
from tests.databases import one_dialect
from tests.notices import handle
from tests.schema.conftest import Ask

SHOWN = """__typename ... on Notice { id kind to text document sender { name } addressee { name } rules { id }
    case { id } transfer { id } item { id } place { code } answer { kind text body { name } } }
    ... on Refusal { code message remedy } ... on NotLawful { rules { id } holder { name } }"""
SEND = f"mutation ($input: SendNotice!) {{ answer: sendNotice(input: $input) {{ {SHOWN} }} }}"
ANSWER = f"mutation ($input: AnswerNotice!) {{ answer: answerNotice(input: $input) {{ {SHOWN} }} }}"
DUE = """{ dueNotices(within: "511602") { totalCount edges { node {
    case { id } kind to occasion since rules { id } } } } }"""
LISTED = """query ($id: ID!, $case: ID) { notice(id: $id) { kind } node(id: $id) { __typename }
    notices(filter: {case: $case, awaiting: true}) { totalCount edges { node { id } } } }"""


@one_dialect
@pytest.mark.rule("R111", "R115")
async def test_a_case_is_reported_and_its_document_filed(county: County, ask: Ask) -> None:
    item = await county.enter_item(PowerKind.LICENSING)
    await county.publish(item, mode=TransferMode.EMPOWER, basis=(PROVINCE,))
    case = encode(Ref("Case", await handle(county, item, also_at=(XIEXING.id,))))
    (edge,) = (await ask("supervisor", DUE))["dueNotices"]["edges"]
    due = edge["node"]
    assert (due["case"]["id"], due["kind"], due["to"]) == (case, "REPORT", ["COMPETENT", "UPPER"])
    assert (due["occasion"], due["rules"]) == ("WEIGHTY", [{"id": "R111"}])

    async def done(mutation: str, account: str, **given: Any) -> dict[str, Any]:
        answer: dict[str, Any] = (await ask(account, mutation, input=given))["answer"]
        return answer

    about = {"case": case, "to": "COMPETENT", "text": "案涉两镇"}
    sent = await done(SEND, "township_clerk", kind="REPORT", **about)
    assert (sent["sender"]["name"], sent["addressee"]["name"]) == ("官盛镇", "区交通运输局")
    assert (sent["case"]["id"], sent["transfer"], sent["place"]["code"]) == (case, None, GUANSHENG.id)
    assert (await ask("supervisor", DUE))["dueNotices"] == {"totalCount": 0, "edges": []}

    sealed = await done(SEND, "township_clerk", kind="SEALED", document="官盛镇审〔2026〕1号", **about)
    back = await done(ANSWER, "department_clerk", notice=sealed["id"], answer="RETURNED", text="请补充材料")
    assert (back["code"], back["rules"], back["holder"]) == ("NOT_LAWFUL", [{"id": "R115"}], {"name": "官盛镇"})
    waiting = await ask("supervisor", LISTED, id=sealed["id"], case=case)
    assert (waiting["notice"], waiting["node"]) == ({"kind": "SEALED"}, {"__typename": "Notice"})
    assert waiting["notices"] == {"totalCount": 1, "edges": [{"node": {"id": sealed["id"]}}]}
    filed = await done(ANSWER, "department_clerk", notice=sealed["id"], answer="FILED", text="已备案")
    assert filed["answer"] == {"kind": "FILED", "text": "已备案", "body": {"name": "区交通运输局"}}
    assert (await ask("supervisor", LISTED, id=sealed["id"], case=case))["notices"]["totalCount"] == 0
    hidden = await ask(None, LISTED, id=sealed["id"], case=case)
    assert (hidden["notice"], hidden["node"], hidden["notices"]["totalCount"]) == (None, None, 0)
