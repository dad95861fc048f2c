"""The same key sent to several server processes at once, and to one that is killed under load, is one effect."""

import asyncio
import logging
import os
import random
from collections import Counter
from pathlib import Path

import httpx

from tests.api.writers import bearer, client, enter, entered, problems
from tests.processes import GUARD, serving

KILLS = int(os.environ.get("KILLS", "9"))
WRITERS = 4
log = logging.getLogger(__name__)


async def test_a_key_sent_to_two_servers_at_once_is_one_effect_with_one_answer(county_url: str, tmp_path: Path) -> None:
    headers = await bearer(county_url)
    with serving(county_url, tmp_path / "one") as (one, _), serving(county_url, tmp_path / "other") as (other, _):
        async with client(one, headers) as to_one, client(other, headers) as to_other:
            answers = await asyncio.gather(*(enter(to, 1) for to in (to_one, to_other) * 8))
    (answer,) = {response.text for response in answers}
    assert '"name":"区第1局"' in answer
    assert await entered(county_url) == {1: 1}


async def test_a_server_killed_under_load_keeps_what_it_answered_and_does_the_rest_once(
    county_url: str, tmp_path: Path
) -> None:
    headers, tally = await bearer(county_url), Counter[str]()
    asked, told, answers = set[int](), set[int](), asyncio.Semaphore(0)

    async def write(address: str) -> None:
        """Enter one after another until the server is no more."""
        async with client(address, headers) as speaking:
            while True:
                number = len(asked)
                asked.add(number)
                if "name" in (await enter(speaking, number)).text:
                    told.add(number)
                    answers.release()

    for _ in range(max(KILLS // 3, 3)):
        with serving(county_url, tmp_path / "log") as (address, server):
            writers = [asyncio.create_task(write(address)) for _ in range(WRITERS)]
            # At some moment of one of the first requests, however fast this machine is.
            for _ in range(random.randint(1, 8)):  # noqa: S311  nothing is kept secret by it
                await asyncio.wait_for(answers.acquire(), GUARD)
            await asyncio.sleep(random.uniform(0, 0.03))  # noqa: S311  nor by this
            server.kill()
            ends = await asyncio.gather(*writers, return_exceptions=True)
            assert all(isinstance(end, httpx.TransportError) for end in ends), ends
        done = (await entered(county_url)).keys()
        assert told <= done, "what was answered is there"
        tally["committed and not yet told"] += len(done - told)
        tally["rolled back"] += len(asked - done)
        with serving(county_url, tmp_path / "log") as (address, _):
            async with client(address, headers) as speaking:
                again = await asyncio.gather(*(enter(speaking, number) for number in asked - told))
        assert all("name" in answer.text for answer in again)
        told |= asked
    tally["requests told"] = len(told)
    log.info("%s, a server under load: %s", county_url.partition("+")[0], dict(tally))
    assert await entered(county_url) == dict.fromkeys(asked, 1)
    assert await problems(county_url) == []
