"""The statute about exercising a power, held to its telling in Cedar on whatever facts there can be."""

from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from policies.actions import Action
from policies.facts import FACTS
from policies.guard import law
from policies.lines import statute
from tests.oracles import cedar

LINES = [line for line in statute() if line.action == Action.POWER_EXERCISE]
SPOKEN_OF = sorted({name.removeprefix("!") for line in LINES for name in line.when})


def agree(asked: list[frozenset[str]]) -> None:
    """Every line that is met forbids in Cedar too, by the same rule and in the same order; the law names the first."""
    for facts, rules in zip(asked, cedar.against(asked), strict=True):
        assert rules == [line.rule for line in LINES if line.met(facts)], sorted(facts)
        first = law(Action.POWER_EXERCISE, facts)
        assert rules[:1] == ([first.rule] if first else []), sorted(facts)


def test_both_tellings_speak_of_the_same_facts() -> None:
    assert cedar.FACTS == SPOKEN_OF
    assert set(cedar.FACTS) <= FACTS.keys()


@pytest.mark.rule("R26", "R32", "R36", "R110")
@pytest.mark.parametrize("given_", [(), ("listed", "in_territory"), ("listed", "in_territory", "holds_stage")])
def test_three_facts_at_most_beside_what_is_given_mean_the_same_to_both(given_: tuple[str, ...]) -> None:
    agree([frozenset((*given_, *more)) for size in range(4) for more in combinations(SPOKEN_OF, size)])


# A set of facts is drawn as a mask: a draw costs far more than an answer.
@settings(max_examples=50)
@given(masks=st.lists(st.integers(0, 2 ** len(SPOKEN_OF) - 1), min_size=20, max_size=40))
def test_any_facts_mean_the_same_to_both(masks: list[int]) -> None:
    agree([frozenset(name for bit, name in enumerate(SPOKEN_OF) if mask >> bit & 1) for mask in masks])


def test_an_exception_more_in_one_telling_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    handed_over = frozenset({"listed", "in_territory", "devolver_of_transferred", "penalty"})
    agree([handed_over])
    weaker = cedar.STATUTE.replace("context.case_filed_before_transfer ||", "context.penalty ||")
    monkeypatch.setattr(cedar, "STATUTE", weaker)
    with pytest.raises(AssertionError):
        agree([handed_over])
