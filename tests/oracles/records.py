"""A world of the oracles as the register keeps it: its records, its question, and its answer told in plain words."""

from datetime import UTC, datetime

from policies.actions import Action
from policies.guard import law
from register import authority, rulings, standing
from register.authority import Question
from register.modes import stages_of
from register.records import Body, Designation, Item, Key, Matter, Recall, Retained, Reversion, Sanction, Transfer
from register.words import (
    BodyKind,
    OpenCases,
    Party,
    PowerKind,
    RecallGround,
    SanctionKind,
    Stage,
    TownshipKind,
    TransferMode,
)
from tests.oracles import facts
from tests.oracles.opinions import Opinion
from tests.oracles.reference import Holding

_LONG_AGO = datetime(2026, 1, 1, tzinfo=UTC)


def key_of(name: str) -> Key:
    """`tenant/id`, as the worlds name bodies."""
    return Key(*name.split("/"))


def name_of(key: Key) -> str:
    return f"{key.tenant}/{key.id}"


def body_of(name: str, body: facts.Body) -> Body:
    parent = key_of(body["parent"]).id if body["parent"] else None
    if body["township"]:
        kind = TownshipKind(body["township"])
        return Body(key_of(name), BodyKind.TOWNSHIP, name, body["place"], township=kind)
    return Body(key_of(name), BodyKind.DEPARTMENT, name, body["place"], parent=parent)


def item_of(name: str, item: facts.Item) -> Item:
    department = key_of(item["department"])
    return Item(
        key=Key(department.tenant, name),
        code=name,
        scheme="OPAQUE",
        name=name,
        kind=PowerKind(item["kind"]),
        department=department,
        competent=key_of(item["competent"]),
        legal_basis=(),
        important=False,
        confidential=False,
        published=item["published"],
        retired=item["retired"],
        version=1,
        recorded_at=_LONG_AGO,
        valid_from=None,
    )


def transfer_of(world: facts.World, name: str) -> Transfer:
    one = world["transfers"][name]
    item = item_of(one["item"], world["items"][one["item"]])
    mode, receiver = TransferMode(one["mode"]), key_of(one["receiver"])
    named = one["stages"]
    return Transfer(
        key=Key(receiver.tenant, name),
        item=item.key,
        devolver=key_of(one["devolver"]),
        receiver=receiver,
        place=world["bodies"][one["receiver"]]["place"],
        proposed_by="clerk",
        proposer=None,
        proposed_at=_LONG_AGO,
        version=1,
        recorded_at=_LONG_AGO,
        mode=mode,
        stages=stages_of(mode, item.kind) if named is None else tuple(Stage(stage) for stage in named),
        effective_from=one["effective"],
        effective_to=one["term"],
        retained=tuple(_retained(clause) for clause in one["retained"]),
        reserves_stepping_in=one["reserved"],
        retains_across=one["across"],
        also_places=tuple(one["takes_in"]),
        except_places=tuple(one["cuts_out"]),
        serves=tuple(one["serves"]),
        parts=tuple(one["parts"]),
        except_parts=tuple(one["but_parts"]),
        outpost=key_of(one["outpost"]) if one["outpost"] else None,
        declined_at=_LONG_AGO if one["declined"] else None,
        withdrawn_at=_LONG_AGO if one["withdrawn"] else None,
        published_at=one["published"],
        recall=_recall(one["recall"]) if one["recall"] else None,
    )


def _retained(clause: facts.Retained) -> Retained:
    return Retained(SanctionKind(clause["kind"]), clause["above"], Party(clause["party"]) if clause["party"] else None)


def _recall(recall: facts.Recall) -> Recall:
    return Recall(
        requested_at=_LONG_AGO,
        requested_by="clerk",
        requester=None,
        ground=RecallGround.OPERATIONAL,
        basis="评估报告",
        effective_from=recall["effective"],
        open_cases=OpenCases(recall["open_cases"]),
        published_at=recall["published"],
    )


def _finding(one: facts.Finding) -> Reversion:
    return Reversion(key_of(one["body"]), "规定", "文号", None, "证据", one["at"], key_of("511602/legal"))


def _decision(one: facts.Decision) -> Designation:
    return Designation(key_of(one["body"]), "争议", None, None, one["at"], key_of("511602/government"))


def question_of(world: facts.World, question: facts.Question) -> Question:
    """The question with the transfers that cover a place of the matter, as the register reads them."""
    item = world["items"][question["item"]]
    place, *further = question["places"]
    matter = Matter(
        place=place,
        also_at=tuple(further),
        filed_at=question["filed"],
        filed_by=key_of(question["filer"]) if question["filer"] else None,
        sanctions=tuple(Sanction(SanctionKind(one["kind"]), one["amount"]) for one in question["sanctions"]),
        party=Party(question["party"]) if question["party"] else None,
        parts=tuple(question["parts"]),
        reversions=tuple(_finding(one) for one in question["inaction"]),
        designations=tuple(_decision(one) for one in question["decisions"]),
    )
    moved = [transfer_of(world, name) for name, one in world["transfers"].items() if one["item"] == question["item"]]
    return Question(
        item=item_of(question["item"], item),
        department=body_of(item["department"], world["bodies"][item["department"]]),
        stage=Stage(question["stage"]),
        matter=matter,
        at=question["at"],
        transfers=[one for one in moved if any(one.speaks_of(place) for place in matter.places)],
    )


def holding(ask: Question) -> Holding:
    """The register's answer of who holds it."""
    found = authority.authority(ask)
    return Holding(
        holder=name_of(found.holder) if found.holder else None,
        also=frozenset(name_of(key) for key in found.also),
        barred=frozenset(name_of(key) for key in found.barred),
        name=name_of(found.in_name_of) if found.in_name_of else None,
        transfer=found.transfer.id if found.transfer else None,
        step_in=frozenset(name_of(key) for key in found.stepping_in),
        counters=frozenset(name_of(key) for key in found.serving),
    )


def ruling(ask: Question, body: Body) -> Opinion:
    """The register's opinion of an act by a body."""
    line = law(Action.POWER_EXERCISE, standing.standing(ask, body))
    if line is None:
        return Opinion("VALID")
    return Opinion(rulings.validity(line.rule, ask.item.kind).value, line.rule)
