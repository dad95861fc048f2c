"""Executes an operation: discreetly towards whom the schema is closed, and tidily where it is given up."""

from collections.abc import Callable, Coroutine, Generator
from inspect import iscoroutine
from typing import Any

from graphql import DocumentNode, GraphQLSchema
from strawberry.schema.schema import StrawberryGraphQLCoreExecutionContext as Execution


class Dropped:
    """An awaitable that may be dropped before anybody awaits it.

    When a field fails that may not be null, graphql-core cancels what else is being read for the same object. Of what
    had not begun, nobody awaits the coroutines any more, and Python would warn of each on the server's log.
    """

    __slots__ = ("coroutine",)

    def __init__(self, coroutine: Coroutine[Any, Any, Any]) -> None:
        """Keep a coroutine until it is awaited or dropped."""
        self.coroutine = coroutine

    def __await__(self) -> Generator[Any, Any, Any]:
        """Await it."""
        return self.coroutine.__await__()

    def __del__(self) -> None:
        """Close what never began; to what has ended this does nothing."""
        self.coroutine.close()


def _droppable(value: Any) -> Any:
    return Dropped(value) if iscoroutine(value) else value


def _made_droppable(complete: Callable[..., Any]) -> Callable[..., Any]:
    return lambda *args: _droppable(complete(*args))


class DiscreetExecution(Execution):
    """Suggests no words of a schema that is not open to the account, and leaves nothing unawaited."""

    @classmethod
    def build(  # type: ignore[override]  # what stands between is handed on as it is
        cls, schema: GraphQLSchema, document: DocumentNode, root_value: Any, context_value: Any, *rest: Any, **more: Any
    ) -> Any:
        """Build what executes an operation."""
        more["hide_suggestions"] = not context_value.reads_schema
        return super().build(schema, document, root_value, context_value, *rest, **more)

    # All the places at which graphql-core makes a coroutine that it awaits later.
    execute_field = _made_droppable(Execution.execute_field)
    execute_fields = _made_droppable(Execution.execute_fields)
    complete_iterable_value = _made_droppable(Execution.complete_iterable_value)

    def complete_awaitable_value(self, *args: Any) -> Any:
        """Complete what a resolver gave."""
        *head, result, position = args
        given = [*head, _droppable(result), position]
        return super().complete_awaitable_value(*given)

    def complete_list_item_value(self, item: Any, complete_results: list[Any], *args: Any) -> bool:
        """Complete one of a list."""
        is_awaitable = super().complete_list_item_value(item, complete_results, *args)
        complete_results[-1] = _droppable(complete_results[-1])
        return is_awaitable
