"""An account at the endpoint, with nothing but the standard library: what any client would do."""

import json
from dataclasses import dataclass, field
from http.client import HTTPConnection
from typing import Any
from urllib.parse import urlsplit

SECONDS = 30


class Unexpected(Exception):
    """The register did not answer as it must."""


@dataclass(frozen=True, slots=True)
class Client:
    """One account; without a token, nobody."""

    account: str
    address: str
    token: str | None = field(repr=False)

    def ask(self, document: str, **variables: object) -> Any:
        """Send a GraphQL document and return its data; one with a single field gives that field."""
        headers = {"Content-Type": "application/json"}
        if self.token:
            headers["Authorization"] = f"Bearer {self.token}"
        connection = HTTPConnection(urlsplit(self.address).netloc, timeout=SECONDS)
        try:
            connection.request("POST", "/graphql", json.dumps({"query": document, "variables": variables}), headers)
            answer = json.loads(connection.getresponse().read())
        finally:
            connection.close()
        if answer.get("errors"):
            raise Unexpected("; ".join(error["message"] for error in answer["errors"]))
        data = answer["data"]
        return next(iter(data.values())) if len(data) == 1 else data
