"""The long run: `make fuzz` compares a million answers and tells of what they were about; N names another number.

Each round of worlds has a number, which is its seed; FROM names the first, so that a round can be run again alone.
"""

import os
from collections import Counter
from time import perf_counter, process_time

from hypothesis import HealthCheck, Phase, given, seed, settings

from tests.oracles import agreement
from tests.oracles.facts import Question, World
from tests.oracles.worlds import asked

WORLDS = 500


def compare(number: int, answers: Counter[str]) -> None:
    """Compare the answers of one round of worlds; the first to differ is told in the plainest world."""

    @seed(number)
    @settings(
        max_examples=WORLDS,
        deadline=None,
        database=None,
        phases=[Phase.generate, Phase.shrink],
        suppress_health_check=list(HealthCheck),
    )
    @given(asked=asked)
    def agree(asked: tuple[World, Question]) -> None:
        answers.update(agreement.hold(*asked))

    agree()


def main() -> None:
    """Compare round after round until there are as many answers as were asked for."""
    wanted, number = int(os.environ.get("N", "1000000")), int(os.environ.get("FROM", "1"))
    answers, began, used = Counter[str](), perf_counter(), process_time()
    while answers.total() < wanted:
        compare(number, answers)
        print(f"round {number}: {answers.total():,} answers compared", flush=True)
        number += 1
    print(f"all equal, in {perf_counter() - began:.0f} s ({process_time() - used:.0f} s of processor time)")
    for what, times in answers.most_common():
        print(f"  {times:>9,}  {what}")


if __name__ == "__main__":
    main()
