"""From the facts of an exercise to the rule that stands against it: what the register works out, the statute judges."""

from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policies.facts import FACTS
from policies.guard import law
from register import rulings
from register.authority import Question, authority
from register.powers.answers import rule_on
from register.records import Body, Retained, Sanction, Transfer
from register.standing import standing
from register.words import Demand, PowerKind, SanctionKind, Stage, TransferMode, Validity
from tests.builders import (
    BUREAU,
    COUNTY,
    DAY,
    NOON,
    OTHER_TOWN,
    OUTPOST,
    TICK,
    TOWN,
    TRANSPORT,
    WATER,
    a_draft,
    a_question,
    a_recall,
    a_reversion,
    a_transfer,
    an_item,
)

BODIES = {body.key: body for body in (TRANSPORT, WATER, BUREAU, OUTPOST, TOWN, OTHER_TOWN)}
GRANT = a_transfer()
TO_BOTH = (GRANT, a_transfer(receiver=OTHER_TOWN))
CLOSING = Sanction(SanctionKind.CLOSURE)
KEEPS_CLOSURES = a_transfer(retained=(Retained(SanctionKind.CLOSURE),))
WITHIN = a_transfer(mode=TransferMode.INTERNAL, outpost=OUTPOST.key)
FOR_A_TERM = a_transfer(mode=TransferMode.ENTRUST, effective_to=NOON + DAY)
CHAIN = (
    a_transfer(mode=TransferMode.CONCENTRATE, receiver=BUREAU, begins=NOON - 9 * DAY),
    a_transfer(devolver=BUREAU),
)
RESERVED = a_transfer(reserves_stepping_in=True)
RESERVED_CHAIN = (CHAIN[0], a_transfer(devolver=BUREAU, reserves_stepping_in=True))
PARK = "511602401"
SELF_BUILT, MINES = "个人自建房屋", "矿山安全"
IN_PART = a_transfer(parts=(SELF_BUILT,))
BUT_MINES = a_transfer(except_parts=(MINES,))
SIDE_BY_SIDE = (IN_PART, a_transfer(mode=TransferMode.CONCENTRATE, receiver=BUREAU, parts=(MINES,)))
ALL_OVER = (a_transfer(mode=TransferMode.CONCENTRATE, receiver=BUREAU),)
DETAINING = Sanction(SanctionKind.DETENTION)


@dataclass
class Situation:
    """Somebody acts: what stands against it, and what the act is worth if it was a penalty."""

    sentence: str
    body: Body
    transfers: tuple[Transfer, ...]
    rule: str | None
    worth: Validity = Validity.VOIDABLE
    asked: dict[str, Any] = field(default_factory=dict)
    act: dict[str, Any] = field(default_factory=dict)

    @property
    def ask(self) -> Question:
        return replace(a_question(*self.transfers, **self.asked), **self.act)


VALID, VOID = Validity.VALID, Validity.VOID
FILED_BEFORE = {"filed_at": NOON - TICK, "filed_by": TRANSPORT.key}
THEIRS: dict[str, Any] = {"filed_at": NOON, "filed_by": TOWN.key}
REVERTED = {**THEIRS, "reversions": (a_reversion(at=NOON + DAY),)}
EARLIER = {**THEIRS, "reversions": (a_reversion(at=NOON + DAY + TICK),)}
REVERTED_TWICE = {**THEIRS, "reversions": (a_reversion(), a_reversion(body=BUREAU))}
TAKING_IN = {"stage": Stage.ACCEPT}
REASONED: dict[str, Any] = {"reasoned": True}
FILING, CONSENT, STAMP = ({"demand": one} for one in Demand)
ELSEWHERE = {"place": OTHER_TOWN.place}
IN_BOTH = {"also_at": (OTHER_TOWN.place,), "filed_at": NOON}
SITUATIONS = [
    # R26, and what it is not
    Situation("the department acts after the transfer", TRANSPORT, (GRANT,), "R26", VOID),
    Situation("the department acts at the very moment of effect", TRANSPORT, (GRANT,), "R26", VOID, {"at": NOON}),
    Situation("the department acts just before it", TRANSPORT, (GRANT,), None, VALID, {"at": NOON - TICK}),
    Situation("the department acts elsewhere", TRANSPORT, (GRANT,), None, VALID, {"place": OTHER_TOWN.place}),
    Situation("the department inspects", TRANSPORT, (GRANT,), None, VALID, {"stage": Stage.SUPERVISE}),
    Situation("the department decides what it kept", TRANSPORT, (a_transfer(stages=(Stage.ACCEPT,)),), None, VALID),
    Situation("the town acts after the transfer", TOWN, (GRANT,), None, VALID),
    Situation("the first link of a chain acts", TRANSPORT, CHAIN, "R32", VOID),
    Situation("the middle link of a chain acts", BUREAU, CHAIN, "R26", VOID),
    Situation(
        "the first link takes a case filed while the middle one held the power",
        TRANSPORT,
        CHAIN,
        "R32",
        VOID,
        {"filed_at": NOON - TICK, "filed_by": BUREAU.key},
    ),
    Situation("the department acts in a case filed after", TRANSPORT, (GRANT,), "R26", VOID, {"filed_at": NOON}),
    # R29
    Situation("the department finishes its open case", TRANSPORT, (GRANT,), None, VALID, FILED_BEFORE),
    Situation("the town takes the department's open case", TOWN, (GRANT,), "R29", asked=FILED_BEFORE),
    # R31
    Situation("the department closes a plant", TRANSPORT, (KEEPS_CLOSURES,), None, VALID, {"sanctions": (CLOSING,)}),
    Situation("the town closes a plant", TOWN, (KEEPS_CLOSURES,), "R31", asked={"sanctions": (CLOSING,)}),
    Situation("the department warns a plant", TRANSPORT, (KEEPS_CLOSURES,), "R26", VOID),
    # R28
    Situation("the department takes a case back that the town left lying", TRANSPORT, (GRANT,), None, VALID, REVERTED),
    Situation("the department takes it before that was found", TRANSPORT, (GRANT,), "R26", VOID, EARLIER),
    Situation("the town goes on with the case it lost", TOWN, (GRANT,), "R28", asked=REVERTED),
    Situation("the town went on with it before", TOWN, (GRANT,), None, VALID, EARLIER),
    Situation("another department takes the case the town lost", WATER, (GRANT,), "R36", VOID, REVERTED),
    Situation("the middle link takes the case back", BUREAU, CHAIN, None, VALID, REVERTED),
    Situation("the first link takes the case back", TRANSPORT, CHAIN, "R32", VOID, REVERTED),
    Situation("the first link takes it back from both", TRANSPORT, CHAIN, None, VALID, REVERTED_TWICE),
    Situation("the middle link goes on with the case it lost, too", BUREAU, CHAIN, "R28", asked=REVERTED_TWICE),
    Situation("the bureau goes on with the case it lost", BUREAU, ALL_OVER, "R28", asked=REVERTED_TWICE),
    Situation("the department takes back what is concentrated", TRANSPORT, ALL_OVER, None, VALID, REVERTED_TWICE),
    Situation(
        "the town inspects in the case it lost", TOWN, (GRANT,), "R33", asked=REVERTED | {"stage": Stage.SUPERVISE}
    ),
    # R30
    Situation("the department steps in at its outpost", TRANSPORT, (WITHIN,), None, VALID, TAKING_IN, REASONED),
    Situation("it steps in without a reason", TRANSPORT, (WITHIN,), "R26", VOID, TAKING_IN),
    Situation("it steps in at a town", TRANSPORT, (GRANT,), "R26", VOID, {}, REASONED),
    Situation("it steps in at a town as the grant reserves", TRANSPORT, (RESERVED,), None, VALID, {}, REASONED),
    Situation("it does so without a reason", TRANSPORT, (RESERVED,), "R26", VOID),
    Situation("it does so before the grant", TRANSPORT, (RESERVED,), None, VALID, {"at": NOON - TICK}),
    Situation("the bureau steps in", BUREAU, RESERVED_CHAIN, None, VALID, {}, REASONED),
    Situation("the department steps in past the bureau", TRANSPORT, RESERVED_CHAIN, "R32", VOID, {}, REASONED),
    Situation("the town acts where stepping in is reserved", TOWN, (RESERVED,), None, VALID),
    Situation("another department steps in", WATER, (RESERVED,), "R36", VOID, {}, REASONED),
    # R27, R116, R117
    Situation("the department asks for a filing", TRANSPORT, (GRANT,), "R27", VOID, {}, FILING),
    Situation("the department asks for its consent", TRANSPORT, (GRANT,), "R27", VOID, {}, CONSENT),
    Situation("it asks for it with a reason", TRANSPORT, (GRANT,), "R27", VOID, {}, CONSENT | REASONED),
    Situation("it asks for it as supervision", TRANSPORT, (GRANT,), "R27", VOID, {"stage": Stage.SUPERVISE}, FILING),
    Situation("the department asks for its stamp", TRANSPORT, (GRANT,), "R117", VOID, {}, STAMP),
    Situation("it asks for its stamp in a special case", TRANSPORT, (GRANT,), None, VALID, {}, STAMP | REASONED),
    Situation("it gives a reason and asks for no stamp", TRANSPORT, (GRANT,), "R26", VOID, {}, REASONED),
    Situation("the first link asks for its stamp", TRANSPORT, CHAIN, "R117", VOID, {}, STAMP),
    Situation("it asks for a filing in its open case", TRANSPORT, (GRANT,), None, VALID, FILED_BEFORE, FILING),
    Situation("it asks for a filing in a case that came back", TRANSPORT, (GRANT,), None, VALID, REVERTED, FILING),
    Situation("it asks for a filing where nothing moved", TRANSPORT, (), None, VALID, {}, FILING),
    Situation("it asks for a filing elsewhere", TRANSPORT, (GRANT,), None, VALID, ELSEWHERE, FILING),
    Situation("the town asks for a filing", TOWN, (GRANT,), None, VALID, {}, FILING),
    Situation("another department asks for its stamp", WATER, (GRANT,), "R36", VOID, {}, STAMP | REASONED),
    Situation("it asks its outpost for a filing", TRANSPORT, (WITHIN,), "R27", VOID, {}, FILING),
    Situation("it asks so as it steps in", TRANSPORT, (WITHIN,), None, VALID, TAKING_IN, FILING | REASONED),
    # R33
    Situation("the town supervises", TOWN, (GRANT,), "R33", asked={"stage": Stage.SUPERVISE}),
    Situation("another department supervises", WATER, (GRANT,), "R33", asked={"stage": Stage.SUPERVISE}),
    # what is concentrated
    Situation("the department acts after the concentration", TRANSPORT, ALL_OVER, "R32", VOID),
    Situation("it acts in another town of the county", TRANSPORT, ALL_OVER, "R32", VOID, ELSEWHERE),
    Situation("it acts in the town where its office stands", TRANSPORT, ALL_OVER, "R32", VOID, {"place": COUNTY}),
    Situation("the bureau acts", BUREAU, ALL_OVER, None, VALID),
    Situation("the bureau acts in another town", BUREAU, ALL_OVER, None, VALID, ELSEWHERE),
    Situation("the bureau acts too early", BUREAU, ALL_OVER, "R92", VOID, {"at": NOON - TICK}),
    Situation("the bureau acts in another county", BUREAU, ALL_OVER, "R110", asked={"place": "511603101"}),
    Situation("the town acts on what is concentrated", TOWN, ALL_OVER, "R34", VOID),
    Situation("the department finishes its open case beside", TRANSPORT, ALL_OVER, None, VALID, FILED_BEFORE),
    Situation("the bureau takes the department's open case", BUREAU, ALL_OVER, "R29", asked=FILED_BEFORE),
    Situation("the department supervises still", TRANSPORT, ALL_OVER, None, VALID, {"stage": Stage.SUPERVISE}),
    Situation("the bureau supervises", BUREAU, ALL_OVER, "R33", asked={"stage": Stage.SUPERVISE}),
    Situation("the bureau detains", BUREAU, ALL_OVER, "R12", VOID, {"sanctions": (DETAINING,)}),
    Situation("the department detains", TRANSPORT, ALL_OVER, None, VALID, {"sanctions": (DETAINING,)}),
    # outposts
    Situation("the outpost takes the case in", OUTPOST, (WITHIN,), None, VALID, {"stage": Stage.ACCEPT}),
    Situation("the outpost decides", OUTPOST, (WITHIN,), "R35"),
    Situation(
        "the outpost detains in a case filed before",
        OUTPOST,
        (WITHIN,),
        "R12",
        VOID,
        {**FILED_BEFORE, "sanctions": (DETAINING,), "stage": Stage.ACCEPT},
    ),
    Situation("the outpost acts in the next town", OUTPOST, (WITHIN,), "R110", asked={"place": OTHER_TOWN.place}),
    Situation("the department decides what its outpost took in", TRANSPORT, (WITHIN,), None, VALID),
    Situation("the department does its outpost's part", TRANSPORT, (WITHIN,), "R26", VOID, {"stage": Stage.ACCEPT}),
    Situation("the town does the outpost's part", TOWN, (WITHIN,), "R34", VOID, {"stage": Stage.ACCEPT}),
    # stages
    Situation("an agent decides a penalty", TOWN, (a_transfer(mode=TransferMode.AGENCY),), "R7"),
    Situation(
        "an agent decides an application",
        TOWN,
        (a_transfer(mode=TransferMode.AGENCY, kind=PowerKind.OTHER),),
        "R5",
        asked={"kind": PowerKind.OTHER},
    ),
    Situation("the town decides with a grant to accept", TOWN, (a_transfer(stages=(Stage.ACCEPT,)),), "R35"),
    # parts
    Situation("the town acts in its part", TOWN, (IN_PART,), None, VALID, {"parts": (SELF_BUILT,)}),
    Situation("the department acts in the town's part", TRANSPORT, (IN_PART,), "R26", VOID, {"parts": (SELF_BUILT,)}),
    Situation("the department acts in the remainder", TRANSPORT, (IN_PART,), None, VALID, {"parts": ()}),
    Situation("the town acts in the remainder", TOWN, (IN_PART,), "R206", asked={"parts": ()}),
    Situation("the town acts in what was left out", TOWN, (BUT_MINES,), "R206", asked={"parts": (MINES,)}),
    Situation("the department acts in what it left out", TRANSPORT, (BUT_MINES,), None, VALID, {"parts": (MINES,)}),
    Situation("the department acts in the rest", TRANSPORT, (BUT_MINES,), "R26", VOID, {"parts": ()}),
    Situation("the bureau acts in the town's part", BUREAU, SIDE_BY_SIDE, "R206", asked={"parts": (SELF_BUILT,)}),
    Situation(
        "an agent acts in another part",
        TOWN,
        (a_transfer(mode=TransferMode.AGENCY, parts=(SELF_BUILT,)),),
        "R206",
        asked={"stage": Stage.INVESTIGATE, "parts": (MINES,)},
    ),
    Situation(
        "the department adds a part it kept to one it handed over",
        TRANSPORT,
        (IN_PART,),
        "R26",
        VOID,
        {"parts": (SELF_BUILT, MINES)},
    ),
    # time
    Situation("the town acts after its term", TOWN, (FOR_A_TERM,), "R210", asked={"at": NOON + DAY}),
    Situation("the town acts in the last instant", TOWN, (FOR_A_TERM,), None, VALID, {"at": NOON + DAY - TICK}),
    Situation("the department acts in the term", TRANSPORT, (FOR_A_TERM,), "R26", VOID, {"at": NOON}),
    Situation("the department acts after it", TRANSPORT, (FOR_A_TERM,), None, VALID, {"at": NOON + DAY}),
    Situation("the town acts too early", TOWN, (GRANT,), "R92", VOID, {"at": NOON - TICK}),
    Situation("the town acts on a draft", TOWN, (a_draft(),), "R92", VOID),
    Situation("the town acts on what it declined", TOWN, (a_draft(declined_at=NOON),), "R34", VOID),
    Situation("the town acts on what was withdrawn", TOWN, (a_draft(withdrawn_at=NOON),), "R34", VOID),
    # nothing at all
    Situation("the town acts without a grant", TOWN, (), "R34", VOID),
    Situation("another department acts", WATER, (), "R36", VOID),
    Situation("the item is off the list", TRANSPORT, (), "R36", VOID, {"item": an_item(retired=True)}),
    Situation("the item was never published", TOWN, (GRANT,), "R36", VOID, {"item": an_item(published=False)}),
    # places
    Situation("the town acts in the next town", TOWN, TO_BOTH, "R110", asked={"place": OTHER_TOWN.place}),
    Situation("the town acts in its part", OTHER_TOWN, TO_BOTH, None, VALID, {"also_at": (OTHER_TOWN.place,)}),
    Situation("the first to file acts", TOWN, TO_BOTH, None, VALID, {**IN_BOTH, "filed_by": TOWN.key}),
    Situation("the second acts", OTHER_TOWN, TO_BOTH, "R208", asked={**IN_BOTH, "filed_by": TOWN.key}),
    Situation("a town filed before", TRANSPORT, (GRANT,), "R208", asked={**IN_BOTH, "filed_by": TOWN.key}),
    Situation(
        "a town filed before, told the other way round",
        TRANSPORT,
        (GRANT,),
        "R208",
        asked={"place": OTHER_TOWN.place, "also_at": (TOWN.place,), "filed_at": NOON, "filed_by": TOWN.key},
    ),
    Situation("the department handed over both", TRANSPORT, TO_BOTH, "R26", VOID, {**IN_BOTH, "filed_by": TOWN.key}),
]


@pytest.mark.rule("R5", "R7", "R12", "R26", "R27", "R28", "R29", "R30", "R116", "R117")
@pytest.mark.rule("R31", "R32", "R33", "R34", "R35", "R36", "R92", "R110", "R202", "R206", "R208", "R210")
@pytest.mark.parametrize("situation", SITUATIONS, ids=lambda situation: situation.sentence)
def test_the_facts_lead_to_the_rule_that_stands_against_the_act(situation: Situation) -> None:
    line = law("power:exercise", standing(situation.ask, situation.body))
    assert (line.rule if line else None) == situation.rule


@pytest.mark.rule("R26", "R32", "R34", "R36", "R92", "R110", "R210")
@pytest.mark.parametrize("situation", SITUATIONS, ids=lambda situation: situation.sentence)
def test_the_rule_says_what_the_act_is_worth(situation: Situation) -> None:
    worth = rulings.validity(situation.rule, situation.ask.item.kind) if situation.rule else Validity.VALID
    assert worth is situation.worth
    ruling = rule_on(situation.ask, situation.body, BODIES, {COUNTY: "广安区"})
    assert ruling.validity is situation.worth
    assert ruling.holder == authority(situation.ask).holder


@pytest.mark.rule("R26", "R32")
@pytest.mark.parametrize("transfer", [GRANT, *ALL_OVER])
def test_a_permit_given_after_the_transfer_is_voidable(transfer: Transfer) -> None:
    ask = a_question(transfer, kind=PowerKind.LICENSING)
    assert rule_on(ask, TRANSPORT, BODIES, {COUNTY: "广安区"}).validity is Validity.VOIDABLE


@pytest.mark.rule("R27", "R116", "R117")
@pytest.mark.parametrize("demand", Demand)
def test_a_permit_that_the_department_asks_to_pass_through_its_hands_is_voidable(demand: Demand) -> None:
    ask = replace(a_question(a_transfer(kind=PowerKind.LICENSING), kind=PowerKind.LICENSING), demand=demand)
    ruling = rule_on(ask, TRANSPORT, BODIES, {COUNTY: "广安区"})
    assert (ruling.validity, ruling.rules[0]) == (Validity.VOIDABLE, "R117" if demand is Demand.STAMP else "R27")
    special = rule_on(replace(ask, reasoned=True), TRANSPORT, BODIES, {COUNTY: "广安区"})
    assert (special.validity is Validity.VALID, special.rules[0]) == (
        (True, "R116") if demand is Demand.STAMP else (False, "R27")
    )


@pytest.mark.rule("R5", "R203")
@pytest.mark.parametrize("body", [TOWN, TRANSPORT])
def test_nothing_stands_against_either_counter_under_an_agency(body: Body) -> None:
    agency = a_transfer(mode=TransferMode.AGENCY, kind=PowerKind.OTHER)
    ask = a_question(agency, kind=PowerKind.OTHER, stage=Stage.ACCEPT)
    assert law("power:exercise", standing(ask, body)) is None


@pytest.mark.rule("R34", "R36")
@pytest.mark.parametrize(
    ("transfer", "asked"), [(KEEPS_CLOSURES, {"sanctions": (CLOSING,)}), (GRANT, FILED_BEFORE)], ids=["R31", "R29"]
)
@pytest.mark.parametrize(("body", "rule"), [(WATER, "R36"), (OUTPOST, "R36")])
def test_what_a_grant_leaves_with_the_county_is_no_grant_to_a_stranger(
    transfer: Transfer, asked: dict[str, Any], body: Body, rule: str
) -> None:
    found = law("power:exercise", standing(a_question(transfer, **asked), body))
    assert found is not None
    assert (found.rule, rulings.validity(found.rule, PowerKind.PENALTY)) == (rule, VOID)


@pytest.mark.rule("R209", "R210")
@pytest.mark.parametrize(("recalled_first", "rule"), [(True, "R210"), (False, "R209")])
def test_of_two_grants_that_are_over_the_last_one_says_what_it_is_to_go_on(recalled_first: bool, rule: str) -> None:
    recalled = replace(GRANT, recall=a_recall(ends=NOON + (1 if recalled_first else 5) * DAY))
    for_a_term = replace(FOR_A_TERM, effective_to=NOON + 3 * DAY)
    found = law("power:exercise", standing(a_question(recalled, for_a_term, at=NOON + 9 * DAY), TOWN))
    assert found is not None
    assert found.rule == rule


# --- whatever happens

PARTS: st.SearchStrategy[list[str]] = st.just([]) | st.lists(st.sampled_from([SELF_BUILT, MINES]), unique=True)
MOMENTS = st.sampled_from([NOON + n * DAY for n in range(-3, 4)])
PLACED = [{"also_places": (PARK,)}, {"except_places": (PARK,)}, {"serves": (OTHER_TOWN.place,)}]
AREAS = st.sampled_from([{}, *PLACED, {"retains_across": True}])
TRANSFERS = st.builds(
    lambda mode, receiver, begins, days, stages, parts, left_out, area, *, reserves: a_transfer(
        reserves_stepping_in=reserves,
        mode=mode,
        receiver=receiver,
        begins=begins,
        published_at=begins - DAY,
        effective_to=begins + days * DAY if days else None,
        stages=tuple(stages),
        parts=tuple(parts),
        except_parts=tuple(name for name in left_out if name not in parts),
        **area,
    ),
    st.sampled_from(TransferMode),
    st.sampled_from([TOWN, OTHER_TOWN, BUREAU]),
    MOMENTS,
    st.integers(0, 3),
    st.lists(st.sampled_from([stage for stage in Stage if stage is not Stage.SUPERVISE]), unique=True),
    PARTS,
    PARTS,
    AREAS,
    reserves=st.booleans(),
)


REVERSIONS = st.builds(
    lambda body, at: a_reversion(body=body, at=at), st.sampled_from([TOWN, OTHER_TOWN, BUREAU]), MOMENTS
)


@st.composite
def questions(draw: st.DrawFn) -> Question:
    """A matter in one place or two, with whatever has been handed over there."""
    filed_at: datetime | None = draw(st.none() | MOMENTS)
    ask = a_question(
        *draw(st.lists(TRANSFERS, max_size=3, unique_by=lambda one: one.key)),
        stage=draw(st.sampled_from(Stage)),
        at=draw(MOMENTS),
        also_at=draw(st.sampled_from([(), (OTHER_TOWN.place,), (PARK,)])),
        filed_at=filed_at,
        filed_by=draw(st.sampled_from([TOWN, OTHER_TOWN, TRANSPORT, BUREAU])).key if filed_at else None,
        reversions=tuple(draw(st.lists(REVERSIONS, max_size=2))) if filed_at else (),
        parts=draw(st.none() | PARTS.map(tuple)),
    )
    return replace(ask, reasoned=draw(st.booleans()), item=an_item(published=draw(st.booleans() | st.just(value=True))))


@pytest.mark.rule("R36")
@given(ask=questions(), body=st.sampled_from([TRANSPORT, WATER, BUREAU, TOWN, OTHER_TOWN]))
def test_the_law_lets_exactly_those_act_whom_authority_admits(ask: Question, body: Body) -> None:
    facts = standing(ask, body)
    found = authority(ask)
    admitted = found.admits(body.key) and (ask.reasoned or body.key not in found.stepping_in)
    assert (law("power:exercise", facts) is None) == admitted
    assert facts <= FACTS.keys()


@pytest.mark.rule("R26")
@given(ask=questions())
def test_nobody_is_barred_and_admitted_at_once(ask: Question) -> None:
    found = authority(ask)
    assert not any(found.admits(key) for key in found.barred)
    assert found.holder not in found.also


@given(ask=questions(), data=st.data())
def test_the_answer_does_not_depend_on_the_order_in_which_transfers_are_read(
    ask: Question, data: st.DataObject
) -> None:
    shuffled = replace(ask, transfers=data.draw(st.permutations(ask.transfers)))
    assert authority(shuffled) == authority(ask)
