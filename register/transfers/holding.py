"""Does the devolver still hold what it hands over, at that place? Asked when it is proposed, and when published."""

from collections.abc import Iterable
from datetime import datetime
from itertools import product

from register import chains
from register.authority import Question, authority
from register.codes import quoted
from register.modes import shared
from register.records import Key, Matter, Transfer
from register.refusals import Conflict, NotLawful
from register.transfers.around import Around


def devolver_holds(known: Around, transfer: Transfer, begins: datetime) -> None:
    """Refuse with NotLawful a transfer by a body that does not hold all of it at the place when it takes effect.

    That is every stage of every part. The whole of an item is what is named nowhere, and whatever other grants name.
    """
    item = known.items[transfer.item]
    if not item.listed:
        message = f"`{item.name}` is on no published list; outside the list there is no power to hand over"
        raise NotLawful(message, rules=["R36"], remedy="publish the item first", holder=item.department)
    if transfer.devolver == transfer.holder:
        message = "the devolver and the receiver have become one body, which hands nothing to itself"
        raise NotLawful(message, rules=["R207", "R16"], remedy="withdraw it", holder=transfer.holder)
    department = known.departments[item.department]
    there = [one for one in known.of(item.key) if one.key != transfer.key]
    others = [one for one in there if one.overlaps(transfer)]
    for place, stage, parts in product(_places(transfer, there), transfer.stages, _matters(transfer, others)):
        ask = Question(item, department, stage, Matter(place, parts=parts), begins, there)
        found = authority(ask)
        if not found.holds(transfer.devolver):
            raise _not_held(transfer, ask, found.holder)
    links = chains.links(transfer, others, begins)
    chains.lawful(transfer, item, links)
    for other in _coming(transfer, others, begins):
        ask = Question(item, department, other.stages[0], Matter(transfer.place), begins, there)
        raise _not_held(transfer, ask, other.holder)
    below = {link.key for link in links}
    _one_layer(transfer, [one for one in others if one.key not in below], begins)


def _places(transfer: Transfer, there: Iterable[Transfer]) -> Iterable[str]:
    """The places it reaches, as the grants there tell them apart."""
    named = (place for one in there for place in (*one.also_places, *one.except_places))
    return dict.fromkeys(place for place in (*transfer.places, *named) if transfer.covers(place))


def _matters(transfer: Transfer, others: Iterable[Transfer]) -> list[tuple[str, ...]]:
    """A matter of each part that the transfer covers, as the grants there tell them apart."""
    if transfer.parts:
        return [(part,) for part in transfer.parts]
    named = dict.fromkeys(part for one in others for part in one.named_parts)
    return [(), *((part,) for part in named if part not in transfer.except_parts)]


def _one_layer(transfer: Transfer, others: Iterable[Transfer], begins: datetime) -> None:
    """Refuse what would put a second layer at a place: the county's by CONCENTRATE, a township's by any other mode."""
    ends = transfer.effective_to
    standing = [
        one
        for one in others
        if one.place != transfer.place
        and one.ever
        and one.begins
        and (one.ends is None or one.ends > begins)
        and (ends is None or one.begins < ends)
        and transfer.meets(one)
    ]
    if standing:
        places = ", ".join(sorted({f"`{one.place}`" for one in standing}))
        message = f"the item has been handed over at {places}; one layer alone exercises it at a place"
        remedy = "recall first what was handed over there"
        raise NotLawful(message, rules=["R39"], remedy=remedy, holder=standing[0].holder)


def _not_held(transfer: Transfer, ask: Question, holder: Key | None) -> NotLawful:
    stage, place, parts = ask.stage, ask.matter.place, ask.parts
    to_it = [one for one in ask.transfers if one.holder == transfer.devolver and one.in_force(ask.at)]
    partly = any(one.covers(place) and not one.takes(parts) for one in to_it)
    cut_out = any(place in one.except_places for one in to_it)
    handed_over = holder is not None and holder != transfer.devolver
    of = f"{quoted(parts[0])}, a part of the item," if parts else "the item"
    return NotLawful(
        f"the devolver does not hold {stage} {stage.chinese} of {of} at `{place}`",
        rules=["R206"] if partly else ["R113"] if cut_out else ["R26", "R39"] if handed_over else ["R36"],
        remedy="only the body that holds a power there can hand it over",
        holder=holder,
    )


def _coming(transfer: Transfer, others: Iterable[Transfer], begins: datetime) -> list[Transfer]:
    """Published transfers still to come that would take the same stages from the same devolver."""
    return [
        one
        for one in others
        if one.devolver == transfer.devolver
        and any(one.covers(place) for place in transfer.places)
        and one.ever
        and one.begins
        and one.begins > begins
        and (transfer.effective_to is None or transfer.effective_to > one.begins)
        and any(stage in transfer.stages and not shared(one.mode, stage) for stage in one.stages)
        and transfer.meets(one)
    ]


def nothing_stands_on(known: Around, transfer: Transfer, ends: datetime) -> None:
    """Refuse with Conflict to end a transfer while one that its receiver handed on would stand on nothing.

    The last link is taken back first: nobody loses a power by a recall of somebody else's (R77).
    """
    standing = [
        one
        for one in known.of(transfer.item)
        if one.devolver == transfer.holder
        and transfer.overlaps(one)
        and one.ever
        and (one.ends is None or one.ends > ends)
        and any(stage in transfer.stages for stage in one.stages)
        and transfer.meets(one)
    ]
    if standing:
        places = ", ".join(sorted({f"`{one.place}`" for one in standing}))
        message = f"what was received has been handed on at {places}, and would stand on nothing"
        raise Conflict(message, remedy="recall first what was handed on", rules=["R77"])
