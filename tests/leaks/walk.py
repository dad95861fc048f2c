"""Documents that ask everything the schema has: every field of every type, and every argument with every value.

They are generated from the schema, so that a new field is asked without anyone touching this. What cannot be asked,
because nothing is known to fill an argument with or there is no node of a type, fails.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from graphql import (
    DocumentNode,
    FragmentDefinitionNode,
    GraphQLArgument,
    GraphQLEnumType,
    GraphQLField,
    GraphQLInputField,
    GraphQLInputObjectType,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLSchema,
    get_named_type,
    get_nullable_type,
    is_abstract_type,
    is_leaf_type,
    is_list_type,
    is_non_null_type,
    is_required_argument,
    is_required_input_field,
    parse,
    print_ast,
)

Taken = GraphQLArgument | GraphQLInputField
ROWS = (1, 1, 2)  # of a list, by how many steps may still be taken below it
TOGETHER = 25  # root fields of a document
PAGING = {"first", "after"}
BINDING = {"county"}  # what a list is always asked with: without a place it is refused


@dataclass(frozen=True)
class Walker:
    """A schema; what fills its arguments, by their name, else by their type; a node of each type; how far to go.

    A step leads from one thing (a node) to another. Who is not `thorough` asks each list and each answer once, with
    the first value of each argument, but for every thing by its id all the same.
    """

    schema: GraphQLSchema
    values: Mapping[str, Sequence[str]]
    nodes: Mapping[str, str]
    steps: int = 2
    thorough: bool = True

    def documents(self) -> list[DocumentNode]:
        """Ask every root field with every value, and so every field of a node that takes arguments."""
        query = self.schema.query_type
        assert query
        asked = [self._calls(query, "%s", self.steps)]
        for name, node in self.nodes.items():
            asked.append(self._calls(self._object(name), f'node(id: "{node}") {{ ... on {name} {{ %s }} }}', 0))
        fragments: dict[str, FragmentDefinitionNode] = {}
        return [self._document(text, fragments) for calls in asked for text in calls]

    def missing(self) -> set[str]:
        """The types with arguments to vary that no node leads to."""
        roots = (self.schema.query_type, self.schema.mutation_type)
        types = [of for of in self.schema.type_map.values() if isinstance(of, GraphQLObjectType) and of not in roots]
        taking = {of.name for of in types if any(set(one.args) - PAGING for one in of.fields.values())}
        return {name for name in taking if not name.startswith("__")} - set(self.nodes)

    def _object(self, name: str) -> GraphQLObjectType:
        of = self.schema.type_map[name]
        assert isinstance(of, GraphQLObjectType)
        return of

    def _calls(self, of: GraphQLObjectType, around: str, steps: int) -> Iterator[str]:
        """Each field with every value of each of its arguments, one at a time; what may not be null, on its own.

        What is refused is null, and takes its neighbours with it where null is no answer.
        """
        together: list[str] = []
        for name, field in of.fields.items():
            varied = {key: taken for key, taken in field.args.items() if key not in PAGING}
            thing = self._is_thing(get_named_type(field.type))
            every = None if self.thorough or thing else 1
            for n, given in enumerate(islice(self._variations(varied, field=name), every)):
                left = steps if n == 0 else min(steps, int(thing))
                call = f"{name}_{n}: {name}{_written(given | self._paged(field, left))} {self._below(field, left)}"
                if is_non_null_type(field.type) and varied:
                    yield around % call
                else:
                    together.append(call)
        yield from (around % " ".join(together[n : n + TOGETHER]) for n in range(0, len(together), TOGETHER))

    def _document(self, asked: str, fragments: dict[str, FragmentDefinitionNode]) -> DocumentNode:
        """An operation with the fragments that it spreads, and those that they spread."""
        operation = parse(f"query {{ {asked} }}")
        needed: set[str] = set()
        wanted = _spread(asked)
        while wanted:
            name = wanted.pop()
            needed.add(name)
            if name not in fragments:
                (fragment,) = parse(self._fragment(name)).definitions
                assert isinstance(fragment, FragmentDefinitionNode)
                fragments[name] = fragment
            wanted |= _spread(print_ast(fragments[name])) - needed
        return DocumentNode(definitions=(*operation.definitions, *(fragments[name] for name in sorted(needed))))

    def _fragment(self, name: str) -> str:
        of, steps = name.rsplit("_", 1)
        return f"fragment {name} on {of} {{ __typename {' '.join(self._parts(self.schema.type_map[of], int(steps)))} }}"

    def _variations(self, taken: Mapping[str, Taken], field: str) -> Iterator[dict[str, str]]:
        """Values of some arguments: one at a time, beside those that must be there."""
        values = {name: self._values(name, one, field) for name, one in taken.items()}
        needed = {name for name, one in taken.items() if _required(one)} | (BINDING & set(taken))
        base = {name: values[name][0] for name in values if name in needed}
        yield base
        yield from (base | {name: value} for name in values for value in values[name] if base.get(name) != value)

    def _values(self, name: str, taken: Taken, field: str) -> list[str]:
        """What an argument is filled with, as a document says it."""
        of = get_named_type(taken.type)
        known = next((self.values[key] for key in (f"{field}.{name}", name, of.name) if key in self.values), None)
        if isinstance(of, GraphQLEnumType):
            found = list(known or of.values)
        elif isinstance(of, GraphQLInputObjectType):
            found = list(known or (f"{{{_said(given)}}}" for given in self._variations(of.fields, of.name)))
        else:
            if known is None:
                raise LookupError(f"say in tests/leaks what `{field}` is to be asked with as `{name}: {of.name}`")
            found = list(known)
        return [f"[{', '.join(found)}]"] if is_list_type(get_nullable_type(taken.type)) else found

    def _below(self, field: GraphQLField, steps: int) -> str:
        of = get_named_type(field.type)
        return "" if is_leaf_type(of) else f"{{ ...{of.name}_{steps} }}"

    def _parts(self, of: GraphQLNamedType, steps: int) -> Iterator[str]:
        """Every field of a type, under a name that no other type's has; at the end of the walk, no further things."""
        if is_abstract_type(of):
            yield from (f"...{one.name}_{steps}" for one in self.schema.get_possible_types(of))
            return
        for name, field in self._object(of.name).fields.items():
            left = steps - self._is_thing(get_named_type(field.type))
            if left >= 0:
                given = {
                    key: self._values(key, one, name)[0] for key, one in field.args.items() if is_required_argument(one)
                }
                rows = self._paged(field, left)
                yield f"{of.name}_{name}: {name}{_written(given | rows)} {self._below(field, left)}"

    def _paged(self, field: GraphQLField, steps: int) -> dict[str, str]:
        return {"first": str(ROWS[steps])} if "first" in field.args else {}

    def _is_thing(self, of: GraphQLNamedType) -> bool:
        """Tell whether it is a node, or an interface of nodes."""
        of_it = self.schema.get_possible_types(of) if is_abstract_type(of) else [of]
        return {one.name for one in of_it} <= nodes_of(self.schema)


def nodes_of(schema: GraphQLSchema) -> set[str]:
    """The types of which every thing has an id."""
    node = schema.type_map["Node"]
    assert is_abstract_type(node)
    return {one.name for one in schema.get_possible_types(node)}


def _required(taken: Taken) -> bool:
    return is_required_argument(taken) if isinstance(taken, GraphQLArgument) else is_required_input_field(taken)


def _said(given: Mapping[str, str]) -> str:
    return ", ".join(f"{name}: {value}" for name, value in given.items())


def _written(given: Mapping[str, str]) -> str:
    return f"({_said(given)})" if given else ""


def _spread(text: str) -> set[str]:
    return set(re.findall(r"\.\.\.(\w+)", text))
