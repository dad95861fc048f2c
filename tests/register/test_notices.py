"""Notices: who tells whom what about a case or a transfer, what is answered, and what is due and was not sent."""

from dataclasses import replace
from typing import Any

import pytest

from register import decisions, items, verify
from register.items import Amendment
from register.notice_kinds import AnswerKind, NoticeKind, Recipient
from register.notices.lines import DUTIES, LINES, is_above
from register.records import Key, Notice, NoticeAnswer, Ref, Sanction
from register.refusals import Invalid, NotAllowed, NotFound, NotLawful, OutOfTurn
from register.rulebook import RULES
from register.words import PowerKind, SanctionKind, Stage, SuccessionKind, TransferMode
from tests.builders import BUREAU as BUREAU_BODY
from tests.builders import CITY, DAY, NOON, OTHER_TOWN, TOWN, TRANSPORT
from tests.carrying import enter_department, succeed
from tests.county import COUNTY, GUANSHENG, PROVINCE, XIEXING, County
from tests.databases import one_dialect
from tests.disputes import BUREAU, bureau
from tests.notices import (
    CITY_CLERK,
    PREFECTURE,
    answer,
    city_department,
    concentrate,
    due,
    handle,
    listed,
    seen,
    send,
)
from tests.passings import HEAVY, a_penalty, act, case_of, pass_on

REPORT, COPY, PROBLEM, SEALED = NoticeKind
COPIED = [Recipient.DEVOLVER, Recipient.INSPECTORATE, Recipient.POLICE, Recipient.PROCURATORATE]


@pytest.mark.rule("R111", "R115", "R133", "R139")
def test_every_kind_has_its_line_and_what_is_due_can_be_sent() -> None:
    assert set(LINES) == set(NoticeKind)
    for kind, line in LINES.items():
        assert set(line.rules) <= set(RULES), kind
        assert AnswerKind.RETURNED not in line.answers
        assert line.answers or not line.awaited
    for one in DUTIES:
        assert set(one.to) <= set(LINES[one.kind].to)
        assert LINES[one.kind].about == "case"


@pytest.mark.rule("R111", "R115")
def test_an_upper_department_is_a_regions_or_for_a_township_its_countys() -> None:
    assert is_above(TRANSPORT, TOWN)
    assert is_above(CITY, TOWN)
    assert is_above(CITY, TRANSPORT)
    assert not is_above(BUREAU_BODY, TRANSPORT)
    assert not is_above(TRANSPORT, CITY)
    assert not is_above(OTHER_TOWN, TOWN)
    assert not is_above(replace(TRANSPORT, key=Key("511603", "t")), TOWN)


def test_a_notice_stands_at_every_moment_where_it_had_come() -> None:
    sent = Notice(Key(COUNTY, "1"), PROBLEM, Key(COUNTY, "i"), TOWN.place, TOWN.key, Recipient.DEVOLVER, "缺印章", NOON)
    answered = replace(sent, answer=NoticeAnswer(AnswerKind.REPLY, "即补", NOON + DAY, TRANSPORT.key))
    assert answered.as_of(NOON) == sent
    assert answered.as_of(NOON + DAY) == answered


@pytest.mark.rule("R111")
async def test_a_major_matter_or_one_of_several_places_is_reported_above(county: County) -> None:
    item, weighty = await county.item(), await county.enter_item(PowerKind.OTHER, "重大", decisions_reviewed=True)
    for one in (item, weighty):
        await county.publish(one)
    await handle(county, item)  # which is no major one
    across = await handle(county, item, also_at=(XIEXING.id,))
    county.clock.forward(hours=1)
    major = await handle(county, weighty)
    county.clock.forward(hours=1)
    closure = await handle(county, item, sanctions=(Sanction(SanctionKind.CLOSURE),))
    reports = [(case, Recipient.COMPETENT) for case in (across, major, closure)]
    assert await due(county, COUNTY) == await due(county, GUANSHENG.id, "township_clerk") == reports
    assert await due(county, PREFECTURE) == reports
    assert await due(county, XIEXING.id) == []
    for stranger in (None, "other_county_clerk"):
        assert await due(county, COUNTY, stranger) == []

    for account, refusal in (("other_township_clerk", NotAllowed), ("other_county_clerk", NotFound)):
        with pytest.raises(refusal):
            await send(county, REPORT, Recipient.COMPETENT, account, case=across)
    key = await send(county, REPORT, Recipient.COMPETENT, case=across)
    notice = await seen(county, key)
    assert notice
    assert (notice.sender, notice.addressee, notice.place) == (GUANSHENG, item.department, GUANSHENG.id)
    above = await city_department(county)
    told = await send(county, REPORT, Recipient.UPPER, case=major, body=above)
    assert await due(county, COUNTY) == [(closure, Recipient.COMPETENT)]
    assert await seen(county, told, CITY_CLERK)
    assert await seen(county, key, CITY_CLERK) is None
    assert await listed(county, CITY_CLERK, county=COUNTY) == [told]
    await answer(county, told, AnswerKind.REPLY, CITY_CLERK)
    assert await listed(county, county=COUNTY, awaiting=True) == []  # nobody owes an answer to a report
    county.clock.forward(hours=1)
    penalty = await a_penalty(county)
    passed = (await case_of(county, await act(county, penalty, Stage.INVESTIGATE))).key
    came_up = (HEAVY, Sanction(SanctionKind.BUSINESS_SUSPENSION))
    await pass_on(county, passed, penalty.department, sanctions=came_up)
    assert await due(county, COUNTY) == [(closure, Recipient.COMPETENT), (passed, Recipient.COMPETENT)]
    await send(county, REPORT, Recipient.UPPER, "department_clerk", case=passed, body=above)
    assert await due(county, COUNTY) == [(closure, Recipient.COMPETENT)]


@pytest.mark.rule("R111", "R152")
async def test_a_case_is_no_major_one_for_what_was_put_on_the_list_after_it(county: County) -> None:
    item = await county.item()
    await county.publish(item)
    await handle(county, item)
    running = await act(county, item, Stage.INVESTIGATE)
    county.clock.forward(days=1)
    listing = Amendment(item.key, item.version, "列入重大执法决定清单", decisions_reviewed=True)
    await items.amend(county.store, await county.actor("registrar"), listing)
    assert await due(county, COUNTY) == []
    county.clock.forward(hours=1)
    case = (await case_of(county, running)).key
    await act(county, item, Stage.PRELIMINARY_REVIEW, case=case)
    later = await handle(county, item, stage=Stage.ACCEPT)
    assert set(await due(county, COUNTY)) == {(case, Recipient.COMPETENT), (later, Recipient.COMPETENT)}


@one_dialect
@pytest.mark.rule("R111")
async def test_the_competent_department_itself_reports_above_it(county: County) -> None:
    case = await handle(county, await county.item(), "department_clerk", also_at=(XIEXING.id,))
    with pytest.raises(NotLawful, match="knows no COMPETENT") as refused:
        await send(county, REPORT, Recipient.COMPETENT, "department_clerk", case=case)
    assert refused.value.rules == ("R111",)
    with pytest.raises(Invalid, match="not UPPER"):
        await send(county, REPORT, Recipient.UPPER, "department_clerk", case=case, body=GUANSHENG)
    with pytest.raises(Invalid, match="goes to COMPETENT"):
        await send(county, REPORT, Recipient.POLICE, "department_clerk", case=case)
    key = await send(county, REPORT, Recipient.UPPER, "department_clerk", case=case)  # of whom the register has none
    notice = await seen(county, key)
    assert notice
    assert notice.addressee is None
    assert await due(county, COUNTY) == []
    with pytest.raises(NotAllowed) as barred:
        await answer(county, key, AnswerKind.REPLY)
    assert barred.value.rules == ("R111",)


@pytest.mark.rule("R133")
async def test_what_the_bureau_and_a_department_decide_is_copied_to_one_another(county: County) -> None:
    penalty, permit = await county.enter_item(PowerKind.PENALTY), await county.item()
    early = await handle(county, permit, "department_clerk")
    county.clock.forward(hours=1)
    transfer = await concentrate(county, penalty)
    county.clock.forward(hours=1)
    beside = await handle(county, permit, "department_clerk")
    await handle(county, permit, "department_clerk", Stage.ACCEPT)  # nothing is decided yet
    county.clock.forward(hours=1)
    fined = await handle(county, penalty, BUREAU)
    assert await due(county, COUNTY) == [(beside, Recipient.BUREAU), *((fined, to) for to in COPIED)]

    own = (await bureau(county)).body
    assert own
    with pytest.raises(NotLawful) as refused:
        await send(county, COPY, Recipient.DEVOLVER, "department_clerk", case=beside)
    assert refused.value.rules == ("R133",)
    await send(county, COPY, Recipient.BUREAU, "department_clerk", case=early)  # what is not due may be sent
    copy = await seen(county, await send(county, COPY, Recipient.BUREAU, "department_clerk", case=beside))
    assert copy
    assert copy.addressee == Key(*own)
    with pytest.raises(NotAllowed):
        await send(county, COPY, Recipient.POLICE, "department_clerk", case=fined)
    told = await seen(county, await send(county, COPY, Recipient.DEVOLVER, BUREAU, case=fined))
    assert told
    assert told.addressee == penalty.department
    await send(county, COPY, Recipient.INSPECTORATE, BUREAU, case=fined)
    with pytest.raises(Invalid, match="not POLICE"):
        await send(county, COPY, Recipient.POLICE, BUREAU, case=fined, body=GUANSHENG)
    await send(county, COPY, Recipient.POLICE, BUREAU, case=fined, body=permit.department)
    assert await due(county, COUNTY) == [(fined, Recipient.PROCURATORATE)]
    await send(county, COPY, Recipient.PROCURATORATE, BUREAU, case=fined)
    assert await due(county, COUNTY) == []
    with pytest.raises(Invalid, match="FILED"):
        await answer(county, told.key, AnswerKind.REPLY)
    await answer(county, told.key, AnswerKind.FILED)
    await county.recall(transfer)
    county.clock.forward(hours=1)
    await handle(county, permit, "department_clerk")
    assert await due(county, COUNTY) == []  # the bureau has nothing of the department's any more


@pytest.mark.rule("R133", "R207")
async def test_who_carries_the_department_on_owes_the_copies(county: County) -> None:
    penalty, other = await county.enter_item(PowerKind.PENALTY), await county.item()
    await concentrate(county, penalty)
    new = await enter_department(county, "区交通和公路局")
    county.clock.forward(hours=1)
    await succeed(county, SuccessionKind.MERGE, [other.department, await enter_department(county, "区公路局")], [new])
    county.clock.forward(hours=1)
    beside = await handle(county, other, "department_clerk")
    assert (await due(county, COUNTY)) == (await due(county, PREFECTURE)) == [(beside, Recipient.BUREAU)]
    copy = await seen(county, await send(county, COPY, Recipient.BUREAU, "department_clerk", case=beside))
    assert copy
    assert copy.sender == new
    fined = await handle(county, penalty, BUREAU)
    told = await seen(county, await send(county, COPY, Recipient.DEVOLVER, BUREAU, case=fined))
    assert told
    assert told.addressee == new


@one_dialect
@pytest.mark.rule("R139")
async def test_a_receiver_reports_its_problems_and_the_devolver_replies(county: County) -> None:
    item = await county.item()
    transfer = (await county.publish(item, "accept")).key
    for account in ("department_clerk", "other_township_clerk"):
        with pytest.raises(NotAllowed):
            await send(county, PROBLEM, Recipient.DEVOLVER, account, transfer=transfer)
    key = await send(county, PROBLEM, Recipient.DEVOLVER, transfer=transfer, text="无执法人员持证")
    assert await listed(county, county=COUNTY, awaiting=True) == await listed(county, transfer=transfer) == [key]
    ref = Ref("Notice", key)
    for account, allowed in (("department_clerk", True), ("township_clerk", False), ("supervisor", False)):
        verdict = await decisions.may(county.store, await county.actor(account), "notice:answer", ref)
        assert verdict.allowed is allowed
    with pytest.raises(NotAllowed) as refused:
        await answer(county, key, AnswerKind.REPLY, "township_clerk")
    assert refused.value.rules == ("R139",)
    await answer(county, key, AnswerKind.REPLY, text="下月组织培训")
    notice = await seen(county, key, "township_clerk")
    assert notice
    assert notice.answer
    assert (notice.answer.text, notice.answer.body) == ("下月组织培训", item.department)
    assert await listed(county, county=COUNTY, awaiting=True) == []
    with pytest.raises(OutOfTurn, match="REPLY 答复"):
        await answer(county, key, AnswerKind.REPLY)
    given_up = await county.propose(await county.enter_item(PowerKind.OTHER, "另一项"))
    await county.step("withdraw", given_up)
    with pytest.raises(OutOfTurn):
        await send(county, PROBLEM, Recipient.DEVOLVER, transfer=given_up)
    assert not [one async for one in verify.problems(county.store)]


@one_dialect
@pytest.mark.rule("R115")
async def test_what_bears_the_townships_seal_is_filed_or_forwarded_and_not_gone_into_again(county: County) -> None:
    item = await county.enter_item(PowerKind.LICENSING)
    await county.publish(item, mode=TransferMode.EMPOWER, basis=(PROVINCE,))
    case = await handle(county, item, stage=Stage.ACCEPT)
    with pytest.raises(NotAllowed):
        await send(county, SEALED, Recipient.COMPETENT, "department_clerk", case=case)
    key = await send(county, SEALED, Recipient.COMPETENT, case=case, document="官盛镇审〔2026〕1号")
    assert await listed(county, kind=SEALED, county=COUNTY, awaiting=True) == [key]
    for kind in (AnswerKind.RETURNED, AnswerKind.REPLY):
        with pytest.raises(NotLawful, match="special seal") as refused:
            await answer(county, key, kind)
        assert (refused.value.rules, refused.value.holder) == (("R115",), GUANSHENG)
        assert "FILED 备案 or FORWARDED 转报" in (refused.value.remedy or "")
    await answer(county, key, AnswerKind.FORWARDED)
    assert await listed(county, case=case, awaiting=True) == []
    with pytest.raises(NotLawful, match="knows no UPPER"):
        await send(county, SEALED, Recipient.UPPER, case=case)  # somebody has to answer
    up = await send(county, SEALED, Recipient.UPPER, case=case, body=await city_department(county))
    await answer(county, up, AnswerKind.FILED, CITY_CLERK)
    counter = await county.enter_item(PowerKind.CONFIRMATION)
    await county.publish(counter, mode=TransferMode.AGENCY)
    taken_in = await handle(county, counter, stage=Stage.ACCEPT)
    with pytest.raises(NotAllowed):  # under AGENCY the department decides: the township's seal gives nothing
        await send(county, SEALED, Recipient.COMPETENT, case=taken_in)


@one_dialect
@pytest.mark.rule("R111", "R139")
async def test_a_notice_is_about_what_its_kind_is_about_and_says_something(county: County) -> None:
    transfer = (await county.publish(await county.item())).key
    case = await handle(county, await county.item())
    wrong: list[dict[str, Any]] = [
        {"kind": REPORT, "to": Recipient.COMPETENT},
        {"kind": REPORT, "to": Recipient.COMPETENT, "transfer": transfer},
        {"kind": REPORT, "to": Recipient.COMPETENT, "case": case, "transfer": transfer},
        {"kind": PROBLEM, "to": Recipient.DEVOLVER, "case": case},
        {"kind": REPORT, "to": Recipient.COMPETENT, "case": case, "text": " "},
        {"kind": REPORT, "to": Recipient.COMPETENT, "case": case, "url": "javascript:1"},
        {"kind": REPORT, "to": Recipient.COMPETENT, "case": case, "document": ""},
        {"kind": REPORT, "to": Recipient.COMPETENT, "case": case, "body": XIEXING},
    ]
    for one in wrong:
        with pytest.raises(Invalid):
            await send(county, **one)
    for target in (Ref("Case", case), Ref("Transfer", transfer)):
        for account, allowed in (("township_clerk", True), ("other_township_clerk", False), ("supervisor", False)):
            actor = await county.actor(account)
            assert (await decisions.may(county.store, actor, "notice:send", target)).allowed is allowed
    key = await send(county, REPORT, Recipient.COMPETENT, case=case)
    for stranger in (None, "other_county_clerk"):
        assert await seen(county, key, stranger) is None
        assert await listed(county, stranger, county=COUNTY) == []
    with pytest.raises(NotFound):
        await answer(county, key, AnswerKind.REPLY, "other_county_clerk")
