"""Clients that send requests without pause over kept connections, and what failed."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http import HTTPStatus

from tests.integration.haproxy.running import Answer, Running, answers, request

LOST = 0
"""Instead of a status: the connection ended without an answer."""


@dataclass
class Load:
    """The answers, and the processes that gave them."""

    failures: list[int] = field(default_factory=list)
    """Statuses other than 200."""
    processes: list[str] = field(default_factory=list)
    """The processes that answered, in order."""


@contextmanager
def load(front: Running, clients: int = 4) -> Iterator[Load]:
    """From the first request until each client has its last answer."""
    seen, ended = Load(), threading.Event()
    threads = [threading.Thread(target=_ask, args=(front, seen, ended)) for _ in range(clients)]
    for thread in threads:
        thread.start()
    try:
        yield seen
    finally:
        ended.set()
        for thread in threads:
            thread.join()


def _ask(front: Running, seen: Load, ended: threading.Event) -> None:
    while not ended.is_set():
        with suppress(OSError), front.connected() as connection:
            while not ended.is_set():
                connection.sendall(request())
                answer = _answer(connection)
                if answer is None or answer.status != HTTPStatus.OK:
                    seen.failures.append(answer.status if answer else LOST)
                    break
                seen.processes.append(answer.received["process"])
                if answer.headers.get("connection") == "close":
                    break


def _answer(connection: socket.socket) -> Answer | None:
    """One complete answer; none if the connection ends before."""
    read = b""
    with suppress(OSError):
        while part := connection.recv(65536):
            read += part
            if read.endswith((b"\r\n0\r\n\r\n", b"}")):
                return answers(read)[0]
    return None
