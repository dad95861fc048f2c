"""Refusals as data: every kind reaches the caller with its code, and nothing unknown passes for one."""

from typing import Annotated, Any, cast

import pytest
import strawberry
from graphql import GraphQLError

from policies.actor import ANONYMOUS
from policies.proof import Violation
from register import refusals
from register.refusals import Problem
from register.store import Store
from register.words import RefusalCode
from schema.context import Context
from schema.refusals import ANSWERS, CodedRefusals, Invalid, NotLawful, OutOfDate, Refused, UnsafePolicy, graph_path
from schema.root import schema

REFUSALS = {
    "NotFound": refusals.NotFound("nothing has this id", remedy="look it up again"),
    "NotAllowed": refusals.NotAllowed("`clerk` may not", rules=["R54"]),
    "OutOfTurn": refusals.OutOfTurn("it is not next", rules=["R56"]),
    "Conflict": refusals.Conflict("the code is taken"),
    "Invalid": refusals.Invalid(Problem(("claim", "also_at", "0"), "no such place"), Problem(("name",), "no name")),
    "NotLawful": refusals.NotLawful("it was handed down", rules=["R26", "R29"]),
    "OutOfDate": refusals.OutOfDate(1, 2),
    "UnsafePolicy": refusals.UnsafePolicy([Violation("devolved-power", "R26", "a clerk could")]),
}
TYPES = {kind: kind for kind in ("Invalid", "NotLawful", "OutOfDate", "UnsafePolicy")}


@strawberry.type
class Done:
    well: bool = True


@strawberry.type
class Fields:
    """Each refuses with the kind that is asked for, or fails where there is none."""

    @strawberry.field
    def change(
        self, kind: str
    ) -> Annotated[Done | Refused | Invalid | NotLawful | OutOfDate | UnsafePolicy, strawberry.union("Any")]:
        raise REFUSALS[kind]

    @strawberry.field
    def step(self, kind: str) -> Annotated[Done | Refused | Invalid, strawberry.union("Narrow")]:
        raise REFUSALS[kind]

    @strawberry.field
    def look(self, kind: str) -> bool:
        raise REFUSALS[kind]


SMALL = strawberry.Schema(Fields, extensions=[CodedRefusals], exception_handlers=ANSWERS)
COMMON = "__typename ... on Refusal { code message remedy }"
ALL = f"""
    {COMMON}
    ... on Invalid {{ problems {{ path message }} }}
    ... on NotLawful {{ rules {{ id }} }}
    ... on OutOfDate {{ currentVersion }}
    ... on UnsafePolicy {{ violations {{ invariant rule {{ id }} counterexample }} }}
"""


def told(field: str, kind: str, asked: str = ALL) -> dict[str, Any]:
    answer = SMALL.execute_sync(f"query ($k: String!) {{ {field}(kind: $k) {{ {asked} }} }}", {"k": kind})
    assert answer.errors is None
    assert answer.data is not None
    return dict(answer.data[field])


def only_error(document: str, kind: str = "") -> GraphQLError:
    [error] = SMALL.execute_sync(document, {"k": kind}).errors or [GraphQLError("none")]
    return error


@pytest.mark.parametrize("kind", REFUSALS)
def test_a_mutation_answers_with_the_refusal(kind: str) -> None:
    refusal, answer = REFUSALS[kind], told("change", kind)
    assert answer["__typename"] == TYPES.get(kind, "Refused")
    assert (answer["code"], answer["message"]) == (refusal.code.value, refusal.message)
    assert answer["remedy"] == refusal.remedy


def test_a_refusal_tells_what_its_kind_knows() -> None:
    assert told("change", "OutOfDate")["currentVersion"] == 2
    assert told("change", "NotLawful")["rules"] == [{"id": "R26"}, {"id": "R29"}]
    assert told("change", "Invalid")["problems"] == [
        {"path": ["facts", "alsoAt", "0"], "message": "no such place"},
        {"path": ["name"], "message": "no name"},
    ]
    assert told("change", "UnsafePolicy")["violations"] == [
        {"invariant": "devolved-power", "rule": {"id": "R26"}, "counterexample": "a clerk could"}
    ]


@pytest.mark.parametrize("kind", ["NotLawful", "OutOfDate", "UnsafePolicy"])
def test_a_kind_that_a_mutation_does_not_list_is_told_as_refused_with_its_code(kind: str) -> None:
    answer = told("step", kind, COMMON)
    assert (answer["__typename"], answer["code"]) == ("Refused", REFUSALS[kind].code.value)


@pytest.mark.parametrize("kind", REFUSALS)
def test_a_refused_query_carries_the_code(kind: str) -> None:
    error = only_error("query ($k: String!) { look(kind: $k) }", kind)
    refusal = REFUSALS[kind]
    assert (error.message, error.path, error.original_error) == (refusal.message, ["look"], None)
    assert error.extensions is not None
    assert {**error.extensions, "problems": []} == {
        "code": refusal.code.value,
        "rules": list(refusal.rules),
        "remedy": refusal.remedy,
        "problems": [],
    }


@pytest.mark.parametrize("document", ['{ look(kind: "?") }', '{ change(kind: "?") { __typename } }'])
def test_what_is_no_refusal_does_not_pass_for_one(document: str) -> None:
    error = only_error(document)
    assert isinstance(error.original_error, KeyError)
    assert not error.extensions


def test_every_kind_the_register_knows_is_tried() -> None:
    kinds = {kind.code for kind in refusals.Refusal.__subclasses__()}
    assert kinds == {refusal.code for refusal in REFUSALS.values()} == set(RefusalCode)


def test_a_problem_is_placed_by_the_names_of_the_graph() -> None:
    assert graph_path(("effective_from",)) == ["effectiveFrom"]
    assert graph_path(("competent",)) == ["competentDepartment"]


async def errors_of(document: str, **variables: object) -> list[dict[str, Any]]:
    """Ask without a register: what is refused here is refused before it is read."""
    context = Context(actor=ANONYMOUS, store=cast("Store", None))
    answer = await schema.execute(document, variable_values=variables, context_value=context)
    return [dict(error.formatted) for error in answer.errors or ()]


async def test_an_id_that_names_nothing_is_not_found_in_a_filter() -> None:
    [error] = await errors_of('{ transfers(filter: { item: "x" }) { totalCount } }')
    assert error["extensions"]["code"] == "NOT_FOUND"
    assert "`item`" in error["message"]


@pytest.mark.parametrize("document", ["{ item { id } }", '{ item(id: "x", code: "y") { id } }'])
async def test_an_item_is_asked_for_by_exactly_one_of_id_and_code(document: str) -> None:
    [error] = await errors_of(document)
    assert (error["path"], error["extensions"]["code"]) == (["item"], "INVALID")


@pytest.mark.parametrize("text", ["\0", "a\0", "\ud800", "\udfff!"])
async def test_what_no_database_keeps_is_refused_in_a_variable(text: str) -> None:
    [error] = await errors_of("query ($c: String!) { place(code: $c) { id } }", c=text)
    assert error["extensions"] == {"code": "INVALID"}


@pytest.mark.parametrize("escape", [r"\u0000", r"\u{0}", r"\u{000}"])
async def test_what_no_database_keeps_is_refused_in_a_document(escape: str) -> None:
    [error] = await errors_of('{ place(code: "51' + escape + '") { id } }')
    assert error["extensions"] == {"code": "INVALID"}
