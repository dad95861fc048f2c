"""A mutation that names a key is done once and answered alike, whatever happens to its target in between."""

import asyncio
from datetime import datetime

import pytest
from sqlalchemy import select

from register import tables
from register.fence import EVERYTHING
from schema import ids
from schema.inputs import ONCE
from schema.root import schema
from tests.county import COUNTY, County
from tests.databases import one_dialect
from tests.schema.conftest import context
from tests.schema.mutations import (
    CLERK,
    MUTATIONS,
    REFUSED,
    SHOWN,
    TOWN,
    Answer,
    Input,
    an_exercise,
    named,
    transfers_at,
)

# Every mutation of the graph and the input it takes; one that has no case above fails its test.
GRAPH = schema._schema.mutation_type
assert GRAPH is not None
FIELDS = {name: str(field.args["input"].type) for name, field in GRAPH.fields.items()}


def document(name: str, shows: str, more: str = "") -> str:
    asked = f"... on {shows} {{ {SHOWN[shows]} {more} }} {REFUSED}"
    return f"mutation Once($input: {FIELDS[name]}) {{ answer: {name}(input: $input) {{ {asked} }} }}"


async def send(county: County, account: str, asked: str, given: Input, key: str = "key") -> Answer:
    variables = {"input": given | {"idempotencyKey": key}}
    result = await schema.execute(asked, variables, await context(county, account))
    assert not result.errors, result.errors
    assert result.data is not None
    answer: Answer = result.data["answer"]
    return answer


async def entries(county: County) -> list[str]:
    entry = tables.expr(tables.JournalEntry)
    async with county.store.reading(EVERYTHING) as session:
        return list(await session.scalars(select(entry.action).where(entry.tenant == COUNTY).order_by(entry.sequence)))


# How a mutation is wired is the same on every database; what the database has to do with it is tested on both, in
# tests/register/test_once.py and with several processes in tests/api/test_repeats.py.


@one_dialect
@pytest.mark.parametrize("name", FIELDS)
async def test_a_mutation_is_done_once_and_answered_alike(county: County, name: str) -> None:
    mutation = MUTATIONS[name]
    given, asked = await mutation.input(county), document(name, mutation.shows)
    before = len(await entries(county))
    first, *others = await asyncio.gather(*(send(county, mutation.account, asked, given) for _ in range(3)))
    assert "refused" not in first, first
    assert others == [first, first]
    assert len(await entries(county)) == before + mutation.entries

    county.clock.forward(hours=1)
    if mutation.later:
        named = ids.decode(first["id"])
        assert named is not None
        await mutation.later(county, named.key)
    done = await entries(county)
    assert await send(county, mutation.account, asked, given) == first
    another = await send(county, mutation.account, asked, mutation.other(given))
    assert (another["refused"], "another input" in another["message"]) == ("CONFLICT", True)
    assert await entries(county) == done


def test_every_input_of_a_mutation_takes_a_key() -> None:
    for name, taken in FIELDS.items():
        definition = schema.get_type_by_name(taken.removesuffix("!"))
        assert definition is not None
        assert ONCE in {field.name for field in definition.fields}, name  # type: ignore[union-attr]


@one_dialect
async def test_the_same_key_for_another_mutation_is_refused(county: County) -> None:
    given = await transfers_at("submit")(county)
    withdrawing, submitting = (document(name, "Transfer") for name in ("withdrawTransfer", "submitTransfer"))
    assert (await send(county, CLERK, withdrawing, given))["status"] == "WITHDRAWN"
    assert (await send(county, CLERK, submitting, given))["refused"] == "CONFLICT"


@one_dialect
async def test_another_account_has_keys_of_its_own(county: County) -> None:
    given = await transfers_at(None)(county)
    submitting = document("submitTransfer", "Transfer")
    assert (await send(county, CLERK, submitting, given))["version"] == 2
    assert (await send(county, TOWN, submitting, given))["refused"] in ("NOT_ALLOWED", "NOT_FOUND")


@one_dialect
async def test_a_repeated_answer_tells_the_status_of_then_and_the_steps_of_now(county: County) -> None:
    item, tomorrow = await county.item(), county.clock().timestamp() + 86_400
    ends = datetime.fromtimestamp(tomorrow, county.clock().tzinfo)
    transfer = await county.publish(item, "confirm", effective_to=ends)
    given = {
        "transfer": named("Transfer", transfer.key),
        "expectedVersion": transfer.version,
        "url": "https://www.guanganqu.gov.cn/1",
    }
    asked = document("publishTransfer", "Transfer", "viewerMay")
    first = await send(county, TOWN, asked, given)
    assert (first["status"], first["inForce"], first["viewerMay"]) == ("IN_FORCE", True, ["recall:request"])
    county.clock.forward(days=2)
    assert (await send(county, TOWN, asked, given)) == first | {"viewerMay": []}
    other = f"mutation ($input: {FIELDS['publishTransfer']}) {{ answer: publishTransfer(input: $input) "
    other += "{ ... on Transfer { status } } }"
    assert await send(county, TOWN, other, given) == {"status": "IN_FORCE"}
    assert (await county.transfer(transfer.key)).in_force(county.clock()) is False


@one_dialect
async def test_the_steps_of_a_repeated_answer_are_those_open_now(county: County) -> None:
    given = await transfers_at(None)(county)
    asked = document("submitTransfer", "Transfer", "viewerMay")
    first = await send(county, CLERK, asked, given)
    assert (first["status"], first["viewerMay"]) == ("IN_REVIEW", ["transfer:withdraw"])
    key = ids.key(first["id"], "Transfer")
    assert key is not None
    await county.step("withdraw", key)
    again = await send(county, CLERK, asked, given)
    assert (again["status"], again["viewerMay"]) == ("IN_REVIEW", [])


async def test_a_refused_exercise_is_not_kept_and_is_told_each_time(county: County) -> None:
    item = await county.item()
    await county.publish(item)
    given = await an_exercise(county)
    asked = document("exercisePower", "Act")
    for _ in range(2):
        assert (await send(county, CLERK, asked, given))["refused"] == "NOT_LAWFUL"
    assert (await entries(county))[-2:] == ["power:refused", "power:refused"]
    # What was refused has not used up the key.
    elsewhere = given | {"facts": {"place": "511602102"}}
    assert "at" in await send(county, CLERK, asked, elsewhere)
