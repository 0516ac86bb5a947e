"""`/metrics` in both formats; only OpenMetrics has the traces of measured values."""

from collections.abc import Mapping

import httpx
import pytest
from prometheus_client import REGISTRY, Histogram
from prometheus_client.openmetrics.parser import text_string_to_metric_families
from starlette.applications import Starlette

from shared.http.health import health_routes
from shared.http.server import HttpServer
from tests.unit.shared.test_server import Database

PROMETHEUS = "application/openmetrics-text;version=1.0.0,text/plain;version=0.0.4;q=0.5,*/*;q=0.1"
TRACE = "4bf92f3577b34da6a3ce929d0e0e4736"


@pytest.fixture
def measured() -> str:
    """The name of a histogram with one value."""
    name = "test_metrics_seconds"
    if name not in REGISTRY._names_to_collectors:
        Histogram(name, "Only of this test").observe(0.2, {"trace_id": TRACE})
    return name


async def asked(headers: Mapping[str, str]) -> httpx.Response:
    app = Starlette(routes=health_routes(Database(), [], HttpServer.__new__(HttpServer)))
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://localhost") as client:
        return await client.get("/metrics", headers=headers)


async def test_prometheus_gets_values_with_their_traces(measured: str) -> None:
    answer = await asked({"accept": PROMETHEUS})
    assert answer.headers["content-type"].startswith("application/openmetrics-text")
    families = {family.name: family for family in text_string_to_metric_families(answer.text)}  # type: ignore[no-untyped-call]
    traces = [sample.exemplar.labels for sample in families[measured].samples if sample.exemplar]
    assert traces == [{"trace_id": TRACE}]


async def test_others_get_plain_text(measured: str) -> None:
    answer = await asked({"accept": "*/*"})
    assert answer.headers["content-type"].startswith("text/plain")
    assert f"{measured}_bucket" in answer.text
    assert TRACE not in answer.text
