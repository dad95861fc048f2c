"""docs/policies.md is followed from the first line to the last, and the register answers what it says."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

from tests.databases import one_dialect
from tests.processes import GUARD, serving

ROOT = Path(__file__).parents[2]
BLOCKS = re.compile(r"^```sh\n(.*?)^```\n(?:\n```json\n(.*?)^```)?", re.DOTALL | re.MULTILINE)
MORE = "…"


@one_dialect
def test_every_command_of_the_guide_answers_what_it_says(county_url: str, tmp_path: Path) -> None:
    blocks = BLOCKS.findall((ROOT / "docs/policies.md").read_text(encoding="utf-8"))
    with serving(county_url, tmp_path / "log") as (address, _):
        script = "\nprintf '\\0'\n".join(commands for commands, _ in blocks)
        script = script.replace("http://127.0.0.1:8000", address.rstrip("/")).replace(
            ".venv/bin/python", sys.executable
        )
        env = {"PATH": os.environ["PATH"], "DATABASE_URL": county_url, "NO_PROXY": "*", "LC_ALL": "C.UTF-8"}
        shell: dict[str, Any] = {"capture_output": True, "text": True, "timeout": GUARD * 2, "cwd": ROOT, "env": env}
        done = subprocess.run(["bash", "-euo", "pipefail", "-c", script], check=False, **shell)
    assert done.returncode == 0, done.stdout + done.stderr
    for (commands, told), said in zip(blocks, done.stdout.split("\0"), strict=True):
        answers = _all(said)
        assert not [one for one in answers if "errors" in one], said
        for expected, answer in zip(_all(told), answers, strict=True) if told else ():
            assert matches(expected, answer["data"]), f"{commands}\n{json.dumps(answer, ensure_ascii=False, indent=1)}"


def _all(text: str) -> list[Any]:
    """The JSON values of a text, one after the other."""
    found, decoder, text = [], json.JSONDecoder(), text.strip()
    while text.startswith(("{", "[")):
        value, end = decoder.raw_decode(text)
        found.append(value)
        text = text[end:].strip()
    return found


def matches(expected: Any, answer: Any) -> bool:
    """Tell whether an answer is what the guide shows of it."""
    if isinstance(expected, str) and isinstance(answer, str):
        parts = [re.escape(part) for part in expected.split(MORE)]
        return re.fullmatch(".*".join(parts), answer, re.DOTALL) is not None
    if isinstance(expected, dict) and isinstance(answer, dict):
        return all(name in answer and matches(one, answer[name]) for name, one in expected.items())
    if isinstance(expected, list) and isinstance(answer, list):
        shown = [one for one in expected if one != MORE]
        long = len(answer) >= len(shown) if MORE in expected else len(answer) == len(shown)
        return long and all(matches(one, other) for one, other in zip(shown, answer, strict=False))
    return bool(expected == answer)
