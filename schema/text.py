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


def _unkept(value: object) -> bool:
    if isinstance(value, str):
        return bool(_UNKEPT.search(value))
    if isinstance(value, dict):
        return any(_unkept(part) for pair in value.items() for part in pair)
    return isinstance(value, list) and any(map(_unkept, value))
