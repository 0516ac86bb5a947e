"""What the server refuses by itself is witnessed before it is told, or not told."""

import asyncio

import pytest

from tests.patience import until
from tests.unit.shared.served import GET, Served, problem, serving, to_the_end

SENT_AWAY = [
    (b"nonsense\r\n\r\n", 400, "malformed-request"),
    (b"GET / HTTP/1.1\r\nHost: here\r\nHost: there\r\n\r\n" + GET, 400, "malformed-request"),
    (b"GET / HTTP/1.1\r\nHost: here\r\nX: " + b"x" * 3000 + b"\r\n\r\n", 431, "request-head-too-large"),
    (b"GET / HTTP/1.1\r\n", 408, "request-too-slow"),
]


@pytest.mark.parametrize(("sent", "status", "code"), SENT_AWAY)
async def test_a_refusal_leaves_when_it_was_witnessed(sent: bytes, status: int, code: str) -> None:
    witnessed: list[tuple[int, str, bytes]] = []
    seen_by_client = asyncio.Event()

    async def witness(*refusal: object) -> bool:
        # More than one turn of the loop: whatever else comes meanwhile changes nothing.
        for _ in range(20):
            await asyncio.sleep(0)
        assert not seen_by_client.is_set()
        witnessed.append(refusal)  # type: ignore[arg-type]
        return True

    async with serving(witness) as served:
        said = await served.said(sent, *([] if status == 408 else [GET]))
        seen_by_client.set()
        assert problem(said, status)["type"] == f"urn:lea:problem:{code}"
        assert witnessed == [(status, code, said.partition(b"\r\n\r\n")[2])]
        assert not served.seen


@pytest.mark.parametrize("sent", [sent for sent, *_ in SENT_AWAY])
async def test_what_nobody_could_witness_is_not_told(sent: bytes) -> None:
    async def witness(*_: object) -> bool:
        return False

    async with serving(witness) as served:
        assert await served.said(sent) == b""


async def test_what_is_not_told_is_not_witnessed() -> None:
    """Behind a request that is being answered, nothing is: nobody could tell whose answer it is."""
    witnessed: list[object] = []

    async def witness(*refusal: object) -> bool:
        witnessed.append(refusal)
        return True

    async with serving(witness) as served:
        assert await said_behind_a_slow_one(served) == b""
        assert witnessed == []


async def said_behind_a_slow_one(served: Served) -> bytes:
    reader, writer = await served.open()
    writer.write(GET.replace(b"/", b"/slow", 1))
    await until(lambda: served.seen)
    writer.write(b"nonsense\r\n\r\n")
    return await to_the_end(reader)
