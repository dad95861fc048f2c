"""Expectations: read from a table, told with line and column where one is malformed, and where the policy differs."""

import csv
from datetime import UTC, datetime
from pathlib import Path

import pytest

from policies import expectations
from policies.actor import ANYONE, Role
from policies.expectations import COLUMNS, Expectation, failing, problems, read
from policies.guard import Domain, Guard
from policies.lines import Line, defaults
from policies.roles import ROLES
from policies.vocabulary import facts_of

COUNTY, TOWN = "511602", "511602101"
ENDS = datetime(2026, 12, 31, tzinfo=UTC)
GUARD = Guard(Domain(code, 0, defaults(code)) for code in ("51", "5116", COUNTY))
HERE = {("at its place", role): f"{role}@{COUNTY}" for role in ROLES} | {("at its place", ANYONE): ANYONE}
DECISIONS = Path(__file__).with_name("decisions.csv")


def an_expectation(
    who: tuple[Role, ...] = (Role("registrar", COUNTY),),
    action: str = "item:enter",
    division: str = COUNTY,
    facts: tuple[str, ...] = (),
    *,
    allowed: bool = True,
    at: datetime | None = None,
    unlawful: bool | None = None,
    rule: str = "",
) -> Expectation:
    return Expectation("a registrar enters", who, action, division, facts, allowed, at, unlawful, rule)


def table(*rows: str) -> str:
    return "\n".join([",".join(COLUMNS), *rows])


# --- held against the policy


def test_what_the_policy_says_as_expected_does_not_fail() -> None:
    assert failing(GUARD, [an_expectation(), an_expectation(who=(), allowed=False)]) == []


@pytest.mark.parametrize(
    ("expected", "message"),
    [
        (
            an_expectation(allowed=False),
            "expected to be refused and is allowed by R98: `allow registrar item:enter` of 511602",
        ),
        (an_expectation(who=()), "expected to be allowed and is refused by R37: no line allows it"),
        (an_expectation(who=(Role("registrar", "511603"),)), "is refused by R37: no line allows it"),
        (
            an_expectation(rule="R37"),
            "to be allowed by R37 and is allowed by R98: `allow registrar item:enter` of 511602",
        ),
        (
            an_expectation(
                (Role("legal_reviewer", COUNTY),),
                "transfer:review",
                facts=("legal_office", "proposed_it_oneself"),
                allowed=False,
                unlawful=False,
            ),
            "to be refused and is unlawful by R56: `deny anyone transfer:review proposed_it_oneself` of the statute",
        ),
        (
            an_expectation((), "item:read", facts=("confidential",), allowed=False, unlawful=True, rule="R88"),
            (
                "to be unlawful by R88 and is refused by R89: "
                "`deny anyone item:read confidential !own_tenant !oversees` of the statute"
            ),
        ),
    ],
)
def test_what_it_says_instead_is_told_with_the_lines_that_decided(expected: Expectation, message: str) -> None:
    found = failing(GUARD, [an_expectation(), expected])
    assert [failure.expectation for failure in found] == [expected]
    assert found[0].message.startswith("`a registrar enters` is expected to be ")
    assert found[0].message.endswith(message)
    assert found[0].verdict == expected.decided(GUARD)


def test_any_refusal_will_do_where_none_is_named() -> None:
    clerk = (Role("legal_reviewer", COUNTY),)
    facts = ("legal_office", "proposed_it_oneself")
    assert failing(GUARD, [an_expectation(clerk, "transfer:review", facts=facts, allowed=False)]) == []


@pytest.mark.parametrize(
    ("at", "held"),
    [(datetime(2026, 12, 30, 23, 59, tzinfo=UTC), True), (ENDS, False), (datetime(2027, 1, 1, tzinfo=UTC), False)],
)
def test_a_role_is_not_held_from_the_moment_it_ends(at: datetime, *, held: bool) -> None:
    expected = an_expectation((Role("registrar", COUNTY, ENDS),), at=at)
    assert expected.decided(GUARD).allowed is held
    assert failing(GUARD, [expected]) == [] if held else failing(GUARD, [expected])


def test_how_an_account_stands_to_the_place_follows_from_its_roles() -> None:
    own = Line("anyone", COUNTY, "item:enter", ("own_tenant", "!oversees", "!regional"), "allow")
    above = Line("anyone", COUNTY, "item:enter", ("oversees",), "allow")
    for line, place, allowed in (
        (own, TOWN, True),
        (own, "511603", False),
        (above, "51", True),
        (above, COUNTY, False),
    ):
        guard = Guard([Domain(COUNTY, 1, (line,))])
        assert an_expectation((Role("supervisor", place),), division=TOWN).decided(guard).allowed is allowed
    region = Guard([Domain("51", 0, defaults("51"))])
    assert an_expectation((Role("registrar", "51"),), division="51").decided(region).allowed


def test_the_decision_table_of_the_policy_that_ships_is_met_as_expectations() -> None:
    with DECISIONS.open(encoding="utf-8", newline="") as file:
        here = [row for row in csv.DictReader(file) if (row["where"], row["role"]) in HERE]
    # Whoever holds a role here belongs to the place, told or not; a secret is closed only to those who do not.
    possible = [row for row in here if "confidential" not in row["facts"] or "own_tenant" in row["facts"]]
    told = [row for row in possible if {*row["facts"].split()} <= facts_of(row["action"])]
    cells = [
        (HERE[row["where"], row["role"]], row["action"], COUNTY, row["facts"], row["expected"], "") for row in told
    ]
    found, wrong = read(table(*(",".join((f"row {n}", *each)) for n, each in enumerate(cells))))
    assert wrong == []
    assert len(found) > 300
    assert failing(GUARD, found.values()) == []


# --- read


def test_an_expectation_is_read_from_a_row() -> None:
    text = table(
        f"one,anyone,item:read,{COUNTY},published,allowed,",
        f'"two, three",registrar@51 supervisor@{COUNTY}<2026-12-31T08:00+08:00,item:enter,{TOWN},,unlawful R26,'
        "2026-01-01T00:00Z",
    )
    assert read("\ufeff" + text.replace("\n", "\r\n")) == (
        {
            2: Expectation("one", (), "item:read", COUNTY, ("published",), allowed=True, unlawful=False),
            3: Expectation(
                "two, three",
                (Role("registrar", "51"), Role("supervisor", COUNTY, ENDS)),
                "item:enter",
                TOWN,
                (),
                allowed=False,
                at=datetime(2026, 1, 1, tzinfo=UTC),
                unlawful=True,
                rule="R26",
            ),
        },
        [],
    )


GOOD = {
    "name": "n",
    "who": "anyone",
    "action": "item:read",
    "where": COUNTY,
    "facts": "",
    "expected": "allowed",
    "at": "",
}


@pytest.mark.parametrize(
    ("column", "cell", "message"),
    [
        ("name", "", "an expectation needs a name"),
        ("name", "taken", "`taken` is the name of line 2 already"),
        ("who", "", "name whoever asks, as `registrar@511602` or `anyone`"),
        ("who", "registrar", "`registrar` is not written as `registrar@511602`, nor is it `anyone`"),
        (
            "who",
            f"registrar@{COUNTY}<",
            f"`registrar@{COUNTY}<` is not written as `registrar@511602`, nor is it `anyone`",
        ),
        ("who", f"registrer@{COUNTY}", "`registrer` is no role of the register; did you mean `registrar`?"),
        ("who", f"anyone@{COUNTY}", "`anyone` is no role of the register"),
        ("who", "registrar@5", "`5` is no division code: give 2, 4, 6 or 9 digits, such as `5116` or `511602`"),
        ("who", f"registrar@{COUNTY}<soon", "`soon` is no moment, such as `2026-12-31T00:00+08:00`"),
        (
            "who",
            f"registrar@{COUNTY}<2026-12-31T00:00+08:00",
            "a role that ends needs the moment `at` which it is asked about",
        ),
        ("action", "item:red", "`item:red` is no action of the register; did you mean `item:read`?"),
        ("where", "*", "`*` is no division code: give 2, 4, 6 or 9 digits, such as `5116` or `511602`"),
        ("facts", "publishd", "`publishd` is no fact of the register; did you mean `published`?"),
        ("facts", "!published", "`!published`: only facts that hold are named"),
        ("facts", "holds_stage", "`holds_stage` is never worked out for `item:read`"),
        ("facts", "published published", "`published` is named twice"),
        ("facts", "regional", "in a county nothing is `regional`"),
        ("expected", "maybe", "`maybe` is none of allowed, refused, unlawful"),
        ("expected", "", "`` is none of allowed, refused, unlawful"),
        ("expected", "allowed by me", "`by me` is no rule: name one as `R37`, or none"),
        ("at", "2026-12-31T00:00", "a moment needs its offset, such as `2026-12-31T00:00+08:00`"),
        ("at", "2026-13-31", "`2026-13-31` is no moment, such as `2026-12-31T00:00+08:00`"),
    ],
)
def test_a_malformed_cell_is_told_with_its_line_and_column(column: str, cell: str, message: str) -> None:
    text = table("taken,anyone,item:read,511602,published,allowed,", "", ",".join({**GOOD, column: cell}.values()))
    found, wrong = read(text)
    assert list(found) == [2]
    assert wrong == [(4, column, message)]


def test_an_end_without_offset_is_told() -> None:
    row = f"n,registrar@{COUNTY}<2026-12-31T00:00,item:read,{COUNTY},,allowed,2026-12-31T00:00Z"
    message = "the end of `registrar` needs its offset, such as `2026-12-31T00:00+08:00`"
    assert read(table(row))[1] == [(2, "who", message)]


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ("", 1, "lacks the column `name`: the columns are name, who, action, where, facts, expected, at"),
        ("name,who,action,where,facts,expected", 1, "lacks the column `at`"),
        ("name,who,action,where,facts,expected,at,note", 1, "has a column `note` too many"),
        ("name,who,action,where,facts,expected,at,at", 1, "has a column `at` too many"),
        (table("one,anyone"), 2, "has 2 cells, and the table 7 columns"),
        (table('"one,anyone'), 2, "is not well-formed CSV: unexpected end of data"),
        (table("x" * 200_000), 2, "is not well-formed CSV: field larger than field limit"),
    ],
)
def test_a_table_that_is_none_is_told(text: str, line: int, message: str) -> None:
    found, wrong = read(text)
    assert found == {}
    assert [(problem.line, problem.column) for problem in wrong] == [(line, "")]
    assert wrong[0].message.startswith(message)


def test_columns_may_stand_in_any_order() -> None:
    text = f"at,expected,facts,where,action,who,name\n,refused,,{COUNTY},item:read,anyone,n"
    assert read(text) == ({2: Expectation("n", (), "item:read", COUNTY, (), allowed=False, unlawful=False)}, [])


def test_an_expectation_that_was_not_read_from_a_table_is_checked_alike() -> None:
    wrong = an_expectation((Role("root", "x", ENDS),), "item:burn", "y", ("!moonlit",), rule="because")
    assert [column for column, _ in problems(wrong)] == ["who", "who", "who", "action", "where", "facts", "expected"]
    assert problems(an_expectation()) == []
    assert expectations.problems(an_expectation((Role("registrar", COUNTY, ENDS),), at=ENDS)) == []
