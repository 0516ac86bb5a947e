"""The real Prometheus discovers every process, and what it finds wrong reaches a receiver through Alertmanager."""

import asyncio
import json
import shutil
import threading
import time
from collections.abc import AsyncIterator
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import httpx
import pytest
from pydantic import SecretStr

from infra.demo.player import Played
from infra.stack.settings import MONITORING, PROJECT, SERVICES, WATCHERS
from tests.e2e.collector import Collector
from tests.patience import until
from tests.system import System

pytestmark = pytest.mark.skipif(
    shutil.which("prometheus") is None, reason="Prometheus is not installed (infra/setup monitoring)"
)
ALERT = "EdgeUnavailable"
NOT_BEHIND_HAPROXY = {"broker", "broker_queues", *WATCHERS}


class Receiver(ThreadingHTTPServer):
    """Keeps the alerts that Alertmanager posts."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Received)
        self.alerts: list[dict[str, Any]] = []


class _Received(BaseHTTPRequestHandler):
    server: Receiver

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.alerts += json.loads(body)["alerts"]
        self.send_response(200)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Stay silent."""


@pytest.fixture
async def receiver(system: System) -> AsyncIterator[Receiver]:
    """Everything that watches runs, and sends its alerts here."""
    stack, before = system.stack, system.stack.settings
    with Receiver() as receiver:
        threading.Thread(target=receiver.serve_forever, daemon=True).start()
        webhook = SecretStr(f"http://127.0.0.1:{receiver.server_port}/alerts")
        stack.settings = before.model_copy(update={"alert_webhook": webhook})
        try:
            await asyncio.to_thread(stack.up, (MONITORING,))
            yield receiver
        finally:
            stack.settings = before
            for name in WATCHERS:
                with suppress(KeyError):
                    stack.stop(name)
            receiver.shutdown()


async def test_everything_is_watched_and_a_fault_reaches_somebody(
    system: System, receiver: Receiver, played: Played, collector: Collector
) -> None:
    stack = system.stack
    async with httpx.AsyncClient(base_url=stack.url("prometheus"), timeout=30) as prometheus:

        async def data(path: str) -> Any:
            return (await prometheus.get(f"/api/v1/{path}")).json()["data"]

        async def working() -> Any:
            found = (await data("targets"))["activeTargets"]
            return found if {target["health"] for target in found} == {"up"} else None

        found = await until(working, "every target is up")
        names = {(target["labels"]["job"], target["labels"]["instance"]) for target in found}
        processes = [(name, process) for name in SERVICES for process in stack.settings.processes_of(name)]
        assert names >= {*processes, ("front", "front"), ("broker_queues", "broker")}
        assert {job for job, _ in names} == {*SERVICES, "front", *NOT_BEHIND_HAPROXY}

        # The metrics that dashboards and alerts ask for come from the programs that run here.
        for kind in ("host", "postgresql", "rabbitmq", "haproxy"):
            wanted = set((PROJECT / "infra" / "dashboards" / f"{kind}-metrics.txt").read_text().split())
            assert wanted - set(await data("label/__name__/values")) == set(), kind

        # A time that was measured leads to its trace.
        assert played
        query: dict[str, str | float] = {"query": "lea_event_age_seconds_bucket"}
        query |= {"start": time.time() - 3600, "end": time.time() + 600}

        async def traced() -> Any:
            return (await prometheus.get("/api/v1/query_exemplars", params=query)).json()["data"]

        found = await until(traced, "a value has a trace")
        trace = found[0]["exemplars"][0]["labels"]["trace_id"]
        assert await until(lambda: collector.trace(trace), "the trace is kept")

        stack.stop("edge")
        fired = await until(lambda: [alert for alert in receiver.alerts if alert["labels"]["alertname"] == ALERT])
        assert fired[0]["status"] == "firing"
        page, _, anchor = fired[0]["annotations"]["runbook_url"].partition("#")
        assert anchor == ALERT.lower()
        assert f"### {ALERT}\n" in (await prometheus.get(page)).text
        await asyncio.to_thread(stack.start, "edge")
