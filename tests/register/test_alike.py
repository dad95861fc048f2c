"""Questions that differ by names alone: a body has the same facts, so that many are answered by working out one."""

from dataclasses import replace

import pytest

from register.authority import Question
from register.records import Key
from register.standing import standing
from register.words import PowerKind, Stage
from tests.builders import (
    BUREAU,
    COUNTY,
    DAY,
    NOON,
    OTHER_TOWN,
    TOWN,
    TRANSPORT,
    a_draft,
    a_question,
    a_recall,
    a_transfer,
    an_item,
)

GRANT = a_transfer()
ON = a_transfer(devolver=TOWN, receiver=OTHER_TOWN, place=TOWN.place)
ASKED = {
    "nothing handed over": a_question(),
    "handed over": a_question(GRANT),
    "handed over twice at once": a_question(GRANT, a_transfer(receiver=BUREAU, place=TOWN.place)),
    "handed on": a_question(GRANT, ON),
    "recalled": a_question(a_transfer(recall=a_recall()), at=NOON + 11 * DAY, filed_at=NOON + DAY, filed_by=TOWN.key),
    "a draft": a_question(a_draft()),
}


def renamed(ask: Question, number: str) -> Question:
    """The same about another item, handed over by transfers of its own, whose keys are in the same order."""
    item = replace(ask.item, key=Key(COUNTY, number), code=number, name=number, legal_basis=(number,), version=7)
    moved = [replace(t, key=Key(COUNTY, f"{number}{t.key.id}"), item=item.key, version=8) for t in ask.transfers]
    return replace(ask, item=item, transfers=tuple(moved))


@pytest.mark.parametrize("name", ASKED)
def test_bodies_stand_alike_to_items_that_differ_by_names_alone(name: str) -> None:
    ask = ASKED[name]
    assert renamed(ask, "1").unnamed == renamed(ask, "2").unnamed == ask.unnamed
    for stage in Stage:
        one = replace(ask, stage=stage)
        for body in (TRANSPORT, BUREAU, TOWN, OTHER_TOWN):
            assert standing(one.unnamed, body) == standing(one, body)


def test_what_a_rule_reads_tells_questions_apart() -> None:
    ask = a_question(GRANT)
    item = ask.item
    others = [
        replace(ask, item=an_item(published=False)),
        replace(ask, item=an_item(kind=PowerKind.LICENSING)),
        replace(ask, item=replace(item, department=BUREAU.key)),
        replace(ask, item=replace(item, competent=BUREAU.key)),
        replace(ask, item=an_item(decisions_reviewed=True)),
        replace(ask, transfers=(replace(GRANT, retains_across=True),)),
        replace(ask, transfers=(replace(GRANT, effective_from=NOON + DAY),)),
        replace(ask, transfers=()),
    ]
    assert len({one.unnamed for one in (ask, *others)}) == 1 + len(others)
