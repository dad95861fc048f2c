"""Lines edited through the graph: what an administrator sends, and what is told of it."""

from typing import Any

from schema import ids
from tests.administering import READING, administrator
from tests.county import COUNTY, County
from tests.databases import one_dialect
from tests.schema.conftest import Ask

CHANGE = """
mutation ($input: PolicyChange!) {
  changePolicy(input: $input) {
    __typename
    ... on PolicyRevision { id revision pending fourEyes rules { id role domain action when effect statutory }
      expectations { name who { role place until } account action place holding allowed at } }
    ... on Refusal { code message remedy }
    ... on Invalid { problems { path message } }
    ... on UnsafePolicy { violations { invariant rule { id } counterexample } }
    ... on OutOfDate { currentVersion }
  }
}
"""
APPROVE = """
mutation ($input: ApprovePolicy!) {
  approvePolicy(input: $input) {
    __typename ... on PolicyRevision { revision author } ... on Refused { code rules { id } }
  }
}
"""
LISTED = """
query ($domain: String!) {
  policyRevisions(domain: $domain) { totalCount edges { node { revision author notTaken { id }
    difference { added { action } removed { action } } } } }
  pendingPolicyChanges(domain: $domain) { edges { node { id revision pending rules { action role } } } }
  policyDifference(domain: $domain, from: 0) { added { action role } removed { id } }
  none: policyDifference(domain: $domain, from: 99) { added { id } }
}
"""
LINE = {"role": "registrar", "action": "case:read", "effect": "ALLOW"}


def a_change(**more: Any) -> dict[str, Any]:
    return {"domain": COUNTY, "expectedRevision": 0, "reason": "试行", "add": [LINE], **more}


async def test_a_change_is_shown_as_the_revision_it_made_and_every_refusal_as_what_it_is(
    county: County, ask: Ask
) -> None:
    async def send(account: str = "policy_admin", **more: Any) -> dict[str, Any]:
        told: dict[str, Any] = (await ask(account, CHANGE, input=a_change(**more)))["changePolicy"]
        return told

    who = [{"role": "registrar", "place": COUNTY}]
    expected = {"name": "登记员查阅办件", "who": who, "action": "case:read", "place": COUNTY, "allowed": True}
    made = await send(addExpectations=[expected])
    assert (made["__typename"], made["revision"], made["pending"], made["fourEyes"]) == (
        "PolicyRevision",
        1,
        False,
        False,
    )
    assert made["rules"][-1] == LINE | {"id": READING.of(COUNTY).id, "domain": COUNTY, "when": [], "statutory": False}
    kept = {"account": None, "holding": [], "at": None, "who": [who[0] | {"until": None}]}
    assert made["expectations"] == [expected | kept]
    stale = await send()
    assert (stale["__typename"], stale["currentVersion"]) == ("OutOfDate", 1)
    wrong = await send(expectedRevision=1, add=[LINE | {"role": "rеgistrar"}, LINE])
    assert [problem["path"] for problem in wrong["problems"]] == [["add", "0"], ["add", "1"]]
    safe = LINE | {"action": "power:exercise", "when": ["devolver_of_transferred"]}
    unsafe = await send(expectedRevision=1, add=[safe])
    assert unsafe["code"] == "UNSAFE_POLICY"
    assert unsafe["violations"][0]["rule"] == {"id": "R26"}
    assert COUNTY in unsafe["violations"][0]["counterexample"]
    assert (await send("registrar"))["__typename"] == "Refused"


@one_dialect
async def test_revisions_differences_and_what_waits_are_listed_for_those_who_may_read_them(
    county: County, ask: Ask
) -> None:
    other = await administrator(county, "second_admin")
    await ask("policy_admin", CHANGE, input=a_change(fourEyes=True))
    removed = {"add": [], "remove": [READING.of(COUNTY).id], "expectedRevision": 1}
    waits = (await ask("policy_admin", CHANGE, input=a_change(**removed)))["changePolicy"]
    assert (waits["revision"], waits["pending"], waits["fourEyes"]) == (2, True, True)
    seen = await ask("registrar", LISTED, domain=COUNTY)
    (edge,) = seen["policyRevisions"]["edges"]
    difference = {"added": [{"action": "case:read"}], "removed": []}
    assert edge["node"] == {"revision": 1, "author": "policy_admin", "notTaken": [], "difference": difference}
    (pending,) = (one["node"] for one in seen["pendingPolicyChanges"]["edges"])
    assert (pending["id"], pending["pending"]) == (waits["id"], True)
    assert {"action": "case:read", "role": "registrar"} not in pending["rules"]
    assert seen["policyDifference"] == {"added": [{"action": "case:read", "role": "registrar"}], "removed": []}
    assert seen["none"] is None
    nothing = {"policyRevisions": {"totalCount": 0, "edges": []}, "pendingPolicyChanges": {"edges": []}}
    for stranger in (None, "other_county_clerk"):
        assert await ask(stranger, LISTED, domain=COUNTY) == nothing | {"policyDifference": None, "none": None}
    found = "query ($id: ID!) { node(id: $id) { ... on PolicyRevision { revision } } }"
    assert (await ask("registrar", found, id=waits["id"]))["node"] == {"revision": 2}
    assert (await ask(None, found, id=waits["id"]))["node"] is None
    given = {"proposal": waits["id"], "approve": True, "opinion": "符合"}
    told = (await ask("policy_admin", APPROVE, input=given))["approvePolicy"]
    assert told == {"__typename": "Refused", "code": "NOT_LAWFUL", "rules": [{"id": "R37"}]}
    told = (await ask(other, APPROVE, input=given))["approvePolicy"]
    assert told == {"__typename": "PolicyRevision", "revision": 2, "author": "policy_admin"}


@one_dialect
async def test_whether_one_may_administer_a_place_is_asked_of_the_place(county: County, ask: Ask) -> None:
    place = ids.encode(ids.of_place(COUNTY))
    actions = ("policy:change", "policy:rollback", "policy:approve", "role:assign", "role:revoke", "role:seize")
    asked = " ".join(f'a{n}: may(action: "{one}", on: "{place}") {{ allowed }}' for n, one in enumerate(actions))
    for account, allowed in (("policy_admin", True), ("registrar", False), ("other_county_clerk", False)):
        told = await ask(account, f"{{ {asked} }}")
        assert [one["allowed"] for one in told.values()] == [allowed] * len(actions), account
