"""What decided, and what would have to be different: all of the lines, and the smallest change there is."""

from collections.abc import Iterator
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from policies.actions import Action
from policies.actor import ANONYMOUS, Actor, Role
from policies.explain import Nearest, nearest
from policies.guard import Domain, Guard
from policies.lines import Line, defaults, statute
from policies.vocabulary import facts_of

PROVINCE, COUNTY, TOWN = "51", "511602", "511602101"
SHIPPED = Guard(Domain(code, 0, defaults(code)) for code in (PROVINCE, "5116", COUNTY))
NOTHING: frozenset[str] = frozenset()


def an_actor(*roles: str) -> Actor:
    return Actor("account", roles=tuple(Role(role, COUNTY) for role in roles))


def shown(actor: Actor, action: str, *facts: str, guard: Guard = SHIPPED) -> list[str]:
    return [line.shown for line in guard.decide(actor, COUNTY, action, frozenset(facts)).lines]


# --- the lines that decided


def test_what_allows_is_told_with_every_line_that_does() -> None:
    assert shown(an_actor("supervisor"), "item:read", "own_tenant", "published") == [
        "`allow anyone item:read published !confidential` of the statute",
        "`allow anyone item:read own_tenant` of 511602",
        "`allow supervisor item:read` of 511602",
    ]


def test_what_denies_is_told_with_every_line_that_does_and_none_that_allows() -> None:
    facts = ("detention", "township_body", "listed", "in_territory", "supervising")
    assert shown(an_actor("township_clerk"), "power:exercise", *facts) == [
        "`deny anyone power:exercise detention township_body` of the statute",
        "`deny anyone power:exercise supervising !holds_stage` of the statute",
        "`deny anyone power:exercise detention !holds_stage` of the statute",
        "`deny anyone power:exercise township_body !holds_stage` of the statute",
        "`deny anyone power:exercise !holds_stage` of the statute",
    ]


def test_where_no_line_allows_none_decided() -> None:
    assert shown(an_actor("supervisor"), "item:enter") == []
    assert shown(ANONYMOUS, "item:burn") == []


@settings(max_examples=30)
@given(
    role=st.sampled_from(["registrar", "supervisor", "legal_reviewer", "township_clerk"]),
    action=st.sampled_from(Action),
    facts=st.frozensets(st.sampled_from(sorted({name for line in statute() for name in line.when if name[0] != "!"}))),
)
def test_the_lines_that_decided_come_to_the_decision(role: str, action: Action, facts: frozenset[str]) -> None:
    verdict = SHIPPED.decide(an_actor(role), TOWN, action, facts)
    assert ({line.effect for line in verdict.lines} == {"allow"}) is verdict.allowed
    assert verdict.line is None or verdict.line in verdict.lines


# --- what would have to be different


@pytest.mark.parametrize(
    ("actor", "action", "facts", "expected"),
    [
        (an_actor("supervisor"), "item:enter", ["own_tenant"], Nearest("registrar", (), ())),
        (ANONYMOUS, "item:enter", [], Nearest("registrar", ("oversees",), ())),  # a role at the place is one above it
        (ANONYMOUS, "item:read", ["confidential", "published"], Nearest(None, ("own_tenant",), ())),
        (an_actor("legal_reviewer"), "transfer:review", ["own_tenant"], Nearest(None, ("legal_office",), ())),
        (
            an_actor("legal_reviewer"),
            "transfer:review",
            ["own_tenant", "legal_office", "proposed_it_oneself"],
            Nearest(None, (), ("proposed_it_oneself",)),
        ),
        (
            an_actor("registrar"),
            "transfer:accept",
            ["own_tenant"],
            Nearest("department_clerk", ("acts_for_receiver",), ()),
        ),
        (
            an_actor("township_clerk"),
            "power:exercise",
            ["detention", "township_body", "listed", "in_territory"],
            Nearest(None, ("holds_stage",), ("detention",)),
        ),
        (an_actor("registrar"), "item:enter", [], None),  # allowed as things are
        (an_actor("policy_admin"), "statute:amend", [], None),
        (an_actor("registrar"), "item:burn", [], None),
    ],
)
def test_the_nearest_change_is_told(actor: Actor, action: str, facts: list[str], expected: Nearest | None) -> None:
    assert nearest(SHIPPED, actor, COUNTY, action, frozenset(facts)) == expected


def test_what_cannot_be_is_not_told_as_what_would_have_to_be() -> None:
    # Whoever holds a role here belongs to the place or oversees it, and a notice is of one kind.
    stop = Line("registrar", COUNTY, "item:enter", ("own_tenant",), "deny")
    guard = Guard([Domain(COUNTY, 1, (*defaults(COUNTY), stop))])
    found = nearest(guard, an_actor("registrar"), COUNTY, "item:enter", frozenset({"own_tenant"}))
    assert found == Nearest(None, ("oversees",), ("own_tenant",))
    copies = Guard([Domain(COUNTY, 1, (Line("anyone", COUNTY, "notice:send", ("copying",), "allow"),))])
    found = nearest(copies, ANONYMOUS, COUNTY, "notice:send", frozenset({"reporting", "sends_its_own"}))
    assert found == Nearest(None, ("copying",), ("reporting",))


def test_nothing_helps_where_a_line_denies_whatever_holds() -> None:
    stop = Guard([Domain(COUNTY, 1, (*defaults(COUNTY), Line("anyone", COUNTY, "item:enter", (), "deny")))])
    assert nearest(stop, an_actor("supervisor"), COUNTY, "item:enter", NOTHING) is None


def test_no_row_is_told_to_belong_to_a_region_instead() -> None:
    region = Guard([Domain(PROVINCE, 1, (Line("anyone", PROVINCE, "item:enter", ("regional",), "allow"),))])
    assert nearest(region, ANONYMOUS, COUNTY, "item:enter", NOTHING) is None


# Few enough for lines to meet and for all changes to be tried.
FACTS = sorted(facts_of(Action.ITEM_READ) - {"regional"})
ROLES = ["registrar", "supervisor"]
WORDS = [*FACTS, *(f"!{name}" for name in FACTS)]
LINES = st.builds(
    Line,
    st.sampled_from(["anyone", *ROLES]),
    st.sampled_from([PROVINCE, COUNTY]),
    st.just("item:read"),
    st.lists(st.sampled_from(WORDS), max_size=3, unique_by=lambda word: word.removeprefix("!")).map(tuple),
    st.sampled_from(["allow", "deny", "deny"]),
)


def changes() -> Iterator[tuple[str | None, frozenset[str]]]:
    """Every change of at most one role and of facts, the smallest first."""
    every = [(role, frozenset(some)) for role in (None, *ROLES) for n in range(5) for some in combinations(FACTS, n)]
    return iter(sorted(every, key=lambda change: bool(change[0]) + len(change[1])))


def possible(roles: set[str], facts: frozenset[str]) -> bool:
    return roles == {"anyone"} or bool(facts & {"own_tenant", "oversees"})


def allowed(lines: list[Line], roles: set[str], facts: frozenset[str]) -> bool:
    law = [line for line in statute() if line.action == "item:read"]
    return {line.effect for line in (*law, *lines) if line.role in roles and line.met(facts)} == {"allow"}


@settings(max_examples=200)
@given(
    lines=st.lists(LINES, max_size=6),
    held=st.sets(st.sampled_from(ROLES), max_size=1),
    facts=st.frozensets(st.sampled_from(FACTS)),
)
def test_the_change_makes_it_allowed_and_no_smaller_one_does(
    lines: list[Line], held: set[str], facts: frozenset[str]
) -> None:
    guard = Guard(
        [Domain(code, 1, tuple(line for line in lines if line.domain == code)) for code in (PROVINCE, COUNTY)]
    )
    found = nearest(guard, an_actor(*held), TOWN, "item:read", facts)
    told = possible({"anyone", *held}, facts)
    sizes = [
        bool(role) + len(changed)
        for role, changed in changes()
        if role not in held
        and (roles := {"anyone", *held, *([role] if role else [])})
        and allowed(lines, roles, facts ^ changed)
        and (possible(roles, facts ^ changed) or not (told or role))
    ]
    if found is None:
        assert not sizes or sizes[0] == 0
        return
    assert sizes[0] == bool(found.role) + len(found.gain) + len(found.lose)
    assert not facts & {*found.gain}
    assert facts >= {*found.lose}
    actor = an_actor(*held, *([found.role] if found.role else []))
    assert guard.decide(actor, TOWN, "item:read", (facts | {*found.gain}) - {*found.lose}).allowed
    again = Guard(Domain(one.code, 1, one.lines[::-1]) for one in guard.path)
    assert nearest(again, an_actor(*held), TOWN, "item:read", facts) == found
