"""The vocabulary: every action in words, with the facts that are worked out for it."""

import re

import pytest

from policies.actions import NEVER, Action
from policies.facts import FACTS
from policies.lines import defaults, statute
from policies.vocabulary import Word, facts_of, words


def test_every_action_is_told_in_words_once_and_in_order() -> None:
    assert list(words()) == sorted(Action)
    assert not set(NEVER) & set(words())


@pytest.mark.parametrize("word", words().values(), ids=lambda word: word.action)
def test_an_action_begins_with_its_chinese_term_and_names_facts_that_are_known(word: Word) -> None:
    assert re.match("[\u4e00-\u9fff]+: .", word.meaning)
    assert word.kind == "read" if word.action.endswith(":read") else word.kind in ("step", "edit")
    assert word.facts <= FACTS.keys()


def test_every_fact_is_worked_out_for_some_action() -> None:
    told = {fact for word in words().values() for fact in word.facts}
    assert FACTS.keys() - told == {"its_turn"}  # shown where an account asks whether it may take a step


def test_no_line_that_ships_names_a_fact_that_its_action_is_never_told() -> None:
    lines = (*statute(), *defaults("511602"), *defaults("51"))
    assert [line for line in lines if not {one.removeprefix("!") for one in line.when} <= facts_of(line.action)] == []
