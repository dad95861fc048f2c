"""The graph over the real county, asked in process."""

from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from schema.context import Context
from schema.root import schema
from tests.county import County

Ask = Callable[..., Awaitable[dict[str, Any]]]


@pytest.fixture
def ask(county: County) -> Ask:
    """Execute a document as an account (None: a stranger) and give the data; errors fail the test."""

    async def ask_(account: str | None, document: str, **variables: Any) -> dict[str, Any]:
        result = await schema.execute(document, variables, await context(county, account))
        assert not result.errors, result.errors
        assert result.data is not None
        return result.data

    return ask_


@pytest.fixture
def refusals(county: County) -> Ask:
    """Execute a document that fails, and give the extensions of its first error."""

    async def refusals_(account: str | None, document: str, **variables: Any) -> dict[str, Any]:
        result = await schema.execute(document, variables, await context(county, account))
        assert result.errors, result.data
        return {"message": result.errors[0].message, **(result.errors[0].extensions or {})}

    return refusals_


async def context(county: County, account: str | None) -> Context:
    """What a request of this account brings."""
    return Context(actor=await county.actor(account), store=county.store)
