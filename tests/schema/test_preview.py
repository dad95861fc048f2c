"""预演: a change of lines as an administrator has it worked out, before it is made."""

from tests.administering import ids_of
from tests.county import COUNTY, County
from tests.databases import one_dialect
from tests.schema.conftest import Ask

PREVIEW = """query ($change: PolicyChange!, $first: Int! = 20) { previewPolicyChange(change: $change) {
    gained lost violations { invariant rule { id } counterexample }
    examples(first: $first) { account action target { id ... on Transfer { status } } before after } } }"""


@one_dialect
async def test_an_administrator_is_told_what_a_change_would_do(county: County, ask: Ask, refusals: Ask) -> None:
    key = await county.propose(await county.item())
    for verb in ("submit", "review"):
        await county.step(verb, key)
    gone = ids_of("transfer:accept", role="township_clerk")
    change = {"domain": COUNTY, "expectedRevision": 0, "reason": "试行", "remove": list(gone)}
    told = (await ask("policy_admin", PREVIEW, change=change))["previewPolicyChange"]
    (example,) = told["examples"]
    assert (told["gained"], told["lost"]) == (0, 1)
    assert (example["account"], example["action"]) == ("township_clerk", "transfer:accept")
    assert (example["before"], example["after"], example["target"]["status"]) == (True, False, "REVIEWED")
    assert (await refusals("registrar", PREVIEW, change=change))["code"] == "NOT_ALLOWED"
    assert (await refusals("policy_admin", PREVIEW, change=change | {"expectedRevision": 3}))["code"] == "OUT_OF_DATE"
    assert (await refusals("policy_admin", PREVIEW, change=change, first=201))["code"] == "INVALID"
