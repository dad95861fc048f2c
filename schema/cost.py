"""How much a request may ask for: lists within lists multiply, and one small document could keep the server busy."""

from collections.abc import Iterator, Mapping
from typing import Any

from graphql import (
    ExecutionResult,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    IntValueNode,
    OperationDefinitionNode,
    SelectionSetNode,
    VariableNode,
)
from strawberry.extensions import SchemaExtension

from register.paging import LARGEST
from register.words import PowerKind, TransferMode, TransferStatus
from schema import changes
from schema.limits import Limit, exceeded
from schema.paging import DEFAULT

MOST_ROWS = 20_000
DIGITS = 12  # of a number of rows that somebody asks for; far beyond what there may be
ROWS = Limit(
    "rows", MOST_ROWS, "the lists of this request could show {} rows", "ask for fewer rows with `first`, or in turns"
)
# A summary shows a row for each word it counts by.
COUNTS = {"byKind": len(PowerKind), "byMode": len(TransferMode), "byStatus": len(TransferStatus)}


class BoundedRows(SchemaExtension):
    """Refuses a request whose lists could show more rows than are shown at once, before anything is resolved."""

    def on_execute(self) -> Iterator[None]:
        """Count what the operation could show."""
        context = self.execution_context
        document = context.graphql_document
        definitions = document.definitions if document else ()
        named = {one.name.value: one for one in definitions if isinstance(one, FragmentDefinitionNode)}
        operations = [one for one in definitions if isinstance(one, OperationDefinitionNode)]
        given = context.variables or {}
        rows = max((_Rows(named, _defaults(one) | given).of(one.selection_set) for one in operations), default=0)
        if rows > MOST_ROWS:
            context.result = ExecutionResult(data=None, errors=[exceeded(ROWS, rows)])
        yield


def _defaults(operation: OperationDefinitionNode) -> dict[str, Any]:
    """The numbers that variables stand for when they are not given. An id may be a number too, of any length."""
    numbers = [one for one in operation.variable_definitions or () if isinstance(one.default_value, IntValueNode)]
    return {one.variable.name.value: int(getattr(one.default_value, "value", "0")[:DIGITS]) for one in numbers}


class _Rows:
    """The rows a selection could show; each fragment is counted once, however often it is spread."""

    def __init__(self, named: Mapping[str, FragmentDefinitionNode], variables: Mapping[str, Any]) -> None:
        self._named, self._variables = named, variables
        self._counted: dict[str, int] = {}

    def of(self, selected: SelectionSetNode | None) -> int:
        return sum(self._of(one) for one in selected.selections) if selected else 0

    def _of(self, one: Any) -> int:
        if isinstance(one, FragmentSpreadNode):
            return self._of_fragment(one.name.value)
        if isinstance(one, FieldNode) and one.name.value in COUNTS:
            return COUNTS[one.name.value]
        below = self.of(one.selection_set)
        if not isinstance(one, FieldNode) or not self._lists(one.selection_set):
            return below
        first = self._first(one)
        return first + first * below

    def _of_fragment(self, name: str) -> int:
        if name not in self._counted:
            self._counted[name] = self.of(self._named[name].selection_set)
        return self._counted[name]

    def _lists(self, selected: SelectionSetNode | None) -> bool:
        """Tell whether a selection is that of a list: it asks for its edges or changes, maybe by way of a fragment."""
        return any(self._is_edges(one) for one in selected.selections) if selected else False

    def _is_edges(self, one: Any) -> bool:
        if isinstance(one, FieldNode):
            return one.name.value in ("edges", "changes")
        spread = isinstance(one, FragmentSpreadNode)
        return self._lists(self._named[one.name.value].selection_set if spread else one.selection_set)

    def _first(self, field: FieldNode) -> int:
        given = next((one.value for one in field.arguments or () if one.name.value == "first"), None)
        wanted: object = self._variables.get(given.name.value) if isinstance(given, VariableNode) else None
        if isinstance(given, IntValueNode):
            wanted = int(given.value)
        # What is no number of rows is refused by the list itself.
        default = changes.DEFAULT if field.name.value == "changes" else DEFAULT
        return min(wanted, LARGEST) if isinstance(wanted, int) and wanted > 0 else default
