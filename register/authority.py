"""Who may lawfully do a stage of an item, at a place, at a moment, given the facts of the case. Pure, deterministic.

One function answers about today, about a past day, and for a ruling on an act that somebody did.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from register.modes import IN_DEVOLVERS_NAME, mode_rules, shared, steps_in
from register.question import Question
from register.records import Authority, Key, Transfer
from register.words import Stage, TransferMode

__all__ = ["Question", "at_place", "authority", "claimants", "could_have", "in_play", "over"]


def authority(ask: Question) -> Authority:
    """Find who holds the stage. A matter in several places belongs to the first to file; till then to any (R208).

    So does a matter of several parts that were handed to several bodies (R206).
    """
    if not ask.item.listed:
        return Authority(holder=None, rules=("R36",))
    here = [at_place(ask, place, parts) for place, parts in in_play(ask).items()]
    found = [answer for answers in here for answer in answers.values() if answer.holder]
    return _together(found) if found else Authority(holder=None, rules=("R110",))


def in_play(ask: Question) -> Mapping[str, Sequence[str | None]]:
    """The places, with the parts, whose holders may still take the matter: all, till somebody files it (R208).

    Once somebody is designated, it is where that body could have it. Else it is the filer's: where, and for which
    parts, it could take the matter up on the day it filed, by filing it or else by a later stage. An inspection takes
    none up. A matter that falls under no part is of one that is None.
    """
    if ask.designated and (given := could_have(ask, ask.designated)):
        return given
    matter, parts = ask.matter, ask.parts or (None,)
    places: Mapping[str, Sequence[str | None]] = dict.fromkeys(matter.places, parts)
    if len(places) == len(parts) == 1 or matter.filed_at is None or matter.filed_by is None:
        return places
    then = replace(ask, at=matter.filed_at, matter=replace(matter, filed_at=None, filed_by=None))
    taken = (
        {place: open_}
        for stage in Stage
        for place in places
        if stage is not Stage.SUPERVISE
        if (open_ := _open_to(matter.filed_by, at_place(replace(then, stage=stage), place, parts)))
    )
    return next(taken, places)


def _open_to(body: Key, answers: Mapping[str | None, Authority]) -> Sequence[str | None]:
    """All the parts in which a body could take it up: one of them alone would hide what became of the others."""
    return [part for part, answer in answers.items() if answer.admits(body)]


def could_have(ask: Question, body: Key) -> Mapping[str, Sequence[str | None]]:
    """The places, with the parts, where the item or what was handed over gives a body some stage of the matter."""
    stages = [replace(ask, stage=stage) for stage in Stage if stage is not Stage.SUPERVISE]
    found = {
        place: [
            part for part in ask.parts or (None,) if any(one.way_to(body, place, part) is not None for one in stages)
        ]
        for place in ask.matter.places
        if ask.department.covers(place)
    }
    return {place: parts for place, parts in found.items() if parts}


def claimants(ask: Question) -> tuple[Key, ...]:
    """Whoever holds some stage at some place of the matter, had nobody filed it or been designated (R208)."""
    open_ = replace(ask, matter=replace(ask.matter, designations=()))
    stages = [replace(open_, stage=stage) for stage in Stage if stage is not Stage.SUPERVISE]
    answers = [
        one
        for stage in stages
        for place in ask.matter.places
        for one in at_place(stage, place, ask.parts or (None,)).values()
    ]
    found = (key for one in answers for key in (one.holder, *one.also) if key and one.holds(key))
    return tuple(dict.fromkeys(found))


def _together(found: Sequence[Authority]) -> Authority:
    """The first answer, with whoever may act by the others."""
    first = found[0]
    others = [key for answer in found for key in (answer.holder, *answer.also) if key and key != first.holder]
    also = tuple(dict.fromkeys([*first.also, *others]))
    rules = first.rules if also == first.also else (*first.rules, "R208")
    before = dict.fromkeys(key for answer in found for key in answer.barred)
    barred = tuple(key for key in before if key != first.holder and key not in also)
    only = [key for key in also if not any(answer.holds(key) for answer in found)]
    serving = tuple(key for key in only if any(key in answer.serving for answer in found))
    stepping_in = tuple(key for key in only if key not in serving)
    return Authority(first.holder, also, barred, first.in_name_of, first.transfer, rules, stepping_in, serving)


def at_place(ask: Question, place: str, parts: Sequence[str | None]) -> dict[str | None, Authority]:
    """Answer for these parts of the matter, and leave out whoever handed on one of them: it is out of all (R206)."""
    answers = {part: _of_part(ask, place, part) for part in parts}
    barred = tuple(dict.fromkeys(key for answer in answers.values() for key in answer.barred))
    stepping_in = {key for answer in answers.values() for key in answer.stepping_in}
    # Where each handed a part to the other, both are out, and so neither is.
    left = {part: one for part, one in answers.items() if one.holder not in {*barred, *stepping_in}} or answers
    holding = {one.holder for one in left.values()}
    out = tuple(key for key in barred if key not in holding)

    def still(keys: Iterable[Key]) -> tuple[Key, ...]:
        return tuple(key for key in keys if key not in barred)

    return {
        part: replace(
            one, also=still(one.also), barred=out, stepping_in=still(one.stepping_in), serving=still(one.serving)
        )
        for part, one in left.items()
    }


def _of_part(ask: Question, place: str, part: str | None) -> Authority:
    if not ask.department.covers(place):
        return Authority(holder=None, rules=("R110",))
    if ask.stage is Stage.SUPERVISE:
        return _supervision(ask, place)
    return _served(_moved(ask, place, part), ask.served_by(place, part))


def _served(answer: Authority, counters: Iterable[Key]) -> Authority:
    """The holder keeps what a neighbour's counter accepts for it (R112)."""
    serving = tuple(key for key in dict.fromkeys(counters) if not answer.admits(key) and key not in answer.barred)
    if not serving:
        return answer
    return replace(answer, also=(*answer.also, *serving), serving=serving, rules=(*answer.rules, "R112"))


def _moved(ask: Question, place: str, part: str | None) -> Authority:
    """Answer by the chain of what was handed over there, or by the department's own power where nothing was."""
    reached = [t for t in ask.reached(place) if t.has(part)]
    way = ask.way_to(ask.designated, place, part) if ask.designated else None
    last, holder, also, before = _follow(ask, [t for t in reached if not ask.kept(t)] if way is None else way)
    stepping_in = () if last is None or not steps_in(last, ask.item.kind) or last.devolver in also else (last.devolver,)
    also = (*also, *stepping_in)
    before = [key for key in before if key != holder and key not in also]
    inactive = [t.holder for t in reached if ask.reverted(t) and t.holder != holder and t.holder not in also]
    barred = tuple(dict.fromkeys((*before, *inactive)))
    if last is None:
        rules = _rules_of_keeping(ask, place) if way is None else ("R208",)
        return Authority(holder, (), barred, holder, None, rules)
    name = last.devolver if last.mode in IN_DEVOLVERS_NAME else last.holder
    rules = _rules_of_moving(ask, last, bars=bool(before), reverts=bool(inactive))
    rules = rules if way is None else (*rules, "R208")
    return Authority(holder, also, barred, name, last.key, (*rules, *("R30" for _ in stepping_in)), stepping_in)


def _follow(ask: Question, moving: list[Transfer]) -> tuple[Transfer | None, Key, tuple[Key, ...], list[Key]]:
    """Walk the chain: each link moves the stage from whoever held it; the last is the current holder (S12).

    Of several links from the same body the first to take effect counts. A link later in the chain may be the older
    one: its devolver received the power anew, or both took effect at the same moment.
    """
    holder, shares, before = ask.item.department, list[Key](), list[Key]()
    last: Transfer | None = None
    left = list(moving)
    while link := next((t for t in left if t.devolver == holder or t.devolver in shares), None):
        left.remove(link)
        # An agent keeps its counter (R5) when the department hands on what it shared with it.
        shares = [key for key in dict.fromkeys((*shares, holder)) if key != link.devolver]
        if shared(link.mode, ask.stage):
            shares.append(link.devolver)
        before.append(link.devolver)
        holder, last = link.holder, link
    return last, holder, tuple(key for key in shares if key != holder), before


def _supervision(ask: Question, place: str) -> Authority:
    """Supervision stays with the competent department; its inspections remain valid after a transfer (R23, R199)."""
    moved = any(t.covers(place) and t.in_force(ask.at) for t in ask.transfers)
    competent = ask.item.competent
    return Authority(competent, in_name_of=competent, rules=("R23", "R33", "R199") if moved else ("R23",))


def _rules_of_moving(ask: Question, last: Transfer, *, bars: bool, reverts: bool) -> tuple[str, ...]:
    counter = last.mode is TransferMode.AGENCY and ask.stage is Stage.ACCEPT
    by, partly = "R32" if last.mode is TransferMode.CONCENTRATE else "R26", bool(last.named_parts)
    more = ((by, bars), ("R28", reverts), ("R203", counter), ("R206", partly), ("R209", ask.stays(last)))
    return (*mode_rules(last.mode, ask.item.kind), *(rule for rule, holds in more if holds))


def _rules_of_keeping(ask: Question, place: str) -> tuple[str, ...]:
    """Say why the stage is still, or again, with the department."""
    moved = ask.reached(place)
    here = [t for t in ask.transfers if t.covers(place) and t.published_at and ask.stage in t.stages]
    in_force = [t for t in ask.transfers if t.covers(place) and t.in_force(ask.at)]
    kept_stage = any(ask.stage not in t.stages for t in in_force)
    kept_part = any(ask.stage in t.stages and not t.takes(ask.parts) for t in in_force)
    reasons = (
        ("R12", ask.detains and bool(moved)),
        ("R28", any(ask.reverted(t) for t in moved)),
        ("R29", any(ask.kept_by_filing(t) for t in moved)),
        ("R31", any(ask.kept_by_grant(t) for t in moved)),
        ("R40", kept_stage),
        ("R113", bool(ask.cut_out_of(place))),
        ("R206", kept_part),
        ("R208", any(ask.kept_across(t) for t in moved)),
        ("R209", any(over(t, ask.at) and t.recalled for t in here)),
        ("R210", any(over(t, ask.at) and not t.recalled for t in here)),
        ("R202", any(t.ever and t.begins and t.begins > ask.at for t in here)),
    )
    return tuple(rule for rule, holds in reasons if holds) or ("R36",)


def over(transfer: Transfer, at: datetime) -> bool:
    """Tell whether it was in force, and is so no longer."""
    return bool(transfer.ever and transfer.ends and transfer.ends <= at)
