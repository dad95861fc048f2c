"""The schema as committed: current, described in both languages, and true to the contract."""

import re
from collections.abc import Iterator
from pathlib import Path

from graphql import (
    GraphQLArgument,
    GraphQLEnumType,
    GraphQLEnumValue,
    GraphQLField,
    GraphQLInputField,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLNamedType,
    GraphQLObjectType,
    build_schema,
    find_breaking_changes,
    find_dangerous_changes,
    is_introspection_type,
    is_specified_scalar_type,
)

from schema.root import schema

ROOT = Path(__file__).parent.parent.parent
CONTRACT = build_schema((ROOT / "tests/contract.graphql").read_text(encoding="utf-8"))
SDL = (ROOT / "schema/schema.graphql").read_text(encoding="utf-8")
OURS = build_schema(SDL)
CHINESE = re.compile("[\u4e00-\u9fff]")

Described = GraphQLNamedType | GraphQLField | GraphQLInputField | GraphQLArgument | GraphQLEnumValue


def parts() -> Iterator[tuple[str, Described]]:
    """Walk everything that has a description."""
    for name, type_ in OURS.type_map.items():
        if is_introspection_type(type_) or is_specified_scalar_type(type_):
            continue
        yield name, type_
        if isinstance(type_, GraphQLEnumType):
            yield from ((f"{name}.{value}", one) for value, one in type_.values.items())
        if isinstance(type_, GraphQLInputObjectType):
            yield from ((f"{name}.{field}", one) for field, one in type_.fields.items())
        if isinstance(type_, GraphQLObjectType | GraphQLInterfaceType):
            for field, output in type_.fields.items():
                yield f"{name}.{field}", output
                yield from ((f"{name}.{field}({argument}:)", one) for argument, one in output.args.items())


def test_the_committed_schema_is_what_the_code_says() -> None:
    assert schema.as_str() == SDL.removesuffix("\n"), "run `make schema` and commit it"


def test_everything_is_described_with_its_chinese_term() -> None:
    assert [name for name, part in parts() if not CHINESE.search(part.description or "")] == []


def test_nothing_is_described_by_its_chinese_term_alone_but_words() -> None:
    plain = [name for name, part in parts() if not re.search("[a-z]", part.description or "")]
    assert all(isinstance(OURS.type_map[name.split(".")[0]], GraphQLEnumType) for name in plain)


def test_nothing_departs_from_the_contract() -> None:
    assert [change.description for change in find_breaking_changes(CONTRACT, OURS)] == []


def test_what_is_added_to_the_contract_may_be_left_out_by_its_clients() -> None:
    changes = [change.description for change in find_dangerous_changes(CONTRACT, OURS)]
    # What has an id now may be found by it.
    added = "An optional (argument|field) |Node added to interfaces implemented by "
    assert [one for one in changes if not re.match(added, one)] == []


def test_an_argument_that_may_be_left_out_shows_no_default_of_null() -> None:
    assert "= null" not in SDL
