"""What the law asks of a transfer: which mode carries which power, on what basis, to whom, and with which stages."""

from dataclasses import replace

import pytest

from register import rules
from register.records import Body, Key, ReceiverRequest
from register.refusals import NotLawful
from register.rules import Terms
from register.words import BasisLevel, PowerKind, Stage, TownshipKind, TransferMode
from tests.builders import BUREAU, CITY, OTHER_TOWN, OUTPOST, TOWN, TRANSPORT, WATER, a_basis, a_town, an_item, terms

# Which mode carries which kind of power on which basis: `+`, or the rule that stands against it.
# law: 法律, regulation: 行政法规, local: 地方性法规, rule: 规章, decision: 省级决定, document: 政府文件
ADMISSIBLE = """
                          law   regulation  local  rule  decision  document
RESTORE      LICENSING    +     +           +      R1    R1        R1
RESTORE      PENALTY      +     +           +      R1    R1        R1
RESTORE      COERCION     +     +           +      R1    R1        R1
RESTORE      any other    +     +           +      +     +         R1
ENTRUST      LICENSING    +     +           +      +     R2        R2
ENTRUST      PENALTY      +     +           +      +     R2        R2
ENTRUST      COERCION     R2    R2          R2     R2    R2        R2
ENTRUST      any other    +     +           +      +     +         +
AUTHORIZE    LICENSING    R3    R3          R3     R3    R3        R3
AUTHORIZE    PENALTY      R3    R3          R3     R3    R3        R3
AUTHORIZE    COERCION     R3    R3          R3     R3    R3        R3
AUTHORIZE    any other    +     +           +      +     +         +
INTERNAL     LICENSING    +     +           +      +     +         +
INTERNAL     PENALTY      +     +           +      +     +         +
INTERNAL     COERCION     +     +           +      +     +         +
INTERNAL     any other    +     +           +      +     +         +
AGENCY       LICENSING    +     +           +      +     +         +
AGENCY       PENALTY      +     +           +      +     +         +
AGENCY       COERCION     R5    R5          R5     R5    R5        R5
AGENCY       any other    +     +           +      +     +         +
EMPOWER      LICENSING    R8    R8          R8     R8    +         R8
EMPOWER      PENALTY      R8    R8          R8     R8    +         R8
EMPOWER      COERCION     R8    R8          R8     R8    +         R8
EMPOWER      any other    R8    R8          R8     R8    +         R8
CONCENTRATE  LICENSING    R16   R16         R16    R16   +         R16
CONCENTRATE  PENALTY      R16   R16         R16    R16   +         R16
CONCENTRATE  COERCION     R16   R16         R16    R16   +         R16
CONCENTRATE  any other    R16   R16         R16    R16   +         R16
"""
ENFORCEMENT = (PowerKind.LICENSING, PowerKind.PENALTY, PowerKind.COERCION)
OTHERS = tuple(kind for kind in PowerKind if kind not in ENFORCEMENT)


def cells() -> list[tuple[TransferMode, PowerKind, BasisLevel, str | None]]:
    """The table above, with `any other` spelt out."""
    return [
        (TransferMode(mode), kind, level, None if cell == "+" else cell)
        for mode, named, *row in (line.replace("any other", "OTHERS").split() for line in ADMISSIBLE.splitlines()[2:])
        for kind in (OTHERS if named == "OTHERS" else (PowerKind(named),))
        for level, cell in zip(BasisLevel, row, strict=True)
    ]


def refusal_of(given: Terms) -> NotLawful | None:
    try:
        rules.lawful(given)
    except NotLawful as refusal:
        return refusal
    return None


def rule_against(given: Terms) -> str | None:
    refusal = refusal_of(given)
    return refusal.rules[0] if refusal else None


# --- modes, kinds and bases


@pytest.mark.rule("R1", "R2", "R3", "R4", "R5", "R8", "R16")
@pytest.mark.parametrize(("mode", "kind", "level", "rule"), cells())
def test_a_mode_carries_a_power_only_on_the_basis_the_law_names(
    mode: TransferMode, kind: PowerKind, level: BasisLevel, rule: str | None
) -> None:
    assert rule_against(terms(mode=mode, kind=kind, levels=(level,))) == rule


def test_the_table_above_leaves_no_mode_kind_or_basis_out() -> None:
    assert {cell[:3] for cell in cells()} == {(m, k, b) for m in TransferMode for k in PowerKind for b in BasisLevel}


@pytest.mark.rule("R10")
@pytest.mark.parametrize("mode", TransferMode)
def test_what_is_by_law_the_countys_goes_to_no_township_that_would_decide_it(mode: TransferMode) -> None:
    """Its procedure may be shortened: the town's counter, the department's outpost, another department."""
    stays = mode in (TransferMode.AGENCY, TransferMode.INTERNAL, TransferMode.CONCENTRATE)
    lawful = terms(mode=mode, kind=PowerKind.OTHER, levels=tuple(BasisLevel))
    assert rule_against(lawful) is None
    assert rule_against(replace(lawful, item=replace(lawful.item, county_or_above=True))) == (None if stays else "R10")


@pytest.mark.rule("R1")
@pytest.mark.parametrize("kind", PowerKind)
def test_nothing_is_restored_without_naming_the_upper_law(kind: PowerKind) -> None:
    assert rule_against(terms(mode=TransferMode.RESTORE, kind=kind, levels=())) == "R1"


@pytest.mark.rule("R1")
def test_one_sufficient_basis_among_several_is_enough() -> None:
    levels = (BasisLevel.GOVERNMENT_DOCUMENT, BasisLevel.LOCAL_REGULATION)
    assert rule_against(terms(mode=TransferMode.RESTORE, kind=PowerKind.PENALTY, levels=levels)) is None


@pytest.mark.rule("R55", "R210")
@pytest.mark.parametrize("kind", [PowerKind.PENALTY, PowerKind.OTHER])
def test_an_entrustment_without_a_term_is_refused(kind: PowerKind) -> None:
    refusal = refusal_of(terms(mode=TransferMode.ENTRUST, kind=kind, termed=False))
    assert refusal
    assert refusal.rules == ("R210", "R55")
    assert "effectiveTo" in (refusal.remedy or "")


@pytest.mark.parametrize("mode", [TransferMode.RESTORE, TransferMode.AUTHORIZE, TransferMode.AGENCY])
def test_other_modes_need_no_term(mode: TransferMode) -> None:
    assert rule_against(terms(mode=mode, termed=False)) is None


@pytest.mark.rule("R4")
@pytest.mark.parametrize(
    "outpost",
    [
        None,
        WATER,  # no outpost at all
        replace(OUTPOST, parent=WATER.key.id),
        replace(OUTPOST, place=OTHER_TOWN.place),
        replace(OUTPOST, key=Key("511603", "outpost")),
    ],
)
def test_an_internal_procedure_needs_the_devolvers_outpost_at_the_receivers_place(outpost: Body | None) -> None:
    refusal = refusal_of(terms(mode=TransferMode.INTERNAL, outpost=outpost))
    assert refusal
    assert refusal.rules == ("R4",)
    assert "outpost" in refusal.message


@pytest.mark.rule("R40")
@pytest.mark.parametrize("kind", [PowerKind.LICENSING, PowerKind.PENALTY])
def test_the_decision_is_not_handed_to_an_outpost(kind: PowerKind) -> None:
    assert rule_against(terms(mode=TransferMode.INTERNAL, kind=kind, stages=(Stage.DECIDE,))) == "R40"


# --- EMPOWER


@pytest.mark.rule("R8", "R16")
@pytest.mark.parametrize(("mode", "rule"), [(TransferMode.EMPOWER, "R8"), (TransferMode.CONCENTRATE, "R16")])
@pytest.mark.parametrize("missing", ["number", "date", "url"])
def test_the_decision_of_the_province_has_a_number_a_date_and_a_publication(
    mode: TransferMode, rule: str, missing: str
) -> None:
    decision = a_basis(level=BasisLevel.PROVINCIAL_DECISION, **{missing: None})
    assert rule_against(terms(mode=mode, basis=(decision,))) == rule


@pytest.mark.rule("R8")
def test_two_halves_of_a_decision_make_no_decision() -> None:
    halves = (
        a_basis(level=BasisLevel.PROVINCIAL_DECISION, url=None),
        a_basis(level=BasisLevel.PROVINCIAL_DECISION, number=None),
    )
    assert rule_against(terms(mode=TransferMode.EMPOWER, basis=halves)) == "R8"


@pytest.mark.rule("R8")
def test_a_basis_of_another_level_does_not_complete_the_decision() -> None:
    bases = (a_basis(level=BasisLevel.PROVINCIAL_DECISION, url=None), a_basis(level=BasisLevel.LAW))
    assert rule_against(terms(mode=TransferMode.EMPOWER, basis=bases)) == "R8"


@pytest.mark.rule("R8")
@pytest.mark.parametrize(
    ("name", "kind", "rule"),
    [
        ("官盛镇", TownshipKind.TOWN, None),
        ("彭家乡", TownshipKind.TOWNSHIP, None),
        ("北城街道", TownshipKind.SUBDISTRICT, None),
        ("城南经济开发区", TownshipKind.PARK, "R8"),
        ("国营农场", TownshipKind.OTHER, "R8"),
        ("龙凤街道", TownshipKind.OTHER, None),  # real ones with codes of 400 to 599
        ("新华街道办事处", TownshipKind.OTHER, None),
        ("城关街道筹备处", TownshipKind.OTHER, "R8"),
    ],
)
def test_the_province_empowers_governments_and_never_a_park(name: str, kind: TownshipKind, rule: str | None) -> None:
    receiver = a_town(name=name, kind=kind)
    given = terms(mode=TransferMode.EMPOWER, levels=(BasisLevel.PROVINCIAL_DECISION,), receiver=receiver)
    assert rule_against(given) == rule


@pytest.mark.rule("R16")
@pytest.mark.parametrize("mode", [TransferMode.RESTORE, TransferMode.ENTRUST, TransferMode.AUTHORIZE])
def test_a_park_may_receive_in_the_other_modes(mode: TransferMode) -> None:
    assert rule_against(terms(mode=mode, receiver=a_town(name="开发区", kind=TownshipKind.PARK))) is None


@pytest.mark.rule("R11")
@pytest.mark.parametrize("mode", [TransferMode.EMPOWER, TransferMode.CONCENTRATE])
def test_a_coercive_measure_goes_only_with_its_penalty(mode: TransferMode) -> None:
    decision = (BasisLevel.PROVINCIAL_DECISION,)
    alone = terms(mode=mode, kind=PowerKind.COERCION, levels=decision, penalty_goes_along=False)
    along = terms(mode=mode, kind=PowerKind.COERCION, levels=decision, penalty_goes_along=True)
    assert rule_against(alone) == "R11"
    assert rule_against(along) is None


@pytest.mark.rule("R11")
@pytest.mark.parametrize("kind", [kind for kind in PowerKind if kind is not PowerKind.COERCION])
def test_nothing_else_has_to_wait_for_a_penalty(kind: PowerKind) -> None:
    decision = (BasisLevel.PROVINCIAL_DECISION,)
    assert rule_against(terms(mode=TransferMode.EMPOWER, kind=kind, levels=decision, penalty_goes_along=False)) is None


# --- never


@pytest.mark.rule("R12")
@pytest.mark.parametrize("name", ["对扰乱秩序的行政拘留", "限制人身自由的处罚"])
@pytest.mark.parametrize("mode", TransferMode)
def test_detention_is_never_handed_down(mode: TransferMode, name: str) -> None:
    item = an_item(kind=PowerKind.PENALTY, name=name)
    levels = (BasisLevel.LAW, BasisLevel.PROVINCIAL_DECISION)
    assert rule_against(terms(mode=mode, kind=PowerKind.PENALTY, levels=levels, item=item)) == "R12"


@pytest.mark.rule("R16")
@pytest.mark.parametrize("mode", [mode for mode in TransferMode if mode is not TransferMode.CONCENTRATE])
def test_a_department_receives_nothing_that_is_handed_down(mode: TransferMode) -> None:
    assert rule_against(terms(mode=mode, receiver=BUREAU)) == "R16"


@pytest.mark.rule("R16")
@pytest.mark.parametrize(
    ("devolver", "receiver", "rule"),
    [
        (TRANSPORT, BUREAU, None),
        (CITY, BUREAU, None),  # from the city to its district
        (TRANSPORT, TOWN, "R16"),
        (TRANSPORT, TRANSPORT, "R16"),
        (TRANSPORT, OUTPOST, "R16"),
        (CITY, replace(CITY, key=Key("5116", "another")), "R16"),
        (BUREAU, CITY, "R16"),
        (TRANSPORT, replace(BUREAU, key=Key("511603", "bureau"), place="511603"), "R16"),
    ],
)
def test_powers_are_concentrated_in_another_department_of_the_county(
    devolver: Body, receiver: Body, rule: str | None
) -> None:
    levels = (BasisLevel.PROVINCIAL_DECISION,)
    given = terms(mode=TransferMode.CONCENTRATE, levels=levels, devolver=devolver, receiver=receiver)
    item = an_item(kind=PowerKind.OTHER, department=devolver.key)
    assert rule_against(replace(given, item=item)) == rule


@pytest.mark.rule("R71")
@pytest.mark.parametrize("mode", [mode for mode in TransferMode if mode is not TransferMode.CONCENTRATE])
def test_a_receiver_does_not_hand_a_power_on(mode: TransferMode) -> None:
    assert rule_against(terms(mode=mode, devolver=TOWN, receiver=OTHER_TOWN)) == "R71"


# --- stages


@pytest.mark.rule("R23", "R33")
@pytest.mark.parametrize(
    ("mode", "kind"),
    [
        (TransferMode.RESTORE, PowerKind.PENALTY),
        (TransferMode.ENTRUST, PowerKind.OTHER),
        (TransferMode.AUTHORIZE, PowerKind.OTHER),
        (TransferMode.AGENCY, PowerKind.PENALTY),
        (TransferMode.CONCENTRATE, PowerKind.PENALTY),
    ],
)
def test_supervision_is_not_handed_over(mode: TransferMode, kind: PowerKind) -> None:
    given = terms(mode=mode, kind=kind, levels=(BasisLevel.LAW, BasisLevel.PROVINCIAL_DECISION))
    assert rule_against(replace(given, stages=(*given.stages, Stage.SUPERVISE))) == "R23"


@pytest.mark.rule("R5", "R7")
@pytest.mark.parametrize(
    ("kind", "stage", "rule"),
    [
        (PowerKind.LICENSING, Stage.ACCEPT, None),
        (PowerKind.LICENSING, Stage.PRELIMINARY_REVIEW, None),
        (PowerKind.LICENSING, Stage.INVESTIGATE, "R5"),
        (PowerKind.LICENSING, Stage.DECIDE, "R5"),
        (PowerKind.OTHER, Stage.EXECUTE, "R5"),
        (PowerKind.PENALTY, Stage.INVESTIGATE, None),
        (PowerKind.PENALTY, Stage.ACCEPT, "R7"),
        (PowerKind.PENALTY, Stage.DECIDE, "R7"),
    ],
)
def test_an_agent_gets_the_first_steps_and_never_the_decision(kind: PowerKind, stage: Stage, rule: str | None) -> None:
    assert rule_against(terms(mode=TransferMode.AGENCY, kind=kind, stages=(stage,))) == rule


def test_a_transfer_may_name_fewer_stages_than_its_mode_allows() -> None:
    assert rule_against(terms(mode=TransferMode.AUTHORIZE, stages=(Stage.ACCEPT,))) is None


# --- refusals


@pytest.mark.parametrize(
    "given",
    [
        terms(mode=TransferMode.CONCENTRATE, receiver=TOWN),
        terms(mode=TransferMode.RESTORE, levels=()),
        terms(mode=TransferMode.AUTHORIZE, kind=PowerKind.PENALTY),
        terms(mode=TransferMode.AGENCY, stages=(Stage.DECIDE,)),
        terms(mode=TransferMode.RESTORE, devolver=TOWN, receiver=OTHER_TOWN),
    ],
)
def test_a_refusal_names_who_holds_the_power_and_what_to_do(given: Terms) -> None:
    refusal = refusal_of(given)
    assert refusal
    assert refusal.holder in (TRANSPORT.key, TOWN.key)
    assert refusal.remedy


@pytest.mark.rule("R74")
@pytest.mark.parametrize(("needed", "able"), [(True, True), (True, False), (False, True), (False, False)])
def test_a_receiver_applies_for_what_it_needs_and_is_able_to_exercise(needed: bool, able: bool) -> None:
    asked = terms(mode=TransferMode.AUTHORIZE, request=ReceiverRequest(needed, able, "辖区企业多"))
    if needed and able:
        rules.lawful(asked)
        return
    with pytest.raises(NotLawful) as refused:
        rules.lawful(asked)
    assert refused.value.rules == ("R74",)
    assert ("迫切需要" in refused.value.message, "有效承接" in refused.value.message) == (not needed, not able)
