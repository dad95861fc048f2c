"""Policy lines: what one says, and what is refused when one is read."""

from pathlib import Path

import pytest

from policies import lines
from policies.lines import EVERYWHERE, Line

INJECTION = "1 == 1) or (1 == 1"


def a_line(
    role: str = "registrar",
    domain: str = "511602",
    action: str = "item:enter",
    when: tuple[str, ...] = (),
    effect: str = "allow",
) -> Line:
    return Line(role, domain, action, when, effect)


# --- reading


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        ("registrar,*,item:enter,1 == 1,allow,", "`==` is no fact"),
        (f"registrar,*,item:enter,{INJECTION},allow,", "is no fact"),
        ("registrar,*,item:enter,__import__('os').getpid(),allow,", "is no fact"),
        ("registrar,*,item:enter,r.sub.name,allow,", "is no fact"),
        ("registrar,*,item:enter,Published,allow,", "`Published` is no fact"),
        ("registrar,*,item:enter,!!published,allow,", "`!published` is no fact"),
        ("registrar,*,item:enter,!,allow,", "`` is no fact"),
        ("registrar,*,item:enter,published published,allow,", "`published` is named twice"),
        ("registrar,*,item:enter,published !published,allow,", "`published` is both asked for and excluded"),
        (f"{INJECTION},*,item:enter,,allow,", "is no role"),
        ("root,*,item:enter,,allow,", "`root` is no role"),
        ("registrar,*,item:*,,allow,", "`item:*` is no action"),
        ("registrar,*,,,allow,", "`` is no action"),
        ("registrar,*,item:enter,,permit,", "`permit` is neither allow nor deny"),
        ("registrar,*,item:enter,,,", "`` is neither allow nor deny"),
    ],
)
def test_a_malformed_line_is_refused_when_it_is_read(tmp_path: Path, row: str, problem: str) -> None:
    file = tmp_path / "lines.csv"
    file.write_text(f"role,domain,action,when,effect,rule\n{row}\n", encoding="utf-8")
    with pytest.raises(ValueError, match=r"lines\.csv") as refused:
        list(lines._read(str(file)))
    assert problem in str(refused.value)


def test_a_line_tells_everything_that_is_wrong_with_it_at_once() -> None:
    line = a_line(role="root", action="item:burn", when=("!moonlit", "published", "!published"), effect="perhaps")
    assert line.problems() == [
        "`root` is no role of the register",
        "`item:burn` is no action of the register",
        "`perhaps` is neither allow nor deny",
        "`moonlit` is no fact of the register",
        "`published` is both asked for and excluded, so the line is never met",
    ]


def test_a_line_names_no_fact_that_its_action_is_never_told() -> None:
    line = a_line(action="transfer:accept", when=("holds_stage", "!its_turn", "own_tenant", "acts_for_receiver"))
    assert [problem.split(",")[0] for problem in line.problems()] == [
        "`holds_stage` is never worked out for `transfer:accept`",
        "`its_turn` is never worked out for `transfer:accept`",
    ]


def test_a_well_formed_line_has_no_problems() -> None:
    assert (
        a_line(role="anyone", action="item:read", when=("published", "!confidential"), effect="deny").problems() == []
    )


# --- meaning


@pytest.mark.parametrize(
    ("when", "facts", "met"),
    [
        ((), set(), True),
        ((), {"published"}, True),
        (("published",), {"published", "party"}, True),
        (("published",), set(), False),
        (("!published",), set(), True),
        (("!published",), {"published"}, False),
        (("published", "!confidential"), {"published"}, True),
        (("published", "!confidential"), {"published", "confidential"}, False),
        (("published", "!confidential"), set(), False),
    ],
)
def test_a_condition_is_met_when_each_of_its_facts_is(when: tuple[str, ...], facts: set[str], *, met: bool) -> None:
    assert a_line(when=when).met(frozenset(facts)) is met


def test_only_a_line_that_holds_everywhere_is_statutory() -> None:
    assert a_line(domain=EVERYWHERE).statutory
    assert not any(a_line(domain=code).statutory for code in ("51", "5116", "511602", ""))


def test_a_line_keeps_its_name_while_it_says_the_same() -> None:
    line = a_line(when=("published",))
    assert line.id == a_line(when=("published",)).id
    assert line.id == Line(*("registrar", "511602", "item:enter", ("published",), "allow"), rule="R98").id
    others = {
        a_line(role="supervisor", when=("published",)).id,
        a_line(domain="511603", when=("published",)).id,
        a_line(action="item:amend", when=("published",)).id,
        a_line(when=("!published",)).id,
        a_line(when=("published",), effect="deny").id,
    }
    assert len({line.id, *others}) == 6


# --- what ships


@pytest.mark.parametrize("code", ["51", "5116", "511602"])
def test_the_lines_that_ship_for_a_domain_are_its_own_and_well_formed(code: str) -> None:
    shipped = lines.defaults(code)
    assert shipped
    assert {line.domain for line in shipped} == {code}
    assert [problem for line in shipped for problem in line.problems()] == []
    assert len({line.id for line in shipped}) == len(shipped)


def test_the_lines_of_a_region_speak_only_of_what_belongs_to_the_region() -> None:
    assert [line for line in lines.defaults("51") if "regional" not in line.when] == []
