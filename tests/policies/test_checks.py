"""What is wrong with lines when they are written: told with the line, once, and only where an added line takes part."""

from itertools import combinations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from policies.actions import NEVER, Action
from policies.actor import ANYONE
from policies.checks import MOST, Flaw, flaws
from policies.facts import FACTS
from policies.lines import Line, defaults, statute
from policies.vocabulary import facts_of

PROVINCE, CITY, COUNTY = "51", "5116", "511602"


def a_line(said: str, domain: str = COUNTY, rule: str = "") -> Line:
    """A line as `allow registrar item:enter own_tenant`."""
    effect, role, action, *when = said.split()
    return Line(role, domain, action, tuple(when), effect, rule)


def told(*own: Line, above: tuple[Line, ...] = (), added: tuple[Line, ...] | None = None) -> list[str]:
    return [flaw.message for flaw in flaws(own, above, own if added is None else added)]


ENTER = a_line("allow registrar item:enter own_tenant", rule="R98")


# --- one line


@pytest.mark.parametrize(
    ("line", "messages"),
    [
        (a_line("allow registrer item:enter"), ["`registrer` is no role of the register; did you mean `registrar`?"]),
        (a_line("allow registrar item:entr"), ["`item:entr` is no action of the register; did you mean `item:enter`?"]),
        (a_line("permit registrar item:enter"), ["`permit` is neither allow nor deny"]),
        (
            a_line("allow registrar item:read publishd"),
            ["`publishd` is no fact of the register; did you mean `published`?"],
        ),
        (
            a_line("allow registrar item:enter holds_stage"),
            ["`holds_stage` is never worked out for `item:enter`, so the line would not mean what it says"],
        ),
        (
            a_line("allow registrar item:read published !published"),
            ["`published` is both asked for and excluded, so the line is never met"],
        ),
        (a_line("allow registrar item:enter", domain="*"), ["`*` is not the county or region whose lines these are"]),
        (
            a_line("allow registrar item:enter", domain="51160"),
            ["`51160` is not the county or region whose lines these are"],
        ),
        (a_line("allow registrar item:enter", rule="1 or 1"), ["`1 or 1` is no rule: name one as `R37`, or none"]),
        (
            a_line("eval(x) __import__('os') os.system r.sub.name", rule="R37\n"),
            [
                "`__import__('os')` is no role of the register",
                "`os.system` is no action of the register",
                "`eval(x)` is neither allow nor deny",
                "`r.sub.name` is no fact of the register",
                "`R37 ` is no rule: name one as `R37`, or none",
            ],
        ),
        (
            Line("registrar", COUNTY, "item:read", ("published",) * 1000, "allow"),
            [f"the line has 1000 conditions, and the register knows {len(FACTS)} facts"],
        ),
        (
            a_line("allow registrar item:read regional"),
            ["it can never be met, for in a county nothing is `regional`; leave the condition, or the line, out"],
        ),
        (
            a_line("allow registrar item:read !own_tenant !oversees"),
            [
                (
                    "it can never be met, for whoever holds `registrar` here belongs to the place (`own_tenant`) "
                    "or to a region above it (`oversees`); leave one of the two conditions out"
                )
            ],
        ),
        (
            a_line("deny anyone power:exercise concentrated !devolver_of_transferred"),
            [
                (
                    "it can never be met, for where the rest of it holds `concentrated` never does; "
                    "leave `concentrated` out"
                )
            ],
        ),
        (
            a_line("deny anyone notice:send reporting copying"),
            ["it can never be met, for where the rest of it holds `copying` never does; leave `copying` out"],
        ),
        (a_line("allow anyone item:enter !own_tenant !oversees"), []),
        (a_line("allow registrar item:enter !own_tenant oversees"), []),
        (a_line("allow registrar item:read regional", domain=PROVINCE), []),
    ],
)
def test_a_line_is_told_everything_that_is_wrong_with_it(line: Line, messages: list[str]) -> None:
    assert [flaw.line for flaw in flaws([line], (), [line])] == [line] * len(messages)
    assert told(line) == messages


@pytest.mark.parametrize("action", NEVER)
def test_what_nobody_may_ever_do_is_no_flaw_to_allow_and_idle_to_deny(action: str) -> None:
    assert told(a_line(f"allow anyone {action}")) == []
    assert told(a_line(f"deny anyone {action}")) == [
        f"nobody may ever `{action}`, so that denying it changes nothing; leave it out"
    ]


def test_a_domain_has_no_more_lines_than_it_may_have() -> None:
    own = [ENTER] * (MOST + 1)
    assert flaws(own, (), own) == [Flaw(ENTER, "a domain has at most 10,000 lines, and these are 10,001")]


# --- one line beside another


@pytest.mark.parametrize(
    ("own", "above", "messages"),
    [
        (
            ["allow registrar item:enter own_tenant oversees", "allow registrar item:enter oversees own_tenant"],
            [],
            ["it says again what `allow registrar item:enter own_tenant oversees` of 511602 says; leave it out"],
        ),
        (
            ["allow anyone item:read !confidential published"],
            [],
            [
                (
                    "it says again what `allow anyone item:read published !confidential` of the statute (R88) says; "
                    "leave it out"
                )
            ],
        ),
        (
            ["deny registrar item:enter own_tenant"],
            ["deny registrar item:enter own_tenant"],
            ["it says again what `deny registrar item:enter own_tenant` of 51 says; leave it out"],
        ),
        (
            ["allow registrar item:enter own_tenant", "deny registrar item:enter own_tenant"],
            [],
            [
                (
                    "it contradicts `allow registrar item:enter own_tenant` of 511602: "
                    "the same cannot be both allowed and denied; leave it out"
                )
            ],
        ),
        (
            ["deny registrar item:enter"],
            ["allow registrar item:enter"],
            [
                (
                    "it takes away what `allow registrar item:enter` of 51 gives, "
                    "which holds for everything below it; leave it out"
                )
            ],
        ),
        (
            ["allow supervisor item:read published", "allow anyone item:read published"],
            [],
            ["it changes nothing, for `allow anyone item:read published` of 511602 allows all of it; leave it out"],
        ),
        (
            ["allow registrar item:review"],
            [],
            [],
        ),
        (
            ["allow registrar item:review !service_office own_tenant"],
            [],
            [
                (
                    "it can never allow anything, for `deny anyone item:review !service_office` of the statute (R48) "
                    "denies all of it; leave it out"
                )
            ],
        ),
        (
            ["deny registrar item:review made_the_change own_tenant"],
            [],
            [
                (
                    "it changes nothing, for `deny anyone item:review made_the_change` of the statute (R48) "
                    "denies all of it; leave it out"
                )
            ],
        ),
        (["deny registrar item:enter own_tenant"], ["allow registrar item:enter"], []),
        (["allow registrar item:enter"], ["allow registrar item:enter regional"], []),
        (
            ["allow registrar item:enter"],
            ["allow registrar item:enter !regional"],
            ["it says again what `allow registrar item:enter !regional` of 51 says; leave it out"],
        ),
        (
            ["allow registrar item:enter !own_tenant"],
            ["allow anyone item:enter oversees"],
            ["it changes nothing, for `allow anyone item:enter oversees` of 51 allows all of it; leave it out"],
        ),
    ],
)
def test_a_line_that_another_makes_wrong_is_told_with_the_other(
    own: list[str], above: list[str], messages: list[str]
) -> None:
    assert told(*map(a_line, own), above=tuple(a_line(said, PROVINCE) for said in above)) == messages


def test_another_line_is_named_with_its_rule() -> None:
    assert told(ENTER, a_line("allow registrar item:enter own_tenant")) == [
        "it says again what `allow registrar item:enter own_tenant` of 511602 (R98) says; leave it out"
    ]


def test_only_flaws_in_which_an_added_line_takes_part_are_told() -> None:
    old = (ENTER, ENTER, a_line("allow root item:enter"), a_line("deny registrar item:enter own_tenant"))
    new = a_line("allow supervisor item:enter")
    assert flaws([*old, new], (), [new]) == []
    assert flaws(old, (), []) == []


def test_an_old_line_that_an_added_one_makes_idle_is_told_with_the_advice_to_remove_it() -> None:
    wider = a_line("allow anyone item:enter")
    assert flaws([ENTER, wider], (), [wider]) == [
        Flaw(
            ENTER,
            "it changes nothing, for `allow anyone item:enter` of 511602 allows all of it; "
            "remove it in the same change",
            idle=True,
        )
    ]
    stop = a_line("deny registrar item:enter")
    assert [flaw.line for flaw in flaws([ENTER, stop], (), [stop])] == [ENTER]
    assert "can never allow anything" in flaws([ENTER, stop], (), [stop])[0].message


# --- what ships


@pytest.mark.parametrize(("code", "above"), [(PROVINCE, ()), (CITY, ()), (COUNTY, (PROVINCE, CITY))])
def test_the_lines_that_ship_are_without_flaw(code: str, above: tuple[str, ...]) -> None:
    lines = tuple(line for domain in above for line in defaults(domain))
    assert flaws(defaults(code), lines, defaults(code)) == []


def test_the_statute_says_nothing_idle() -> None:
    # As though a county had written it, without the statute's own lines above it.
    idle = {
        line
        for line in statute()
        for other in statute()
        if line != other and line.action == other.action and {*other.when} <= {*line.when}
        if other.effect == "deny" or line.effect == "allow"
    }
    # These tell the rule by which a body lacks the stage; all of them come to R36, the last of them.
    assert {line.action for line in idle} == {"power:exercise"}
    assert all("!holds_stage" in line.when for line in idle)


# --- against brute force

ROLES = ("anyone", "registrar", "supervisor")
READ = sorted(facts_of(Action.ITEM_READ))  # confidential, oversees, own_tenant, published, regional
WORLDS = [frozenset(some) for n in range(len(READ) + 1) for some in combinations(READ, n)]
WORDS = [*READ, *(f"!{name}" for name in READ)]
SOME = st.lists(st.sampled_from(WORDS), max_size=3, unique_by=lambda word: word.removeprefix("!")).map(tuple)


def lines_of(domain: str) -> st.SearchStrategy[Line]:
    effects = st.sampled_from(["allow", "allow", "deny"])
    return st.builds(Line, st.sampled_from(ROLES), st.just(domain), st.just("item:read"), SOME, effects)


def worlds(role: str) -> list[frozenset[str]]:
    """Every way things can stand in a county for an account that holds the role."""
    belongs = {"own_tenant", "oversees"}
    return [facts for facts in WORLDS if "regional" not in facts and (role == ANYONE or facts & belongs)]


def where(line: Line, role: str) -> set[frozenset[str]]:
    return {facts for facts in worlds(role) if line.met(facts)}


def is_flawed(line: Line, earlier: list[Line], later: list[Line]) -> bool:
    """It is met nowhere; or wherever it is met another is that denies or decides alike. Of two alike, the later is."""
    met = where(line, line.role)
    wider = [one for one in (*earlier, *later) if one.role in (ANYONE, line.role) and met <= where(one, line.role)]
    alike = [one for one in wider if one.role == line.role and met == where(one, line.role)]
    idle = any(one.effect == "deny" or line.effect == "allow" for one in wider if one not in alike)
    return not met or idle or any(one in earlier for one in alike)


@settings(max_examples=200)
@given(
    own=st.lists(lines_of(COUNTY), min_size=1, max_size=4, unique=True), above=st.lists(lines_of(PROVINCE), max_size=2)
)
@example(own=[a_line("allow registrar item:read !own_tenant")], above=[a_line("allow anyone item:read oversees", "51")])
def test_every_line_is_told_that_one_other_makes_idle_and_no_line_else(own: list[Line], above: list[Line]) -> None:
    law = [line for line in statute() if line.action == "item:read"]
    flawed = {line for n, line in enumerate(own) if is_flawed(line, [*law, *above, *own[:n]], own[n + 1 :])}
    assert {flaw.line for flaw in flaws(own, above, own)} == flawed


def decided(lines: list[Line], roles: tuple[str, ...], facts: frozenset[str]) -> bool:
    effects = {line.effect for line in lines if line.role in (ANYONE, *roles) and line.met(facts)}
    return effects == {"allow"}


@given(own=st.lists(lines_of(COUNTY), min_size=1, max_size=4))
def test_leaving_out_a_line_that_was_told_as_idle_changes_no_decision(own: list[Line]) -> None:
    law = [line for line in statute() if line.action == "item:read"]
    for flaw in flaws(own, (), own):
        if "contradicts" in flaw.message or "takes away" in flaw.message:
            continue
        last = len(own) - 1 - own[::-1].index(flaw.line)
        left = [*own[:last], *own[last + 1 :]]
        for roles in ((), *((role,) for role in ROLES[1:]), ROLES[1:]):
            for facts in worlds(roles[0] if roles else ANYONE):
                assert decided([*law, *own], roles, facts) == decided([*law, *left], roles, facts)
