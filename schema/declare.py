"""How the graph is declared: nothing without a description, and each begins with the Chinese term."""

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any, Generic, Self, TypeVar, dataclass_transform

import strawberry
from strawberry.types.field import StrawberryField

from register.records import Kind

T = TypeVar("T")
Row = TypeVar("Row")

KINDS = "kinds"  # metadata of an input field that takes an id: the kinds of thing it may name

# What the register and the graph call differently; everything else differs in snake_case and camelCase alone.
RENAMED = {"claim": "facts", "competent": "competent_department", "statuses": "status"}


@dataclass_transform(kw_only_default=True)
def object_type(about: str) -> Callable[[type[T]], type[T]]:
    """Declare a type of the graph."""
    return strawberry.type(description=about)


def interface_type(about: str) -> Callable[[type[T]], type[T]]:
    """Declare an interface of the graph."""
    return strawberry.interface(description=about)


@dataclass_transform(kw_only_default=True)
def input_type(about: str) -> Callable[[type[T]], type[T]]:
    """Declare an input of the graph."""
    return strawberry.input(description=about)


class Field(StrawberryField):
    """A field whose arguments have no default where leaving them out means nothing: the SDL then shows none either."""

    def __call__(self, resolver: Any) -> Self:
        """Take the method that resolves the field."""
        super().__call__(resolver)
        for taken in self.arguments:
            if taken.default is None:
                taken.default = strawberry.UNSET
        return self


def field(about: str, **options: Any) -> Any:
    """Declare a field, over a method that resolves it or as an attribute that is read from the record."""
    return Field(description=about, **options)


def names(about: str, *kinds: Kind, **options: Any) -> Any:
    """Declare an input field that takes the id of a thing of these kinds."""
    return field(about, metadata={KINDS: kinds}, **options)


def argument(about: str, **options: Any) -> Any:
    """Describe an argument, inside `Annotated`."""
    return strawberry.argument(description=about, **options)


Given = Annotated[T, argument("输入: what is asked for")]


class Shown(Generic[Row]):
    """Shows a record of the register: a field without a resolver is the record's attribute of its name."""

    row: Row
    as_of: datetime | None

    @classmethod
    def of(cls, row: Row, as_of: datetime | None = None) -> Self:
        """Show a record, as of now or as it was answered at a moment."""
        shown = object.__new__(cls)  # the dataclass that Strawberry makes would ask for every field
        shown.row, shown.as_of = row, as_of
        return shown

    @classmethod
    def maybe(cls, row: Row | None) -> Self | None:
        """Show a record, if there is one."""
        return None if row is None else cls.of(row)

    if not TYPE_CHECKING:  # or every misspelt attribute would pass the type checker

        def __getattr__(self, name: str) -> Any:
            return getattr(self.row, name)
