"""Who is told what a request comes to: nobody, unless the server puts somebody here to count or to trace.

What is told are words of the register and of the law, never a name or a value that somebody gave.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager, nullcontext
from contextvars import ContextVar

Ended = Callable[[], object]


class Watch:
    """Is told, and lets it pass; whoever wants to know something overrides its method."""

    def operation(self, kind: str) -> AbstractContextManager[object]:
        """A GraphQL operation runs: a `query` or a `mutation`."""
        del kind
        return nullcontext()

    def use_case(self, name: str) -> AbstractContextManager[object]:
        """A use case runs, by the name of its mutation."""
        del name
        return nullcontext()

    def statement(self, sql: str) -> Ended:
        """The database is asked; tell what to call when it has answered. The parameters are not in it."""
        del sql
        return tuple

    def decided(self, action: str, outcome: str, rules: Sequence[str], seconds: float) -> None:
        """The policy decided: `allowed`, `denied`, or `unlawful` where the law alone stands against it."""

    def refused(self, code: str, rules: Sequence[str]) -> None:
        """A refusal is told to the client; the first rule decided."""

    def seized(self, role: str) -> None:
        """An account took a role for itself in an emergency 应急授权; the journal says who and why."""


_watching: ContextVar[tuple[Watch, ...]] = ContextVar("watching", default=())


@contextmanager
def by(one: Watch) -> Iterator[None]:
    """Have what happens inside the block, and in the tasks begun in it, told to one more."""
    before = _watching.set((*_watching.get(), one))
    try:
        yield
    finally:
        _watching.reset(before)


@contextmanager
def operation(kind: str) -> Iterator[None]:
    """Tell that an operation runs."""
    with ExitStack() as stack:
        for one in _watching.get():
            stack.enter_context(one.operation(kind))
        yield


@contextmanager
def use_case(name: str) -> Iterator[None]:
    """Tell that a use case runs."""
    with ExitStack() as stack:
        for one in _watching.get():
            stack.enter_context(one.use_case(name))
        yield


def statement(sql: str) -> Ended:
    """Tell that the database is asked; what is returned tells that it has answered."""
    ended = [one.statement(sql) for one in _watching.get()]
    return lambda: [each() for each in reversed(ended)]


def decided(action: str, outcome: str, rules: Sequence[str], seconds: float) -> None:
    """Tell of a decision."""
    for one in _watching.get():
        one.decided(action, outcome, rules, seconds)


def refused(code: str, rules: Sequence[str]) -> None:
    """Tell of a refusal."""
    for one in _watching.get():
        one.refused(code, rules)


def seized(role: str) -> None:
    """Tell that a role was seized."""
    for one in _watching.get():
        one.seized(role)
