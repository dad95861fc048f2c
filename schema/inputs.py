"""Inputs: each becomes a value of the register with the same fields, in which an id is the key it names."""

import hashlib
from collections.abc import Awaitable, Callable
from dataclasses import Field, asdict, fields
from datetime import date
from decimal import Decimal
from typing import Any, ClassVar, Protocol, TypeVar

import rfc8785
from graphql import GraphQLError
from strawberry.utils.str_converters import to_camel_case

from policies import watch
from policies.actor import Actor
from register.once import Done, Once, answered
from register.records import Key, Kind
from register.refusals import NotFound
from register.store import Store
from schema import ids
from schema.context import Info
from schema.declare import KINDS, RENAMED, field, input_type

REGISTER_NAMES = {graph: register for register, graph in RENAMED.items()}
ONCE = "idempotency_key"
T = TypeVar("T")


class Input:
    """An input of the graph and what the register takes it for."""

    becomes: ClassVar[Callable[..., Any]]

    def read(self) -> Any:
        """Make the register's value; refuses with NotFound an id that names nothing."""
        values = {
            REGISTER_NAMES.get(one.name, one.name): _read(getattr(self, one.name), one)
            for one in fields(self)  # type: ignore[arg-type]  # every input type is a dataclass
            if one.name != ONCE
        }
        return type(self).becomes(**values)


@input_type("可重复提交: an input that may be sent twice and is carried out once")
class Repeatable(Input):
    idempotency_key: str | None = field("幂等键: kept 7 days; the same input sent again is not done again")


class UseCase(Protocol):
    """What the register can be asked to do."""

    async def __call__(self, store: Store, actor: Actor, asked: Any, /, once: Once | None = None) -> Key:
        """Do it, and tell the key of what was made or changed."""


def key_of(id: str, name: str, *kinds: Kind) -> Key:
    """Read the id of a thing of these kinds; refuses with NotFound what names none."""
    key = ids.key(id, *kinds)
    if key is None:
        raise NotFound(f"`{to_camel_case(name)}` names nothing on the register, as far as the account can see")
    return key


async def change(info: Info, input: Repeatable, use_case: UseCase, show: Callable[[Info, Done], Awaitable[T]]) -> T:
    """Have the register do what an input asks for, and show what came of it; sent again, the first answer."""
    store, actor, key = info.context.store, info.context.actor, input.idempotency_key
    once = None if key is None else Once(key, digest(info.field_name, input))
    try:
        with watch.use_case(info.field_name):
            target = await use_case(store, actor, input.read(), once=once)
    finally:
        info.context.forget()  # a refused exercise is in the journal too
    done = Done(target) if once is None else await answered(store, actor, once, target)
    try:
        return await show(info, done)
    except NotFound as unseen:
        # It must not look like a refusal: what was asked for has been done.
        message = "it was done; the account may not see what came of it"
        raise GraphQLError(message, extensions={"code": unseen.code.value}) from unseen


def digest(mutation: str, input: Repeatable) -> str:
    """Tell one request from another: the mutation and its whole input, without the key."""
    said = _plain(asdict(input))
    del said[ONCE]
    return hashlib.sha256(rfc8785.dumps([mutation, said])).hexdigest()


def _read(value: Any, field: Field[Any]) -> Any:
    if isinstance(value, list):
        return tuple(_read(one, field) for one in value)
    if isinstance(value, Input):
        return value.read()
    kinds = field.metadata.get(KINDS)
    return key_of(value, field.name, *kinds) if kinds and value is not None else value


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _plain(one) for name, one in value.items()}
    if isinstance(value, list):
        return [_plain(one) for one in value]
    return str(value) if isinstance(value, date | Decimal) else value
