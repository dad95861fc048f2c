"""What a change would leave of a domain's lines: told without a database."""

from typing import Any

import pytest

from policies.checks import MOST
from policies.guard import Domain
from policies.lines import Line, defaults, statute
from register.policies.effects import NewLine, PolicyChange, applied
from register.policies.reads import shipped
from register.refusals import Invalid
from register.words import Effect

COUNTY, PROVINCE = "511602", "51"
READING = NewLine("registrar", "case:read", ("party",), Effect.ALLOW)


def path(*lines: Line) -> tuple[Domain, ...]:
    own = Domain(COUNTY, 3, lines) if lines else shipped(COUNTY)
    return (shipped(PROVINCE), shipped("5116"), own)


def a_change(**more: Any) -> PolicyChange:
    given: dict[str, Any] = {"domain": COUNTY, "expected_revision": 3, "reason": "试行"}
    return PolicyChange(**given | more)


def test_what_stays_keeps_its_order_and_what_is_added_comes_last() -> None:
    first, second, *_ = defaults(COUNTY)
    after = applied(path(), a_change(add=(READING,), remove=(first.id,)))
    assert (after.code, after.revision) == (COUNTY, 1)
    assert after.lines == (second, *defaults(COUNTY)[2:], READING.of(COUNTY))


def test_a_shipped_line_that_is_added_again_has_its_rule_again() -> None:
    line = next(one for one in defaults(COUNTY) if one.rule)
    again = NewLine(line.role, line.action, line.when, Effect(line.effect.upper()))
    other = next(one for one in defaults(COUNTY) if one != line)
    assert applied(path(other), a_change(add=(again,))).lines == (other, line)


def test_what_is_no_line_of_the_domains_own_is_refused_each_with_its_place_and_why() -> None:
    own, above = defaults(COUNTY)[0].id, defaults(PROVINCE)[0].id
    with pytest.raises(Invalid) as refused:
        applied(path(), a_change(remove=(own, statute()[0].id, above, "nothing", own)))
    told = {problem.path: problem.message for problem in refused.value.problems}
    assert list(told) == [("remove", "1"), ("remove", "2"), ("remove", "3"), ("remove", "4")]
    for at, said in (("1", "nobody edits it"), ("2", "`51`"), ("3", "revision 0"), ("4", "twice")):
        assert said in told["remove", at]


def test_a_domain_has_a_most_of_lines() -> None:
    many = tuple(Line("registrar", COUNTY, "case:read", (f"f{n}",), "allow") for n in range(MOST))
    assert len(applied(path(*many), a_change(add=(READING,), remove=(many[0].id,))).lines) == MOST
    with pytest.raises(Invalid, match="at most 10,000 lines"):
        applied(path(*many), a_change(add=(READING,)))
