"""A seal over the graph: who keeps it at a moment, and that it is due back once its transfer is over."""

import pytest

from register.records import Ref
from schema.ids import encode
from tests.county import County
from tests.databases import one_dialect
from tests.schema.conftest import Ask
from tests.seals import OUT, agency, hand

TAKE_BACK = """mutation ($input: ReturnSeal!) { answer: returnSeal(input: $input) { ... on Transfer { sealDueBack
    sealKeeper { name } seals { seal keptBy document returnedAt returnDocument } } ... on Refusal { code } } }"""
READ = """query ($id: ID!, $at: DateTime) { transfer(id: $id) { version status sealDueBack viewerMay
    sealKeeper(asOf: $at) { name } devolver { name } } }"""


@one_dialect
@pytest.mark.rule("R6")
async def test_who_keeps_a_seal_is_told_of_every_moment_and_that_it_is_due_back(county: County, ask: Ask) -> None:
    transfer = await agency(county)
    id_, before = encode(Ref("Transfer", transfer.key)), county.clock()
    county.clock.forward(days=1)
    held = await hand(county, transfer.key)
    shown = (await ask(None, READ, id=id_))["transfer"]  # it is seen like its transfer
    assert (shown["sealKeeper"], shown["sealDueBack"]) == ({"name": "官盛镇"}, False)
    assert (await ask(None, READ, id=id_, at=before.isoformat()))["transfer"]["sealKeeper"] is None
    county.clock.forward(days=1)
    await county.recall(held)
    over = (await ask("department_clerk", READ, id=id_))["transfer"]
    assert (over["status"], over["sealDueBack"], over["viewerMay"]) == ("ENDED", True, ["seal:return"])
    given = {"transfer": id_, "expectedVersion": over["version"], "document": "广区交函〔2026〕2号"}
    back = (await ask("department_clerk", TAKE_BACK, input=given))["answer"]
    assert (back["sealKeeper"], back["sealDueBack"]) == (None, False)
    custody = {"seal": OUT.seal, "keptBy": OUT.kept_by, "document": OUT.document}
    assert back["seals"] == [
        {**custody, "returnedAt": back["seals"][0]["returnedAt"], "returnDocument": given["document"]}
    ]
