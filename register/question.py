"""All that it depends on who may lawfully do a stage: the matter, the moment, and what was handed over there. Pure."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from register.records import Body, Conduct, Item, Key, Matter, Transfer
from register.words import Demand, OpenCases, SanctionKind, Stage

_NAMELESS = Key("", "")


@dataclass(frozen=True, slots=True)
class Question:
    """All that authority depends on. `transfers` are those of the item that cover a place of the matter, any status.

    What a body asks for (`demand`), and whether it recorded a reason, count where it acts itself: in its standing. So
    does its conduct (register/conduct.py), as far as that is known.
    """

    item: Item
    department: Body
    stage: Stage
    matter: Matter
    at: datetime
    transfers: Sequence[Transfer] = ()
    demand: Demand | None = None
    reasoned: bool = False
    conduct: Conduct | None = None

    @property
    def unnamed(self) -> "Question":
        """The same of an item and of transfers that have no names: where this is equal, bodies stand alike.

        The order of the transfers is kept, that of their keys too: of two that begin at once the lesser key is first.
        """
        rank = {key: n for n, key in enumerate(sorted(t.key for t in self.transfers))}
        moved = tuple(_unnamed_transfer(t, rank[t.key], self.at) for t in self.transfers)
        return replace(self, item=_unnamed_item(self.item, self.at), transfers=moved)

    def reached(self, place: str) -> list[Transfer]:
        """The transfers at a place that hand this stage over, in the order in which they took effect.

        They are in force, or were recalled and leave this case with the receiver that filed it.
        """
        here = [t for t in self.in_force_at(place) if self.stage in t.stages and t.takes(self.parts)]
        return sorted(here, key=lambda t: (t.begins, t.key))

    def in_force_at(self, place: str) -> list[Transfer]:
        """The transfers at a place that are in force for this case, whatever they hand over."""
        return [t for t in self.transfers if t.covers(place) and self.reaches(t)]

    def cut_out_of(self, place: str) -> list[Transfer]:
        """The transfers in force that would hand this stage over at a place, had they not cut it out (R113)."""
        return [t for t in self.transfers if place in t.except_places and self.reaches(t) and self.stage in t.stages]

    def served_by(self, place: str, part: str | None) -> list[Key]:
        """Whose counters accept applications there for the one that holds the stage (R112)."""
        serving = (t for t in self.transfers if place in t.serves and self.stage is Stage.ACCEPT and self.reaches(t))
        takes = (t for t in serving if self.stage in t.stages and t.takes(self.parts) and t.has(part))
        return [t.holder for t in takes if not self.kept(t)]

    @property
    def parts(self) -> tuple[str, ...]:
        """The parts of the item that the matter falls under (R206)."""
        return self.matter.parts or ()

    def named_parts(self, stages: Collection[Stage]) -> tuple[str, ...]:
        """The parts by which it differs who holds one of these stages; none where no grant tells parts apart."""
        here = [t for place in self.matter.places for t in self.in_force_at(place)]
        apart = [t for t in here if t.named_parts and {*stages} & {*t.stages} and not self.kept(t)]
        return tuple(dict.fromkeys(part for t in apart for part in t.named_parts))

    def reaches(self, transfer: Transfer) -> bool:
        """The transfer is in force, or still is for this case."""
        return transfer.in_force(self.at) or self.stays(transfer)

    def stays(self, transfer: Transfer) -> bool:
        """A recall leaves with the receiver the cases it had filed (R209), though not for longer than its term."""
        recall, filed, begins, ends = transfer.recall, self.matter.filed_at, transfer.begins, transfer.ends
        if recall is None or recall.open_cases is not OpenCases.STAY or not (filed and begins and ends):
            return False
        theirs = self.matter.filed_by in (None, transfer.holder)  # a claimed filing date names no filer
        within = transfer.effective_to is None or self.at < transfer.effective_to
        return theirs and begins <= filed < ends <= self.at and within

    def kept_by_filing(self, transfer: Transfer) -> bool:
        """A case filed before the moment of effect stays with whoever held the power then (R29)."""
        filed, begins = self.matter.filed_at, transfer.begins
        return filed is not None and begins is not None and filed < begins

    def kept_by_grant(self, transfer: Transfer) -> bool:
        """A case of a kind the grant retains stays with the county at every stage (R31)."""
        return any(kept.keeps(self.matter.sanctions, self.matter.party) for kept in transfer.retained)

    def kept_across(self, transfer: Transfer) -> bool:
        """A matter in several townships stays with the county where the grant says so (R208)."""
        return transfer.retains_across and len({*self.matter.places}) > 1

    def reverted(self, transfer: Transfer) -> bool:
        """The case went back to the devolver, for the receiver was found not to act in it (R28)."""
        return self.inactive(transfer.holder)

    def inactive(self, body: Key) -> bool:
        """A body was found by then not to act in this case."""
        return any(one.body == body and one.at <= self.at for one in self.matter.reversions)

    @property
    def designated(self) -> Key | None:
        """Whose case it was decided to be by then (R208), unless that body was found not to act in it since (R28)."""
        past = [one for one in self.matter.designations if one.at <= self.at]
        last = max(reversed(past), key=lambda one: one.at, default=None)  # of two at once the later one
        if last is None or any(last.at <= one.at <= self.at for one in self.matter.reversions if one.body == last.body):
            return None
        return last.body

    def way_to(self, body: Key, place: str, part: str | None) -> list[Transfer] | None:
        """The links by which what was handed over gives a body this stage there; None: by none.

        What leaves the case with another (R28, R29, R31, R208) does not count: that is what a decision settles.
        """
        links = [] if self.detains else [t for t in self.reached(place) if t.has(part)]
        return _way(links, self.item.department, body)

    @property
    def detains(self) -> bool:
        """A sanction in view restricts personal freedom; such a case is never handed down (R12)."""
        return any(sanction.kind is SanctionKind.DETENTION for sanction in self.matter.sanctions)

    def kept(self, transfer: Transfer) -> bool:
        """The transfer does not reach this case."""
        by_law = self.detains or self.kept_by_filing(transfer) or self.kept_by_grant(transfer)
        return by_law or self.kept_across(transfer) or self.reverted(transfer)


def _unnamed_item(item: Item, at: datetime) -> Item:
    entry = replace(item, key=_NAMELESS, code="", scheme="", name="", legal_basis=(), version=0, recorded_at=at)
    return replace(entry, valid_from=None, statutory_days=None, promised_days=None)


def _unnamed_transfer(transfer: Transfer, rank: int, at: datetime) -> Transfer:
    first = replace(transfer, key=Key("", f"{rank:09}"), item=_NAMELESS, batch=None, proposed_by="", proposed_at=at)
    return replace(first, version=0, recorded_at=at, documents=())


def _way(links: Sequence[Transfer], start: Key, end: Key) -> list[Transfer] | None:
    if start == end:
        return []
    for n, link in enumerate(links):
        if link.holder == end:
            before = _way([*links[:n], *links[n + 1 :]], start, link.devolver)
            if before is not None:
                return [*before, link]
    return None
