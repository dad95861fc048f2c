"""What a client may send to each mutation, and what may happen to its target afterwards."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from register import cases, items, powers
from register.notice_kinds import AnswerKind, NoticeKind, Recipient
from register.records import Key, Ref
from register.words import PowerKind, Stage
from schema import ids
from tests import disputes, notices, passings, seals
from tests.county import COUNTY, GUANSHENG, XIEXING, County
from tests.schema import administered as admin
from tests.schema.batched import TRAINED, batch_at, of_batch, order_at, to_recall
from tests.steps import SERVICE

Input = dict[str, Any]
Answer = dict[str, Any]
REFUSED = "... on Refusal { refused: code message }"
SHOWN = {
    "Department": "id code name offices",
    "Item": "id name legalBasis published retired version review { version approve opinion }",
    "Transfer": "id version status inForce mode effectiveTo publishedAt documents { kind text }"
    " seals { keptBy returnDocument }",
    "Batch": "id version title byStatus { status count } transfers { edges { node { id } } }",
    "RecallOrder": "id version ground basis transfers { edges { node { id status } } }",
    "Catalogue": "id revision document items { totalCount }",
    "Schedule": "id revision document starts phases { number name step due daysAfter { days } }",
    "Certificate": "id number officer validTo revokedAt revokedFor",
    "Dispute": "id status grounds opinion reason document coordinator settledFor { name }",
    "Notice": "id kind to text document answer { kind text } addressee { name }",
    "Succession": "id kind document predecessors { name } successors { name }",
    "PolicyRevision": admin.REVISION,
    "RoleGrant": "account name role place until emergency",
    "Act": "id stage at case { closedAt outcome }",
    "Case": "id closedAt outcome reversions { evidence at body { name } } reviews { approve opinion }"
    " designations { reason at body { name } } passing { reason at body { name } sanctions { kind amount } }",
}


@dataclass(frozen=True)
class Mutation:
    """A mutation that an account can send: what it shows, its input, another input, and what happens afterwards."""

    account: str
    shows: str
    input: Callable[[County], Awaitable[Input]]
    other: Callable[[Input], Input]
    later: Callable[[County, Key], Awaitable[object]] | None = None  # None: nothing can happen to it any more
    entries: int = 1  # that it writes to the journal


def named(kind: Any, key: Key) -> str:
    return ids.encode(Ref(kind, key))


def transfers_at(upto: str | None, **more: Any) -> Callable[[County], Awaitable[Input]]:
    """The input of a step on a transfer that was taken to the step before."""

    async def make(county: County) -> Input:
        item = await county.item()
        key = (await county.publish(item, upto)).key if upto else await county.propose(item)
        version = (await county.transfer(key)).version
        given = {name: made(county) if callable(made) else made for name, made in more.items()}
        return {"transfer": named("Transfer", key), "expectedVersion": version, **given}

    return make


def recall_at(upto: str | None, **more: Any) -> Callable[[County], Awaitable[Input]]:
    """The input of a step on a recall that was taken to the step before."""

    async def make(county: County) -> Input:
        transfer = await county.publish(await county.item())
        transfer = await county.recall(transfer, upto) if upto else transfer
        given = {name: made(county) if callable(made) else made for name, made in more.items()}
        return {"transfer": named("Transfer", transfer.key), "expectedVersion": transfer.version, **given}

    return make


async def a_list(county: County) -> Input:
    given = await a_proposal(county)
    return {"title": "首批", "items": [{"item": given.pop("item")}], **given}


async def a_department(_county: County) -> Input:
    return {"place": COUNTY, "name": "区新设局", "offices": ["FINANCE"]}


async def a_new_item(county: County) -> Input:
    department = named("Department", (await county.item()).department)
    return {"department": department, "code": "NEW-1", "name": "新事项", "kind": "OTHER", "legalBasis": ["某法"]}


async def an_amendment(county: County) -> Input:
    item = await county.item()
    return {"item": named("Item", item.key), "expectedVersion": item.version, "reason": "调整", "name": "新名"}


async def an_item_to_retire(county: County) -> Input:
    item = await county.enter_item(PowerKind.OTHER)
    return {"item": named("Item", item.key), "expectedVersion": 1, "reason": "取消"}


async def a_proposal(county: County) -> Input:
    return {
        "item": named("Item", (await county.item()).key),
        "receiver": named("Place", GUANSHENG),
        "mode": "AUTHORIZE",
        "effectiveFrom": county.clock().isoformat(),
        "basis": [{"level": "LAW", "title": "中华人民共和国公路法"}],
    }


async def a_catalogue(county: County) -> Input:
    entries = [{"item": named("Item", (await county.item()).key), "mode": "AUTHORIZE"}]
    paper = {"document": "广区府发〔2026〕1号", "documentDate": on(county), "url": "https://www.guanganqu.gov.cn/ml"}
    return {"place": COUNTY, "expectedRevision": 0, "entries": entries, **paper}


async def a_schedule(county: County) -> Input:
    paper = {"document": "广区府办〔2026〕5号", "documentDate": on(county), "url": "https://www.guanganqu.gov.cn/jd"}
    counted = {"days": 20, "document": "省级清单", "documentDate": on(county)}
    phases = [{"name": "交接", "step": "CONFIRMED", "daysAfter": counted}]
    return {"place": COUNTY, "expectedRevision": 0, "starts": on(county), "phases": phases, **paper}


async def a_certificate(county: County) -> Input:
    days = {"validFrom": on(county), "validTo": on(county)}
    return {"number": "川1", "officer": "张三", "body": named("Place", GUANSHENG), **days}


async def a_certificate_to_revoke(county: County) -> Input:
    return {"certificate": named("Certificate", await county.issue_certificate("川1")), "reason": "调离"}


async def a_succession(county: County) -> Input:
    bureau = named("Department", (await county.item()).department)
    paper = {"document": "广区委发〔2026〕1号", "documentDate": on(county)}
    return {"kind": "RENAME", "predecessors": [bureau], "name": "区交通局", **paper}


async def an_exercise(county: County) -> Input:
    return {"item": named("Item", (await county.item()).key), "stage": "DECIDE", "facts": {"place": GUANSHENG.id}}


async def a_case_to_close(county: County) -> Input:
    clerk = await county.actor("department_clerk")
    asked = powers.Exercise((await county.item()).key, Stage.DECIDE, powers.Claim(GUANSHENG.id))
    act = await powers.exercise(county.store, clerk, asked)
    case = (await cases.acts_by_key(county.store, clerk, [act]))[act].case
    return {"case": named("Case", case.key), "outcome": "准予备案"}


async def a_case_to_review(county: County) -> Input:
    given = await a_case_to_close(county)
    return {"case": given["case"], **ANSWER}


async def review_it_again(county: County, key: Key) -> None:
    await county.review_decision(key, approve=False)


async def a_case_to_revert(county: County) -> Input:
    await county.publish(await county.item())
    clerk = await county.actor("township_clerk")
    asked = powers.Exercise((await county.item()).key, Stage.ACCEPT, powers.Claim(GUANSHENG.id))
    act = await powers.exercise(county.store, clerk, asked)
    case = (await cases.acts_by_key(county.store, clerk, [act]))[act].case
    said = {"clause": "不作为的,由区级部门直接管辖", "document": "广区府发〔2026〕3号", "evidence": "督办三次未办"}
    return {"case": named("Case", case.key), "body": named("Place", GUANSHENG), **said}


async def a_case_to_designate(county: County) -> Input:
    clerk, item = await county.actor("township_clerk"), await county.item()
    await county.publish(item)
    claim = powers.Claim(GUANSHENG.id, also_at=(XIEXING.id,))
    act = await powers.exercise(county.store, clerk, powers.Exercise(item.key, Stage.ACCEPT, claim))
    case = (await cases.acts_by_key(county.store, clerk, [act]))[act].case
    said = {"reason": "主要事实在该镇", "document": "广区府函〔2026〕7号"}
    return {"case": named("Case", case.key), "body": named("Place", GUANSHENG), **said}


def a_seal(*, out: bool) -> Callable[[County], Awaitable[Input]]:
    """The input of handing a seal over, or of taking back the one that is out."""

    async def make(county: County) -> Input:
        transfer = await seals.agency(county)
        if out:
            transfer = await seals.hand(county, transfer.key)
        said = {"document": "广区交函〔2026〕3号"} | (
            {} if out else {"seal": "审批专用章(1)", "keptBy": "便民服务中心"}
        )
        return {"transfer": named("Transfer", transfer.key), "expectedVersion": transfer.version, **said}

    return make


async def a_case_to_pass(county: County) -> Input:
    item = await passings.a_penalty(county)
    case = await passings.case_of(county, await passings.act(county, item, Stage.INVESTIGATE))
    said = {
        "reason": "拟处罚款超过下放范围",
        "document": passings.PAPER,
        "sanctions": [{"kind": "FINE", "amount": "5000"}],
    }
    return {"case": named("Case", case.key), "body": named("Department", item.department), **said}


def disputed(*, refer: bool = False, **more: Any) -> Callable[[County], Awaitable[Input]]:
    """The input of a step of a dispute over a case that a township filed, coordinated in vain if it is referred."""

    async def make(county: County) -> Input:
        key = await disputes.raise_over(county, await disputes.a_case(county))
        if refer:
            await disputes.coordinate(county, key)
        await disputes.bureau(county)
        return {"dispute": named("Dispute", key), **more}

    return make


async def a_dispute(county: County) -> Input:
    case = await disputes.a_case(county)
    return {"case": named("Case", case), "against": named("Place", GUANSHENG), "grounds": "案涉公路属区管"}


async def a_notice(county: County) -> Input:
    transfer = (await county.publish(await county.item())).key
    return {"kind": "PROBLEM", "to": "DEVOLVER", "transfer": named("Transfer", transfer), "text": "无执法人员持证"}


async def a_notice_to_answer(county: County) -> Input:
    case = await disputes.a_case(county)
    key = await notices.send(county, NoticeKind.SEALED, Recipient.COMPETENT, case=case)
    return {"notice": named("Notice", key), "answer": "FILED", "text": "已备案"}


async def answer_it(county: County, key: Key) -> Key:
    return await notices.answer(county, key, AnswerKind.REPLY)


async def revert_it(county: County, key: Key) -> None:
    finding = cases.Finding(key, GUANSHENG, "不作为的,由区级部门直接管辖", "广区府发〔2026〕3号", "督办三次未办")
    await cases.revert(county.store, await county.actor("legal_reviewer"), finding)


async def decide_it(county: County, key: Key) -> None:
    clerk, item = await county.actor("department_clerk"), await county.item()
    await powers.exercise(
        county.store, clerk, powers.Exercise(item.key, Stage.DECIDE, powers.Claim(GUANSHENG.id, case=key))
    )
    await cases.close(county.store, clerk, cases.Closing(key, "准予备案"))


async def an_item_to_review(county: County) -> Input:
    await county.service_centre()
    item = await county.item()
    return {"item": named("Item", item.key), "expectedVersion": item.version, **ANSWER}


async def amend_it(county: County, key: Key) -> None:
    registrar = await county.actor("registrar")
    item = (await items.by_key(county.store, registrar, [key]))[key]
    await items.amend(county.store, registrar, items.Amendment(key, item.version, "再调整", name="又一名"))


async def close_it(county: County, key: Key) -> None:
    clerk = await county.actor("department_clerk")
    act = (await cases.acts_by_key(county.store, clerk, [key]))[key]
    await cases.close(county.store, clerk, cases.Closing(act.case.key, "已办结"))


def taken(verb: str) -> Callable[[County, Key], Awaitable[object]]:
    return lambda county, key: county.step(verb, key)


def recalled(verb: str) -> Callable[[County, Key], Awaitable[object]]:
    return lambda county, key: county.recall_step(verb, key)


def changed(**more: Any) -> Callable[[Input], Input]:
    return lambda given: {**given, **more}


def on(county: County) -> str:
    return county.clock().date().isoformat()


STEP = changed(expectedVersion=9)
ANSWER: Input = {"approve": True, "opinion": "符合"}
CLERK, TOWN, LEGAL, GOVERNMENT = "department_clerk", "township_clerk", "legal_reviewer", "government_officer"
MUTATIONS = {
    "enterDepartment": Mutation("registrar", "Department", a_department, changed(name="区另设局")),
    "enterItem": Mutation("registrar", "Item", a_new_item, changed(name="另一事项"), amend_it),
    "amendItem": Mutation("registrar", "Item", an_amendment, changed(name="另一名"), amend_it),
    "reviewItem": Mutation(SERVICE, "Item", an_item_to_review, changed(approve=False), amend_it),
    "retireItem": Mutation("registrar", "Item", an_item_to_retire, changed(reason="另一理由")),
    "proposeTransfer": Mutation(CLERK, "Transfer", a_proposal, changed(mode="EMPOWER"), taken("submit")),
    "amendTransfer": Mutation(
        CLERK,
        "Transfer",
        transfers_at(None, effectiveTo=lambda county: county.clock().replace(year=county.clock().year + 1).isoformat()),
        STEP,
        taken("submit"),
    ),
    "submitTransfer": Mutation(CLERK, "Transfer", transfers_at(None), STEP, taken("review")),
    "reviewTransfer": Mutation(
        LEGAL, "Transfer", transfers_at("submit", approve=True, opinion="符合"), changed(approve=False), taken("accept")
    ),
    "acceptTransfer": Mutation(
        TOWN, "Transfer", transfers_at("review", plan="承接", contact="李四"), changed(plan="另"), taken("confirm")
    ),
    "declineTransfer": Mutation(TOWN, "Transfer", transfers_at("review", note="无对口机构"), changed(note="另")),
    "confirmTransfer": Mutation(
        GOVERNMENT,
        "Transfer",
        transfers_at("accept", document="广区府发〔2026〕3号", documentDate=on),
        changed(document="另"),
        taken("publish"),
    ),
    "publishTransfer": Mutation(
        TOWN, "Transfer", transfers_at("confirm", url="https://www.guanganqu.gov.cn/1"), changed(url="https://a.cn/")
    ),
    "withdrawTransfer": Mutation(CLERK, "Transfer", transfers_at("submit"), STEP),
    "proposeBatch": Mutation(CLERK, "Batch", a_list, changed(title="另"), of_batch("submit"), entries=2),
    "fileBatch": Mutation(
        CLERK, "Batch", batch_at(None, papers=[TRAINED]), changed(papers=[TRAINED | {"text": "另"}]), of_batch("submit")
    ),
    "submitBatch": Mutation(CLERK, "Batch", batch_at(None, "submit"), STEP, of_batch("review"), entries=2),
    "reviewBatch": Mutation(
        LEGAL, "Batch", batch_at("submit", **ANSWER), changed(approve=False), of_batch("accept"), entries=2
    ),
    "acceptBatch": Mutation(TOWN, "Batch", batch_at("review", "accept"), STEP, of_batch("confirm"), entries=2),
    "declineBatch": Mutation(TOWN, "Batch", batch_at("review", note="无对口机构"), changed(note="另"), entries=2),
    "confirmBatch": Mutation(
        GOVERNMENT, "Batch", batch_at("accept", document="一号", documentDate=on), STEP, of_batch("publish"), entries=2
    ),
    "publishBatch": Mutation(
        TOWN, "Batch", batch_at("confirm", "publish", url="https://a.cn/"), changed(url="https://b.cn/"), entries=2
    ),
    "withdrawBatch": Mutation(CLERK, "Batch", batch_at("submit"), STEP, entries=2),
    "requestRecalls": Mutation(CLERK, "RecallOrder", to_recall, changed(basis="另"), entries=2),
    "reviewRecalls": Mutation(LEGAL, "RecallOrder", order_at(None, **ANSWER), changed(approve=False), entries=2),
    "approveRecalls": Mutation(GOVERNMENT, "RecallOrder", order_at("review", **ANSWER), STEP, entries=2),
    "publishRecalls": Mutation(
        LEGAL, "RecallOrder", order_at("approve", url="https://a.cn/"), changed(url="https://b.cn/"), entries=2
    ),
    "requestRecall": Mutation(
        CLERK,
        "Transfer",
        recall_at(None, ground="OPERATIONAL", basis="评估", effectiveFrom=lambda county: county.clock().isoformat()),
        changed(basis="另"),
        recalled("review"),
    ),
    "reviewRecall": Mutation(
        LEGAL, "Transfer", recall_at("request", **ANSWER), changed(approve=False), recalled("approve")
    ),
    "approveRecall": Mutation(
        GOVERNMENT, "Transfer", recall_at("review", **ANSWER), changed(approve=False), recalled("publish")
    ),
    "publishRecall": Mutation(
        LEGAL, "Transfer", recall_at("approve", url="https://www.guanganqu.gov.cn/1"), changed(url="https://a.cn/")
    ),
    "succeedBody": Mutation(GOVERNMENT, "Succession", a_succession, changed(document="另")),
    "publishCatalogue": Mutation(GOVERNMENT, "Catalogue", a_catalogue, changed(document="另")),
    "publishSchedule": Mutation(GOVERNMENT, "Schedule", a_schedule, changed(document="另")),
    "issueCertificate": Mutation(
        LEGAL, "Certificate", a_certificate, changed(officer="李四"), lambda county, key: county.revoke_certificate(key)
    ),
    "revokeCertificate": Mutation(LEGAL, "Certificate", a_certificate_to_revoke, changed(reason="另")),
    "exercisePower": Mutation(CLERK, "Act", an_exercise, changed(note="另"), close_it),
    "closeCase": Mutation(CLERK, "Case", a_case_to_close, changed(outcome="另")),
    "reviewDecision": Mutation(LEGAL, "Case", a_case_to_review, changed(approve=False), review_it_again),
    "designateCase": Mutation(GOVERNMENT, "Case", a_case_to_designate, changed(reason="另"), revert_it),
    "handSeal": Mutation(CLERK, "Transfer", a_seal(out=False), changed(keptBy="另"), seals.take_back),
    "returnSeal": Mutation(CLERK, "Transfer", a_seal(out=True), changed(document="另"), seals.hand),
    "passCase": Mutation(TOWN, "Case", a_case_to_pass, changed(reason="另"), disputes.raise_over),
    "raiseDispute": Mutation(CLERK, "Dispute", a_dispute, changed(grounds="另"), disputes.coordinate),
    "coordinateDispute": Mutation(
        disputes.BUREAU, "Dispute", disputed(opinion="各执一词"), changed(opinion="另"), disputes.decide
    ),
    "decideDispute": Mutation(
        GOVERNMENT,
        "Dispute",
        disputed(refer=True, body=named("Place", GUANSHENG), reason="案发地在该镇", document="广区府函〔2026〕9号"),
        changed(reason="另"),
    ),
    "sendNotice": Mutation(TOWN, "Notice", a_notice, changed(text="另"), answer_it),
    "answerNotice": Mutation(CLERK, "Notice", a_notice_to_answer, changed(text="另")),
    "changePolicy": Mutation(admin.ADMIN, "PolicyRevision", admin.a_change, changed(reason="另"), admin.change_again),
    "rollbackPolicy": Mutation(admin.ADMIN, "PolicyRevision", admin.a_rollback, changed(reason="另")),
    "approvePolicy": Mutation(admin.OTHER, "PolicyRevision", admin.a_proposal, changed(opinion="另")),
    "assignRole": Mutation(admin.ADMIN, "RoleGrant", admin.a_role, changed(role="registrar")),
    "revokeRole": Mutation(admin.ADMIN, "RoleGrant", admin.a_role_to_revoke, changed(place="51")),
    "seizeRole": Mutation(admin.ADMIN, "RoleGrant", admin.a_role_to_seize, changed(role="supervisor")),
    "revertCase": Mutation(LEGAL, "Case", a_case_to_revert, changed(evidence="另"), decide_it),
}
