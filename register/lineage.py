"""Lineage 沿革: who carries on what a body was, and at which place, as of a moment (R207). Pure.

What is on record names bodies as they were when it was written. Here it is told of those that carry on, so that the
rules of authority need to know nothing of successions.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property

from register.codes import tenant_of
from register.grounds import TOWNSHIP, Areas, is_township
from register.records import Body, Former, Item, Key, Matter, Place, Succession, Transfer
from register.words import BodyKind, PlaceLevel


@dataclass(frozen=True)
class Lineage:
    """The successions that were known, in order of their days; `at` is the moment asked about (None: now).

    No succession is recorded before its day, so now all of them hold.
    """

    successions: tuple[Succession, ...] = ()
    at: datetime | None = None

    def as_of(self, at: datetime | None) -> "Lineage":
        """The same about another moment."""
        told = replace(self, at=at)
        if self.successions:
            vars(told)["areas"] = self.areas  # which are the same about every moment
        return told

    @cached_property
    def past(self) -> tuple[Succession, ...]:
        """Those that had begun by then."""
        return tuple(one for one in self.successions if self.at is None or one.begins <= self.at)

    @cached_property
    def areas(self) -> Areas:
        """The grounds of the townships."""
        return Areas(self.successions)

    # ------------------------------------------------------------------------------------------------------- bodies

    def heir(self, body: Key, item: Key | None = None) -> Key:
        """Who is what a body was, as to an item: itself while it goes on."""
        for one in self.past:
            body = one.heir_of(body, item)
        return body

    def heirs(self, body: Key) -> tuple[Key, ...]:
        """Everybody who carries a body on: itself while it goes on, and whoever split from it."""
        found = [body]
        for one in self.past:
            found = [key for held in found for key in (one.successors if held in one.predecessors else (held,))]
        return tuple(dict.fromkeys(found))

    def line(self, body: Key) -> tuple[Key, ...]:
        """A body with all that ever carried it on."""
        found = [body]
        for one in self.successions:
            found += [key for key in one.successors if not {*found}.isdisjoint(one.predecessors)]
        return tuple(dict.fromkeys(found))

    def predecessors(self, body: Key) -> tuple[Key, ...]:
        """The bodies that a body carries on, as to what was named to nobody else."""
        before = dict.fromkeys(key for one in self.past for key in one.predecessors)
        return tuple(key for key in before if key != body and self.heir(key) == body)

    def origins(self, body: Key) -> tuple[Succession, ...]:
        """The successions by which a body carries on what others were."""
        return tuple(one for one in self.past if body in one.successors and set(one.predecessors) - {body})

    def ended(self, body: Key) -> Succession | None:
        """The succession by which a body is no more."""
        return next((one for one in self.past if one.ends(body)), None)

    def former(self, body: Key) -> tuple[Former, ...]:
        """What a body was called before, the oldest first."""
        renamed = (one for one in self.past if body in one.predecessors and one.former_name is not None)
        return tuple(Former(one.begins, one.former_name or "", one.former_code) for one in renamed)

    def body(self, body: Body) -> Body:
        """A body as it was called and as far as it reached then."""
        if not self.successions:
            return body
        end, (name, code) = self.ended(body.key), self._called(body)
        place = body.place if is_township(body.key) else self.government(body.place)
        return replace(
            body,
            name=name,
            code=code,
            place=place,
            former=self.former(body.key),
            until=end.begins if end else None,
            heirs=self.heirs(body.key) if end else (),
            areas=self._ground_of(place),
            carries=self.predecessors(body.key),
            parent=self.heir(Key(body.key.tenant, body.parent)).id if body.parent else None,
        )

    def called(self, tenant: str, name: str, code: str | None) -> bool:
        """Tell whether a body of a tenant was given this name or credit code, and has it now."""
        last = {one.predecessors[0]: one for one in self.successions if one.name is not None}
        given = (one for key, one in last.items() if key.tenant == tenant)
        return any(one.name == name or (code is not None and one.code == code) for one in given)

    def place(self, place: Place) -> Place:
        """A township as a place: as it was called then, and whether it was still there."""
        if place.level is not PlaceLevel.TOWNSHIP:
            return place
        key = Key(tenant_of(place.code), place.code)
        told = self.body(Body(key, BodyKind.TOWNSHIP, place.name, place.code))
        return replace(place, name=told.name, former=told.former, until=told.until, heirs=told.heirs)

    def _called(self, body: Body) -> tuple[str, str | None]:
        """The name and the credit code of a body that was entered under others."""
        mine = [one for one in self.successions if body.key in one.predecessors and one.former_name is not None]
        for one in mine:
            if self.at is not None and one.begins > self.at:
                return one.former_name or body.name, one.former_code
        last = mine[-1] if mine else None
        return (last.name or body.name, last.code) if last else (body.name, body.code)

    def _ground_of(self, place: str) -> frozenset[str]:
        """The codes, beside its own, that the ground of a township is named by."""
        if len(place) != TOWNSHIP:
            return frozenset()
        return frozenset(code for code in self.areas.codes if code != place and self.government(code) == place)

    # ------------------------------------------------------------------------------------------------------- places

    def government(self, code: str) -> str:
        """The code of the township in whose area a place lies that is said to lie at a code."""
        while (made := self.areas.maker(code)) and self.at is not None and made.begins > self.at:
            code = made.predecessors[0].id
        for one in self.past:
            code = next((one.heir_of(key).id for key in one.predecessors if key.id == code), code)
        return code

    def reach(self, code: str) -> tuple[str, ...]:
        """The codes of the townships that carry one on, and those under which what is theirs may be recorded."""
        if code not in self.areas.codes:
            return (code,)
        key = Key(tenant_of(code), code)
        heirs = self.heirs(key)
        before = (one.id for one in self.carried_by(heirs) if one != key)
        return tuple(dict.fromkeys([code, *(one.id for one in heirs), *before]))

    def area(self, code: str) -> tuple[str, ...]:
        """The codes of all that lies in a division; of a township that is no more, none."""
        if code not in self.areas.codes:
            return (code,)
        key = Key(tenant_of(code), code)
        if self.ended(key):
            return ()
        return tuple(dict.fromkeys([code, *(one.id for one in self.carried_by([key]))]))

    def carried_by(self, heirs: Iterable[Key]) -> Iterable[Key]:
        """The bodies that some of these carry on, if only in part."""
        known = dict.fromkeys(key for one in self.past for key in one.predecessors)
        return [key for key in known if not {*heirs}.isdisjoint(self.heirs(key))]

    def named(self, code: str) -> set[str]:
        """The codes that what reaches a place may be recorded under."""
        if code not in self.areas.codes:
            return {code}
        return {ground.code for ground in self.areas.trace(code, self.at)}

    def _lies_in(self, place: str, code: str, since: datetime) -> bool:
        """Tell whether a place lies in the ground that a code named at a moment."""
        if len(code) != TOWNSHIP or not {place, code} & self.areas.codes:
            return place.startswith(code)
        return self.areas.ground(code, since) in self.areas.trace(place, self.at)

    def at_place(self, body: Key, place: str, item: Key) -> Key:
        """Who is what a body was, at a place and as to an item: of a township that was split, whose ground it is."""
        if is_township(body) and body.id in self.named(place):
            return Key(body.tenant, self.government(place))
        return self.heir(body, item)

    def told_apart(self, place: str, transfers: Iterable[Transfer]) -> tuple[str, ...]:
        """The codes that the ground of a place had before it was merged, where not the same grants reach all of it."""
        parts = self.areas.parts(place, self.at)
        grants = list(transfers) if parts else []
        reached = {frozenset(one.key for one in self.transfers(grants, [part])) for part in parts}
        return parts if len(reached) > 1 else ()

    # ------------------------------------------------------------------------------------------------ what is on record

    def item(self, item: Item) -> Item:
        """An item as whoever carries its department on has it."""
        if not self.past:
            return item
        return replace(
            item, department=self.heir(item.department, item.key), competent=self.heir(item.competent, item.key)
        )

    def matter(self, matter: Matter, item: Key) -> Matter:
        """A matter with the successors of who filed it, was found not to act in it or was designated."""
        filer = matter.filed_by and self.at_place(matter.filed_by, matter.place, item)
        findings = tuple(replace(one, body=self.at_place(one.body, matter.place, item)) for one in matter.reversions)
        given = tuple(replace(one, body=self.at_place(one.body, matter.place, item)) for one in matter.designations)
        return replace(matter, filed_by=filer, reversions=findings, designations=given)

    def transfer(self, transfer: Transfer, place: str | None = None) -> Transfer:
        """A transfer between whoever carries on its parties, at one of the places it reaches or all over.

        All over, a receiver that was split has `coheirs`, each in its own area.
        """
        if not self.successions:
            return transfer

        def heir(key: Key | None) -> Key | None:
            return key and (self.at_place(key, place, transfer.item) if place else self.heir(key, transfer.item))

        receiver = heir(transfer.receiver) or transfer.receiver
        split = self.heirs(transfer.receiver) if is_township(transfer.receiver) and not place else ()
        return replace(
            transfer,
            place=place or transfer.place,
            devolver=heir(transfer.devolver) or transfer.devolver,
            receiver=receiver,
            coheirs=tuple(key for key in split if key != receiver),
            outpost=heir(transfer.outpost),
            proposer=heir(transfer.proposer),
        )

    def transfers(self, transfers: Iterable[Transfer], places: Sequence[str]) -> tuple[Transfer, ...]:
        """The transfers that reach one of these places, as they stand there.

        A grant follows its area. Where the one that handed over and the one that received became one body, the grant
        is at an end by confusion 混同: nobody holds a power from itself.
        """
        if not self.successions:
            return tuple(one for one in transfers if any(one.speaks_of(place) for place in places))
        found: dict[tuple[Key, str], Transfer] = {}
        for one in transfers:
            for there in self._there(one, places):
                if there.devolver != there.holder or one.devolver == one.holder:
                    found[there.key, there.place] = there
        return tuple(found.values())

    def _there(self, one: Transfer, places: Sequence[str]) -> Iterable[Transfer]:
        """A transfer at each of these places of which it speaks: it reaches the place, cuts it out, or serves it."""
        since = min(one.proposed_at, one.begins or one.proposed_at)

        def among(place: str, codes: Iterable[str]) -> bool:
            return any(self._lies_in(place, code, since) for code in codes)

        out = tuple(place for place in places if among(place, one.except_places))
        if len(one.place) != TOWNSHIP:
            reached = any(place.startswith(one.place) for place in places)
            return [replace(self.transfer(one), except_places=(*one.except_places, *out))] if reached else []
        served = [place for place in places if among(place, one.serves)]
        reached_ = [place for place in places if place in out or among(place, one.places)]
        return [
            replace(
                self.transfer(one, place),
                place=place if place in reached_ else self.government(one.place),
                also_places=(),
                except_places=(place,) if place in out else (),
                serves=(place,) if place in served else (),
            )
            for place in dict.fromkeys([*reached_, *served])
        ]


NONE = Lineage()
