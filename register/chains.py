"""Chains 再次转移: a receiver hands on what it received, and the last link alone holds the power (S12, R71). Pure."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from register.modes import HANDED_ON, mode_rules
from register.records import Item, Transfer
from register.refusals import NotLawful


def links(transfer: Transfer, others: Iterable[Transfer], begins: datetime) -> list[Transfer]:
    """The transfers by which its devolver came to hold what it hands over, the nearest first (S12)."""
    there = [one for one in others if one.in_force(begins) and one.meets(transfer)]
    there = [one for one in there if any(one.covers(place) for place in transfer.places)]
    there = [one for one in there if set(one.stages) & set(transfer.stages)]
    found, devolvers = list[Transfer](), [transfer.devolver]
    for devolver in devolvers:
        found += (nearer := [one for one in there if one.holder == devolver and one not in found])
        devolvers += [one.devolver for one in nearer]
    return found


def lawful(transfer: Transfer, item: Item, below: Sequence[Transfer]) -> None:
    """Refuse with NotLawful what a receiver may not hand on, or not to this body, or not for so long."""
    if transfer.devolver == item.department:
        return
    if transfer.report is None:
        message = "the devolver received the item itself, and hands it on only with a special report 专项报告"
        remedy = "give the `report` with its ground: no matching office, or no team"
        raise NotLawful(message, rules=["R71"], remedy=remedy, holder=transfer.devolver)
    for link in below:
        if link.holder != transfer.devolver:
            continue
        if link.mode not in HANDED_ON:
            message = f"what was received under {link.mode} {link.mode.chinese} is not handed on"
            remedy = "the body it was received from may hand it to another receiver after a recall"
            rules = ["R71", *mode_rules(link.mode, item.kind)]
            raise NotLawful(message, rules=rules, remedy=remedy, holder=transfer.devolver)
        if link.ends and (transfer.effective_to is None or transfer.effective_to > link.ends):
            message = f"the devolver itself holds it no longer than {link.ends.isoformat()}"
            remedy = "give an `effectiveTo` not later than that"
            raise NotLawful(message, rules=["R210", "R71"], remedy=remedy, holder=transfer.devolver)
    if transfer.receiver in {link.devolver for link in below}:
        message = "it goes back to a body that handed it over by a recall alone"
        raise NotLawful(message, rules=["R41", "R71"], remedy="request the recall", holder=transfer.devolver)
