"""What schemathesis is told about the register: its scalars, and what every answer must be."""

import json
from typing import Any

import schemathesis
from hypothesis import strategies as st
from schemathesis.graphql import nodes, scalar

from register.words import RefusalCode

CODES = {code.value for code in RefusalCode}
MOMENTS = st.datetimes().map(lambda one: nodes.String(one.isoformat() + "+08:00"))
AMOUNTS = st.decimals(allow_nan=False, allow_infinity=False, places=2).map(lambda one: nodes.String(f"{one:f}"))

scalar("DateTime", MOMENTS | st.text().map(nodes.String))
scalar("Decimal", AMOUNTS | st.text().map(nodes.String))


@schemathesis.check
def answered(_context: Any, response: Any, _case: Any) -> None:
    """An answer is JSON of the shape of GraphQL; its errors carry a code of the contract, which INTERNAL is not."""
    if response.status_code >= 500:
        raise AssertionError(f"status {response.status_code}: {response.content[:500]!r}")
    body = json.loads(response.content)
    if not isinstance(body, dict) or not body.keys() & {"data", "errors"}:
        raise AssertionError(f"no answer of GraphQL: {response.content[:500]!r}")
    for error in body.get("errors", ()):
        if error.get("extensions", {}).get("code") not in CODES:
            raise AssertionError(f"an error without a code of the contract: {error}")
