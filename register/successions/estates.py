"""Estates: what a body has of others' affairs, in rows that name bodies as they were when they were written."""

from collections.abc import Hashable, Iterable, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, false, literal, or_, select, tuple_, union_all

from policies.actor import Estate
from register.grounds import is_township
from register.lineage import Lineage
from register.paging import Below
from register.records import Key

Pair = tuple[ColumnElement[str], ColumnElement[str]]


def of_body(lineage: Lineage, body: Key) -> tuple[Estate, ...]:
    """What a body has, as its lineage is: nothing if it is no more."""
    known = dict.fromkeys((body, *(key for one in lineage.past for key in one.predecessors)))
    return tuple(found for key in known for found in _estate(lineage, body, key))


def _estate(lineage: Lineage, body: Key, before: Key) -> Iterable[Estate]:
    named = {item for one in lineage.past for heir in one.heirs for item in heir.items}
    if lineage.heir(before) == body:
        away = sorted(item.pair for item in named if lineage.heir(before, item) != body)
        yield Estate(before.pair, tuple(away))
    elif is_township(before):
        if body in lineage.heirs(before):
            yield Estate(before.pair, shared=True)
    elif own := sorted(item.pair for item in named if lineage.heir(before, item) == body):
        yield Estate(before.pair, tuple(own), only=True)


def among(estates: Sequence[Estate], body: Pair, item: Pair | None, *, received: bool = False) -> ColumnElement[bool]:
    """The rows whose body's affairs are among estates, as `Estate.covers` tells it of one row.

    What is about no one item is with whoever has what was named to nobody else.
    """
    return or_(false(), *(_row(one, body, item) for one in estates if received or not one.shared))


def under(
    query: Select[Any],
    lineage: Lineage,
    parents: Sequence[Hashable],
    body: Pair,
    item: Pair,
    *,
    received: bool = False,
) -> tuple[Select[Any], Below]:
    """The rows below bodies, each below everybody who has it now; a row may be below several."""
    keys = [one for one in parents if isinstance(one, Key)]
    named = union_all(
        *(select(literal(f"{key.tenant}/{key.id}").label("name")) for key in dict.fromkeys(keys))
    ).subquery()
    theirs = [
        and_(named.c.name == f"{key.tenant}/{key.id}", among(of_body(lineage, key), body, item, received=received))
        for key in keys
    ]
    return query.join(named, or_(*theirs)), Below(parents, named.c.name)


def _row(estate: Estate, body: Pair, item: Pair | None) -> ColumnElement[bool]:
    same = and_(*(column == value for column, value in zip(body, estate.body, strict=True)))
    if item is None or not estate.items:
        return and_(same, false()) if estate.only else same
    about = tuple_(*item).in_(estate.items)
    return and_(same, about if estate.only else ~about)
