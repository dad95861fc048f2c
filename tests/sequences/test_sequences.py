"""No order of steps leaves a power with two bodies, or with none. `make sequences` tries many more."""

import os

from hypothesis import settings
from hypothesis.stateful import run_state_machine_as_test

from tests.databases import SQLiteDatabases
from tests.sequences.machine import Sequences

NUMBER = int(os.environ.get("SEQUENCES", "4"))


def test_no_sequence_of_steps_leaves_a_power_with_two_bodies_or_with_none(sqlite_databases: SQLiteDatabases) -> None:
    machine = type("OnSQLite", (Sequences,), {"databases": sqlite_databases})
    run_state_machine_as_test(machine, settings=settings(max_examples=NUMBER, stateful_step_count=20, deadline=None))
