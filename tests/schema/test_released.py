"""The gate: what clients were given goes on working. CONTRIBUTING says how it is broken on purpose."""

from pathlib import Path

import pytest
from graphql import build_schema, find_breaking_changes

ROOT = Path(__file__).parents[2]
RELEASED = (ROOT / "tests/released.graphql").read_text(encoding="utf-8")
OURS = (ROOT / "schema/schema.graphql").read_text(encoding="utf-8")


def broken(before: str, after: str) -> list[str]:
    """Tell everything that an operation which worked before may meet after."""
    return [change.description for change in find_breaking_changes(build_schema(before), build_schema(after))]


def test_nothing_that_clients_were_given_is_broken() -> None:
    changes = broken(RELEASED, OURS)
    assert not changes, "this breaks clients (see CONTRIBUTING, Changing the contract):\n" + "\n".join(changes)


@pytest.mark.parametrize(
    ("given", "instead", "told"),
    [
        ("viewerMay: [String!]!", "mayViewer: [String!]!", "Field Transfer.viewerMay was removed."),
        ("holder: Body\n", "holder: Township\n", "Authority.holder changed type from Body to Township."),
        ("currentVersion: Int!", "currentVersion: Int", "OutOfDate.currentVersion changed type from Int! to Int."),
        ('  """可撤销"""\n  VOIDABLE\n', "", "Enum value Validity.VOIDABLE was removed."),
        (" | OutOfDate\n", "\n", "OutOfDate was removed from union type"),
        ("  plan: String!", "  plan: String!\n  seal: String!", "A required field AcceptTransfer.seal was added."),
        (
            "    stage: Stage!",
            "    stage: Stage!\n    hall: ID!",
            "A required argument Query.authority(hall:) was added.",
        ),
        (
            "type Township implements Place & Body & Node",
            "type Township implements Place & Node",
            "no longer implements",
        ),
    ],
)
def test_the_gate_names_what_breaks(given: str, instead: str, told: str) -> None:
    after = OURS.replace(given, instead)
    assert after != OURS
    assert [change for change in broken(OURS, after) if told in change]


def test_the_gate_lets_through_what_is_only_added() -> None:
    more = OURS.replace("  viewerMay: [String!]!", "  viewerMay: [String!]!\n  seal(of: ID): String @deprecated")
    assert more != OURS
    assert broken(OURS, more) == []
