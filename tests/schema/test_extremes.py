"""Every argument of every field, and every part of every input, gets what no client should send.

Generated from the schema: a new field is covered without anyone touching this file.
"""

import json
import logging
from collections import defaultdict
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any, NamedTuple

import pytest
from graphql import (
    GraphQLArgument,
    GraphQLEnumType,
    GraphQLError,
    GraphQLInputField,
    GraphQLInputObjectType,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLOutputType,
    get_named_type,
    get_nullable_type,
    is_input_type,
    is_introspection_type,
    is_leaf_type,
    is_list_type,
    is_non_null_type,
    is_required_argument,
    is_required_input_field,
)
from graphql.utilities import validate_input_value

from register import disputes, notices, powers, recall_orders
from register.notice_kinds import NoticeKind, Recipient
from register.notices import NewNotice
from register.recall_orders import Requests
from register.records import Key, Ref
from register.words import RecallGround, Stage, SuccessionKind, TransferMode, TransferStatus
from schema import limits
from schema.context import Context
from schema.ids import encode
from schema.root import schema
from tests.carrying import succeed
from tests.county import COUNTY, GUANSHENG, County
from tests.scheduling import by, publish_schedule
from tests.schema.conftest import context

SDL = schema._schema
Given = GraphQLArgument | GraphQLInputField

DEEP: Any = 1
for _ in range(150):
    DEEP = [DEEP]
ANYTHING = [None, [], {}, DEEP, True, -1, 1.5, {"a": {"b": "c"}}, "NOPE", [None], [[]]]
LONG = "权%_\\\u202e" * (limits.LONGEST_TEXT // 5)
EXTREMES: dict[str, list[Any]] = {
    "Int": [0, 2**31 - 1, -(2**31), 2**31, 10**30, 1e308],
    "String": ["", LONG],
    "ID": ["", LONG, 2**70, encode(Ref("Department", Key(COUNTY, "0" * 200)))],
    "Boolean": [False],
    "Date": [LONG, "1900-01-01", "2999-12-31", "0001-01-01", "2024-02-30"],
    "DateTime": [LONG, "1900-01-01T00:00:00Z", "2999-12-31T23:59:59.999999999+00:00", "9999-12-31T23:59:59-23:59"],
    "Decimal": [LONG, "9" * 16 + ".9999", "-" + "9" * 16, "1e400", "NaN"],
}


class Question(NamedTuple):
    """A field, with a strange value somewhere in what it is given."""

    within: GraphQLObjectType
    field: str
    given: dict[str, Any]
    named: Given
    value: Any


@pytest.fixture
async def samples(county: County) -> dict[str, Any]:
    """What arguments of these names take where they are not the ones in question."""
    item = await county.item()
    transfer = await county.publish(item)
    fresh = await county.enter_item(item.kind)
    act = await powers.exercise(
        county.store,
        await county.actor("department_clerk"),
        powers.Exercise(fresh.key, Stage.DECIDE, powers.Claim(GUANSHENG.id)),
    )
    found = await schema.execute(
        "query ($id: ID!) { node(id: $id) { ... on Act { case { id } } } }",
        {"id": encode(Ref("Act", act))},
        await context(county, "supervisor"),
    )
    assert found.data is not None
    batch = await county.publish_batch([await county.enter_item(item.kind, "成批下放")])
    asked = Requests(batch=batch, ground=RecallGround.OPERATIONAL, basis="评估", effective_from=county.clock())
    order = await recall_orders.request(county.store, await county.actor("department_clerk"), asked)
    catalogue = await county.publish_catalogue({one.key: next(iter(TransferMode)) for one in (item, fresh)})
    schedule = await publish_schedule(county, by(county, TransferStatus.ACCEPTED, 9))
    certificate = await county.issue_certificate("川1")
    over = disputes.NewDispute(GUANSHENG, "由谁行使", item=item.key, place=GUANSHENG.id)
    dispute = await disputes.raise_(county.store, await county.actor("department_clerk"), over)
    problem = NewNotice(NoticeKind.PROBLEM, Recipient.DEVOLVER, "无人持证", transfer=transfer.key)
    notice = await notices.send(county.store, await county.actor("township_clerk"), problem)
    succession = await succeed(county, SuccessionKind.RENAME, [item.department], name="区交通局")
    ids = {
        "Notice": encode(Ref("Notice", notice)),
        "Dispute": encode(Ref("Dispute", dispute)),
        "Certificate": encode(Ref("Certificate", certificate)),
        "Batch": encode(Ref("Batch", batch)),
        "RecallOrder": encode(Ref("RecallOrder", order)),
        "Succession": encode(Ref("Succession", succession)),
        "Schedule": encode(Ref("Schedule", schedule)),
        "Catalogue": encode(Ref("Catalogue", catalogue)),
        "Item": encode(Ref("Item", item.key)),
        "Transfer": encode(Ref("Transfer", transfer.key)),
        "Department": encode(Ref("Department", item.department)),
        "Township": encode(Ref("Place", GUANSHENG)),
        "County": encode(Ref("Place", Key(COUNTY, COUNTY))),
        "Region": encode(Ref("Place", Key("51", "51"))),
        "Case": found.data["node"]["case"]["id"],
        "Act": encode(Ref("Act", act)),
    }
    return {
        **{f"type {kind}": id_ for kind, id_ in ids.items()},
        **dict.fromkeys(("id", "item", "on"), ids["Item"]),
        **dict.fromkeys(("department", "body", "devolver", "parent"), ids["Department"]),
        **dict.fromkeys(("county", "within", "domain", "code"), COUNTY),
        "transfer": ids["Transfer"],
        "batch": ids["Batch"],
        "order": ids["RecallOrder"],
        "case": ids["Case"],
        "certificate": ids["Certificate"],
        "dispute": ids["Dispute"],
        "notice": ids["Notice"],
        "against": ids["Township"],
        "receiver": ids["Township"],
        "place": GUANSHENG.id,
        "action": "item:read",
        "url": "https://www.guanganqu.gov.cn/1",
    }


def one_of(type_: GraphQLNamedType) -> GraphQLArgument:
    """A value of a type on its own, whatever list it is for."""
    assert is_input_type(type_)
    return GraphQLArgument(type_)


def sample(name: str, given: Given, samples: dict[str, Any]) -> Any:
    """A good value of an argument: of an input, only what it must have."""
    if is_list_type(get_nullable_type(given.type)):
        return []
    type_ = get_named_type(given.type)
    if isinstance(type_, GraphQLInputObjectType):
        return {one: sample(one, at, samples) for one, at in type_.fields.items() if is_required_input_field(at)}
    if isinstance(type_, GraphQLEnumType):
        return next(iter(type_.values))
    today = datetime.now(UTC).replace(microsecond=0)
    good = {"Int": 1, "Boolean": True, "Decimal": "1.00", "Date": today.date().isoformat()}
    good |= {"DateTime": today.isoformat(), "ID": samples["item"], "String": "文字"}
    return samples.get(name, good[type_.name]) if type_.name in ("ID", "String") else good[type_.name]


def strange(name: str, given: Given, samples: dict[str, Any], shapes: list[Any]) -> Iterator[Any]:
    """Values that an argument should not have, and inputs with such a value somewhere in them."""
    type_, listed = get_named_type(given.type), is_list_type(get_nullable_type(given.type))
    yield from shapes
    if listed:
        yield [sample(name, one_of(type_), samples)] * limits.MOST_ENTRIES
    if isinstance(type_, GraphQLInputObjectType):
        good = sample(name, one_of(type_), samples)
        for one, at in type_.fields.items():
            values = strange(one, at, samples, shapes)
            yield from ([good | {one: value}] if listed else good | {one: value} for value in values)
    elif type_.name in EXTREMES:
        yield from EXTREMES[type_.name]


def questions(samples: dict[str, Any], shapes: list[Any]) -> Iterator[Question]:
    """Every argument of every field, with everything strange; each input once, whatever takes it."""
    met: set[tuple[bool, str]] = set()
    for type_ in SDL.type_map.values():
        if isinstance(type_, GraphQLObjectType) and not is_introspection_type(type_):
            for name, field in type_.fields.items():
                good = {a: sample(a, one, samples) for a, one in field.args.items() if is_required_argument(one)}
                for argument, one in field.args.items():
                    at = (type_ is SDL.mutation_type, str(one.type))
                    values = iter(shapes) if at in met else strange(argument, one, samples, shapes)
                    met |= {at} if isinstance(get_named_type(one.type), GraphQLInputObjectType) else set()
                    yield from (Question(type_, name, good | {argument: value}, one, value) for value in values)


def readable(question: Question) -> bool:
    """Whether the types of the schema admit the value; reading it must not fail in any other way."""
    errors: list[GraphQLError] = []
    validate_input_value(question.value, question.named.type, lambda error, _path: errors.append(error))
    return not errors


def document(asked: list[Question], samples: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    """Ask all of these in one document."""
    declared: list[str] = []
    fields: list[str] = []
    variables: dict[str, Any] = {}
    for n, question in enumerate(asked):
        at = question.within.fields[question.field]
        passed = ", ".join(f"{name}: ${name}{n}" for name in question.given)
        field = f"a{n}: {question.field}({passed}) {shown(at.type)}"
        fields.append(reached(question.within, field, f"n{n}", samples))
        declared += [f"${name}{n}: {at.args[name].type}" for name in question.given]
        variables |= {f"{name}{n}": value for name, value in question.given.items()}
    kind = "mutation" if asked[0].within is SDL.mutation_type else "query"
    return f"{kind} ({', '.join(declared)}) {{ {' '.join(fields)} }}", variables


def shown(type_: GraphQLOutputType) -> str:
    """Enough of an answer for every list to be read."""
    if is_leaf_type(get_named_type(type_)):
        return ""
    fields = getattr(get_named_type(type_), "fields", {})
    return "{ edges { cursor } totalCount }" if "totalCount" in fields else "{ __typename }"


def reached(type_: GraphQLObjectType, field: str, alias: str, samples: dict[str, Any]) -> str:
    """Ask for a field where its type is met: at the root, or as a node."""
    if type_ in (SDL.query_type, SDL.mutation_type):
        return field
    if type_.name == "PolicyImpact":
        line = '{role: "registrar", action: "case:read", effect: ALLOW}'
        change = f'{{domain: "{COUNTY}", expectedRevision: 0, reason: "试行", add: [{line}]}}'
        return f"{alias}: previewPolicyChange(change: {change}) {{ {field} }}"
    # A type that takes arguments and is no node needs a way to it here.
    assert SDL.get_type("Node") in type_.interfaces, type_.name
    return f"{alias}: node(id: {json.dumps(samples[f'type {type_.name}'])}) {{ ... on {type_.name} {{ {field} }} }}"


def who(question: Question) -> str:
    """The account that comes furthest with it."""
    if question.within is not SDL.mutation_type:
        return "policy_admin" if "Policy" in question.within.name else "supervisor"
    for words, account in (
        (("Policy", "Role"), "policy_admin"),
        (("Item", "Department"), "registrar"),
        (("review",), "legal_reviewer"),
        (("accept", "decline", "publish"), "township_clerk"),
        (("confirm",), "government_officer"),
    ):
        if any(word in question.field for word in words):
            return account
    return "department_clerk"


def together(question: Question) -> int:
    """How many such questions fit in one document: where no null may be, one refusal takes all answers along."""
    bare = question.within is SDL.query_type or question.within.name == "PolicyImpact"
    alone = bare and is_non_null_type(question.within.fields[question.field].type)
    return 1 if alone else limits.MOST_ROOT_FIELDS // (1 + (question.within is SDL.mutation_type))


def foreseen(error: GraphQLError) -> bool:
    """Nothing raised it but ourselves; a query was refused with a code, and all of the document ran."""
    return error.original_error is None and error.path is not None


async def test_whatever_is_sent_is_answered_or_refused_for_a_reason(
    county: County, samples: dict[str, Any], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.CRITICAL, "strawberry.execution")  # writing every refusal down takes longer than all else
    # No database sees of what shape a value was: that is asked on one of them.
    strange_ones = list(questions(samples, ANYTHING if county.store.sqlite else []))
    assert len(strange_ones) > (1000 if county.store.sqlite else 500), "the schema was not walked"
    groups: dict[tuple[str, int], list[Question]] = defaultdict(list)
    for question in filter(readable, strange_ones):
        groups[who(question), together(question)].append(question)
    for (account, size), group in groups.items():
        actor = await county.actor(account)
        for n in range(0, len(group), size):
            text, variables = document(group[n : n + size], samples)
            answer = await schema.execute(text, variables, Context(actor=actor, store=county.store))
            unforeseen = [one for one in getattr(answer, "errors", None) or () if not foreseen(one)]
            assert unforeseen == [], [(one.field, one.given) for one in group[n : n + size]]
