"""Inputs: each has the fields of what it becomes, and the same request has the same digest."""

import dataclasses
from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest
from strawberry import ID
from strawberry.types.base import StrawberryObjectDefinition

from register.records import Key, Ref, Sanction
from register.refusals import NotFound
from register.words import PowerKind, SanctionKind, Stage
from schema import ids
from schema.inputs import ONCE, REGISTER_NAMES, Input, digest
from schema.items.mutations import EnterItem
from schema.powers.mutations import ExercisePower
from schema.powers.types import CaseFacts, SanctionInput
from schema.root import schema

# What the register fills in itself, and what is said of each item of a list alone.
NOT_ASKED_FOR = {
    "ProposeBatch": {"parts", "except_parts"},
    "RandomCheckInput": {"number"},
    "TransferFilter": {"duties"},
}
ITEM, DEPARTMENT = Key("511602", "i1"), Key("511602", "d1")


def inputs() -> Iterator[type[Input]]:
    for concrete in schema.schema_converter.type_map.values():
        definition = concrete.definition
        if isinstance(definition, StrawberryObjectDefinition) and definition.is_input:
            assert issubclass(definition.origin, Input)
            yield definition.origin


def filled(taken: Any, **given: Any) -> Any:
    """An input as a client sends it that leaves out whatever it may."""
    absent = {
        one.name for one in dataclasses.fields(taken) if one.default is one.default_factory is dataclasses.MISSING
    }
    return taken(**dict.fromkeys(absent) | given)


def an_item(**changed: Any) -> EnterItem:
    given: dict[str, Any] = {
        "department": ids.encode(Ref("Department", DEPARTMENT)),
        "code": "C1",
        "name": "甲",
        "kind": PowerKind.PENALTY,
        "legal_basis": ["某法"],
    }
    item: EnterItem = filled(EnterItem, **given | changed)
    return item


@pytest.mark.parametrize("input", list(inputs()), ids=lambda taken: taken.__name__)
def test_an_input_has_the_fields_of_what_it_becomes(input: Any) -> None:
    if input.becomes is SimpleNamespace:
        return
    ours = {REGISTER_NAMES.get(field.name, field.name) for field in dataclasses.fields(input)} - {ONCE}
    theirs = {field.name for field in dataclasses.fields(input.becomes)}
    assert ours == theirs - NOT_ASKED_FOR.get(input.__name__, set())


def test_an_id_becomes_a_key_and_a_list_a_tuple() -> None:
    read = an_item().read()
    assert (read.department, read.competent, read.legal_basis) == (DEPARTMENT, None, ("某法",))


def test_inputs_within_an_input_are_read_too() -> None:
    fine = SanctionInput(kind=SanctionKind.FINE, amount=Decimal("500.00"))
    facts = filled(CaseFacts, place="511602100", parts=["矿山安全"], sanctions=[fine])
    read = filled(ExercisePower, item=ids.encode(Ref("Item", ITEM)), stage=Stage.DECIDE, facts=facts).read()
    assert read.item == ITEM
    assert read.claim.sanctions == (Sanction(SanctionKind.FINE, Decimal("500.00")),)
    assert read.claim.parts == ("矿山安全",)


@pytest.mark.parametrize("id", [ID("x"), ids.encode(Ref("Item", ITEM))])
def test_an_id_of_nothing_is_not_found_and_says_where_it_stood(id: ID) -> None:
    with pytest.raises(NotFound, match="`competentDepartment`"):
        an_item(competent_department=id).read()


def test_the_same_request_has_the_same_digest_whatever_its_key() -> None:
    assert digest("enterItem", an_item()) == digest("enterItem", an_item(idempotency_key="again"))


def test_another_input_or_another_mutation_has_another_digest() -> None:
    others = [("enterItem", an_item(name="乙")), ("enterItem", an_item(published=True)), ("amendItem", an_item())]
    assert digest("enterItem", an_item()) not in [digest(*other) for other in others]


@pytest.mark.parametrize("value", [datetime(2024, 6, 1, tzinfo=UTC), date(2024, 6, 1), Decimal("5.00"), [Stage.DECIDE]])
def test_every_kind_of_value_has_a_digest(value: object) -> None:
    assert len(digest("enterItem", an_item(code=value))) == 64
