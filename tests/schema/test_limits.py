"""What a document may ask for at once: counted with its fragments in place, and refused before it is validated."""

from pathlib import Path
from typing import Any

import pytest
from graphql import ExecutionResult, get_introspection_query

from policies.actor import ANONYMOUS, Actor
from register import clock
from register.store import Store
from register.words import RefusalCode
from schema import limits
from schema.context import Context
from schema.cost import ROWS
from schema.root import schema

INTROSPECTION = get_introspection_query(True, True, True, True, True)
SCHEMA_IN_DISGUISE = [
    INTROSPECTION,
    "{ __schema { types { name } } }",
    '{ it: __type(name: "Account") { fields { name } } }',
    "{ __schema @skip(if: true) { queryType { name } } }",
    "query ($no: Boolean = false) { __schema @include(if: $no) { queryType { name } } }",
    "{ ... on Query { ... { ...A } } } fragment A on Query { ...B } fragment B on Query { __schema { __typename } }",
    "query Q0 { viewer { name } } query Other { __schema { types { name } } }",
    "mutation { __schema { types { name } } }",
    "{ __schema { directive } }",
]


def many(count: int, part: str) -> str:
    return " ".join(part.replace("#", str(n)) for n in range(count))


def chain(links: int, link: str, end: str) -> str:
    """Fragments each of which spreads the next: `...#` stands for it."""
    fragments = [f"fragment F{n} on Query {{ {link.replace('#', f'F{n + 1}')} }}" for n in range(links)]
    return f"{{ ...F0 }} {' '.join(fragments)} fragment F{links} on Query {{ {end} }}"


TOO_MUCH = {
    "tokens": [f"{{ {many(limits.MOST_TOKENS, '__typename')} }}", "{ viewer { name } }" + "\n#" * 2000],
    "operations": [many(limits.MOST_OPERATIONS + 1, "query Q# { viewer { name } }")],
    "depth": [
        f"{{ viewer {many(21, '{ body')} {{ id }} {'}' * 21} }}",
        chain(1, "viewer { body { id } } ...#", f"viewer {many(21, '{ body')} {{ id }} {'}' * 21}"),
    ],
    "selections": [
        f"{{ viewer {{ {many(limits.MOST_SELECTIONS, 'name')} }} }}",
        chain(30, "...# ...#", "__typename"),
        chain(120, "...# ...#", "... on Query { }"),
    ],
    "rootFields": [
        f"{{ {many(21, '__typename')} }}",
        f"mutation {{ {many(21, '__typename')} }}",
        f"{{ {many(3, '...F')} }} fragment F on Query {{ {many(7, '__typename')} }}",
    ],
    "aliases": [
        f"{{ viewer {{ {many(51, 'a#: name')} }} }}",
        f"{{ viewer {{ {many(6, 'body { ...F }')} }} }} fragment F on Body {{ {many(9, 'a#: id')} }}",
    ],
    "directives": [f"{{ viewer {{ {many(51, 'name @skip(if: false)')} }} }}"],
    "directivesAtOnce": [f"{{ __typename {many(10, '@aa')} }}", f"query Q {many(4, '@a#')} {{ __typename }}"],
    "entries": [f"{{ transfers(filter: {{status: [{many(1001, 'DRAFT')}]}}) {{ totalCount }} }}"],
    "text": [f'{{ items(filter: {{text: "{"长" * 20_001}"}}) {{ totalCount }} }}'],
}


@pytest.fixture
def asked(tmp_path: Path) -> Any:
    """Ask without a database: what is refused must be refused before one is touched."""
    store = Store.open(f"sqlite+aiosqlite:///{tmp_path / 'none.db'}", clock.now)

    async def asking(document: str, actor: Actor = ANONYMOUS, **more: Any) -> ExecutionResult:
        context = Context(actor=actor, store=store, open_to_all=more.pop("open_to_all", False))
        named = "Q0" if "query Q0" in document else None
        return await schema.execute(document, more, context, operation_name=named)  # type: ignore[return-value]

    return asking


@pytest.mark.parametrize(("limit", "document"), [(limit, one) for limit, all_ in TOO_MUCH.items() for one in all_])
async def test_too_much_is_refused_with_what_was_counted_and_what_is_allowed(
    asked: Any, limit: str, document: str
) -> None:
    answer = await asked(document)
    (told,) = [one.extensions for one in answer.errors if one.extensions.get("limit") == limit]
    assert told["code"] == RefusalCode.INVALID
    assert told["counted"] is None or told["counted"] > told["allowed"]
    assert told["remedy"]
    assert answer.data is None


async def test_everything_that_is_too_much_is_told_at_once(asked: Any) -> None:
    answer = await asked(f"{{ {many(60, 'a#: viewer { name }')} }}")
    assert {one.extensions["limit"] for one in answer.errors} == {"rootFields", "aliases"}


@pytest.mark.parametrize("value", [["x"] * 10_000, {"deep": [["x"] * 1001]}, "长" * 20_001, {"长" * 20_001: 1}])
async def test_what_comes_in_variables_is_bounded_too(asked: Any, value: Any) -> None:
    (error,) = (await asked("query ($v: String) { place(code: $v) { name } }", v=value)).errors
    assert error.extensions["limit"] in ("entries", "text")


async def test_variables_nested_without_end_are_refused_and_not_fatal(asked: Any) -> None:
    nested: Any = "x"
    for _ in range(50_000):
        nested = [nested]
    (error,) = (await asked("query ($v: String!) { place(code: $v) { name } }", v=nested)).errors
    assert "nested" in error.message


@pytest.mark.parametrize(
    "document",
    [
        "{ ...A } fragment A on Query { ...A }",
        "{ ...A } fragment A on Query { __typename ...B } fragment B on Query { ...C } fragment C on Query { ...A }",
        "{ viewer { name } } fragment Unused on Query { ...Unused }",
    ],
)
async def test_fragments_in_a_circle_are_refused(asked: Any, document: str) -> None:
    (error,) = (await asked(document)).errors
    assert "circle" in error.message
    assert error.extensions["code"] == RefusalCode.INVALID


@pytest.mark.parametrize(
    "document",
    [
        f"{{ viewer {{ {many(300, 'body { id name }')} }} }}",
        chain(240, "...#", "__typename"),
        f"query ({many(300, '$a#: Transfersconnection#')}) {{ viewer {{ name }} }}",
    ],
)
async def test_what_would_take_long_to_validate_is_broken_off(asked: Any, document: str) -> None:
    answer = await asked(document)
    assert 1 <= len(answer.errors) <= 21
    assert answer.data is None


async def test_an_editor_that_may_see_the_schema_gets_all_of_it(asked: Any) -> None:
    for answer in (
        await asked(INTROSPECTION, Actor("zhang")),
        await asked(INTROSPECTION, open_to_all=True),
    ):
        assert answer.errors is None
        assert answer.data["__schema"]["queryType"]["name"] == "Query"


async def test_introspection_that_goes_in_circles_is_refused_even_where_it_is_open(asked: Any) -> None:
    circle = "{ __schema { types { fields { type { fields { type { fields { name } } } } } } } }"
    assert (await asked(circle, open_to_all=True)).errors


@pytest.mark.parametrize("document", SCHEMA_IN_DISGUISE)
async def test_a_stranger_is_not_shown_the_schema(asked: Any, document: str) -> None:
    answer = await asked(document)
    assert answer.data is None
    (error,) = answer.errors
    assert error.extensions["code"] == RefusalCode.NOT_ALLOWED
    assert "token" in error.extensions["remedy"]


async def test_a_stranger_may_ask_what_an_answer_is(asked: Any) -> None:
    assert (await asked("{ __typename }")).data == {"__typename": "Query"}


@pytest.mark.parametrize(
    ("document", "variables"),
    [
        ("{ viewr { name } }", {}),
        ("{ viewer { nam } }", {}),
        ('{ county(cod: "1") { name } }', {}),
        ("{ places(level: CONTY) { totalCount } }", {}),
        ("query ($a: Itm) { viewer { name } }", {}),
        ("{ items(filter: {kin: OTHER}) { totalCount } }", {}),
        ("query ($l: PlaceLevel!) { places(level: $l) { totalCount } }", {"l": "CONTY"}),
        ("query ($f: ItemFilter) { items(filter: $f) { totalCount } }", {"f": {"kin": "OTHER"}}),
        ("{ viewer { name @skp(if: true) } }", {}),
    ],
)
async def test_words_are_suggested_to_those_alone_who_may_see_the_schema(
    asked: Any, document: str, variables: dict[str, Any]
) -> None:
    closed = [one.message for one in (await asked(document, **variables)).errors]
    shown = [one.message for one in (await asked(document, Actor("zhang"), **variables)).errors]
    assert not any("Did you mean" in one for one in closed)
    assert any("Did you mean" in one for one in shown) or "@skp" in document


def test_the_readme_tells_every_limit_as_it_is() -> None:
    readme = (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")
    all_ = [limits.TOKENS, limits.OPERATIONS, limits.ENTRIES, limits.TEXT, ROWS, *limits.OF_SIZE.values()]
    assert [one.name for one in all_ if f"| `{one.name}` | {one.most:,} |" not in readme] == []
