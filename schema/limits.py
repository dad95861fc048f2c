"""How large a request may be: counted with every fragment in its place, in linear time, before it is validated.

A fragment that is spread twice counts twice, for it is answered twice; and validation itself is slower than linear.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from graphlib import CycleError, TopologicalSorter
from typing import Any, NamedTuple

from graphql import (
    DirectiveNode,
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLError,
    InlineFragmentNode,
    ListValueNode,
    Node,
    OperationDefinitionNode,
    StringValueNode,
)
from graphql.language.ast import QUERY_DOCUMENT_KEYS

from register.words import RefusalCode
from schema.text import parts

# Words and signs. The questions of the README have 60, the introspection query of an IDE 500.
MOST_TOKENS = 2000
# An editor sends everything that is in it, and names the one it means. Each is validated with all its fragments.
MOST_OPERATIONS = 10
# From a county by way of its items, their transfers and bodies to a rule takes 13; introspection takes 15.
MOST_DEPTH = 20
# Fields and fragments. The introspection query has 239, a page of a service hall 50.
MOST_SELECTIONS = 1000
# Each is read in a transaction of its own, and each mutation is one.
MOST_ROOT_FIELDS = 20
# Aliases ask for the same again; a list asks for many in one statement.
MOST_ALIASES = 50
# `@include` and `@skip` on the parts of a page.
MOST_DIRECTIVES = 50
# In one place: neither of the two may be repeated, and a client may have one of its own.
MOST_DIRECTIVES_AT_ONCE = 3
# Entries of a list in an input. The longest list on record that was handed down at once has 542 items.
MOST_ENTRIES = 1000
# Characters of a text in an input. The longest the register takes, of a plan, has 10,000.
LONGEST_TEXT = 20_000

# Fragments that double one another have more than anybody can count, or any client read.
_UNCOUNTED = 1_000_000
# The fields that show the schema; `__typename` shows a type only to whoever has met it.
_INTROSPECTION = frozenset({"__schema", "__type"})


@dataclass(slots=True)
class Size:
    """What an operation or a fragment asks for. `depth` and `at_once` are the most of any place in it."""

    depth: int = 0
    selections: int = 0
    root_fields: int = 0
    aliases: int = 0
    directives: int = 0
    at_once: int = 0
    entries: int = 0
    text: int = 0
    introspects: bool = False
    spreads: list[tuple[str, int]] = field(default_factory=list)

    def count(self, node: Node, depth: int) -> None:
        """Count a node that lies in so many fields, itself included if it is one."""
        self.at_once = max(self.at_once, len(getattr(node, "directives", None) or ()))
        if isinstance(node, FieldNode):
            self.selections += 1
            self.depth = max(self.depth, depth)
            self.root_fields += depth == 1
            self.aliases += node.alias is not None
            self.introspects |= node.name.value in _INTROSPECTION
        elif isinstance(node, FragmentSpreadNode):
            self.selections += 1
            self.spreads.append((node.name.value, depth))
        elif isinstance(node, InlineFragmentNode):
            self.selections += 1
        elif isinstance(node, DirectiveNode):
            self.directives += 1
        elif isinstance(node, ListValueNode):
            self.entries = max(self.entries, len(node.values))
        elif isinstance(node, StringValueNode):
            self.text = max(self.text, len(node.value))

    def add(self, other: "Size", depth: int) -> None:
        """Put a fragment where it is spread."""
        self.depth = max(self.depth, depth + other.depth)
        self.root_fields = _sum(self.root_fields, other.root_fields if depth == 0 else 0)
        self.selections = _sum(self.selections, other.selections)
        self.aliases = _sum(self.aliases, other.aliases)
        self.directives = _sum(self.directives, other.directives)


class Limit(NamedTuple):
    """How much of something there may be; `told` says it with the number that was counted."""

    name: str
    most: int
    told: str
    remedy: str


TOKENS = Limit("tokens", MOST_TOKENS, "the document has {} tokens", "ask in several requests, or use variables")
OPERATIONS = Limit("operations", MOST_OPERATIONS, "the document has {} operations", "send the one that is meant")
ENTRIES = Limit("entries", MOST_ENTRIES, "a list of the input has {} entries", "send them in several requests")
TEXT = Limit("text", LONGEST_TEXT, "a text of the input has {} characters", "publish it and give its address")
# What a `Size` counts, by its name there.
OF_SIZE = {
    "depth": Limit("depth", MOST_DEPTH, "the document is {} fields deep", "follow the ids with a second request"),
    "selections": Limit(
        "selections", MOST_SELECTIONS, "the document asks for {} fields and fragments", "ask for fewer at once"
    ),
    "root_fields": Limit(
        "rootFields", MOST_ROOT_FIELDS, "an operation has {} root fields", "send them in several requests"
    ),
    "aliases": Limit("aliases", MOST_ALIASES, "the document has {} aliases", "ask for a list, or in turns"),
    "directives": Limit("directives", MOST_DIRECTIVES, "the document has {} directives", "leave out some fields"),
    "at_once": Limit(
        "directivesAtOnce", MOST_DIRECTIVES_AT_ONCE, "{} directives are in one place", "one of each is enough"
    ),
}


class Measured(NamedTuple):
    """What is too large about a request, and whether it asks for the schema."""

    refusals: list[GraphQLError]
    introspects: bool


def measure(document: DocumentNode, variables: Mapping[str, Any] | None) -> Measured:
    """Hold a request against every limit; all that it exceeds is told at once."""
    named = {one.name.value: _size(one) for one in document.definitions if isinstance(one, FragmentDefinitionNode)}
    operations = [_size(one) for one in document.definitions if isinstance(one, OperationDefinitionNode)]
    sizes = [*named.values(), *operations]
    given = list(parts(variables))
    counted = [
        (OPERATIONS, len(operations)),
        (ENTRIES, _most([one.entries for one in sizes] + [len(one) for one in given if isinstance(one, list)])),
        (TEXT, _most([one.text for one in sizes] + [len(one) for one in given if isinstance(one, str)])),
    ]
    circle = _expand(named, operations)
    counted += [(limit, _most([getattr(one, name) for one in sizes])) for name, limit in OF_SIZE.items() if not circle]
    refusals = [exceeded(limit, number) for limit, number in counted if number > limit.most]
    return Measured(refusals + circle, any(one.introspects for one in sizes))


def exceeded(limit: Limit, counted: int | None) -> GraphQLError:
    """Refuse what exceeds a limit; where counting stopped there, the number is not known."""
    uncounted = counted is None or counted >= _UNCOUNTED
    number = f"more than {limit.most if counted is None else _UNCOUNTED}" if uncounted else str(counted)
    extensions = {
        "code": RefusalCode.INVALID.value,
        "limit": limit.name,
        "counted": None if uncounted else counted,
        "allowed": limit.most,
        "remedy": limit.remedy,
    }
    return GraphQLError(f"{limit.told.format(number)}; at most {limit.most} are allowed", extensions=extensions)


def _expand(named: Mapping[str, Size], operations: list[Size]) -> list[GraphQLError]:
    """Put each fragment where it is spread, the innermost first. Fragments in a circle have no size: refused."""
    spread = {name: {other for other, _ in size.spreads if other in named} for name, size in named.items()}
    try:
        order = list(TopologicalSorter(spread).static_order())
    except CycleError as circle:
        names = ", ".join(f"`{name[:60]}`" for name in circle.args[1][:10])
        extensions = {"code": RefusalCode.INVALID.value, "remedy": "break the circle"}
        return [GraphQLError(f"fragments spread each other in a circle: {names}", extensions=extensions)]
    for size in [named[name] for name in order] + operations:
        for name, depth in size.spreads:
            if name in named:  # or validation says so
                size.add(named[name], depth)
    return []


def _size(definition: Node) -> Size:
    """Count what stands in a definition itself."""
    size = Size()
    waiting: list[tuple[Node, int]] = [(definition, 0)]
    while waiting:
        node, above = waiting.pop()
        depth = above + isinstance(node, FieldNode)
        size.count(node, depth)
        waiting += [(child, depth) for child in _children(node)]
    return size


def _children(node: Node) -> Iterator[Node]:
    for key in QUERY_DOCUMENT_KEYS.get(node.kind, ()):
        below = getattr(node, key)
        if isinstance(below, Node):
            yield below
        elif below:
            yield from below


def _most(numbers: list[int]) -> int:
    return max(numbers, default=0)


def _sum(one: int, other: int) -> int:
    return min(one + other, _UNCOUNTED)
