"""The register's answers, held to an independent telling of the same rules over worlds that nobody thought of."""

import os

import pytest
from hypothesis import Phase, event, given, settings

from tests.oracles import agreement
from tests.oracles.facts import Question, World
from tests.oracles.worlds import asked

NUMBER = int(os.environ.get("WORLDS", "800"))


@pytest.mark.rule("R26", "R29", "R31", "R36", "R110", "R208", "R209", "R210")
@given(asked=asked)
@settings(max_examples=NUMBER, phases=[phase for phase in Phase if phase is not Phase.explain])  # which takes minutes
def test_the_register_answers_as_the_rules_read_a_second_time(asked: tuple[World, Question]) -> None:
    for rule in set(agreement.hold(*asked)):
        event(f"against: {rule}")
