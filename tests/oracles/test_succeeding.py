"""The register's answers after successions, held to a world told again of the bodies of the day (R207)."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import Phase, event, given, note, settings
from hypothesis import strategies as st

from register.clock import start_of_day
from register.lineage import Lineage
from register.question import Question as Ask
from register.records import Heir, Key, Succession
from register.words import SuccessionKind
from tests.oracles import drawn, grants, opinions, records, reference, succeeding, worlds
from tests.oracles.facts import Body, Question, Transfer, World
from tests.oracles.opinions import Opinion
from tests.oracles.succeeding import Event

TOWNSHIPS = sorted(name for name, body in drawn.BODIES.items() if body["township"])
ONE, OTHER = "511602/511602101", "511602/511602102"
MADE: dict[str, Body] = {
    **{f"511602/{code}": Body(place=code, township="TOWN", parent=None) for code in ("511602121", "511602122")},
    **{f"511602/{name}": Body(place="511602", township=None, parent=None) for name in ("market", "traffic")},
}
NEW, NEWER, MARKET, TRAFFIC = MADE
STORIES = (
    (("RECODE", (ONE,), (NEW,)),),
    (("MERGE", (ONE, OTHER), (NEW,)),),
    (("MERGE", (ONE, OTHER), (ONE,)),),
    (("ABOLISH", (OTHER,), (ONE,)),),
    (("SPLIT", (ONE,), (NEW, NEWER)),),
    (("SPLIT", (ONE,), (ONE, NEW)),),
    (("MERGE", (drawn.TRANSPORT, drawn.BUREAU), (MARKET,)),),
    (("MERGE", (drawn.TRANSPORT, drawn.BUREAU), (drawn.BUREAU,)),),
    (("ABOLISH", (drawn.TRANSPORT,), (drawn.WATER,)),),
    (("ABOLISH", (drawn.BUREAU,), (drawn.TRANSPORT,)),),
    (("ABOLISH", (drawn.CITY,), (drawn.WATERS_ABOVE,)),),
    (("RECODE", (OTHER,), (NEW,)), ("MERGE", (ONE, NEW), (NEWER,))),
    (("MERGE", (drawn.TRANSPORT, drawn.BUREAU), (MARKET,)), ("ABOLISH", (MARKET,), (TRAFFIC,))),
    (("SPLIT", (ONE,), (ONE, NEW)), ("MERGE", (drawn.WATER, drawn.TRANSPORT), (drawn.WATER,))),
)


def plain(world: World) -> World:
    """The same, where every grant reaches its receiver's own area: what is named beside it is told elsewhere."""
    transfers: dict[str, Transfer] = {
        key: {**one, "takes_in": [], "cuts_out": [], "serves": []} for key, one in world["transfers"].items()
    }
    return {**world, "transfers": transfers}


def events_of(story: int, world: World) -> list[Event]:
    """The documents of a story, on days after the last of the world's transfers took effect."""
    last = max((begin for one in world["transfers"].values() if (begin := grants.begins(one))), default=drawn.START)
    day = last.astimezone(UTC).date() + timedelta(days=2)
    return [
        Event(start_of_day(day + timedelta(days=2 * n)), *told) for n, told in enumerate(STORIES[story % len(STORIES)])
    ]


def lineage_of(events: list[Event]) -> Lineage:
    """The same as the register keeps it."""

    def key(name: str) -> Key:
        return records.key_of(name)

    return Lineage(
        tuple(
            Succession(
                key=Key("511602", f"{n}"),
                kind=SuccessionKind(one.kind),
                predecessors=tuple(key(name) for name in one.before),
                heirs=tuple(Heir(key(name)) for name in one.after),
                document="文",
                document_date=day_in_china(one.at),
                recorded_at=one.at,
            )
            for n, one in enumerate(events)
        )
    )


def day_in_china(moment: datetime) -> date:
    return (moment + timedelta(hours=8)).date()


def compare(world: World, asked: Question, events: list[Event]) -> str | None:
    """Compare every stage, and what an act of every body in it is worth; None where the model has no answer."""
    first = succeeding.first_ground([succeeding.code_of(one) for one in TOWNSHIPS])
    lineage = lineage_of(events).as_of(asked["at"])
    told = succeeding.retold(world, events, asked, first, MADE)
    if told is None:
        return None
    again, question = told
    note((events, again["transfers"], question))
    gone = {name for one in events if one.at <= asked["at"] for name in {*one.before} - {*one.after}}
    there = {name for one in events if one.at <= asked["at"] for name in one.after}
    names = sorted((gone | there | {*worlds.bodies_in(again)}) - ({*MADE} - there - gone))
    for stage in grants.STAGES:
        ask = _ask(world, {**asked, "stage": stage}, lineage)
        assert records.holding(ask) == reference.holding(again, {**question, "stage": stage})
        for name in names:
            body = lineage.body(records.body_of(name, {**drawn.BODIES, **MADE}[name]))
            opinion = opinions.ruling(again, {**question, "stage": stage}, name)
            if name in gone:
                licence = world["items"]["item"]["kind"] == "LICENSING"
                opinion = Opinion("VOIDABLE" if licence else "VOID", "R207")
            assert (name, stage, records.ruling(ask, body)) == (name, stage, opinion)
    return "gone" if gone else "before"


def _ask(world: World, asked: Question, lineage: Lineage) -> Ask:
    raw = records.question_of(world, asked)
    item = lineage.item(raw.item)
    moved = [records.transfer_of(world, name) for name in world["transfers"]]
    name = records.name_of(item.department)
    return Ask(
        item,
        records.body_of(name, {**drawn.BODIES, **MADE}[name]),
        raw.stage,
        lineage.matter(raw.matter, item.key),
        raw.at,
        lineage.transfers(moved, raw.matter.places),
    )


@pytest.mark.rule("R207")
@given(asked=worlds.asked, story=st.integers(0, 10**6), when=st.integers(-2, 6), place=st.integers(0, 99))
@settings(max_examples=100, phases=[phase for phase in Phase if phase is not Phase.explain])
def test_the_register_answers_of_the_bodies_of_the_day(
    asked: tuple[World, Question], story: int, when: int, place: int
) -> None:
    world, question = plain(asked[0]), asked[1]
    events = events_of(story, world)
    codes = [succeeding.code_of(one) for one in (*TOWNSHIPS, NEW, NEWER)]
    at = events[0].at + timedelta(days=when)
    named = codes[place % len(codes)]
    made = {succeeding.code_of(name) for one in events for name in one.after if succeeding.is_township(name)}
    if named not in {succeeding.code_of(one) for one in TOWNSHIPS} | made:
        named = succeeding.code_of(ONE)
    filed = question["filed"] if question["filed"] and question["filed"] <= at else None
    given_: Question = {
        **question,
        "at": at,
        "places": [named],
        "filed": filed,
        "filer": question["filer"] if filed else None,
    }
    event(str(compare(world, given_, events)))
