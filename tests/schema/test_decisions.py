"""Decisions over the graph: which lines decided, on which facts, and what would have to be different."""

from typing import Any

import pytest

from policies.facts import FACTS
from policies.roles import KNOWN
from policies.vocabulary import facts_of, words
from register.records import Key, Ref
from schema.ids import encode
from tests.county import COUNTY, GUANSHENG, County
from tests.databases import one_dialect
from tests.schema.conftest import Ask

pytestmark = one_dialect
DECISION = """{ allowed because policyRevision rules { id } missing { role gain lose }
    lines { role domain action when effect statutory rule { id } } }"""
MAY = f"query ($a: String!, $on: ID!) {{ may(action: $a, on: $on) {DECISION} }}"
REFUSAL = f"... on Refused {{ code decision {DECISION} }} ... on NotLawful {{ code decision {DECISION} }}"
RETIRE = f"mutation ($input: RetireItem!) {{ answer: retireItem(input: $input) {{ __typename {REFUSAL} }} }}"
EXERCISE = f"mutation ($input: ExercisePower!) {{ answer: exercisePower(input: $input) {{ __typename {REFUSAL} }} }}"


async def told(ask: Ask, account: str, document: str, **given: Any) -> dict[str, Any]:
    answer: dict[str, Any] = (await ask(account, document, input=given))["answer"]
    return answer


async def test_may_tells_what_decided_and_what_is_missing(county: County, ask: Ask) -> None:
    here = encode(Ref("Place", Key(COUNTY, COUNTY)))
    allowed = (await ask("registrar", MAY, a="item:enter", on=here))["may"]
    line = {"role": "registrar", "domain": COUNTY, "action": "item:enter", "when": [], "effect": "ALLOW"}
    assert allowed["lines"] == [{**line, "statutory": False, "rule": {"id": "R98"}}]
    assert (allowed["allowed"], allowed["missing"]) == (True, None)
    refused = (await ask("township_clerk", MAY, a="item:enter", on=here))["may"]
    assert (refused["allowed"], refused["lines"]) == (False, [])
    assert refused["missing"] == {"role": "registrar", "gain": [], "lose": []}
    stranger = (await ask(None, MAY, a="item:enter", on=here))["may"]
    assert (stranger["allowed"], stranger["lines"], stranger["missing"]) == (False, [], None)


async def test_a_step_that_is_not_next_is_no_matter_of_policy(county: County, ask: Ask) -> None:
    published = await county.publish(await county.item())
    told = (await ask("legal_reviewer", MAY, a="recall:review", on=encode(Ref("Transfer", published.key))))["may"]
    assert [rule["id"] for rule in told["rules"]] == ["R43"]
    assert (told["allowed"], told["lines"], told["missing"]) == (False, [], None)


async def test_a_refusal_by_the_policy_tells_its_decision(county: County, ask: Ask) -> None:
    item = await county.item()
    given = {"item": encode(Ref("Item", item.key)), "expectedVersion": item.version, "reason": "…"}
    refused = await told(ask, "department_clerk", RETIRE, **given)
    assert (refused["__typename"], refused["code"]) == ("Refused", "NOT_ALLOWED")
    decision = refused["decision"]
    assert (decision["allowed"], decision["lines"]) == (False, [])
    assert "own_tenant" in decision["because"]
    assert decision["policyRevision"].startswith("statute@")
    assert decision["missing"] == {"role": "registrar", "gain": [], "lose": []}


async def test_a_query_refused_by_the_policy_tells_its_decision_beside_its_code(ask: Ask, refusals: Ask) -> None:
    document = '{ changes(within: "511602") { cursor } }'
    refused = await refusals("department_clerk", document.replace(COUNTY, "51"))
    assert refused["code"] == "NOT_ALLOWED"
    here = await ask("department_clerk", MAY, a="journal:read", on=encode(Ref("Place", Key("51", "51"))))
    assert refused["decision"] == here["may"]


async def test_what_is_refused_for_another_reason_tells_no_decision(county: County, ask: Ask) -> None:
    given = {"item": encode(Ref("Item", Key(COUNTY, "nothing"))), "expectedVersion": 1, "reason": "…"}
    absent = await told(ask, "registrar", RETIRE, **given)
    assert (absent["code"], absent["decision"]) == ("NOT_FOUND", None)


@pytest.mark.rule("R26")
async def test_what_the_law_stands_against_tells_its_lines(county: County, ask: Ask) -> None:
    item = await county.item()
    await county.publish(item)
    given = {"item": encode(Ref("Item", item.key)), "stage": "DECIDE", "facts": {"place": GUANSHENG.id}}
    refused = await told(ask, "department_clerk", EXERCISE, **given)
    assert (refused["__typename"], refused["code"]) == ("NotLawful", "NOT_LAWFUL")
    decision = refused["decision"]
    assert [rule["id"] for rule in decision["rules"]] == ["R26"]
    assert decision["lines"][0]["rule"] == {"id": "R26"}
    assert all(line["statutory"] and line["effect"] == "DENY" for line in decision["lines"])
    assert "devolver_of_transferred" in decision["because"]
    missing = decision["missing"]
    assert missing["role"] is None
    assert {*missing["gain"], *missing["lose"]} <= facts_of("power:exercise")


# --- the words


VOCABULARY = """{ policyVocabulary { roles { name meaning } actions { name kind meaning facts }
    facts { name meaning source } } }"""


async def test_a_form_can_be_built_from_the_words_of_the_graph(ask: Ask) -> None:
    vocabulary = (await ask(None, VOCABULARY))["policyVocabulary"]
    assert {role["name"] for role in vocabulary["roles"]} == KNOWN
    assert {action["name"]: set(action["facts"]) for action in vocabulary["actions"]} == {
        word.action: set(word.facts) for word in words().values()
    }
    assert {action["kind"] for action in vocabulary["actions"]} == {"READ", "STEP", "EDIT"}
    assert [fact["name"] for fact in vocabulary["facts"]] == list(FACTS)
    assert all(each["meaning"] for some in vocabulary.values() for each in some)
