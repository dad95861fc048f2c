"""Who answers for an act in review and in court: the body in whose name it was done."""

from typing import Any

import pytest

from register.modes import liability
from register.powers.answers import rule_on
from register.records import Body
from register.words import Stage, TransferMode, Validity
from tests.builders import BUREAU, COUNTY, OUTPOST, TOWN, TRANSPORT, WATER, a_basis, a_question, a_transfer

BODIES = {body.key: body for body in (TRANSPORT, WATER, BUREAU, OUTPOST, TOWN)}
GRANT = a_transfer()
WITHIN = a_transfer(mode=TransferMode.INTERNAL, outpost=OUTPOST.key)
ALL_OVER = (a_transfer(mode=TransferMode.CONCENTRATE, receiver=BUREAU),)


@pytest.mark.rule("R143", "R142")
@pytest.mark.parametrize(
    ("mode", "transfer", "respondent"),
    [
        (TransferMode.ENTRUST, {}, TRANSPORT),
        (TransferMode.RESTORE, {}, TOWN),
        (TransferMode.EMPOWER, {}, TOWN),
        (TransferMode.AUTHORIZE, {"basis": (a_basis(),)}, TOWN),
        (TransferMode.AUTHORIZE, {"basis": ()}, TRANSPORT),
    ],
)
def test_a_valid_act_of_the_town_is_answered_for_in_the_name_it_was_done_in(
    mode: TransferMode, transfer: dict[str, Any], respondent: Body
) -> None:
    ask = a_question(a_transfer(mode=mode, **transfer))
    ruling = rule_on(ask, TOWN, BODIES, {COUNTY: "广安区"})
    assert ruling.validity is Validity.VALID
    assert ruling.respondent == respondent.key
    assert ruling.review_body == "广安区人民政府"
    assert {"R142", "R143"} <= set(ruling.rules)


@pytest.mark.rule("R19", "R143")
def test_the_department_answers_for_what_its_outpost_does() -> None:
    ruling = rule_on(a_question(WITHIN, stage=Stage.INVESTIGATE), OUTPOST, BODIES, {COUNTY: "广安区"})
    assert (ruling.validity, ruling.respondent) == (Validity.VALID, TRANSPORT.key)
    assert liability(WITHIN) == (TRANSPORT.key, TRANSPORT.key)


@pytest.mark.rule("R20", "R143")
def test_the_bureau_answers_for_what_is_concentrated_in_it() -> None:
    ruling = rule_on(a_question(*ALL_OVER), BUREAU, BODIES, {COUNTY: "广安区"})
    assert (ruling.validity, ruling.respondent) == (Validity.VALID, BUREAU.key)
    assert liability(ALL_OVER[0]) == (BUREAU.key, BUREAU.key)


@pytest.mark.rule("R143")
@pytest.mark.parametrize(("body", "rule"), [(TRANSPORT, "R26"), (WATER, "R36")])
def test_whoever_acts_against_the_law_answers_for_it_itself(body: Body, rule: str) -> None:
    ruling = rule_on(a_question(GRANT), body, BODIES, {COUNTY: "广安区"})
    assert (ruling.respondent, ruling.rules[0]) == (body.key, rule)


# --- what a grant means to those it was not given to
