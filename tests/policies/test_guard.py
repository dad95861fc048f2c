"""The guard: deny by default, deny overrides, nobody beyond their place, and the same answers under threads."""

from concurrent.futures import ThreadPoolExecutor

import casbin
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from policies.actions import HERE, Action
from policies.actor import ANONYMOUS, ANYONE, Actor, Role
from policies.facts import FACTS
from policies.guard import Domain, Guard, Verdict
from policies.lines import Line, defaults, statute
from policies.roles import KNOWN, ROLES

PROVINCE, CITY, COUNTY, TOWN, NEIGHBOUR = "51", "5116", "511602", "511602101", "511603"
NOTHING: frozenset[str] = frozenset()
ENTER = Action.ITEM_ENTER  # an action of which the statute says nothing


def an_actor(role: str = "registrar", place: str = COUNTY) -> Actor:
    return Actor("account", roles=(Role(role, place),))


def allow(role: str = "registrar", domain: str = COUNTY, action: str = ENTER, when: str = "") -> Line:
    return Line(role, domain, action, tuple(when.split()), "allow")


def deny(role: str = "registrar", domain: str = COUNTY, action: str = ENTER, when: str = "") -> Line:
    return Line(role, domain, action, tuple(when.split()), "deny", "R37")


def guard(*own: Line, revision: int = 1) -> Guard:
    domains = [code for code in (PROVINCE, CITY, COUNTY) if any(line.domain == code for line in own)]
    return Guard(Domain(code, revision, tuple(line for line in own if line.domain == code)) for code in domains)


def shipped() -> Guard:
    return Guard(Domain(code, 0, defaults(code)) for code in (PROVINCE, CITY, COUNTY))


# --- by default


@pytest.mark.rule("R37")
@pytest.mark.parametrize("action", Action)
def test_what_no_line_allows_is_refused(action: Action) -> None:
    verdict = guard().decide(an_actor("policy_admin", PROVINCE), COUNTY, action, NOTHING)
    assert not verdict.allowed
    assert verdict.lawful
    assert verdict.line is None
    against = [line.rule for line in statute() if line.action == action and line.effect == "deny" and line.met(NOTHING)]
    assert verdict.rules == (against[0] if against else "R37",)


@pytest.mark.parametrize("action", ["", "item:burn", "item:enter ", "ITEM:ENTER"])
@pytest.mark.parametrize("division", ["", COUNTY])
def test_an_empty_policy_allows_nothing_even_to_an_empty_request(action: str, division: str) -> None:
    assert not guard().decide(ANONYMOUS, division, action, NOTHING).allowed
    assert not guard(allow()).decide(ANONYMOUS, division, action, NOTHING).allowed


@pytest.mark.parametrize("own", [(allow(), deny()), (deny(), allow()), (allow(), deny(ANYONE), allow(ANYONE))])
def test_a_denial_overrides_every_permission_wherever_it_stands(own: tuple[Line, ...]) -> None:
    verdict = guard(*own).decide(an_actor(), COUNTY, ENTER, NOTHING)
    assert not verdict.allowed
    assert verdict.lawful
    assert verdict.line
    assert verdict.line.effect == "deny"
    assert verdict.rules == ("R37",)


def test_a_denial_above_the_county_holds_in_the_county() -> None:
    assert not guard(deny(domain=PROVINCE), allow()).decide(an_actor(), TOWN, ENTER, NOTHING).allowed


def test_a_denial_reached_through_one_role_stops_another_role_of_the_account() -> None:
    both = Actor("account", roles=(Role("registrar", COUNTY), Role("supervisor", COUNTY)))
    own = guard(allow(), deny("supervisor"))
    assert own.decide(an_actor(), COUNTY, ENTER, NOTHING).allowed
    assert not own.decide(both, COUNTY, ENTER, NOTHING).allowed


def test_a_line_written_twice_decides_as_if_written_once() -> None:
    assert guard(allow(), allow()).decide(an_actor(), COUNTY, ENTER, NOTHING).allowed
    assert not guard(allow(), deny(), deny()).decide(an_actor(), COUNTY, ENTER, NOTHING).allowed


@pytest.mark.parametrize("text", ["1 == 1) or (1 == 1", "True", "r.sub", "*", ".*", "anyone"])
@pytest.mark.parametrize("field", ["role", "action", "when"])
def test_a_line_that_tries_to_be_code_never_allows(field: str, text: str) -> None:
    given_ = {"role": "registrar", "action": str(ENTER), "when": "", field: text}
    own = guard(allow(**given_))
    for action in (*Action, text):
        stranger, facts = an_actor("supervisor"), frozenset(FACTS)
        if (field, text) != ("role", "anyone"):
            allowed_by_law = guard().decide(stranger, COUNTY, action, facts).allowed
            assert own.decide(stranger, COUNTY, action, facts).allowed == allowed_by_law


# --- places


@pytest.mark.parametrize(
    ("place", "division", "reached"),
    [
        (COUNTY, COUNTY, True),
        (COUNTY, TOWN, True),
        (CITY, TOWN, True),
        (PROVINCE, TOWN, True),
        (TOWN, TOWN, True),
        (TOWN, COUNTY, False),
        (TOWN, "511602102", False),
        (NEIGHBOUR, COUNTY, False),
        ("5115", COUNTY, False),
        ("50", COUNTY, False),
        (COUNTY, CITY, False),
    ],
)
def test_a_role_reaches_its_place_and_what_lies_below_it(place: str, division: str, *, reached: bool) -> None:
    own = guard(*(allow(domain=code) for code in (PROVINCE, CITY, COUNTY)))
    assert own.decide(an_actor(place=place), division, ENTER, NOTHING).allowed is reached


@pytest.mark.parametrize("division", [NEIGHBOUR, "511603101", CITY, PROVINCE, "52", ""])
def test_the_lines_of_a_county_say_nothing_of_other_places(division: str) -> None:
    everywhere = an_actor(place="")
    assert not guard(allow()).decide(everywhere, division, ENTER, NOTHING).allowed
    assert guard(allow(), allow(domain=PROVINCE), deny()).decide(
        everywhere, division, ENTER, NOTHING
    ).allowed is division.startswith(PROVINCE)


def test_a_decision_in_a_county_is_deaf_to_its_neighbour() -> None:
    here = Guard([Domain(COUNTY, 1, (allow(),))])
    there = Guard([Domain(NEIGHBOUR, 1, (deny(domain=NEIGHBOUR), deny(ANYONE, NEIGHBOUR)))])
    assert not there.decide(an_actor(place=PROVINCE), NEIGHBOUR, ENTER, NOTHING).allowed
    assert here.decide(an_actor(place=PROVINCE), COUNTY, ENTER, NOTHING).allowed


# --- verdicts


@pytest.mark.rule("R26")
def test_where_the_law_alone_stands_against_it_the_verdict_names_the_rule() -> None:
    facts = frozenset({"listed", "in_territory", "devolver_of_transferred"})
    verdict = shipped().decide(an_actor("department_clerk"), COUNTY, "power:exercise", facts)
    assert (verdict.allowed, verdict.lawful, verdict.rules) == (False, False, ("R26",))
    assert verdict.line in statute()
    assert verdict.because == ("devolver_of_transferred", "in_territory", "listed")


def test_whoever_lacks_the_role_is_told_the_rule_but_lacks_the_role_first() -> None:
    facts = frozenset({"listed", "in_territory", "devolver_of_transferred"})
    verdict = shipped().decide(an_actor("supervisor"), COUNTY, "power:exercise", facts)
    assert (verdict.allowed, verdict.lawful, verdict.line, verdict.rules) == (False, True, None, ("R26",))


def test_where_a_domain_denies_as_well_it_is_not_the_law_alone() -> None:
    clerk = allow("department_clerk", action="power:exercise")
    stop = deny("department_clerk", action="power:exercise")
    verdict = guard(clerk, stop).decide(an_actor("department_clerk"), COUNTY, "power:exercise", NOTHING)
    assert (verdict.allowed, verdict.lawful) == (False, True)


def test_a_permission_names_the_line_that_gave_it() -> None:
    verdict = shipped().decide(an_actor(), TOWN, ENTER, NOTHING)
    assert verdict.line == Line("registrar", COUNTY, "item:enter", (), "allow", "R98")
    assert verdict.rules == ("R98",)


def test_a_verdict_names_every_revision_it_was_made_under() -> None:
    path = Guard([Domain(PROVINCE, 7, (allow(domain=PROVINCE),)), Domain(COUNTY, 12, ())])
    law_, *own = path.decide(an_actor(), COUNTY, ENTER, NOTHING).revision.split()
    assert law_.startswith("statute@")
    assert own == ["51@7", "511602@12"]


# --- one guard, however it is made

FACTS_ = sorted(FACTS)
# Few enough for lines to meet: with and without permissions and denials by law, and with neither.
BUSY = [Action.ITEM_READ, Action.POWER_EXERCISE, Action.TRANSFER_READ, Action.TRANSFER_REVIEW, Action.CASE_CLOSE, ENTER]
LINES = st.builds(
    Line,
    st.sampled_from(sorted(KNOWN)),
    st.sampled_from([PROVINCE, CITY, COUNTY]),
    st.sampled_from(BUSY),
    st.lists(st.sampled_from([*FACTS_, *(f"!{name}" for name in FACTS_)]), max_size=2, unique=True).map(tuple),
    st.sampled_from(["allow", "allow", "deny"]),
)
ROLES_HELD = st.builds(Role, st.sampled_from(sorted(ROLES)), st.sampled_from([PROVINCE, CITY, COUNTY, TOWN, NEIGHBOUR]))
REQUESTS = st.tuples(
    st.builds(Actor, st.just("account"), roles=st.lists(ROLES_HELD, max_size=3).map(tuple)) | st.just(ANONYMOUS),
    st.sampled_from([PROVINCE, CITY, COUNTY, TOWN, NEIGHBOUR]),
    st.sampled_from(BUSY),
    st.frozensets(st.sampled_from(FACTS_)),
)


def plain_enforcer(lines: list[Line]) -> casbin.Enforcer:
    """One Casbin enforcer over all the lines of a path, as its manual says: nothing indexed, nothing parted."""
    enforcer = casbin.Enforcer(str(HERE / "model.conf"))
    for line in lines:
        enforcer.add_policy(line.role, line.domain, line.action, " ".join(line.when), line.effect, line.rule)
    enforcer.add_function("within", lambda division, domain: domain == "*" or division.startswith(domain))
    enforcer.add_function("holds", lambda actor, role, division: actor.holds(role, division))
    enforcer.add_function("met", _met)
    return enforcer


def _met(facts: frozenset[str], when: str) -> bool:
    wanted = {name for name in when.split() if not name.startswith("!")}
    unwanted = {name[1:] for name in when.split() if name.startswith("!")}
    return wanted <= facts and not unwanted & facts


@settings(max_examples=60)
@given(own=st.lists(LINES, max_size=30), requests=st.lists(REQUESTS, min_size=1, max_size=10))
def test_the_guard_decides_as_one_plain_enforcer_over_all_the_lines(
    own: list[Line], requests: list[tuple[Actor, str, Action, frozenset[str]]]
) -> None:
    plain, indexed = plain_enforcer([*statute(), *own]), guard(*own)
    for actor, division, action, facts in requests:
        verdict = indexed.decide(actor, division, action, facts)
        assert verdict.allowed == plain.enforce(actor, division, str(action), facts)
        assert verdict.allowed == bool(verdict.line and verdict.line.effect == "allow")


@settings(max_examples=40)
@given(own=st.lists(LINES, max_size=12), data=st.data(), request_=REQUESTS)
def test_the_order_of_a_domains_lines_decides_nothing(
    own: list[Line], data: st.DataObject, request_: tuple[Actor, str, Action, frozenset[str]]
) -> None:
    shuffled = data.draw(st.permutations(own))
    before, after = guard(*own).decide(*request_), guard(*shuffled).decide(*request_)
    assert (before.allowed, before.lawful) == (after.allowed, after.lawful)


@settings(max_examples=40)
@given(own=st.lists(LINES, max_size=8), one=LINES, request_=REQUESTS)
def test_one_more_denial_never_opens_anything(
    own: list[Line], one: Line, request_: tuple[Actor, str, Action, frozenset[str]]
) -> None:
    stop = Line(one.role, one.domain, one.action, one.when, "deny")
    after = guard(*own, stop).decide(*request_)
    assert guard(*own).decide(*request_).allowed or not after.allowed


# --- threads


def test_many_threads_deciding_at_once_while_guards_are_made_get_the_same_answers() -> None:
    exercise = frozenset({"listed", "in_territory", "devolver_of_transferred"})
    questions = [
        (an_actor("department_clerk"), TOWN, "power:exercise", exercise),
        (
            an_actor("department_clerk"),
            TOWN,
            "power:exercise",
            exercise | {"holds_stage", "case_filed_before_transfer"},
        ),
        (
            an_actor("township_clerk", TOWN),
            TOWN,
            "power:exercise",
            frozenset({"listed", "in_territory", "holds_stage"}),
        ),
        (an_actor("supervisor", PROVINCE), COUNTY, "case:read", NOTHING),
        (an_actor("registrar"), NEIGHBOUR, "item:enter", NOTHING),
        (ANONYMOUS, COUNTY, "item:read", frozenset({"published"})),
        (ANONYMOUS, COUNTY, "item:read", frozenset({"published", "confidential"})),
    ]
    expected = [shipped().decide(*question) for question in questions]
    assert [verdict.allowed for verdict in expected] == [False, True, True, True, False, True, False]
    shared = shipped()

    def ask(n: int) -> tuple[Verdict, Verdict]:
        question = questions[n % len(questions)]
        fresh = shipped() if n % 3 == 0 else shared
        return shared.decide(*question), fresh.decide(*question)

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(ask, range(700)))
    assert all(one == other == expected[n % len(questions)] for n, (one, other) in enumerate(answers))


def test_an_edit_makes_another_guard_and_leaves_the_one_that_decides_alone() -> None:
    before = guard(allow())
    assert before.decide(an_actor(), COUNTY, ENTER, NOTHING).allowed
    after = guard(allow(), deny(), revision=2)
    assert not after.decide(an_actor(), COUNTY, ENTER, NOTHING).allowed
    assert before.decide(an_actor(), COUNTY, ENTER, NOTHING).allowed


# --- accounts


def test_an_account_is_of_the_counties_its_roles_are_held_in_and_oversees_those_below_its_region() -> None:
    clerk, provincial = an_actor("township_clerk", TOWN), an_actor("supervisor", PROVINCE)
    assert clerk.tenants == {COUNTY}
    assert not clerk.oversees(COUNTY)
    assert provincial.tenants == {PROVINCE}
    assert provincial.oversees(COUNTY)
    assert not provincial.oversees(PROVINCE)
    assert not provincial.oversees("52")


def test_everybody_is_anyone_and_nobody_else() -> None:
    assert ANONYMOUS.anonymous
    assert ANONYMOUS.holds(ANYONE, COUNTY)
    assert not any(ANONYMOUS.holds(role, COUNTY) for role in ROLES)
