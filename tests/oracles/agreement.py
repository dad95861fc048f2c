"""Everything a world can be asked about one matter, asked of the register and of the model; the answers are equal."""

from collections.abc import Iterator

from hypothesis import note

from tests.oracles import grants, opinions, records, reference
from tests.oracles.drawn import BODIES
from tests.oracles.facts import Question, World
from tests.oracles.worlds import bodies_in

_RECORDS = {name: records.body_of(name, body) for name, body in BODIES.items()}


def hold(world: World, matter: Question) -> Iterator[str]:
    """Compare every stage, and what an act of every body in it is worth; give the rule against each, or VALID."""
    note({"item": world["items"]["item"], "transfers": world["transfers"], "asked": matter})
    for stage in grants.STAGES:
        question: Question = {**matter, "stage": stage}
        ask = records.question_of(world, question)
        assert records.holding(ask) == reference.holding(world, question)
        yield "holder"
        for name in bodies_in(world):
            opinion = opinions.ruling(world, question, name)
            assert (name, stage, records.ruling(ask, _RECORDS[name])) == (name, stage, opinion)
            yield opinion.against or opinion.validity
