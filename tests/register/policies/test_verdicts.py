"""What an account is told of a verdict: the lines it may read, and what would have to be different."""

from dataclasses import replace

import pytest

from policies.actor import ANONYMOUS, Actor, Role
from policies.explain import Nearest
from policies.guard import Domain, Guard, Verdict
from policies.lines import Line, defaults
from register.policies import verdicts

PROVINCE, CITY, COUNTY, TOWN = "51", "5116", "511602", "511602101"
STOP = Line("registrar", COUNTY, "item:enter", ("own_tenant",), "deny", "R37")
SECRETIVE = Line("anyone", PROVINCE, "policy:read", (), "deny")


def guard(county: tuple[Line, ...] = (), province: tuple[Line, ...] = ()) -> Guard:
    own = {COUNTY: county, PROVINCE: province}
    return Guard(Domain(code, 1, (*defaults(code), *own.get(code, ()))) for code in (PROVINCE, CITY, COUNTY))


def decided(actor: Actor, action: str = "item:enter", *facts: str, by: Guard | None = None) -> Verdict:
    return (by or guard((STOP,))).decide(actor, COUNTY, action, actor.standing(COUNTY) | {*facts})


def an_actor(role: str, place: str) -> Actor:
    return Actor("account", roles=(Role(role, place),))


@pytest.mark.parametrize("place", [COUNTY, TOWN])
def test_whoever_belongs_to_the_place_is_told_its_lines(place: str) -> None:
    verdict = decided(an_actor("supervisor", place), "policy:read")
    assert {line.domain for line in verdicts.lines(verdict)} == {COUNTY}
    assert verdicts.missing(verdict) is None


def test_a_denial_by_a_line_of_the_place_is_told_with_what_it_would_take() -> None:
    verdict = decided(an_actor("registrar", COUNTY))
    assert verdicts.lines(verdict) == (STOP,)
    assert verdicts.missing(verdict) == Nearest(None, ("oversees",), ("own_tenant",))
    clerk = decided(an_actor("township_clerk", TOWN))
    assert verdicts.lines(clerk) == ()
    assert verdicts.missing(clerk) == Nearest("registrar", ("oversees",), ("own_tenant",))


@pytest.mark.parametrize("stranger", [ANONYMOUS, an_actor("registrar", "511603"), an_actor("registrar", "5115")])
def test_a_stranger_is_told_the_statute_alone(stranger: Actor) -> None:
    refused = decided(stranger, "transfer:read", "confidential")
    assert [line.rule for line in verdicts.lines(refused)] == ["R89"]
    assert verdicts.missing(refused) is None
    read = decided(stranger, "transfer:read", "published", "party")
    assert read.allowed
    assert [line.domain for line in read.lines] == ["*", COUNTY]
    assert [line.domain for line in verdicts.lines(read)] == ["*"]
    assert read.rules  # the rest is named by its rule alone


def test_where_the_lines_above_are_closed_nothing_is_told_of_what_it_would_take() -> None:
    secretive = guard((STOP,), (SECRETIVE,))
    # What is closed in the province is closed below it.
    verdict = decided(an_actor("registrar", COUNTY), by=secretive)
    assert verdicts.lines(verdict) == ()
    assert verdicts.missing(verdict) is None


def test_what_no_line_decided_is_told_without_lines() -> None:
    allowed = decided(an_actor("supervisor", COUNTY), "item:read")
    assert allowed.allowed
    out_of_turn = replace(allowed, allowed=False, rules=("R47",))
    assert verdicts.lines(out_of_turn) == ()
    assert verdicts.missing(out_of_turn) is None
