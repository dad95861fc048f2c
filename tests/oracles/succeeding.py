"""Successions over the worlds of the oracles, told from R207 alone: ground is points, and whoever has it is replayed.

"When a body is renamed, merged, split or abolished, its successor takes over powers, bars, open cases, liabilities and
pending steps from the day of the document. A grant follows its area until a new document says otherwise; places and
offices are resolved as of the date asked." So the model tells the world again of the bodies of the day, each grant at
the points of ground it was made for, and answers by the same rules as ever.
"""

from datetime import datetime
from typing import NamedTuple

from tests.oracles.facts import Body, Item, Question, Transfer, World
from tests.oracles.grants import exerciser

Ground = dict[str, str]  # each point, and the code of the township in which it lies


class Event(NamedTuple):
    """A document by which bodies are carried on by others, from a moment on; all of them exist or are made by it."""

    at: datetime
    kind: str
    before: tuple[str, ...]
    after: tuple[str, ...]


def code_of(township: str) -> str:
    return township.split("/")[1]


def is_township(body: str) -> bool:
    return code_of(body).isdecimal()


def first_ground(codes: list[str]) -> Ground:
    """Two points in each township, one of them where another may come to be."""
    return {f"{code}{point}": code for code in codes for point in "ab"}


def moved(ground: Ground, event: Event) -> Ground:
    """The ground after a document: all of what several had is the one's; of what is split the second has point b."""
    if not is_township(event.before[0]):
        return ground
    old, new = {code_of(body) for body in event.before}, [code_of(body) for body in event.after]
    shares = {"a": new[0], "b": new[-1]}
    return {point: shares[point[-1]] if code in old else code for point, code in ground.items()}


def grounds(ground: Ground, events: list[Event], at: datetime) -> list[Ground]:
    """The ground as it was, one after another, up to a moment."""
    found = [ground]
    for event in events:
        if event.at <= at:
            found.append(moved(found[-1], event))
    return found


def points(code: str, told: list[Ground]) -> set[str]:
    """The points that are meant where a code is named: the least ground that it ever named, up to then.

    Ground that came to a township is named by the code it had; ground that was split off by its new one.
    """
    named = [{point for point, there in ground.items() if there == code} for ground in told]
    return min((one for one in named if one), key=len, default=set())


def carried_on(body: str, events: list[Event], at: datetime, point: str) -> str:
    """Who is what a body was: of a township that was split, whoever has the point."""
    for event in events:
        if event.at <= at and body in event.before:
            shares = dict(zip("ab", (event.after[0], event.after[-1]), strict=True))
            body = shares[point[-1]] if is_township(body) else event.after[0]
    return body


def retold(
    world: World, events: list[Event], question: Question, first: Ground, made: dict[str, Body]
) -> tuple[World, Question] | None:
    """The world and the question told of the bodies of the day; None where the place leaves open what is meant."""
    at = question["at"]
    told = grounds(first, events, at)
    place = question["places"][0]
    meant = points(place, told) or points(place, grounds(first, events, events[-1].at))
    granted = {key: reach(one, first) for key, one in world["transfers"].items()}
    apart = any(meant & ground and not meant <= ground for ground in granted.values())
    if apart or len({told[-1][point] for point in meant}) > 1:
        return None
    point = min(meant)
    here = {key: retold_of(one, events, at, point) for key, one in world["transfers"].items() if meant & granted[key]}
    item = world["items"]["item"]
    department, competent = (carried_on(one, events, at, point) for one in (item["department"], item["competent"]))
    items: dict[str, Item] = {"item": {**item, "department": department, "competent": competent}}
    filer = carried_on(question["filer"], events, at, point) if question["filer"] else None
    # 混同: nobody holds a power from itself.
    transfers = {key: one for key, one in here.items() if one["devolver"] != exerciser(one)}
    bodies = {**where_they_sit(world, told[-1]), **made}
    again: World = {**world, "bodies": bodies, "items": items, "transfers": transfers}
    asked: Question = {
        **question,
        "places": [told[-1][point]],
        "filer": filer,
        "inaction": [{**one, "body": carried_on(one["body"], events, at, point)} for one in question["inaction"]],
        "decisions": [{**one, "body": carried_on(one["body"], events, at, point)} for one in question["decisions"]],
    }
    return again, asked


def reach(transfer: Transfer, first: Ground) -> set[str]:
    """The points a grant was made for, before any document: its receiver's; a department's are everywhere."""
    receiver = transfer["receiver"]
    return {point for point, code in first.items() if not is_township(receiver) or code == code_of(receiver)}


def retold_of(transfer: Transfer, events: list[Event], at: datetime, point: str) -> Transfer:
    """A grant between those who are its parties on the day."""
    devolver, receiver = (carried_on(one, events, at, point) for one in (transfer["devolver"], transfer["receiver"]))
    outpost = carried_on(transfer["outpost"], events, at, point) if transfer["outpost"] else None
    return {**transfer, "devolver": devolver, "receiver": receiver, "outpost": outpost}


def where_they_sit(world: World, ground: Ground) -> dict[str, Body]:
    """The bodies, an outpost where the ground that it sits on now lies."""
    return {
        name: {**body, "place": ground[f"{body['place']}a"]} if body["parent"] else body
        for name, body in world["bodies"].items()
    }
