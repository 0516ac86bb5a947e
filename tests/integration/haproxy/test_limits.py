"""Every wait for a client ends."""

import time

import pytest

from tests.integration.haproxy.running import BRIEF, Running, exchange, request, wait
from tests.integration.haproxy.test_messages import CHUNKED, problem
from tests.patience import PATIENCE

HEAD = b"POST /echo HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n\r\n"


@pytest.mark.parametrize(
    ("parts", "limit", "statuses"),
    [
        ([], BRIEF.head_timeout, [[]]),
        # Each is complete in the end: a limit that began anew with each part would let it through.
        ([b"GET /echo HTTP/1.1\r\nHost: localhost\r\n", *[b"X: 1\r\n"] * 30, b"\r\n"], BRIEF.head_timeout, [[408]]),
        ([HEAD, *[b"xxxx"] * 25], BRIEF.body_timeout, [[408]]),
        ([CHUNKED + b"\r\n", *[b"1\r\nx\r\n"] * 30, b"0\r\n\r\n"], BRIEF.body_timeout, [[408]]),
        ([CHUNKED + b"\r\n0\r\n", *[b"x: y\r\n"] * 30, b"\r\n"], BRIEF.body_timeout, [[408]]),
        # The edge bounds a bulk request as a whole. One that stalls ends with the server timeout.
        ([HEAD.replace(b"/echo", b"/v1/bulk-requests"), b"x"], BRIEF.server_timeout, [[504]]),
    ],
    ids=["nothing", "head", "body", "chunks", "trailers", "bulk"],
)
def test_a_slow_request_ends(front: Running, parts: list[bytes], limit: float, statuses: list[list[int]]) -> None:
    began = time.monotonic()
    answers = front.exchange(*parts, pause=0.1)
    assert [answer.status for answer in answers] in statuses
    assert time.monotonic() - began > limit - 0.1


def test_a_bulk_request_may_take_longer_than_an_ordinary_one(front: Running) -> None:
    parts = [HEAD.replace(b"/echo", b"/v1/bulk-requests"), *[b"xxx"] * 33, b"x"]
    pause = (BRIEF.server_timeout + 0.5) / len(parts)
    assert front.exchange(*parts, pause=pause)[0].received["size"] == 100


def test_a_slow_body_is_a_problem(front: Running) -> None:
    assert problem(front.exchange(HEAD, b"x")[0]).type == "urn:lea:problem:request-too-slow"


def test_an_idle_connection_is_closed(front: Running) -> None:
    with front.connected() as connection:
        assert len(exchange(connection, request())) == 1
        connection.settimeout(PATIENCE)
        assert connection.recv(1) == b""


def test_an_unread_answer_ends(front: Running) -> None:
    def ended() -> bool:
        return any(
            line.get("termination", "").startswith("c") and line["bytes_out"] > 1_000_000 for line in front.lines()
        )

    with front.connected() as connection:
        connection.sendall(request(target="/large?50000000"))
        wait(ended, "the answer is given up")


def test_a_process_that_does_not_answer_in_time_is_a_problem(front: Running) -> None:
    (answer,) = front.exchange(request(target=f"/slow?{BRIEF.server_timeout + 2}"))
    assert problem(answer).type == "urn:lea:problem:unavailable"
    assert answer.status == 504
