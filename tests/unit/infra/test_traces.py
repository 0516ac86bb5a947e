"""The trace viewer: receiving, storing and showing spans."""

import gzip
from collections.abc import AsyncIterator
from datetime import UTC, datetime

import httpx
import pytest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.proto.common.v1.common_pb2 import AnyValue, KeyValue
from opentelemetry.proto.resource.v1.resource_pb2 import Resource
from opentelemetry.proto.trace.v1.trace_pb2 import ResourceSpans, ScopeSpans, Status
from opentelemetry.proto.trace.v1.trace_pb2 import Span as Sent

from infra.telemetry.traces.__main__ import viewer
from infra.telemetry.traces.pages import in_order
from infra.telemetry.traces.spans import Filter, Store, read_export

MILLISECOND = 1_000_000
TRACE, OTHER = b"\x01" * 16, b"\x02" * 16


def attribute(key: str, value: str) -> KeyValue:
    return KeyValue(key=key, value=AnyValue(string_value=value))


def sent(name: str, number: int, parent: int = 0, *, trace: bytes = TRACE, start: int = 0, took: int = 1) -> Sent:
    return Sent(
        trace_id=trace,
        span_id=number.to_bytes(8),
        parent_span_id=parent.to_bytes(8) if parent else b"",
        name=name,
        start_time_unix_nano=start * MILLISECOND,
        end_time_unix_nano=(start + took) * MILLISECOND,
        attributes=[attribute("lea.stream", f"stream-of-{name}")],
    )


def export(service: str, *spans: Sent) -> bytes:
    resource = Resource(attributes=[attribute("service.name", service)])
    batch = ResourceSpans(resource=resource, scope_spans=[ScopeSpans(spans=spans)])
    return bytes(ExportTraceServiceRequest(resource_spans=[batch]).SerializeToString())


@pytest.fixture
async def client() -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(viewer(Store()))
    async with httpx.AsyncClient(transport=transport, base_url="http://traces") as made:
        yield made


async def post(client: httpx.AsyncClient, body: bytes, **headers: str) -> int:
    return (await client.post("/v1/traces", content=body, headers=headers)).status_code


async def test_a_trace_is_put_together_from_several_services(client: httpx.AsyncClient) -> None:
    whole = [export("lea-intake", sent("handle", 1, took=9)), export("lea-proceedings", sent("process", 2, 1, start=4))]
    assert [await post(client, body) for body in whole] == [200, 200]
    (listed,) = (await client.get("/traces.json")).json()
    assert (listed["name"], listed["spans"], listed["duration"]) == ("handle", 2, 9 * MILLISECOND)
    assert listed["services"] == ["lea-intake", "lea-proceedings"]
    spans = (await client.get(f"/traces/{TRACE.hex()}.json")).json()
    assert [(span["service"], span["name"]) for span in spans] == [
        ("lea-intake", "handle"),
        ("lea-proceedings", "process"),
    ]
    assert "stream-of-process" in (await client.get(f"/traces/{TRACE.hex()}")).text


async def test_compressed_exports_are_read_and_unreadable_ones_refused(client: httpx.AsyncClient) -> None:
    zipped = {"content-encoding": "gzip"}
    assert await post(client, gzip.compress(export("lea-edge", sent("answer", 1))), **zipped) == 200
    assert await post(client, b"plain", **zipped) == 400
    assert await post(client, b"\xff\xff") == 400
    assert (await client.get("/traces/nowhere")).status_code == 404
    assert (await client.get("/?least=long")).status_code == 400
    assert (await client.get("/?before=yesterday")).status_code == 400
    page = (await client.get("/?before=1969-12-31T23:59")).text
    assert "No traces match." in page
    assert 'value="1969-12-31T23:59:00"' in page


async def test_names_are_shown_as_text(client: httpx.AsyncClient) -> None:
    await post(client, export("<b>", sent("<script>alert(1)</script>", 1)))
    for page in ("/", f"/traces/{TRACE.hex()}"):
        shown = (await client.get(page)).text
        assert "<script>" not in shown
        assert "&lt;script&gt;" in shown


def test_filters() -> None:
    store = Store()
    failed = sent("refuse", 1, trace=OTHER, start=50)
    failed.status.CopyFrom(Status(code=Status.STATUS_CODE_ERROR, message="no"))
    store.add(read_export(export("lea-intake", sent("register", 1, took=20), failed)))
    store.add(read_export(export("lea-edge", sent("answer", 2, 1, start=2))))

    def found(wanted: Filter) -> list[str]:
        return [trace.name for trace in store.traces(wanted)]

    assert found(Filter()) == ["refuse", "register"]
    assert found(Filter(service="lea-edge")) == ["register"]
    assert found(Filter(name="answ")) == ["register"]
    assert found(Filter(text="stream-of-refuse")) == ["refuse"]
    assert found(Filter(text=OTHER.hex())) == ["refuse"]
    assert found(Filter(least=10)) == ["register"]
    assert found(Filter(errors=True)) == ["refuse"]
    assert found(Filter(across=True)) == ["register"]
    assert found(Filter(before=datetime.fromtimestamp(0.05, UTC))) == ["register"]
    assert found(Filter(service="nobody")) == []
    assert store.services() == ["lea-edge", "lea-intake"]


def test_the_oldest_spans_are_deleted() -> None:
    store = Store(kept=10)
    for number in range(1, 31):
        store.add(read_export(export("lea-intake", sent(f"span {number}", number))))
    assert [span.name for span in store.trace(TRACE.hex())] == [f"span {number}" for number in range(21, 31)]


def test_a_child_follows_its_parent_and_an_orphan_stands_alone() -> None:
    spans = list(
        read_export(
            export(
                "s", sent("root", 1), sent("late", 4, 1, start=5), sent("child", 2, 1, start=1), sent("orphan", 3, 9)
            )
        )
    )
    ordered = [(span.name, depth) for span, depth in in_order(sorted(spans, key=lambda span: span.start))]
    assert ordered == [("root", 0), ("child", 1), ("late", 1), ("orphan", 0)]
