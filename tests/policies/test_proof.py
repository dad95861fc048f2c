"""The proof: it agrees with trying every state, goes by the whole path and by who holds roles, and never guesses."""

import json
import subprocess
import sys
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from itertools import chain, combinations
from pathlib import Path

import pytest
import z3
from hypothesis import given, settings
from hypothesis import strategies as st

from policies import proof
from policies.actor import Actor, Role
from policies.facts import FACTS
from policies.guard import Domain, Guard
from policies.invariants import ALWAYS, LIVENESS, SAFETY, Invariant, invariants
from policies.lines import Line, defaults
from policies.proof import Holder, Policy, Violation, violations
from policies.roles import ROLES
from policies.solving import ALLOWED, Solving, UndecidedError
from policies.vocabulary import facts_of

PROVINCE, CITY, COUNTY = "51", "5116", "511602"
NOTICES = {"copying", "raising_problem", "reporting", "sealed"}


def line(text: str, domain: str = COUNTY) -> Line:
    role, action, *when, effect = text.split()
    return Line(role, domain, action, tuple(when), effect)


def shipped(*own: Line, place: str = COUNTY, without: str = "nothing", holders: Sequence[Holder] = ()) -> Policy:
    """What ships on the path to a place, less the lines of an action, and some lines besides."""
    codes = [code for code in (PROVINCE, CITY, COUNTY) if place.startswith(code)]
    kept = {code: [one for one in defaults(code) if one.action != without] for code in codes}
    path = (Domain(code, 1, (*kept[code], *(x for x in own if x.domain == code))) for code in codes)
    return Policy(tuple(path), tuple(holders))


# --- trying every state


def subsets(names: Sequence[str]) -> Iterator[frozenset[str]]:
    every = chain.from_iterable(combinations(names, n) for n in range(len(names) + 1))
    return (frozenset(one) for one in every)


def met(literals: Sequence[str], state: frozenset[str]) -> bool:
    return all((word[1:] not in state) if word[0] == "!" else (word in state) for word in literals)


def can_be(action: str, place: str, roles: frozenset[str], facts: frozenset[str]) -> bool:
    """What is true of the register, told once more."""
    if roles and not facts & {"own_tenant", "oversees"}:
        return False
    if ("regional" in facts) != (len(place) < 6):
        return False
    if action.startswith("notice:") and len(facts & NOTICES) != 1:
        return False
    coordinated = not facts.isdisjoint({"enforcement_office", "government_office", "legal_office"})
    return coordinated or "coordinating_office" not in facts


class Tried:
    """Every state of some roles and the facts of an action, decided one by one."""

    def __init__(self, action: str, policy: Policy, roles: Sequence[str]) -> None:
        self.action, self.place, self.guard = action, policy.place, Guard(policy.path)
        all_ = Line("anyone", policy.place, action, (), "allow")
        self.law = Guard([Domain(policy.place, 1, (all_,))])
        told = sorted(facts_of(action))
        self.matter = [name for name in told if FACTS[name].of == "matter"]
        self.states = [
            (held, facts)
            for held in subsets(roles)
            for facts in subsets(told)
            if can_be(action, policy.place, held, facts)
        ]
        self.lines = [one for domain in policy.path for one in domain.lines if one.action == action]

    def allowed(self, guard: Guard, roles: frozenset[str], facts: frozenset[str]) -> bool:
        actor = Actor("account", roles=tuple(Role(name, self.place) for name in sorted(roles)))
        return guard.decide(actor, self.place, self.action, facts).allowed

    def broken(self, one: Invariant) -> bool:
        there = [(roles, facts) for roles, facts in self.states if met(one.when, roles | facts)]
        if one.kind == SAFETY:
            return any(self.allowed(self.guard, *state) for state in there) or self.tried(one, there)
        if one.kind == ALWAYS:
            lawful = (state for state in there if self.allowed(self.law, *state))
            return any(not self.allowed(self.guard, *state) for state in lawful)
        able = {facts & set(self.matter) for roles, facts in there if self.allowed(self.law, roles, facts)}
        left = {facts & set(self.matter) for roles, facts in there if self.allowed(self.guard, roles, facts)}
        return not able <= left

    def tried(self, one: Invariant, there: Sequence[tuple[frozenset[str], frozenset[str]]]) -> bool:
        allowing = [own for own in self.lines if own.effect == "allow"]
        speaking = [own for own in allowing if not one.names or set(one.names) & set(own.when)]
        return any(
            (own.role == "anyone" or own.role in roles) and met(own.when, facts)
            for own in speaking
            for roles, facts in there
        )


ROLES_TRIED = ("policy_admin", "supervisor")
SMALL = ["item:read", "transfer:read", "case:read", "policy:approve", "role:assign", "batch:file", "notice:answer"]


@st.composite
def policies(draw: st.DrawFn, actions: Sequence[str]) -> tuple[str, Policy]:
    action, place = draw(st.sampled_from(actions)), draw(st.sampled_from([COUNTY, COUNTY, PROVINCE]))
    told = sorted(facts_of(action))
    words = st.sampled_from([*told, *(f"!{name}" for name in told)])
    whens = st.lists(words, max_size=3, unique_by=lambda word: word.removeprefix("!"))
    domains = st.sampled_from([code for code in (PROVINCE, COUNTY) if place.startswith(code)])
    effects = st.sampled_from(["allow", "allow", "deny"])
    roles = st.sampled_from(["anyone", *ROLES_TRIED])
    made = st.builds(Line, roles, domains, st.just(action), whens.map(tuple), effects)
    own = draw(st.lists(made, max_size=5))
    return action, shipped(*own, place=place, without=action if draw(st.booleans()) else "nothing")


@settings(max_examples=40, deadline=None)
@given(drawn=policies(SMALL))
def test_the_proof_agrees_with_trying_every_state(drawn: tuple[str, Policy]) -> None:
    action, policy = drawn
    level = "region" if policy.place == PROVINCE else "county"
    rows = [one for one in invariants() if action in one.actions and one.level in (level, "both")]
    named = {own.role for domain in policy.path for own in domain.lines if own.action == action} - {"anyone"}
    asked = {word for one in rows for word in one.when if word in ROLES}
    tried = Tried(action, policy, sorted(named | asked))
    expected = {one.name for one in rows if tried.broken(one)}
    names = {one.name for one in rows}
    found = [one for one in violations(policy) if f"`{action}`" in one.counterexample]
    assert {one.invariant for one in found} == expected
    assert {one.invariant for one in found} <= names


# --- who holds roles


def holder(account: str, *roles: str, offices: str = "", acts: bool = True) -> Holder:
    return Holder(account, frozenset(roles), frozenset(offices.split()), acts)


HOLDERS = st.builds(
    Holder,
    st.sampled_from(["an", "bo", "chen"]),
    st.frozensets(st.sampled_from(["policy_admin", "department_clerk"]), max_size=2),
    st.frozensets(st.just("service_office")),
    st.booleans(),
)


def could(one: Holder, tried: Tried, situation: frozenset[str], when: Sequence[str]) -> bool:
    """Whether an account could take the action in a situation, trying every state that it can be in."""
    offices = {name for name in facts_of(tried.action) if FACTS[name].of == "office"}
    theirs = {name for name in facts_of(tried.action) if FACTS[name].of == "body"}
    free = [name for name in sorted(facts_of(tried.action)) if name not in offices and name not in tried.matter]
    states = (some | (one.facts & offices) | situation for some in subsets(free))
    theirs_ = (facts for facts in states if one.acts or not facts & theirs)
    real = (facts for facts in theirs_ if met(when, facts) and can_be(tried.action, tried.place, one.roles, facts))
    return any(tried.allowed(tried.guard, one.roles, facts) for facts in real)


def with_four_eyes(policy: Policy) -> Policy:
    *above, own = policy.path
    return replace(policy, path=(*above, replace(own, four_eyes=True)))


def takers(row: Invariant, policy: Policy, action: str, situation: frozenset[str]) -> set[str]:
    tried = Tried(action, policy, ())
    when = [w for w in row.when if w.removeprefix("!") in facts_of(action) - {"own_tenant", "oversees"}]
    able = {one.account for one in policy.holders if could(one, tried, situation, when)}
    if row.proposer:
        beginning = Tried(row.proposer, policy, ())
        sets = list(subsets(beginning.matter))
        begin = {one.account for one in policy.holders if any(could(one, beginning, s, ()) for s in sets)}
        able -= begin if len(begin) == 1 else set()
    return able


@settings(max_examples=12, deadline=None)
@given(drawn=policies(["policy:approve", "role:assign", "item:review"]), data=st.data())
def test_what_is_taken_from_everybody_agrees_with_trying_every_account(
    drawn: tuple[str, Policy], data: st.DataObject
) -> None:
    action, after = drawn
    people = st.lists(HOLDERS, max_size=3, unique_by=lambda one: one.account).map(tuple)
    before = shipped(place=after.place, holders=data.draw(people))
    after = replace(after, holders=data.draw(people))
    if data.draw(st.booleans()):
        before, after = with_four_eyes(before), with_four_eyes(after)
    lines = {one.invariant for one in violations(after) if f"`{action}`" in one.counterexample}
    rows = [one for one in invariants() if action in one.actions and one.kind == LIVENESS and one.level == "both"]
    regional = frozenset({"regional"} if after.place == PROVINCE else ())
    expected = {
        one.name
        for one in rows
        if one.name not in lines
        and (action != "policy:approve" or after.path[-1].four_eyes)
        and takers(one, before, action, regional)
        and not takers(one, after, action, regional)
    }
    told = (one for one in violations(after, before) if "none of the accounts" in one.counterexample)
    assert {one.invariant for one in told if f"`{action}`" in one.counterexample} == expected


@pytest.mark.rule("R37")
def test_the_last_administrator_keeps_the_role() -> None:
    both = [holder("an", "policy_admin"), holder("bo", "policy_admin", acts=False)]
    before = shipped(holders=both)
    assert violations(shipped(holders=both[:1]), before) == ()
    waiting = [with_four_eyes(shipped(holders=held)) for held in (both[:1], both)]
    assert {one.invariant for one in violations(*waiting)} == {"policies-approved"}  # it would approve its own changes
    alone = shipped(holders=both[:1])
    nobody = violations(shipped(holders=()), alone)
    assert {one.invariant for one in nobody} == {"administrator-remains"}
    assert "none of the accounts with roles in 511602 could do `policy:change`" in nobody[0].counterexample
    assert "`an` can now" in nobody[0].counterexample
    assert violations(alone, alone) == ()
    assert violations(before, alone) == ()


@pytest.mark.rule("R56")
def test_the_office_that_reviews_keeps_an_account_of_its_own() -> None:
    clerk, other = holder("li", "legal_reviewer", offices="legal_office"), holder("wu", "legal_reviewer")
    before, after = shipped(holders=[clerk, other]), shipped(holders=[other])
    reviewing = [one for one in violations(after, before) if "`transfer:review`" in one.counterexample]
    assert [one.invariant for one in reviewing] == ["transfers-proceed"]
    assert "`li` can now" in reviewing[0].counterexample
    assert violations(after, after) == ()  # what nobody could do before is not held against an edit


def test_a_line_that_hands_a_step_to_a_role_that_nobody_holds_is_refused() -> None:
    people = [holder("li", "legal_reviewer", offices="legal_office")]
    added = line("supervisor transfer:review legal_office allow")
    moved = shipped(added, without="transfer:review", holders=people)
    assert violations(moved) == ()
    told = [one.invariant for one in violations(moved, shipped(holders=people))]
    assert told == ["transfers-proceed"]


# --- the path


def test_what_a_province_denies_is_found_in_the_county_and_no_line_of_the_county_undoes_it() -> None:
    denial = line("anyone transfer:confirm entrusted deny", PROVINCE)
    undoing = line("legal_reviewer transfer:confirm entrusted allow")
    for own in ((denial,), (denial, undoing)):
        (told,) = violations(shipped(*own))
        assert told.invariant == "transfers-proceed"
        assert "`anyone transfer:confirm entrusted deny` of 51 denies it" in told.counterexample
    assert violations(shipped(denial, place=PROVINCE)) == ()  # at the region itself there are no transfers


def test_what_a_region_gives_below_it_is_judged_below_it() -> None:
    giving = line("anyone case:read !regional allow", PROVINCE)
    assert violations(shipped(giving, place=PROVINCE)) == ()
    assert [one.invariant for one in violations(shipped(giving))] == ["strangers-read-matters"]


def test_lines_that_choke_a_step_only_together_are_all_named_and_no_other() -> None:
    lines = [
        line("anyone transfer:review entrusted deny", PROVINCE),
        line("legal_reviewer transfer:review !entrusted receiver_unable deny"),
        line("legal_reviewer transfer:review !entrusted !receiver_unable government_office deny", CITY),
        line("legal_reviewer transfer:review !receiver_unable !government_office deny"),
        line("aggregator transfer:review deny"),
    ]
    (told,) = violations(shipped(*lines[2:]))
    assert "of 5116 and the line `legal_reviewer transfer:review !receiver" in told.counterexample
    assert "deny it together" in told.counterexample
    assert "aggregator" not in told.counterexample


def test_a_step_that_no_line_gives_any_more_says_so() -> None:
    (told,) = violations(shipped(without="seal:hand"))
    assert (told.invariant, told.rule) == ("transfers-proceed", "R37")
    assert "no account, whatever its roles, could do `seal:hand` (移交印章: hand over a seal)" in told.counterexample
    assert "no line allows it" in told.counterexample


# --- the solver

DEMANDING = [
    *(line(f"anyone {action} allow") for action in ("case:read", "item:amend", "journal:amend")),
    line("anyone power:exercise penalty deny"),
    line("township_clerk dispute:read deny"),
]


def test_the_same_lines_get_the_same_answer_in_every_process() -> None:
    told = violations(shipped(*DEMANDING))
    assert len(told) > 5
    code = (
        "import json, sys; from policies.guard import Domain; from policies.lines import Line;"
        "from policies.proof import Policy, violations;"
        "path = [Domain(c, 1, tuple(Line(*(tuple(f) if isinstance(f, list) else f for f in x)) for x in lines))"
        " for c, lines in json.load(sys.stdin)];"
        "print(json.dumps([[v.invariant, v.rule, v.counterexample] for v in violations(Policy(tuple(path)))]))"
    )
    fields = ("role", "domain", "action", "when", "effect", "rule")
    path = [(one.code, [[getattr(x, name) for name in fields] for x in one.lines]) for one in shipped(*DEMANDING).path]
    run = subprocess.run(
        [sys.executable, "-c", code],
        input=json.dumps(path),
        capture_output=True,
        check=True,
        text=True,
        cwd=Path(proof.__file__).parent.parent,
        env={"PYTHONHASHSEED": "7"},
    )
    assert [Violation(*one) for one in json.loads(run.stdout)] == list(told)


def test_counties_whose_lines_are_alike_are_proved_together() -> None:
    """A province has some hundred and fifty; each with a line of its own, they would take it minutes."""
    above, proved = shipped(place=CITY).path, []
    for code in map(str, range(511603, 511643)):
        own = Domain(code, 1, (*defaults(code), line("registrar case:read allow", code)))
        assert violations(Policy((*above, own))) == ()
        proved.append(proof._found.cache_info().misses)
    assert proved == [proved[0]] * len(proved)


def test_threads_that_prove_at_once_get_the_same_answers() -> None:
    anew = proof._found.__wrapped__  # not what was proved before
    expected = [anew(one.action, COUNTY, (one,)) for one in DEMANDING]
    assert all(expected)
    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(lambda one: anew(one.action, COUNTY, (one,)), DEMANDING)) == expected


def test_what_the_solver_gives_up_on_is_never_taken_for_proved() -> None:
    solving = Solving("power:exercise", COUNTY, defaults(COUNTY), z3.Context())
    solving._solver.set("rlimit", 1)
    with pytest.raises(UndecidedError, match="power:exercise"):
        solving.possible("own_tenant", ALLOWED)


def test_a_line_of_words_that_nobody_knows_is_never_met_and_breaks_nothing() -> None:
    strange = Line("mayor", COUNTY, "case:read", (), "allow"), Line("anyone", COUNTY, "case:read", ("rich",), "allow")
    assert violations(shipped(*strange)) == ()
