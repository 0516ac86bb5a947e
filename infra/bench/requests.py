"""Signed requests for one proceeding, sent at a steady rate over keep-alive connections."""

import asyncio
import re
import secrets
import ssl
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from urllib.parse import urlsplit

from contracts.identifiers import new_id
from shared.signatures.client import sign_request
from shared.signatures.keys import SigningKey

CONNECTIONS = 32
PATIENCE = 10.0
"""Seconds after which a request without an answer has failed."""

_PURPOSE = {"lea-legal-ground": "case-at-hand", "lea-court-case": "12-3/2026"}
_LENGTH = re.compile(rb"\r\ncontent-length: *([0-9]+)", re.IGNORECASE)


@dataclass
class Answers:
    """Times and failures of the requests."""

    times: list[float] = field(default_factory=list)
    """Milliseconds since the moment each request was due, so that a stalled server does not reduce the load."""
    failures: list[str] = field(default_factory=list)
    """Statuses other than 200, and errors."""


def signed(url: str, key: SigningKey, numbers: Sequence[str]) -> list[bytes]:
    """A request for each of these proceedings. Each must be sent within minutes, and once."""
    return list(_signed(url, key, numbers))


def _signed(url: str, key: SigningKey, numbers: Sequence[str]) -> Iterator[bytes]:
    host = urlsplit(url).netloc
    for number in numbers:
        path = f"/v1/enforcement-proceedings/{number}"
        headers = {"host": host, "lea-request-id": str(new_id()), **_PURPOSE}
        nonce = secrets.token_urlsafe(16)
        headers |= sign_request(key, "GET", f"{url}{path}", headers, None, datetime.now(UTC), nonce=nonce)
        lines = "".join(f"{name.lower()}: {value}\r\n" for name, value in headers.items())
        yield f"GET {path} HTTP/1.1\r\n{lines}\r\n".encode()


async def ask(url: str, tls: ssl.SSLContext | None, requests: Sequence[bytes], rate: float) -> Answers:
    """Send `rate` requests a second. Returns when all are answered or have failed."""
    answers, begun = Answers(), asyncio.get_running_loop().time()
    async with asyncio.TaskGroup() as group:
        for first in range(CONNECTIONS):
            due = ((begun + place / rate, requests[place]) for place in range(first, len(requests), CONNECTIONS))
            group.create_task(_ask(url, tls, due, answers))
    return answers


async def _ask(url: str, tls: ssl.SSLContext | None, due: Iterator[tuple[float, bytes]], answers: Answers) -> None:
    """Send requests over one connection, which is reopened after an error."""
    address, loop = urlsplit(url), asyncio.get_running_loop()
    reader, writer = await asyncio.open_connection(address.hostname, address.port, ssl=tls)
    for moment, request in due:
        await asyncio.sleep(max(moment - loop.time(), 0.0))
        try:
            async with asyncio.timeout(PATIENCE):
                if writer.is_closing():
                    reader, writer = await asyncio.open_connection(address.hostname, address.port, ssl=tls)
                status = await _exchange(reader, writer, request)
        except (OSError, EOFError, TimeoutError) as error:
            status = type(error).__name__
            writer.close()
        answers.times.append((loop.time() - moment) * 1000)
        if status != "200":
            answers.failures.append(status)
    writer.close()
    with suppress(OSError):
        await writer.wait_closed()


async def _exchange(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, request: bytes) -> str:
    """Send a request and read the whole answer. Returns its status."""
    writer.write(request)
    head = await reader.readuntil(b"\r\n\r\n")
    length = _LENGTH.search(head)
    await reader.readexactly(int(length.group(1)) if length else 0)
    return head.split(b" ", 2)[1].decode()
