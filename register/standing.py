"""How a body stands to a matter: the facts by which the statute judges what it does. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from register.authority import at_place, authority, in_play, over
from register.modes import shared
from register.question import Question
from register.records import Authority, Body, Matter, Transfer
from register.words import BodyKind, Demand, PowerKind, Stage, TransferMode


def standing(ask: Question, body: Body) -> frozenset[str]:
    """Work out the facts of an exercise by a body."""
    found = authority(ask)
    facts = {
        "succeeded": body.gone(ask.at),
        "listed": ask.item.listed,
        "supervising": ask.stage is Stage.SUPERVISE,
        "detention": ask.detains,
        "penalty": ask.item.kind is PowerKind.PENALTY,
        "township_body": body.kind is BodyKind.TOWNSHIP,
        **_in_the_matter(ask, body, found),
        **_by_asking(ask, body, found),
        **_by_grants(ask, body),
    }
    return frozenset(name for name, holds in facts.items() if holds)


def _in_the_matter(ask: Question, body: Body, found: Authority) -> Mapping[str, bool]:
    """Where the matter is with the body, was, or would be."""
    moved = [t for place in ask.matter.places for t in ask.reached(place)]
    designated = body.key == ask.designated == found.holder
    could_file = any(one.admits(body.key) for one in _everywhere(ask))
    another_filed = could_file and not found.admits(body.key)
    inactive = any(t.holder == body.key and ask.reverted(t) for t in moved)
    stepping_in = body.key in found.stepping_in
    # By a transfer from before the case was filed, and that does not retain it; whoever may step in is, till it does.
    barred = (body.key in found.barred or stepping_in) and not inactive
    handed_over = stepping_in or (
        (barred or body.key in authority(_bare(ask)).barred) and body.key not in found.also and not another_filed
    )
    concerned = handed_over or any(t.holder == body.key for t in moved)  # what a grant leaves is no stranger's matter
    return {
        "devolver_of_transferred": handed_over,
        "concentrated": handed_over and _concentrated(ask, body),
        "steps_in": stepping_in and ask.reasoned,
        "case_filed_before_transfer": concerned and not barred and any(ask.kept_by_filing(t) for t in moved),
        "retained_by_grant": concerned and not barred and any(ask.kept_by_grant(t) for t in moved),
        "retained_across": concerned and not barred and any(ask.kept_across(t) for t in moved),
        "reverted_for_inaction": not barred and any(ask.reverted(t) for t in moved),
        "found_inactive": inactive,
        "filed_by_another": another_filed,
        "designated": designated,
        "in_territory": _in_territory(ask, body) or could_file or found.admits(body.key),
    }


def _in_territory(ask: Question, body: Body) -> bool:
    """The matter lies in its own area, or in a park of it that a published grant to it names (R113)."""
    places = ask.matter.places
    named = [t for t in ask.transfers if t.holder == body.key and t.published_at]
    return any(body.covers(place) or any(t.covers(place) for t in named) for place in places)


def _concentrated(ask: Question, body: Body) -> bool:
    """The link that took the stage from the body at a place is a concentration; a shared counter takes nothing."""
    for place in ask.matter.places:
        taking = (t for t in ask.reached(place) if t.devolver == body.key and not ask.kept(t))
        first = next((t for t in taking if not shared(t.mode, ask.stage)), None)
        if first and first.mode is TransferMode.CONCENTRATE:
            return True
    return False


def _everywhere(ask: Question) -> Sequence[Authority]:
    """The answers for every place and part of the matter, whoever filed it or was designated."""
    parts, open_ = ask.parts or (None,), replace(ask, matter=replace(ask.matter, designations=()))
    return [one for place in ask.matter.places for one in at_place(open_, place, parts).values()]


def _bare(ask: Question) -> Question:
    """The same where it is still in play, with nothing about it that would leave it with somebody."""
    first, *further = in_play(ask)
    return replace(ask, matter=Matter(first, tuple(further), parts=ask.matter.parts))


def _by_asking(ask: Question, body: Body, found: Authority) -> Mapping[str, bool]:
    """What it asks for, rather than does."""
    disguised = _disguised(ask, body)
    stamps = disguised and ask.demand is Demand.STAMP and ask.reasoned
    return {
        "holds_stage": found.admits(body.key) or stamps,
        "disguised": disguised,
        "stamp": ask.demand is Demand.STAMP,
        "stamps_specially": stamps,
    }


def _disguised(ask: Question, body: Body) -> bool:
    """The body asks for something in a matter of an item of which it handed a stage over here (R27)."""
    if ask.demand is None or ask.inactive(body.key):
        return False
    answers = (authority(replace(ask, stage=stage)) for stage in Stage)
    return any(body.key in (*one.barred, *(() if ask.reasoned else one.stepping_in)) for one in answers)


def _by_grants(ask: Question, body: Body) -> Mapping[str, bool]:
    """What it was, is or is to be given here, and what of it is left out."""
    places = ask.matter.places
    to_it = [t for t in ask.transfers if t.holder == body.key and any(t.covers(place) for place in places)]
    ended = max((t for t in to_it if over(t, ask.at)), key=lambda t: t.ends or ask.at, default=None)
    beside = [t for t in to_it if ask.reaches(t) and ask.stage not in t.stages]
    return {
        "cut_out": any(t.holder == body.key for place in places for t in ask.cut_out_of(place)),
        "acting_as_agent": any(t.mode is TransferMode.AGENCY for t in beside),
        "holds_other_parts": any(ask.reaches(t) and not t.takes(ask.parts) for t in to_it),
        "holds_other_stages": bool(beside),
        "recalled": ended is not None and ended.recalled,
        "term_over": ended is not None and not ended.recalled,
        "not_yet_in_force": any(_coming(t, ask.at) for t in to_it),
    }


def _coming(transfer: Transfer, at: datetime) -> bool:
    if transfer.withdrawn_at or transfer.declined_at:
        return False
    return transfer.begins is None or (transfer.ever and transfer.begins > at)
