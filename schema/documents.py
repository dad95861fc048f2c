"""What a document must be before any of it runs: bounded, open to whoever asks, and valid, in this order."""

from collections.abc import Iterator

from graphql import DocumentNode, GraphQLError, validate
from graphql.validation.rules import overlapping_fields_can_be_merged
from graphql.validation.validate import ValidationAbortedError
from strawberry.extensions import SchemaExtension
from strawberry.schema.validation_rules.maybe_null import MaybeNullValidationRule
from strawberry.schema.validation_rules.one_of import OneOfInputValidationRule

from register.words import RefusalCode
from schema import limits

# Whoever reads more than these at once corrects the first ones first.
MOST_ERRORS = 20
# Whether fields of one name can be merged is compared pair by pair; a document within all limits could take seconds.
# This is the library's own bound, at a tenth of what it ships with: some hundred repetitions of one field.
overlapping_fields_can_be_merged.MAX_COMPLEXITY_BUDGET = 50_000


class CheckedDocument(SchemaExtension):
    """Refuses a document that is too large, that asks for a schema not open to the account, or that is not valid."""

    def on_parse(self) -> Iterator[None]:
        """Stop reading where a document is too long, and say so as of every other limit."""
        context = self.execution_context
        context.parse_options["max_tokens"] = limits.MOST_TOKENS
        yield
        for error in context.pre_execution_errors or ():
            if f"contains more than {limits.MOST_TOKENS} tokens" in error.message:
                told = limits.exceeded(limits.TOKENS, None)
                error.message, error.extensions = told.message, told.extensions

    def on_validate(self) -> Iterator[None]:
        """Look at the whole document, and at the variables that come with it."""
        context = self.execution_context
        document = context.graphql_document
        if document is not None and context.pre_execution_errors is None:
            measured = limits.measure(document, context.variables)
            closed = measured.introspects and not context.context.reads_schema
            refusals = measured.refusals + [_closed() for _ in range(closed)]
            context.pre_execution_errors = refusals or self._validate(document)
        yield

    def _validate(self, document: DocumentNode) -> list[GraphQLError]:
        context = self.execution_context
        return [
            _told(error)
            for error in validate(
                context.schema._schema,  # noqa: SLF001  Strawberry's own validation takes no options
                document,
                (*context.validation_rules, MaybeNullValidationRule, OneOfInputValidationRule),
                max_errors=MOST_ERRORS,
                hide_suggestions=not context.context.reads_schema,
            )
        ]


def _closed() -> GraphQLError:
    message = "the schema is shown to accounts that have signed in"
    extensions = {"code": RefusalCode.NOT_ALLOWED.value, "remedy": "send a token, or read `schema/schema.graphql`"}
    return GraphQLError(message, extensions=extensions)


def _told(error: GraphQLError) -> GraphQLError:
    """Say what the library leaves unsaid when it stops, but for too many errors."""
    if not isinstance(error, ValidationAbortedError) or "Too many" in error.message:
        return error
    message = "the document repeats its fields, or chains its fragments, beyond what is validated"
    extensions = {"code": RefusalCode.INVALID.value, "remedy": "ask for each field once, and for fewer at once"}
    return GraphQLError(message, extensions=extensions)
