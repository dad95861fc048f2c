"""Which operation of a document is meant: the only one, or the one that the request names."""

from collections.abc import Iterator

from graphql import GraphQLError, OperationDefinitionNode
from strawberry.extensions import SchemaExtension

from register.words import RefusalCode


class OneOperation(SchemaExtension):
    """Refuses several operations of which none is named, where Strawberry would run the first; notes the kind."""

    def on_validate(self) -> Iterator[None]:
        """Look at the document before anything else is found wrong with it."""
        context = self.execution_context
        document = context.graphql_document
        definitions = document.definitions if document else ()
        operations = [one for one in definitions if isinstance(one, OperationDefinitionNode)]
        # The public `operation_name` falls back on the first; this is what the request itself said.
        named = context._provided_operation_name  # noqa: SLF001  there is no other way to it
        if len(operations) > 1 and named is None:
            message = f"the document holds {len(operations)} operations: name the one to run in `operationName`"
            context.pre_execution_errors = [GraphQLError(message, extensions={"code": RefusalCode.INVALID.value})]
        else:
            context.context.facts["operation"] = context.operation_type.value
        yield
