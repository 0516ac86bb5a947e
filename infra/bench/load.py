"""Asks a server over keep-alive connections as fast as it answers, from a process of its own.

Bare asyncio and bytes, so that the asking takes little of what is measured.
"""

import asyncio
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from itertools import chain, islice
from multiprocessing import get_context
from typing import cast

import uvloop

from infra.bench.asking import Questions

_AHEAD = 40.0  # seconds; what is signed now is believed for longer


@dataclass(frozen=True)
class Load:
    """What is asked, and how."""

    questions: Questions
    """Each request is sent once: a signed one that comes again is refused."""
    connections: int
    seconds: float
    rate: float | None = None
    """Requests per second over all connections; none: each connection asks again as soon as it is answered."""
    at_most: int = 30_000
    """Requests, where there is no rate."""


@dataclass(frozen=True)
class Measured:
    """What came of it."""

    per_second: float
    p50: float
    """Seconds."""
    p99: float
    statuses: dict[str, int]


def measure(load: Load) -> Measured:
    """Put the load on a server."""
    with ProcessPoolExecutor(1, get_context("spawn")) as process:
        return process.submit(_measure, load).result()


def _measure(load: Load) -> Measured:
    return uvloop.run(_asked(load))


async def _asked(load: Load) -> Measured:
    times: list[float] = []
    statuses: Counter[str] = Counter()
    questions = _made(load)
    loop = asyncio.get_running_loop()
    begun = time.perf_counter()
    async with asyncio.TaskGroup() as group:
        for number in range(load.connections):
            _, client = await loop.create_connection(_Client, "127.0.0.1", load.questions.port)
            group.create_task(_ask(client, load, number, questions, times, statuses))
    elapsed = time.perf_counter() - begun
    times.sort()
    return Measured(len(times) / elapsed, times[len(times) // 2], times[int(len(times) * 0.99)], dict(statuses))


def _made(load: Load) -> Iterator[bytes]:
    """What is asked: made before the first is sent, for to sign takes time; but what goes on for long, as it is due."""
    questions = iter(load.questions)
    if load.rate is None:
        return iter(list(islice(questions, load.at_most)))
    ahead = int(load.rate * min(load.seconds, _AHEAD)) + load.connections
    return chain(list(islice(questions, ahead)), questions)


async def _ask(
    client: "_Client",
    load: Load,
    number: int,
    questions: Iterator[bytes],
    times: list[float],
    statuses: Counter[str],
) -> None:
    begun = time.perf_counter()
    pause = load.connections / load.rate if load.rate else 0.0
    due = begun + pause * number / load.connections
    while (now := time.perf_counter()) < begun + load.seconds:
        if pause and now < due:
            await asyncio.sleep(due - now)
        question = next(questions, None)
        if question is None:
            break
        asked_at = time.perf_counter()
        status = await client.ask(question)
        # A late request counts from the moment it was due: a server that stalls is not asked less.
        times.append(time.perf_counter() - (min(due, asked_at) if pause else asked_at))
        statuses[status] += 1
        due += pause
    client.close()


class _Client(asyncio.Protocol):
    """One connection, one request at a time; answers have a Content-Length."""

    def __init__(self) -> None:
        self._transport: asyncio.Transport | None = None
        self._buffer = bytearray()
        self._answer: asyncio.Future[str] | None = None

    async def ask(self, request: bytes) -> str:
        """The status of the answer."""
        if self._transport is None or self._transport.is_closing():
            raise ConnectionError("the server closed the connection")
        self._answer = asyncio.get_running_loop().create_future()
        self._transport.write(request)
        return await self._answer

    def close(self) -> None:
        if self._transport is not None:
            self._transport.close()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)

    def connection_lost(self, _: Exception | None) -> None:
        if self._answer is not None and not self._answer.done():
            self._answer.set_exception(ConnectionError("the server closed the connection"))

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        head = self._buffer.find(b"\r\n\r\n")
        if head < 0 or self._answer is None:
            return
        start = self._buffer.find(b"content-length: ") + 16
        length = int(self._buffer[start : self._buffer.find(b"\r\n", start)])
        if len(self._buffer) >= head + 4 + length:
            self._answer.set_result(self._buffer[9:12].decode())
            self._buffer.clear()
