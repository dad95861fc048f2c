"""`verify` finds nothing in a register that was used, and whatever somebody breaks in it."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import text

from register import cases, departments, items, powers, verify
from register.__main__ import WHOLE, run
from register.departments import NewDepartment
from register.fence import EVERYTHING
from register.once import Once
from register.words import Stage
from tests.administering import READING, change
from tests.county import COUNTY, GUANSHENG, County

APPEND_ONLY = ("journal", "item_versions", "transfer_versions", "policy_revisions", "policy_lines", "reversions")


async def problems(county: County) -> list[str]:
    return [one async for one in verify.problems(county.store)]


async def use(county: County) -> None:
    """Do something of every kind."""
    registrar, clerk = await county.actor("registrar"), await county.actor("department_clerk")
    item = await county.item()
    await county.publish(item)
    for key in ("1", "2"):
        new = NewDepartment(COUNTY, f"区新设局{key}")
        await departments.enter(county.store, registrar, new, Once(key, "digest"))
    await items.amend(county.store, registrar, items.Amendment(item.key, 1, "调整", name="新名"))
    asked = powers.Exercise(item.key, Stage.SUPERVISE, powers.Claim(GUANSHENG.id))
    act = await powers.exercise(county.store, clerk, asked)
    case = (await cases.acts_by_key(county.store, clerk, [act]))[act].case
    await cases.close(county.store, clerk, cases.Closing(case.key, "已办结"))
    town, asked = await county.actor("township_clerk"), powers.Exercise(item.key, Stage.ACCEPT, asked.claim)
    act = await powers.exercise(county.store, town, asked)
    case = (await cases.acts_by_key(county.store, town, [act]))[act].case
    finding = cases.Finding(case.key, GUANSHENG, "不作为的,由区级部门直接管辖", "广区府发〔2026〕3号", "督办三次未办")
    await cases.revert(county.store, await county.actor("legal_reviewer"), finding)
    await change(county)
    await change(county, remove=(READING.of(COUNTY).id,))


# What somebody does behind the register's back, and what is said of it.
BROKEN = {
    "UPDATE journal SET actor = 'another' WHERE sequence = 3 AND tenant = '511602'": "entry 3 of 511602 does",
    "UPDATE journal_heads SET sequence = sequence + 1 WHERE tenant = '511602'": "the journal of 511602 ends at",
    "DELETE FROM transfer_versions WHERE version = 2": "is at version 6 and has the versions [1, 3, 4, 5, 6]",
    "UPDATE items SET version = version + 1 WHERE version = 2": "is at version 3 and has the versions [1, 2]",
    "DELETE FROM acts": "the journal of 511602 tells of Act",
    "INSERT INTO departments (tenant, id, code_valid) VALUES ('511602', '511602101', true)": "is in no entry",
    "DELETE FROM reversions": "the journal of 511602 tells of Reversion of Case",
    "UPDATE cases SET closed_at = NULL": "the journal of 511602 tells of Case",
    "DELETE FROM role_grants WHERE account = 'aggregator'": "",  # for the next
    "DELETE FROM accounts WHERE account = 'aggregator'": "the journal of 51 tells of Account aggregator",
    "UPDATE idempotency_keys SET target_id = NULL WHERE key = '1'": "a key of registrar of 511602 was taken and led to",
    "UPDATE idempotency_keys SET sequence = 1 WHERE key = '2'": "and its entry does not say so",
    "DELETE FROM policy_lines WHERE revision = 1": "the journal of 511602 tells of PolicyRevision 1",  # with the next
    "DELETE FROM policy_revisions WHERE revision = 1": "the policy of 511602 has the revisions [2]",
    "DELETE FROM townships WHERE id = '511602102'": "township 511602102 is no body",
}


async def test_a_register_that_was_used_is_whole_and_whatever_is_broken_in_it_is_found(county: County) -> None:
    await use(county)
    assert await problems(county) == []
    await _unprotect(county)
    async with county.store.changing(EVERYTHING) as session:
        for statement in BROKEN:
            await session.execute(text(statement))
    found = "\n".join(await problems(county))
    assert [said for said in BROKEN.values() if said not in found] == [], found


async def _unprotect(county: County) -> None:
    """Take the triggers away, as somebody who owns the database could."""
    async with county.store.changing(EVERYTHING) as session:
        for table in APPEND_ONLY:
            verbs = ("update", "delete")
            names = (
                [f"{table}_no_{verb}" for verb in verbs] if county.store.sqlite else [f"{table}_append_only ON {table}"]
            )
            for name in names:
                await session.execute(text(f"DROP TRIGGER {name}"))


async def test_it_tells_what_is_wrong_in_plain_lines_and_by_its_status(
    county: County, capsys: pytest.CaptureFixture[str]
) -> None:
    url = county.store.engine.url.render_as_string(hide_password=False)
    assert await run(url) == 0
    assert capsys.readouterr() == (f"{WHOLE}\n", "")
    async with county.store.changing(EVERYTHING) as session:
        await session.execute(text("UPDATE journal_heads SET sequence = 7 WHERE tenant = '511602'"))
    assert await run(url) == 1
    said = capsys.readouterr()
    first, last = said.out.splitlines()
    assert first.startswith("the journal of 511602 ends at ")
    assert (last, said.err) == ("1 problem", "")


def test_where_there_is_no_register_the_command_says_so(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "register", "verify"]
    environment = {**os.environ, "DATABASE_URL": f"sqlite:///{tmp_path}/register.db"}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False, timeout=120)
    assert (done.returncode, done.stdout, done.stderr) == (1, "", "there is no register there\n")
    assert list(tmp_path.iterdir()) == []
