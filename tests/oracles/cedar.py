"""The statute asked of Cedar: an engine of another make, which knows no order of lines and lets every forbid count."""

import re
from collections.abc import Iterable
from pathlib import Path

import cedarpy

STATUTE = (Path(__file__).parent / "statute.cedar").read_text(encoding="utf-8")
# Cedar names policies by their place in the text, `policy0` the first; their annotations say which rule that is.
_RULES = [name.split()[0] for name in re.findall(r'^@id\("([^"]+)"\)', STATUTE, re.MULTILINE)]
FACTS = sorted(set(re.findall(r"context\.(\w+)", STATUTE)))


def against(asked: Iterable[frozenset[str]]) -> list[list[str]]:
    """The rules that stand against an exercise on sets of facts, each in the order of the text; none: it is lawful."""
    requests = [
        {
            "principal": 'Body::"one"',
            "action": 'Action::"power:exercise"',
            "resource": 'Item::"one"',
            "context": {name: name in facts for name in FACTS},
        }
        for facts in asked
    ]
    return [_against(answer) for answer in cedarpy.is_authorized_batch(requests, STATUTE, [])]


def _against(answer: cedarpy.AuthzResult) -> list[str]:
    """The policies that determined a decision are its reasons: all that forbid, if any does."""
    if answer.diagnostics.errors:
        raise ValueError(answer.diagnostics.errors)
    if answer.allowed:
        return []
    return [
        _RULES[number] for number in sorted(int(name.removeprefix("policy")) for name in answer.diagnostics.reasons)
    ]
