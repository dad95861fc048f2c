"""What each mode of handing down 下放方式 means: the stages it hands over, the acting name, who answers. Pure."""

from collections.abc import Sequence

from register.records import Basis, Key, Transfer
from register.words import BasisLevel, DutyList, PowerKind, Stage, TransferMode

ENFORCEMENT = frozenset({PowerKind.LICENSING, PowerKind.PENALTY, PowerKind.COERCION})
LAWS = frozenset({BasisLevel.LAW, BasisLevel.ADMINISTRATIVE_REGULATION, BasisLevel.LOCAL_REGULATION})
LAWS_AND_RULES = LAWS | {BasisLevel.RULE}

# Supervision stays with the competent department in every mode (R22, R23, R33, R199).
_ALL = tuple(stage for stage in Stage if stage is not Stage.SUPERVISE)
# Under AGENCY the receiver is an extension of the department's own counter (R5, R203) or gathers evidence (R7).
_COUNTER = (Stage.ACCEPT, Stage.PRELIMINARY_REVIEW)
# The modes under which the receiver acts in the devolver's name (R18, R19, R143).
IN_DEVOLVERS_NAME = frozenset({TransferMode.ENTRUST, TransferMode.AGENCY, TransferMode.INTERNAL})

# The modes that give the receiver something of its own to hand on (R71); none entrusts again what was entrusted to it,
# and what the province hands to a government stays with that (处罚法 20, 24).
HANDED_ON = frozenset({TransferMode.RESTORE, TransferMode.AUTHORIZE, TransferMode.CONCENTRATE})

# On which list of a township what it holds stands; CONCENTRATE goes to departments.
DUTIES = {
    DutyList.BASIC: frozenset(
        {TransferMode.RESTORE, TransferMode.ENTRUST, TransferMode.AUTHORIZE, TransferMode.EMPOWER}
    ),
    DutyList.ASSISTING: frozenset({TransferMode.AGENCY, TransferMode.INTERNAL}),
}


def stages_of(mode: TransferMode, kind: PowerKind) -> tuple[Stage, ...]:
    """The stages a mode hands over; empty where it hands over nothing of the kind (AGENCY of coercion)."""
    if mode is TransferMode.AGENCY:
        if kind is PowerKind.COERCION:
            return ()
        return (Stage.INVESTIGATE,) if kind is PowerKind.PENALTY else _COUNTER
    if mode is TransferMode.INTERNAL:
        return tuple(stage for stage in _ALL if stage is not Stage.DECIDE)  # R40: the decision stays
    return _ALL


def shared(mode: TransferMode, stage: Stage) -> bool:
    """Tell whether the devolver may still do a stage it handed over: its own counter stays open under AGENCY (R5)."""
    return mode is TransferMode.AGENCY and stage in _COUNTER


def steps_in(transfer: Transfer, kind: PowerKind) -> bool:
    """Tell whether the devolver may itself exercise, when necessary, the penalty it handed over (R30).

    It may where its own outpost handles the penalty (INTERNAL), or where the grant reserves it; it names its reason.
    """
    reserved = transfer.mode is TransferMode.INTERNAL or transfer.reserves_stepping_in
    return kind is PowerKind.PENALTY and reserved


def mode_rules(mode: TransferMode, kind: PowerKind) -> tuple[str, ...]:
    """The rules under which a mode hands a power over."""
    if mode is TransferMode.AGENCY:
        return ("R7",) if kind is PowerKind.PENALTY else ("R5",)
    return {
        TransferMode.RESTORE: ("R1",),
        TransferMode.ENTRUST: ("R2",),
        TransferMode.AUTHORIZE: ("R3",),
        TransferMode.INTERNAL: ("R4", "R40"),
        TransferMode.EMPOWER: ("R8", "R13"),
        TransferMode.CONCENTRATE: ("R16",),
    }[mode]


def rests_on_law(basis: Sequence[Basis]) -> bool:
    """Tell whether a law, a regulation or a rule stands behind a transfer, as 解释20 III asks of an authorisation."""
    return any(one.level in LAWS_AND_RULES for one in basis)


def liability(transfer: Transfer) -> tuple[Key, Key]:
    """Who bears legal and who administrative liability. Derived from the mode, never typed in (R18–R20)."""
    if transfer.mode is TransferMode.ENTRUST:
        return transfer.devolver, transfer.receiver
    if transfer.mode in IN_DEVOLVERS_NAME:
        return transfer.devolver, transfer.devolver
    return transfer.receiver, transfer.receiver


def respondent(transfer: Transfer) -> Key:
    """Who answers for an act of the receiver in review and in court (R143).

    An AUTHORIZE without a law, regulation or rule behind it may be treated as an entrustment (解释20 III).
    """
    if transfer.mode in IN_DEVOLVERS_NAME:
        return transfer.devolver
    if transfer.mode is TransferMode.AUTHORIZE and not rests_on_law(transfer.basis):
        return transfer.devolver
    return transfer.receiver
