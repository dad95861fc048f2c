"""What is left of an operation when a part of it fails: nothing."""

import gc
import warnings
from asyncio import sleep
from types import SimpleNamespace

import pytest
import strawberry

from schema.execution import DiscreetExecution


@strawberry.type
class Leaf:
    @strawberry.field
    async def value(self) -> int:
        await sleep(0)
        return 1


@strawberry.type
class Branch:
    @strawberry.field
    async def leaf(self) -> Leaf:
        await sleep(0)
        return Leaf()

    @strawberry.field
    def leaves(self) -> list[Leaf]:
        return [Leaf(), Leaf()]

    @strawberry.field
    def same(self) -> Leaf:
        return Leaf()


@strawberry.type
class Query:
    @strawberry.field
    async def fails(self, after: int) -> int:
        for _ in range(after):
            await sleep(0)
        raise ValueError(after)

    @strawberry.field
    async def branches(self) -> list[Branch]:
        await sleep(0)
        return [Branch(), Branch()]

    @strawberry.field
    def branch(self) -> Branch:
        return Branch()


SCHEMA = strawberry.Schema(Query, execution_context_class=DiscreetExecution)
INNER = "{ leaf { value } leaves { value } same { value } }"


@pytest.mark.parametrize("after", range(8))
async def test_nothing_is_left_unawaited_when_a_sibling_fails(after: int) -> None:
    """At whatever moment: Python would tell of each coroutine on the server's log."""
    asked = f"{{ branches {INNER} branch {INNER} fails(after: {after}) }}"
    with warnings.catch_warnings(record=True) as told:
        warnings.simplefilter("always")
        result = await SCHEMA.execute(asked, context_value=SimpleNamespace(reads_schema=True))
        assert [error.path for error in result.errors or ()] == [["fails"]]
        del result
        gc.collect()
    assert [str(one.message) for one in told] == []
