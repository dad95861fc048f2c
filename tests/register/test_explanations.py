"""What a ruling says in words."""

from dataclasses import replace

import pytest

from register.authority import Question, authority
from register.explanations import explain
from register.records import Body, Document
from register.words import Stage, TransferMode, Validity
from tests.builders import CITY, NOON, OTHER_TOWN, TOWN, TRANSPORT, a_basis, a_question, a_transfer, an_item

KNOWN = {one.key: one for one in (TRANSPORT, TOWN, OTHER_TOWN, CITY)}
OPINION = "This is the register's opinion, not a court's."


def said(ask: Question, body: Body, validity: Validity, rule: str = "") -> str:
    return explain(ask, authority(ask), body, KNOWN, validity, rule)


@pytest.mark.rule("R26")
def test_it_says_who_held_the_power_since_when_by_which_document_and_rule() -> None:
    deed = Document("政府文件", number="广区府发〔2026〕3号")
    ask = a_question(a_transfer(begins=NOON, documents=(Document("承接方案", number="1"), deed)))
    text = said(ask, TRANSPORT, Validity.VOID, "R26")
    assert text.startswith(
        "官盛镇 held 决定 of `对擅自占用公路的处罚` at `511602101` on 2026-06-02, "
        "since 2026-06-01 by 法定赋权 EMPOWER of 区交通运输局, document 广区府发〔2026〕3号. "
        "What 区交通运输局 did is 无效 VOID by R26 (000§19): "
    )
    assert "继续行使无效" in text
    assert text.endswith(OPINION)


def test_of_an_entrustment_it_names_the_deed_and_of_neither_what_it_rests_on() -> None:
    filed = Document("委托书", number="广司备〔2026〕7号")
    entrusted = a_transfer(mode=TransferMode.ENTRUST, documents=(filed,))
    assert "by 委托 ENTRUST of 区交通运输局, document 广司备〔2026〕7号" in said(
        a_question(entrusted), TOWN, Validity.VALID
    )
    bare = a_transfer(basis=(a_basis(),))
    assert "document 依据 一号" in said(a_question(bare), TOWN, Validity.VALID)
    assert "without a document on record" in said(a_question(replace(bare, basis=())), TOWN, Validity.VALID)


def test_what_was_never_handed_over_is_its_departments() -> None:
    text = said(a_question(), TRANSPORT, Validity.VALID)
    assert text.startswith("区交通运输局, whose item it is, held 决定 of `对擅自占用公路的处罚`")
    assert "What 区交通运输局 did is 有效 VALID (R36)." in text


def test_who_supervises_an_item_of_another_is_told() -> None:
    ask = a_question(item=an_item(competent=CITY.key), stage=Stage.SUPERVISE)
    assert said(ask, CITY, Validity.VALID).startswith("市交通运输局, who supervises it, held 监管 of")


@pytest.mark.rule("R36")
def test_it_says_so_when_nobody_held_the_power() -> None:
    text = said(a_question(item=an_item(published=False)), TOWN, Validity.VOIDABLE, "R36")
    assert text.startswith("Nobody held 决定 of")
    assert "可撤销 VOIDABLE by R36" in text
