"""Text that no database keeps is refused at the door, wherever in a request it stands."""

import re
from collections.abc import Iterator

from graphql import ExecutionResult, GraphQLError
from strawberry.extensions import SchemaExtension

from register.words import RefusalCode

# PostgreSQL takes no NUL, and half a surrogate pair is no character. A document can only write NUL as an escape.
_UNKEPT = re.compile("[\0\ud800-\udfff]")
_ESCAPED_NUL = re.compile(r"\\u(0000|\{0+\})")


class PlainText(SchemaExtension):
    """Refuses a request with a NUL or half a surrogate pair in it, before anything is resolved."""

    def on_execute(self) -> Iterator[None]:
        """Look through the document and its variables."""
        context = self.execution_context
        if _ESCAPED_NUL.search(context.query or "") or _unkept(context.variables):
            message = "the request holds a NUL or half a surrogate pair; neither is text"
            error = GraphQLError(message, extensions={"code": RefusalCode.INVALID.value})
            context.result = ExecutionResult(data=None, errors=[error])
        yield


def parts(value: object) -> Iterator[object]:
    """Walk all that a value holds, the names of its fields too. What is nested deeply does not exhaust the stack."""
    waiting = [value]
    while waiting:
        one = waiting.pop()
        yield one
        if isinstance(one, dict):
            waiting += [*one.keys(), *one.values()]
        elif isinstance(one, list):
            waiting += one


def _unkept(value: object) -> bool:
    return any(isinstance(one, str) and _UNKEPT.search(one) for one in parts(value))
