"""Once an edit is acknowledged no server decides by what it replaced, and nobody ever sees half of one."""

import asyncio
import logging
import os
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from itertools import cycle
from pathlib import Path
from time import monotonic
from typing import Any

import httpx

from register.records import Key, Ref
from schema import ids
from tests.api.writers import ENTER, bearer, client, post
from tests.county import COUNTY
from tests.databases import many_writers
from tests.processes import GUARD, serving

ROUNDS = int(os.environ.get("ROUNDS", "1"))  # of all edits below
SERVERS = 3
# A connection that lay idle may be closed by the server just when it is taken up again.
AFRESH = httpx.Limits(max_keepalive_connections=0)
PAUSE = 0.05  # seconds between what each server is asked beside the edits
log = logging.getLogger(__name__)
logging.getLogger("httpx").setLevel(logging.WARNING)

CHANGE = """mutation ($input: PolicyChange!) { changePolicy(input: $input) {
  ... on PolicyRevision { revision rules { id role action when effect statutory } }
  ... on Refusal { refused: code message } } }"""
MAY = 'query ($on: ID!) { may(action: "department:enter", on: $on) { allowed policyRevision } }'
HERE = {"on": ids.encode(Ref("Place", Key(COUNTY, COUNTY)))}


def line(effect: str, *when: str) -> dict[str, Any]:
    """A line about who enters departments, as an administrator writes it."""
    return {"role": "registrar", "action": "department:enter", "when": list(when), "effect": effect}


PLAIN, NARROW, DENY = line("ALLOW"), line("ALLOW", "own_tenant"), line("DENY", "own_tenant")
# What is added, what is removed, and whether the registrar may after it. Half of the second or the third edit would
# let it in, half of the fifth or the sixth would keep it out.
EDITS: tuple[tuple[list[dict[str, Any]], list[dict[str, Any]], bool], ...] = (
    ([DENY], [], False),
    ([], [PLAIN, DENY], False),
    ([PLAIN, DENY], [], False),
    ([], [DENY], True),
    ([NARROW], [PLAIN], True),
    ([PLAIN], [NARROW], True),
)


@dataclass
class Watched:
    """What was acknowledged when, and what was answered meanwhile."""

    states: list[bool] = field(default_factory=lambda: [True])
    sent: list[float] = field(default_factory=lambda: [0.0])
    acknowledged: list[float] = field(default_factory=lambda: [0.0])
    tally: Counter[str] = field(default_factory=Counter)

    def possible(self, asked: float, answered: float) -> dict[int, bool]:
        """The revisions that may have decided a request: begun before the answer, not replaced before the question."""
        return {
            number: state
            for number, state in enumerate(self.states)
            if self.sent[number] <= answered
            and (number + 1 >= len(self.acknowledged) or self.acknowledged[number + 1] >= asked)
        }

    def heard(self, what: str, asked: float, *, allowed: bool, revision: int | None = None) -> None:
        """Hold an answer to the revisions that may have decided it."""
        possible = self.possible(asked, monotonic())
        told = possible if revision is None else {n: state for n, state in possible.items() if n == revision}
        assert allowed in told.values(), f"{what}: {allowed} by {revision}, of {possible}"
        self.tally[f"{what} {'by one' if len(possible) == 1 else 'beside an edit'}"] += 1


async def _change(speaking: httpx.AsyncClient, watched: Watched, rules: list[Any], edit: Any) -> list[Any]:
    add, remove, state = edit
    gone = [one["id"] for one in rules if {name: one[name] for name in PLAIN} in remove and not one["statutory"]]
    given = {
        "domain": COUNTY,
        "expectedRevision": len(watched.states) - 1,
        "reason": "试行",
        "add": add,
        "remove": gone,
    }
    watched.states.append(state)
    watched.sent.append(monotonic())
    done = (await post(speaking, CHANGE, input=given)).json()["data"]["changePolicy"]
    assert done.get("revision") == len(watched.states) - 1, done
    watched.acknowledged.append(monotonic())
    found: list[Any] = done["rules"]
    return found


async def _ask(speaking: httpx.AsyncClient, watched: Watched) -> None:
    asked = monotonic()
    answer = (await post(speaking, MAY, **HERE)).json()["data"]["may"]
    revisions = dict(one.split("@") for one in answer["policyRevision"].split())
    watched.heard("may", asked, allowed=answer["allowed"], revision=int(revisions[COUNTY]))


async def _act(speaking: httpx.AsyncClient, watched: Watched) -> None:
    asked, name = monotonic(), f"区第{sum(watched.tally.values())}局 {monotonic()}"
    answer = (await post(speaking, ENTER, input={"place": COUNTY, "name": name})).json()["data"]["enterDepartment"]
    assert answer.get("refused") in (None, "NOT_ALLOWED"), answer
    watched.heard("act", asked, allowed="id" in answer)


@asynccontextmanager
async def _servers(url: str, logs: Path, *headers: dict[str, str]) -> AsyncIterator[list[list[httpx.AsyncClient]]]:
    """Several servers of one database, each with somebody for every set of headers who speaks to it."""
    async with AsyncExitStack() as stack:
        addresses = [stack.enter_context(serving(url, logs / str(n)))[0] for n in range(SERVERS)]
        yield [
            [await stack.enter_async_context(client(one, each, limits=AFRESH)) for one in addresses] for each in headers
        ]


@many_writers
async def test_no_server_decides_by_what_an_acknowledged_edit_replaced(county_url: str, tmp_path: Path) -> None:
    watched, ended = Watched(), asyncio.Event()

    async def load(speaking: httpx.AsyncClient) -> None:
        while not ended.is_set():
            await _ask(speaking, watched)
            await _act(speaking, watched)
            await asyncio.sleep(PAUSE)

    who = [await bearer(county_url, one) for one in ("policy_admin", "registrar")]
    async with _servers(county_url, tmp_path, *who) as (editing, asking):
        rules = (await post(editing[0], RULES, domain=COUNTY)).json()["data"]["policy"]["rules"]
        loads = [asyncio.create_task(load(one)) for one in asking]
        try:
            for edit, editor in zip(EDITS * ROUNDS, cycle(editing), strict=False):
                rules = await asyncio.wait_for(_change(editor, watched, rules, edit), GUARD)
                await asyncio.gather(*(step(one, watched) for one in asking for step in (_ask, _act)))
        finally:
            ended.set()
        await asyncio.gather(*loads)
    seconds = sorted(done - sent for sent, done in zip(watched.sent[1:], watched.acknowledged[1:], strict=True))
    log.info("%s, %d edits, of %.2f s in the middle: %s", *_figures(county_url, seconds), dict(watched.tally))
    assert len(watched.states) == 1 + len(EDITS) * ROUNDS


def _figures(url: str, seconds: list[float]) -> tuple[str, int, float]:
    return url.partition("+")[0], len(seconds), seconds[len(seconds) // 2]


RULES = "query ($domain: String!) { policy(domain: $domain) { rules { id role action when effect statutory } } }"
