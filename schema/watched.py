"""Tells whoever watches the request what kind of operation runs."""

from collections.abc import Iterator

from strawberry.extensions import SchemaExtension

from policies import watch


class Watched(SchemaExtension):
    """Tells the kind and nothing else: what an operation is called is its client's choice."""

    def on_execute(self) -> Iterator[None]:
        """Enclose the execution."""
        with watch.operation(self.execution_context.operation_type.value):
            yield
