"""What is shown is there to be shown: a field without a resolver reads an attribute that its record has."""

import dataclasses
from collections.abc import Iterator
from typing import Any, get_args

import pytest
from strawberry.types.base import StrawberryObjectDefinition
from strawberry.types.field import StrawberryField

from policies.proof import Violation
from register import refusals
from schema.declare import Shown
from schema.root import schema

REFUSALS = {
    refusals.Refusal: refusals.NotFound("…"),
    refusals.Invalid: refusals.Invalid.at("name", "…"),
    refusals.NotLawful: refusals.NotLawful("…", rules=["R26"]),
    refusals.OutOfDate: refusals.OutOfDate(1, 2),
    refusals.UnsafePolicy: refusals.UnsafePolicy([Violation("…", "R26", "…")]),
}


def shown() -> Iterator[tuple[StrawberryObjectDefinition, type]]:
    """Pair every type that shows a record with the class of the record."""
    for concrete in schema.schema_converter.type_map.values():
        definition = concrete.definition
        if isinstance(definition, StrawberryObjectDefinition) and issubclass(definition.origin, Shown):
            bases = getattr(definition.origin, "__orig_bases__", ())
            record = next(get_args(base)[0] for base in bases if getattr(base, "__origin__", None) is Shown)
            yield definition, record


def attributes(record: Any) -> set[str]:
    if record in REFUSALS:
        return set(dir(REFUSALS[record]))
    named = dataclasses.fields(record) if dataclasses.is_dataclass(record) else ()
    return {one.name for one in named} | set(dir(record))


CASES = [
    (definition, field, record) for definition, record in shown() for field in definition.fields if field.is_basic_field
]


@pytest.mark.parametrize(
    ("field", "record"),
    [pytest.param(field, record, id=f"{definition.name}.{field.name}") for definition, field, record in CASES],
)
def test_a_field_without_a_resolver_is_an_attribute_of_its_record(field: StrawberryField, record: type) -> None:
    assert field.name in attributes(record)
