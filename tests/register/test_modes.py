"""What a mode hands over, in whose name it is exercised, and who answers for it."""

import pytest

from register import modes
from register.words import BasisLevel, PowerKind, Stage, TransferMode
from tests.builders import TOWN, TRANSPORT, a_basis, a_transfer

ACCEPT, REVIEW, INVESTIGATE, DECIDE, EXECUTE, SUPERVISE = Stage
ALL_BUT_SUPERVISION = (ACCEPT, REVIEW, INVESTIGATE, DECIDE, EXECUTE)
OUTRIGHT = [TransferMode.RESTORE, TransferMode.AUTHORIZE, TransferMode.EMPOWER, TransferMode.CONCENTRATE]
LAWS = {BasisLevel.LAW, BasisLevel.ADMINISTRATIVE_REGULATION, BasisLevel.LOCAL_REGULATION}


# --- stages


@pytest.mark.rule("R22", "R23", "R33", "R199")
@pytest.mark.parametrize("kind", PowerKind)
@pytest.mark.parametrize("mode", TransferMode)
def test_no_mode_hands_over_supervision(mode: TransferMode, kind: PowerKind) -> None:
    assert SUPERVISE not in modes.stages_of(mode, kind)


@pytest.mark.parametrize("kind", PowerKind)
@pytest.mark.parametrize("mode", [*OUTRIGHT, TransferMode.ENTRUST])
def test_these_modes_hand_over_every_stage_but_supervision(mode: TransferMode, kind: PowerKind) -> None:
    assert modes.stages_of(mode, kind) == ALL_BUT_SUPERVISION


@pytest.mark.rule("R40")
@pytest.mark.parametrize("kind", PowerKind)
def test_the_decision_stays_with_the_department_under_internal(kind: PowerKind) -> None:
    assert modes.stages_of(TransferMode.INTERNAL, kind) == (ACCEPT, REVIEW, INVESTIGATE, EXECUTE)


@pytest.mark.rule("R5", "R7")
@pytest.mark.parametrize("kind", PowerKind)
def test_an_agent_gathers_evidence_for_a_penalty_and_keeps_the_counter_for_the_rest(kind: PowerKind) -> None:
    handed = {PowerKind.PENALTY: (INVESTIGATE,), PowerKind.COERCION: ()}.get(kind, (ACCEPT, REVIEW))
    assert modes.stages_of(TransferMode.AGENCY, kind) == handed


@pytest.mark.rule("R5", "R203")
def test_only_the_counter_of_an_agent_is_shared_with_the_department() -> None:
    assert {(mode, stage) for mode in TransferMode for stage in Stage if modes.shared(mode, stage)} == {
        (TransferMode.AGENCY, ACCEPT),
        (TransferMode.AGENCY, REVIEW),
    }


@pytest.mark.parametrize(
    ("mode", "kind", "rules"),
    [
        (TransferMode.RESTORE, PowerKind.PENALTY, ("R1",)),
        (TransferMode.ENTRUST, PowerKind.PENALTY, ("R2",)),
        (TransferMode.AUTHORIZE, PowerKind.OTHER, ("R3",)),
        (TransferMode.INTERNAL, PowerKind.OTHER, ("R4", "R40")),
        (TransferMode.AGENCY, PowerKind.LICENSING, ("R5",)),
        (TransferMode.AGENCY, PowerKind.PENALTY, ("R7",)),
        (TransferMode.EMPOWER, PowerKind.PENALTY, ("R8", "R13")),
        (TransferMode.CONCENTRATE, PowerKind.PENALTY, ("R16",)),
    ],
)
def test_every_mode_names_the_rules_it_hands_over_by(
    mode: TransferMode, kind: PowerKind, rules: tuple[str, ...]
) -> None:
    assert modes.mode_rules(mode, kind) == rules


# --- liability


@pytest.mark.rule("R18")
def test_under_an_entrustment_the_devolver_answers_in_law_and_the_receiver_administratively() -> None:
    assert modes.liability(a_transfer(mode=TransferMode.ENTRUST)) == (TRANSPORT.key, TOWN.key)


@pytest.mark.rule("R19")
@pytest.mark.parametrize("mode", [TransferMode.AGENCY, TransferMode.INTERNAL])
def test_the_devolver_bears_all_liability_where_it_still_decides(mode: TransferMode) -> None:
    assert modes.liability(a_transfer(mode=mode)) == (TRANSPORT.key, TRANSPORT.key)


@pytest.mark.rule("R20")
@pytest.mark.parametrize("mode", OUTRIGHT)
def test_the_receiver_bears_all_liability_for_what_is_its_own(mode: TransferMode) -> None:
    assert modes.liability(a_transfer(mode=mode)) == (TOWN.key, TOWN.key)


# --- respondent


@pytest.mark.rule("R143")
@pytest.mark.parametrize("mode", TransferMode)
@pytest.mark.parametrize("level", BasisLevel)
def test_the_respondent_follows_the_name_in_which_the_act_was_done(mode: TransferMode, level: BasisLevel) -> None:
    in_devolvers_name = {TransferMode.ENTRUST, TransferMode.AGENCY, TransferMode.INTERNAL}
    taken_for_entrustment = mode is TransferMode.AUTHORIZE and level not in {*LAWS, BasisLevel.RULE}  # 解释20 III
    expected = TRANSPORT if mode in in_devolvers_name or taken_for_entrustment else TOWN
    assert modes.respondent(a_transfer(mode=mode, basis=(a_basis(level=level),))) == expected.key


@pytest.mark.rule("R143")
def test_an_authorisation_that_rests_on_nothing_makes_the_devolver_answer() -> None:
    assert modes.respondent(a_transfer(mode=TransferMode.AUTHORIZE, basis=())) == TRANSPORT.key


@pytest.mark.rule("R143")
def test_one_law_among_the_bases_is_enough_for_an_authorisation() -> None:
    basis = (a_basis(level=BasisLevel.GOVERNMENT_DOCUMENT), a_basis(level=BasisLevel.LAW))
    assert modes.respondent(a_transfer(mode=TransferMode.AUTHORIZE, basis=basis)) == TOWN.key
