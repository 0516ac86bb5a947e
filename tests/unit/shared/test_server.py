"""The server among awkward clients: silent, slow, greedy, ambiguous ones; and how it stops."""

import asyncio
import socket
import ssl
import struct
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
import trustme

from tests.patience import PATIENCE, until
from tests.unit.shared.served import GET, LONG, Served, problem, serving, to_the_end


async def test_requests_are_answered_one_after_the_other() -> None:
    async with serving() as served:
        said = await served.said(GET, GET)
        assert said.count(b"200 OK") == said.count(b"quick") == 2
        assert b"uvicorn" not in said


WHOLE = GET.replace(b"/", b"/whole/?said=so", 1)


async def test_a_whole_answer_comes_in_one_packet() -> None:
    async with serving(http_idle_timeout=PATIENCE) as served:
        reader, writer = await served.open()
        for answers in (1, 2):
            writer.write(WHOLE)
            await reader.readuntil(b"\r\n\r\nwhole")
            assert _packets_received(writer.get_extra_info("socket")) == answers


def _packets_received(own: socket.socket) -> int:
    """With data in them, as the kernel counts (`tcpi_data_segs_in` of linux/tcp.h)."""
    (packets,) = struct.unpack_from("I", own.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, 256), 152)
    return int(packets)


async def test_a_whole_answer_is_framed() -> None:
    async with serving() as served:
        said = await served.said(WHOLE, WHOLE)
        assert said.count(b"HTTP/1.1 200") == said.count(b"\r\nsaid: so\r\n") == said.count(b"\r\ndate: ") == 2
        assert said.count(b"\r\ncontent-length: 5\r\n") == said.count(b"\r\n\r\nwhole") == 2
        assert b"connection:" not in said


async def test_a_whole_answer_to_head_has_no_body() -> None:
    async with serving() as served:
        said = await served.said(WHOLE.replace(b"GET", b"HEAD"))
        assert b"\r\ncontent-length: 5\r\n" in said
        assert said.endswith(b"\r\n\r\n")


async def test_a_whole_answer_that_changes_nothing_has_no_length() -> None:
    async with serving() as served:
        said = await served.said(WHOLE.replace(b"=so", b"=so&status=304"))
        assert said.startswith(b"HTTP/1.1 304")
        assert b"content-length" not in said
        assert said.endswith(b"\r\n\r\n")


async def test_a_whole_answer_says_that_it_is_the_last() -> None:
    async with serving(http_idle_timeout=PATIENCE) as served:
        said = await served.said(WHOLE.replace(b"Host", b"Connection: close\r\nHost"))
        assert b"\r\nconnection: close\r\n" in said
        assert said.endswith(b"whole")


@pytest.mark.parametrize("said", [b"a%0D%0Ab:c", b"a%0Ab", b"a%0Db", b"a%00b", b"a%01b", b"a%7Fb"])
async def test_a_whole_answer_has_no_headers_but_its_own(said: bytes) -> None:
    async with serving() as served:
        told = await served.said(WHOLE.replace(b"=so", b"=" + said))
        assert told.startswith(b"HTTP/1.1 500")
        assert b"said" not in told


async def test_an_answer_is_whole_once() -> None:
    async with serving() as served:
        said = await served.said(GET.replace(b"/", b"/twice/", 1))
        assert said.count(b"HTTP/1.1") == 1
        assert said.endswith(b"once")


async def test_a_whole_answer_waits_for_a_slow_reader() -> None:
    async with serving(http_write_timeout=PATIENCE, http_idle_timeout=PATIENCE) as served:
        reader, writer = await served.open()
        writer.write(GET.replace(b"/", b"/long", 1) + WHOLE)
        async with asyncio.timeout(PATIENCE):
            await reader.readuntil(b"\r\n\r\n")
            await reader.readexactly(len(LONG))
            assert (await reader.readuntil(b"whole")).startswith(b"HTTP/1.1 200")


async def test_who_asks_whether_to_go_on_is_told_first() -> None:
    async with serving() as served:
        reader, writer = await served.open()
        writer.write(b"POST /read HTTP/1.1\r\nHost: here\r\nContent-Length: 4\r\nExpect: 100-continue\r\n\r\n")
        async with asyncio.timeout(PATIENCE):
            assert await reader.readuntil(b"\r\n\r\n") == b"HTTP/1.1 100 Continue\r\n\r\n"
        writer.write(b"body")
        said = await to_the_end(reader)
        assert said.startswith(b"HTTP/1.1 200")
        assert said.endswith(b"\r\n\r\nbody")


@pytest.mark.parametrize("sent", [b"", b"\r\n", GET])
async def test_who_says_nothing_more_is_left(sent: bytes) -> None:
    async with serving() as served:
        assert (await served.said(sent)).count(b"HTTP/1.1") == (sent == GET)


async def test_who_says_nothing_of_use_is_left() -> None:
    async with serving() as served:
        reader, writer = await served.open()
        writer.write(GET)

        async def drip() -> None:
            with suppress(ConnectionError):
                while True:
                    writer.write(b"\r\n")
                    await writer.drain()
                    await asyncio.sleep(0.02)

        dripping = asyncio.create_task(drip())
        assert b"quick" in await to_the_end(reader)
        dripping.cancel()


async def test_a_slow_head_behind_another_request_is_not_waited_for() -> None:
    async with serving() as served:
        said = await served.said(GET[:-2], GET[-2:] + b"GET / HTTP/1.1\r\n")
        assert said.count(b"quick") == 1
        assert b"HTTP/1.1 408" in said


@pytest.mark.parametrize("head", [b"G", b"GET / HTTP/1.1\r\n", b"GET / HTTP/1.1\r\nHost: here\r\nX: 1"])
async def test_a_slow_head_is_refused(head: bytes) -> None:
    async with serving() as served:
        assert problem(await served.said(head), 408)["type"] == "urn:lea:problem:request-too-slow"
        assert not served.seen


@pytest.mark.parametrize(
    "pieces",
    [
        [b"GET / HTTP/1.1\r\nHost: here\r\nX: " + b"x" * 3000 + b"\r\n\r\n"],
        [b"GET /" + b"x" * 3000 + b" HTTP/1.1\r\nHost: here\r\n\r\n"],
        [b"GET / HTTP/1.1\r\nHost: here\r\n", *[b"X%d: y\r\n" % number for number in range(400)], b"\r\n"],
        [b"GET / HTTP/1.1\r\nHost: here\r\nX: ", *[b"x" * 500] * 100],
    ],
)
async def test_a_large_head_is_refused(pieces: list[bytes]) -> None:
    async with serving() as served:
        said = await served.said(*pieces)
        # Whoever goes on sending may find the connection reset, and no answer.
        if said:
            assert problem(said, 431)["type"] == "urn:lea:problem:request-head-too-large"
        assert not served.seen


@pytest.mark.parametrize(
    "sent",
    [
        b"nonsense\r\n\r\n",
        b"GET / HTTP/1.1\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: here\r\nHost: there\r\n\r\n",
        b"GET http://there/ HTTP/1.1\r\nHost: here\r\n\r\n",
        b"OPTIONS * HTTP/1.1\r\nHost: here\r\n\r\n",
        b"CONNECT there:1 HTTP/1.1\r\nHost: here\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: here\r\nX : 1\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: here\r\n X: 1\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: here\r\nX: a\r\n b\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: here\r\nX: a\0b\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: here\r\nX: a\rY: b\r\n\r\n",
        b"GET / HTTP/9.9\r\nHost: here\r\n\r\n",
        b"POST /early HTTP/1.1\r\nHost: here\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab",
        b"POST /early HTTP/1.1\r\nHost: here\r\nContent-Length: 1, 1\r\n\r\na",
        b"POST /early HTTP/1.1\r\nHost: here\r\nContent-Length: +1\r\n\r\na",
        b"POST /early HTTP/1.1\r\nHost: here\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        b"POST /early HTTP/1.1\r\nHost: here\r\nTransfer-Encoding: chunked\r\nContent-Length: 3\r\n\r\n0\r\n\r\n",
        b"POST /early HTTP/1.1\r\nHost: here\r\nTransfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n",
        b"POST /early HTTP/1.1\r\nHost: here\r\nTransfer-Encoding: xchunked\r\n\r\n0\r\n\r\n",
    ],
)
async def test_what_could_be_read_in_two_ways_is_refused(sent: bytes) -> None:
    async with serving() as served:
        assert problem(await served.said(sent), 400)["type"] == "urn:lea:problem:malformed-request"
        assert not served.seen


async def test_nothing_is_smuggled_behind_a_request() -> None:
    """A body that looks like a request is a body; a chunk with a wrong size ends the connection."""
    async with serving() as served:
        hidden = GET
        await served.said(b"POST /early HTTP/1.1\r\nHost: here\r\nContent-Length: %d\r\n\r\n" % len(hidden) + hidden)
        wrong = b"POST /early HTTP/1.1\r\nHost: here\r\nTransfer-Encoding: chunked\r\n\r\n"
        await served.said(wrong + b"0x1\r\na\r\n0\r\n\r\n" + hidden)
        await served.said(wrong + b"1\r\nab\r\n0\r\n\r\n" + hidden)
        upgrade = (
            b"POST /early HTTP/1.1\r\nHost: here\r\nConnection: Upgrade\r\nUpgrade: h2c\r\nContent-Length: 0\r\n\r\n"
        )
        await served.said(upgrade + hidden)
        assert {request.url.path for request in served.seen} <= {"/early"}


async def test_nobody_is_believed_about_others() -> None:
    async with serving() as served:
        await served.said(
            b"GET / HTTP/1.1\r\nHost: here\r\nX-Forwarded-Proto: https\r\nX-Forwarded-For: 8.8.8.8\r\n"
            b"Forwarded: proto=https\r\n\r\n"
        )
        assert served.seen[0].url.scheme == "http"
        assert served.seen[0].client
        assert served.seen[0].client.host == "127.0.0.1"


async def test_who_is_answered_early_does_not_keep_the_connection() -> None:
    async with serving() as served:
        reader, writer = await served.open()
        writer.write(b"POST /early HTTP/1.1\r\nHost: here\r\nContent-Length: 1000000\r\n\r\n")

        async def drip() -> None:
            with suppress(ConnectionError):
                while True:
                    writer.write(b"x")
                    await writer.drain()
                    await asyncio.sleep(0.02)

        dripping = asyncio.create_task(drip())
        assert b"early" in await to_the_end(reader)
        dripping.cancel()


async def test_who_finishes_after_an_early_answer_may_ask_again() -> None:
    async with serving(http_head_timeout=PATIENCE) as served:
        reader, writer = await served.open()
        writer.write(b"POST /early HTTP/1.1\r\nHost: here\r\nContent-Length: 4\r\n\r\n")
        async with asyncio.timeout(PATIENCE):
            assert b"413" in await reader.readuntil(b"early")
        writer.write(b"body" + GET)
        assert b"quick" in await to_the_end(reader)


async def test_an_answer_left_unread_is_taken_back() -> None:
    async with serving() as served:
        own = socket.socket()
        own.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        own.setblocking(False)
        loop = asyncio.get_running_loop()
        await loop.sock_connect(own, ("127.0.0.1", served.port))
        await loop.sock_sendall(own, GET.replace(b"/", b"/long", 1))
        await until(lambda: served.seen and not served.server._server.server_state.connections)
        own.close()


async def test_connections_are_counted() -> None:
    async with serving(http_connections=2, http_head_timeout=PATIENCE) as served:
        kept = [await served.open() for _ in range(2)]
        for reader, writer in kept:
            writer.write(GET)
            await reader.readuntil(b"quick")
        assert await served.said(GET) == b""
        for _, writer in kept:
            writer.close()


async def test_it_stops_in_order() -> None:
    async with serving(http_stop_notice=1.0, http_idle_timeout=PATIENCE) as served:
        kept, asking = await served.open(), await served.open()
        asking[1].write(GET.replace(b"/", b"/slow", 1))
        await until(lambda: served.seen)
        assert await served.server.readiness() is None
        served.server.stop()
        assert await served.server.readiness() == "stopping"
        # Whoever asks meanwhile is answered, and told to go elsewhere.
        kept[1].write(GET)
        assert b"connection: close" in await to_the_end(kept[0])
        await until(lambda: not served.server._server.servers[0].is_serving())
        with pytest.raises(ConnectionRefusedError):
            await served.open()
        served.go_on.set()
        assert (await to_the_end(asking[0])).endswith(b"slow")


async def test_certificates_of_clients_reach_the_application(tmp_path: Path) -> None:
    house, foreign = trustme.CA(), trustme.CA()
    house.cert_pem.write_to_path(tmp_path / "ca.pem")
    house.issue_cert("localhost").private_key_and_cert_chain_pem.write_to_path(tmp_path / "own.pem")

    def client(issuer: trustme.CA | None) -> ssl.SSLContext:
        context = ssl.create_default_context()
        house.configure_trust(context)
        if issuer:
            issuer.issue_cert("court").configure_cert(context)
        return context

    files: dict[str, Any] = {"tls_certificate": tmp_path / "own.pem", "tls_client_ca": tmp_path / "ca.pem"}
    async with serving(**files) as served:
        own = house.issue_cert("supreme-court")
        context = client(None)
        own.configure_cert(context)
        assert b"quick" in await served.said(GET, tls=context)
        der = ssl.PEM_cert_to_DER_cert(own.cert_chain_pems[0].bytes().decode())
        assert sha256(served.seen[0].scope["extensions"]["tls"]["client_certificate"]).digest() == sha256(der).digest()
        assert b"quick" in await served.said(GET, tls=client(None))
        assert served.seen[1].scope["extensions"]["tls"]["client_certificate"] is None
        assert served.seen[1].url.scheme == "https"
        assert b"quick" not in await refused_handshake(served, client(foreign))
        assert b"quick" not in await refused_handshake(served, None)
        assert len(served.seen) == 2


async def refused_handshake(served: Served, tls: ssl.SSLContext | None) -> bytes:
    try:
        return await served.said(GET, tls=tls)
    except (ssl.SSLError, ConnectionError):
        return b""
