"""The edge by key, with authentication and access log, against a bare route that returns the same bytes."""

import asyncio
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from random import Random
from statistics import median

import asyncpg

from infra.bench.filling import fill_read_model
from infra.bench.lives import number_of
from infra.bench.load import Load, Measured
from infra.bench.load import measure as put
from infra.bench.rows import Row
from services.edge.consumers import register

COUNT = 100_000
ROUNDS = 3
SECONDS = 5.0
CONNECTIONS = 32
STEADY = 300.0
"""Requests per second of the measurement of times."""

_ASKED = 5_000
_CONSUMER = "bench"


def measure(
    model_owner_url: str, model_reader_url: str, edge_owner_url: str, edge_url: str, count: int = COUNT
) -> list[Row]:
    """Measure over `count` proceedings; the databases are those of court_query and edge, by their roles.

    Rounds of both servers alternate, and medians are compared: the machine may have other work.
    """
    fill_read_model(model_owner_url, count)
    key = asyncio.run(_registered(edge_owner_url))
    random = Random(7)  # noqa: S311 - the same numbers every time
    numbers = [number_of(random.randrange(count)) for _ in range(_ASKED)]
    environment = {"LEA_READ_MODEL_URL": model_reader_url, "LEA_DATABASE_URL": edge_url}
    with (
        _server("services.edge.main", environment, "/readyz") as edge,
        _server("infra.bench.bare_edge", environment, f"/v1/enforcement-proceedings/{numbers[0]}") as bare,
    ):
        loads = {
            "edge": Load(edge, _requests(numbers, _headers(key)), CONNECTIONS, SECONDS),
            "bare": Load(bare, _requests(numbers, ""), CONNECTIONS, SECONDS),
        }
        results: dict[str, list[Measured]] = {"edge": [], "bare": []}
        for _ in range(ROUNDS):
            for name, load in loads.items():
                results[name].append(_sound(put(load)))
        steady = _sound(put(Load(edge, loads["edge"].requests, CONNECTIONS, 2 * SECONDS, STEADY)))
    return [*_rows(results["edge"], results["bare"]), *_steady_rows(steady)]


def _rows(edge: Sequence[Measured], bare: Sequence[Measured]) -> list[Row]:
    rate, floor = median(run.per_second for run in edge), median(run.per_second for run in bare)
    rows = [Row(f"edge requests by key, {CONNECTIONS} connections", rate, "requests/s", floor, rate / floor)]
    for name in ("p50", "p99"):
        value, least = (median(getattr(run, name) for run in runs) * 1000 for runs in (edge, bare))
        rows.append(Row(f"edge request by key under full load, {name}", value, "ms", least, least / value))
    return rows


def _steady_rows(steady: Measured) -> list[Row]:
    return [
        Row(f"edge request by key at {STEADY:.0f} a second, {name}", getattr(steady, name) * 1000, "ms")
        for name in ("p50", "p99")
    ]


def _sound(measured: Measured) -> Measured:
    if set(measured.statuses) != {"200"}:
        raise AssertionError(f"not every request was answered: {measured.statuses}")
    return measured


def _headers(key: str) -> str:
    return (
        f"authorization: Bearer {key}\r\nlea-request-id: 018f2f64-0000-7000-8000-000000000000\r\n"
        "lea-legal-ground: case-at-hand\r\nlea-court-case: 12-3/2026\r\n"
    )


def _requests(numbers: Sequence[str], headers: str) -> list[bytes]:
    return [
        f"GET /v1/enforcement-proceedings/{number} HTTP/1.1\r\nhost: edge\r\n{headers}\r\n".encode()
        for number in numbers
    ]


async def _registered(edge_owner_url: str) -> str:
    connection = await asyncpg.connect(edge_owner_url)
    await connection.execute("DELETE FROM consumer WHERE id = $1", _CONSUMER)
    await connection.close()
    return await register(edge_owner_url, _CONSUMER)


@contextmanager
def _server(module: str, environment: dict[str, str], ready: str) -> Iterator[int]:
    """A server in a process of its own; the port it listens on."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    told = {**os.environ, **environment, "LEA_HTTP_PORT": str(port)}
    process = subprocess.Popen([sys.executable, "-m", module], env=told)  # noqa: S603 - our own module
    try:
        _wait(port, ready)
        yield port
    finally:
        process.terminate()
        process.wait(15)


def _wait(port: int, path: str) -> None:
    request = f"GET {path} HTTP/1.1\r\nhost: edge\r\nconnection: close\r\n\r\n".encode()
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        try:
            with socket.create_connection(("127.0.0.1", port), 2) as connection:
                connection.sendall(request)
                if connection.recv(15).startswith(b"HTTP/1.1 200"):
                    return
        except OSError:
            pass
        time.sleep(0.1)
    raise TimeoutError(f"nothing answers on port {port}")
