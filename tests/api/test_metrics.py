"""What Prometheus reads: what happened, by words of ours, and nobody's words or names."""

from collections.abc import AsyncIterator
from datetime import timedelta

import httpx
import pytest
from prometheus_client import generate_latest
from starlette.applications import Starlette

from api.app import create_app
from api.metrics import Metrics
from api.settings import Settings
from tests.api.conftest import Ask

ENTER = 'mutation Eintragen { enterDepartment(input: {place: "511602", name: "新设局"}) { __typename } }'

SEIZE = (
    'mutation { seizeRole(input: {role: "registrar", place: "511602", reason: "系统故障", idempotencyKey: "%s"}) '
    "{ __typename } }"
)


@pytest.fixture
async def app(county_url: str) -> AsyncIterator[Starlette]:
    """The application, counting."""
    app = create_app(Settings(county_url, metrics_address=("127.0.0.1", 0)))
    async with app.router.lifespan_context(app):
        yield app


def figure(app: Starlette, name: str, **labels: str) -> float | None:
    value: float | None = app.state.metrics.registry.get_sample_value(f"register_{name}", labels)
    return value


async def test_requests_operations_decisions_and_refusals_are_counted(ask: Ask, app: Starlette) -> None:
    clerk = f"Bearer {app.state.tokens.issue('department_clerk', timedelta(hours=1))}"
    for _ in range(2):
        await ask('{ county(code: "511602") { name } }')
    assert (await ask(ENTER, clerk)).json()["data"]["enterDepartment"]["__typename"] == "Refused"
    await ask("{ nothing }")
    await ask("{ viewer { account } }", "Bearer nonsense")
    assert figure(app, "requests_total", method="POST", path="/graphql", status="200") == 4
    assert figure(app, "requests_total", method="POST", path="/graphql", status="401") == 1
    assert figure(app, "request_seconds_count", path="/graphql") == 5
    assert figure(app, "operations_total", kind="query", code="OK") == 2
    assert figure(app, "operations_total", kind="mutation", code="OK") == 1
    assert figure(app, "operations_total", kind="none", code="INVALID") == 1
    assert figure(app, "decisions_total", action="department:enter", outcome="denied") == 1
    assert figure(app, "decision_seconds_count") == 1
    assert figure(app, "refusals_total", code="NOT_ALLOWED", rule="R37") == 1
    assert figure(app, "use_case_seconds_count", mutation="enterDepartment") == 1
    assert (figure(app, "statement_seconds_count") or 0) > 4
    assert (figure(app, "requests_in_flight"), figure(app, "database_connections")) == (0, 0)


async def test_a_role_that_is_seized_is_counted_and_warned_of(
    ask: Ask, app: Starlette, caplog: pytest.LogCaptureFixture
) -> None:
    admin = f"Bearer {app.state.tokens.issue('policy_admin', timedelta(hours=1))}"
    for key in ("first", "first", "second"):  # sent again, and refused: it is held by then
        await ask(SEIZE % key, admin)
    assert figure(app, "seized_roles_total", role="registrar") == 1
    (warned,) = [one for one in caplog.records if one.getMessage() == "role seized"]
    assert (warned.levelname, vars(warned)["facts"]["role"]) == ("WARNING", "registrar")
    assert "系统故障" not in str(vars(warned)["facts"])


async def test_what_clients_make_up_is_no_label(client: httpx.AsyncClient, ask: Ask, app: Starlette) -> None:
    await client.get("/张三/510000199001011234")
    await client.request("BREW", "/graphql")
    await ask("query 张三 { viewer { account } }")
    await ask('query Zhang { zhang: county(code: "511602199001011234") { name } }')
    token = app.state.tokens.issue("department_clerk", timedelta(hours=1))
    await ask(ENTER, f"Bearer {token}")
    told = generate_latest(app.state.metrics.registry).decode()
    for word in ("张三", "BREW", "hang", "5116", "新设局", "Eintragen", "department_clerk"):
        assert word not in told
    assert figure(app, "requests_total", method="GET", path="elsewhere", status="404") == 1


async def test_strangers_find_no_figures(client: httpx.AsyncClient) -> None:
    assert (await client.get("/metrics")).status_code == 404


def test_a_rule_that_is_not_of_the_law_is_counted_as_another() -> None:
    metrics, others = Metrics(), Metrics()
    for rules in (["R26", "R37"], [], ["what an administrator wrote"]):
        metrics.refused("NOT_LAWFUL", rules)
    for rule in ("R26", "", "other"):
        labels = {"code": "NOT_LAWFUL", "rule": rule}
        assert metrics.registry.get_sample_value("register_refusals_total", labels) == 1
        assert others.registry.get_sample_value("register_refusals_total", labels) is None
