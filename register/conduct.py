"""How an act is done, whoever holds the power: by certified officers (R146), reviewed if it weighs (R151). Pure."""

from register.clock import day_of
from register.question import Question
from register.records import Body, Certificate, Conduct
from register.words import PowerKind, SanctionKind, Stage

# 行政处罚法 42 and 55, 行政强制法 18: who gathers evidence, inspects or enforces shows a certificate, and is not alone.
_BY_OFFICERS = frozenset({Stage.INVESTIGATE, Stage.EXECUTE})
_ENFORCEMENT = frozenset({PowerKind.PENALTY, PowerKind.COERCION, PowerKind.INSPECTION})
TWO = 2
_REVIEWED = frozenset({PowerKind.LICENSING, PowerKind.PENALTY, PowerKind.COERCION})
# 行政处罚法 63: those that ask for a hearing whatever they amount to. From which amount on a fine or a confiscation
# does is each province's to say; an item whose decisions all need a review is marked (R152).
HEARD = frozenset(
    {
        SanctionKind.DOWNGRADE,
        SanctionKind.PERMIT_REVOCATION,
        SanctionKind.BUSINESS_SUSPENSION,
        SanctionKind.CLOSURE,
        SanctionKind.EXCLUSION,
    }
)
# The rules on how an act is done; whoever holds the power is refused by these alone.
RULES = frozenset({"R146", "R151"})


def standing(ask: Question, body: Body) -> frozenset[str]:
    """Work out the facts of how an act is done, by their names in the policies' vocabulary; none of what is unknown."""
    if ask.conduct is None:
        return frozenset()
    officers, reviewed = ask.conduct.officers, ask.conduct.reviewed
    facts = {
        "officers_required": officers is not None and by_officers(ask),
        "certified": not uncertified(ask, body),
        "two_officers": len(set(officers or ())) >= TWO,
        "major_decision": reviewed is not None and major(ask),
        "legally_reviewed": bool(reviewed),
    }
    return frozenset(name for name, holds in facts.items() if holds)


def by_officers(ask: Question) -> bool:
    """Tell whether the stage is one that certified officers do."""
    return ask.stage in _BY_OFFICERS and ask.item.kind in _ENFORCEMENT


def major(ask: Question) -> bool:
    """Tell whether it is a major decision 重大执法决定: by the list of them, or by a sanction in view."""
    heard = any(sanction.kind in HEARD for sanction in ask.matter.sanctions)
    decides = ask.stage is Stage.DECIDE and ask.item.kind in _REVIEWED
    return decides and (ask.item.decisions_reviewed or heard)


def uncertified(ask: Question, body: Body) -> tuple[str, ...]:
    """The officers, by the numbers they showed, who had no certificate of the body that was valid then."""
    if ask.conduct is None:
        return ()
    good = {one.number for one in ask.conduct.certificates if one.valid(ask.at) and one.serves(body)}
    return tuple(number for number in ask.conduct.officers or () if number not in good)


def lacking(rule: str, ask: Question, body: Body) -> str:
    """Tell in words what a rule on how an act is done stands against."""
    if rule == "R151":
        return "it is a major decision 重大执法决定 and has passed no review of its legality by another"
    conduct = ask.conduct or Conduct()
    known = {one.number: one for one in conduct.certificates}
    for number in uncertified(ask, body):
        return f"certificate `{number}` {_amiss(known.get(number), ask, body)}"
    named = len(set(conduct.officers or ()))
    return f"{'one officer is' if named else 'no officer is'} named, and two are wanted at least"


def remedy(rule: str, ask: Question, body: Body) -> str:
    """Say what to do about it."""
    if rule == "R151":
        first = "" if ask.matter.filed_at else "file the case first, "
        return f"{first}have its decision reviewed (case:review) by who did no stage of it, and decide once it passed"
    return (
        f"name two officers or more in `officers`, by the numbers of valid certificates of {body.name}; "
        "the legal office issues them (certificate:issue)"
    )


def _amiss(certificate: Certificate | None, ask: Question, body: Body) -> str:
    if certificate is None:
        return "was not on the register"
    whose = f"of {certificate.officer}"
    if not certificate.serves(body):
        return f"{whose} is not one of {body.name}"
    if certificate.revoked_at and certificate.revoked_at <= ask.at:
        return f"{whose} was revoked on {day_of(certificate.revoked_at)}"
    return f"{whose} is valid from {certificate.valid_from} to {certificate.valid_to}, and not on {day_of(ask.at)}"
