"""The statute: the lines that hold the law, the words they are written in, and that nothing overrides them."""

import ast
import csv
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import policies
import register
from policies.actions import Action
from policies.actor import ANYONE, Actor, Role
from policies.facts import FACTS
from policies.guard import Domain, Guard, law
from policies.lines import Line, defaults, statute
from policies.roles import KNOWN, ROLES
from register.rulebook import RULES

DENIALS = [line for line in statute() if line.effect == "deny"]
COUNTY = "511602"
# What the law says against an action, by the facts: told once more, so that no line can go unnoticed. What it says
# against exercising a power is told once more in Cedar (tests/oracles).
with Path(__file__).with_name("refused.csv").open(encoding="utf-8", newline="") as file:
    TOLD = {(row["action"], frozenset(row["facts"].split())): row["rule"] for row in csv.DictReader(file)}
EVERY_ROLE = Actor("account", roles=tuple(Role(role, COUNTY) for role in ROLES))


def words_of(package: str) -> set[str]:
    """Every string that the code of a package says."""
    files = Path(package).parent.rglob("*.py")
    trees = (ast.parse(path.read_text(encoding="utf-8")) for path in files)
    constants = (node for tree in trees for node in ast.walk(tree) if isinstance(node, ast.Constant))
    return {node.value for node in constants if isinstance(node.value, str)}


def facts_of(lines: tuple[Line, ...]) -> set[str]:
    return {name.removeprefix("!") for line in lines for name in line.when}


# --- its lines


@pytest.mark.parametrize("line", statute(), ids=lambda line: f"{line.action} {' '.join(line.when)}")
def test_every_line_of_the_statute_holds_for_everyone_everywhere_and_names_its_rule(line: Line) -> None:
    assert (line.role, line.domain) == (ANYONE, "*")
    assert line.rule in RULES
    assert line.problems() == []


def test_every_rule_named_by_a_line_that_ships_exists() -> None:
    assert {line.rule for line in (*defaults(COUNTY), *defaults("51")) if line.rule} <= RULES.keys()


def test_the_statute_says_nothing_twice() -> None:
    assert len({line.id for line in statute()}) == len(statute())


@pytest.mark.rule("R88", "R92")
def test_all_the_statute_ever_allows_is_to_read_what_is_published() -> None:
    allowing = [line for line in statute() if line.effect == "allow"]
    assert {line.action for line in allowing} == {"item:read", "transfer:read"}
    assert all({"published", "!confidential"} <= set(line.when) for line in allowing)


@pytest.mark.parametrize("line", DENIALS, ids=lambda line: f"{line.rule} {line.action} {' '.join(line.when)}")
def test_no_line_of_the_statute_stands_in_the_shadow_of_another(line: Line) -> None:
    """The facts that it names, and nothing else amiss: it is this line that the law names."""
    same_action = [other for other in DENIALS if other.action == line.action]
    named = {name for other in same_action for name in other.when}
    fine = {name[1:] for name in named if name.startswith("!") and name[1:] not in named}
    facts = {name for name in line.when if not name.startswith("!")} | fine
    assert law(line.action, frozenset(facts - {name[1:] for name in line.when if name.startswith("!")})) == line


@pytest.mark.rule("R9", "R21", "R28", "R41", "R44", "R56", "R57", "R58", "R72", "R87", "R115", "R135", "R150", "R207")
@pytest.mark.parametrize(
    ("action", "facts"), TOLD, ids=lambda told: told if isinstance(told, str) else " ".join(sorted(told))
)
def test_the_law_stands_against_what_the_table_says_and_no_more(action: Action, facts: frozenset[str]) -> None:
    guard = Guard([Domain(COUNTY, 1, (Line(ANYONE, COUNTY, action, (), "allow"),))])
    verdict = guard.decide(EVERY_ROLE, COUNTY, action, facts)
    rule = TOLD[action, facts]
    assert (verdict.allowed, verdict.rules) == ((False, (rule,)) if rule else (True, ()))


@pytest.mark.parametrize(
    "line",
    [line for line in DENIALS if line.action != Action.POWER_EXERCISE],
    ids=lambda line: f"{line.action} {line.id}",
)
def test_the_table_tells_every_line_and_each_of_its_conditions(line: Line) -> None:
    told = {facts: rule for (action, facts), rule in TOLD.items() if action == line.action}
    decided = [facts for facts, rule in told.items() if rule == line.rule and line.met(facts)]
    assert decided
    for name in (one.removeprefix("!") for one in line.when):
        assert any(facts ^ {name} in told for facts in decided), name


@pytest.mark.parametrize("action", Action)
def test_the_law_speaks_of_no_action_that_nobody_may_ever_take(action: Action) -> None:
    assert any(line.action == action and line.effect == "allow" for line in defaults(COUNTY))


# --- its words


def test_every_fact_is_worked_out_by_the_register() -> None:
    assert FACTS.keys() <= words_of(str(register.__file__))


def test_every_fact_is_used_by_a_line_or_shown_by_the_register() -> None:
    used = facts_of(statute()) | facts_of(defaults(COUNTY)) | facts_of(defaults("51"))
    assert FACTS.keys() - used == {"its_turn"}  # shown where an account asks whether it may take a step


def test_every_fact_says_what_it_means_and_where_that_comes_from() -> None:
    assert [name for name, fact in FACTS.items() if not fact.meaning or not fact.source] == []
    cited = {rule.strip() for fact in FACTS.values() for rule in fact.source.split(",") if rule.strip().startswith("R")}
    assert cited <= RULES.keys()


def test_there_is_no_language_for_conditions() -> None:
    model = (Path(str(policies.__file__)).parent / "model.conf").read_text(encoding="utf-8")
    assert "eval" not in model


# --- its force

FACT_SETS = st.frozensets(st.sampled_from(sorted(FACTS)))
OWN_LINES = st.builds(
    Line,
    st.sampled_from(sorted(KNOWN)),
    st.sampled_from([COUNTY[:2], COUNTY[:4], COUNTY]),
    st.sampled_from(Action),
    st.lists(st.sampled_from([*FACTS, *(f"!{name}" for name in FACTS)]), max_size=2, unique=True).map(tuple),
    st.sampled_from(["allow", "deny"]),
)


@pytest.mark.rule("R26", "R36", "R41", "R56", "R110")
@given(own=st.lists(OWN_LINES, max_size=4), denial=st.sampled_from(DENIALS), facts=FACT_SETS)
def test_no_domain_can_allow_what_the_law_denies(own: list[Line], denial: Line, facts: frozenset[str]) -> None:
    against = frozenset(name for name in denial.when if not name.startswith("!"))
    against |= {name for name in facts if f"!{name}" not in denial.when}
    everything = tuple(Line(ANYONE, COUNTY, action, (), "allow") for action in Action)
    guard = Guard([Domain(COUNTY, 1, (*own, *everything))])
    assert law(denial.action, against) is not None
    assert not guard.decide(EVERY_ROLE, COUNTY, denial.action, against).allowed


@given(action=st.sampled_from(Action), facts=FACT_SETS)
def test_where_the_law_stands_aside_a_domains_allow_decides(action: Action, facts: frozenset[str]) -> None:
    guard = Guard([Domain(COUNTY, 1, (Line(ANYONE, COUNTY, action, (), "allow"),))])
    verdict = guard.decide(EVERY_ROLE, COUNTY, action, facts)
    against = law(action, facts)
    assert verdict.allowed == (against is None)
    assert verdict.lawful == verdict.allowed
    if against:
        assert verdict.line == against
