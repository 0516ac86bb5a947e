"""The console's page about health: what processes report, and who sees it."""

import re
from pathlib import Path

import httpx
import pytest
from prometheus_client import CollectorRegistry, Gauge, generate_latest

from services.desk.domain.people import Role
from services.desk.monitoring import FIGURES, Monitoring, QueueState
from shared.services import processes
from shared.telemetry import metrics as measured
from tests.unit.desk import running
from tests.unit.desk.running import CODES

PROJECT = Path(__file__).parents[3]
ADDRESS = "http://operations:8000"
DOWN, AWAY = "deadlines", "court_query"


def metrics_of(process: str) -> bytes:
    registry = CollectorRegistry()
    Gauge("lea_outbox_oldest_age_seconds", "x", registry=registry).set(12.5 if process == "intake" else 0)
    held = Gauge("lea_deferred_messages", "x", ["consumer", "reason"], registry=registry)
    oldest = Gauge("lea_deferred_oldest_seconds", "x", ["consumer", "reason"], registry=registry)
    if process == "proceedings":
        for reason, number, age in (("parked", 3, 40.0), ("gap", 2, 7200.0)):
            held.labels("proceedings", reason).set(number)
            oldest.labels("proceedings", reason).set(age)
        Gauge("lea_consumer_ahead", "x", ["consumer", "source"], registry=registry).labels("proceedings", "x").set(1)
        waiting = Gauge("lea_queue_messages", "x", ["queue"], registry=registry)
        waiting.labels("proceedings.commands").set(5)
        waiting.labels("proceedings.queries").set(2)
        Gauge("lea_queue_oldest_seconds", "x", ["queue"], registry=registry).labels("proceedings.commands").set(3601)
    return generate_latest(registry)


def answer(request: httpx.Request) -> httpx.Response:
    """HAProxy, with two processes of the edge and without backups; one process does not answer, one is not ready."""
    process, what = request.url.path.strip("/").split("/")
    if process not in {"front", "edge-1", "edge-2", *processes()} - {"edge"}:
        return httpx.Response(404)
    if process == AWAY:
        raise httpx.ConnectError("refused")
    if process == "edge_worker":
        return httpx.Response(503, text="<html>503 Service Unavailable</html>")
    if process == "front" and what == "readyz":
        return httpx.Response(200)
    if what == "metrics":
        return httpx.Response(200, content=metrics_of(process))
    problems = ["database: <InterfaceError>"] if process == DOWN else []
    return httpx.Response(503 if problems else 200, json={"ready": not problems, "problems": problems})


@pytest.fixture
def monitoring() -> Monitoring:
    return Monitoring(ADDRESS, httpx.MockTransport(answer))


async def test_every_process_is_asked(monitoring: Monitoring) -> None:
    states = {state.process: state for state in await monitoring.states()}
    assert states.keys() == {"front", "edge-1", "edge-2", *processes()} - {"edge"}
    unready = {name: state.problems for name, state in states.items() if not state.ready}
    assert unready == {
        DOWN: ("database: <InterfaceError>",),
        AWAY: ("ConnectError",),
        "edge_worker": ("no-answer",),
    }
    assert states["intake"].figures == {"lea_outbox_oldest_age_seconds": 12.5}
    [consumer] = states["proceedings"].consumers
    assert (dict(consumer.held), consumer.oldest, consumer.ahead) == ({"parked": 3, "gap": 2}, 7200.0, 1)
    assert states["proceedings"].queues == (
        QueueState("proceedings.commands", 5, 3601.0),
        QueueState("proceedings.queries", 2, 0.0),
    )
    assert states["intake"].queues == ()


def test_the_names_of_the_metrics_are_those_of_the_services() -> None:
    for metric, name in (
        (measured.DEFERRED, "lea_deferred_messages"),
        (measured.DEFERRED_AGE, "lea_deferred_oldest_seconds"),
        (measured.CONSUMER_AHEAD, "lea_consumer_ahead"),
        (measured.QUEUE_MESSAGES, "lea_queue_messages"),
        (measured.QUEUE_OLDEST, "lea_queue_oldest_seconds"),
    ):
        assert [each.name for each in metric.describe()] == [name]
    sources = [path.read_text() for folder in ("services", "shared") for path in (PROJECT / folder).rglob("*.py")]
    for figure in FIGURES:
        assert any(re.search(rf'Gauge\(\s*"{figure}"', source) for source in sources), figure


@pytest.mark.parametrize("role", Role)
async def test_operators_and_auditors_see_it(role: Role, monitoring: Monitoring) -> None:
    async with running.desk(running.Services(), f"{role}:{CODES[role]}") as client:
        app = client._transport.app  # type: ignore[attr-defined]
        assert (await client.get("/operations/health")).status_code == 404, "without an address"
        app.state.monitoring = monitoring
        page = await client.get("/operations/health", headers={"accept-language": "en"})
    if role not in (Role.OPERATOR, Role.AUDITOR):
        assert page.status_code == 404
        return
    assert page.status_code == 200
    assert "Not ready:" in page.text
    assert "&lt;InterfaceError&gt;" in page.text
    assert "it does not answer" in page.text
    assert "oldest event that is not published, seconds: 12.5" in page.text
    assert "<td>7200</td>" in page.text
    assert "<td>3601</td>" in page.text
