"""A process behind HAProxy receives one well-formed request per message, whatever bytes a client sends."""

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from contracts.problems import ProblemDetails
from tests.integration.haproxy.running import Answer, Running, exchange, request

HOST = b"Host: localhost\r\n"
CHUNKED = b"POST /echo HTTP/1.1\r\n" + HOST + b"Transfer-Encoding: chunked\r\n"
INNER = b"GET /echo?inner HTTP/1.1\r\nHost: other.example\r\n\r\n"
JAVA = (
    HOST
    + b"Connection: Upgrade, HTTP2-Settings\r\nHTTP2-Settings: AAEAAEAAAAIAAAABAAMAAABkAAQBAAAAAAUAAEAA\r\n"
    + b"Upgrade: h2c\r\nUser-Agent: Java-http-client/17\r\n"
)
KEY = b"Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA=="
FOR_THE_CONNECTION = {"upgrade", "http2-settings", "te", "trailer", "keep-alive", "proxy-connection"}
PAGE = "HAProxy's page"
"""Instead of the code of a problem: the parser of HAProxy refuses with its own page."""


def get(*lines: bytes, target: bytes = b"/echo", version: bytes = b"HTTP/1.1") -> bytes:
    return b"GET " + target + b" " + version + b"\r\n" + b"".join(line + b"\r\n" for line in lines) + b"\r\n"


def post(*lines: bytes, body: bytes = b"") -> bytes:
    return b"POST /echo HTTP/1.1\r\n" + HOST + b"".join(line + b"\r\n" for line in lines) + b"\r\n" + body


ACCEPTED = {
    "no body": (get(HOST[:-2]), 0),
    "a body with its length": (post(b"Content-Length: 3", body=b"abc"), 3),
    "a body with a GET": (get(HOST[:-2], b"Content-Length: 3") + b"abc", 3),
    "the same length twice": (post(b"Content-Length: 3", b"Content-Length: 3", body=b"abc"), 3),
    "the same host twice": (get(HOST[:-2], HOST[:-2]), 0),
    "a chunked body": (CHUNKED + b"\r\n3\r\nabc\r\n0\r\n\r\n", 3),
    "extensions of chunks": (CHUNKED + b"\r\n3;a=b\r\nabc\r\n0\r\n\r\n", 3),
    "trailers": (CHUNKED + b"\r\n3\r\nabc\r\n0\r\nAuthorization: Bearer x\r\nx-trailer: 1\r\n\r\n", 3),
    "a chunked body with a length": (CHUNKED + b"Content-Length: 4\r\n\r\n3\r\nabc\r\n0\r\n\r\n", 3),
    "an upgrade of Java": (b"GET /echo HTTP/1.1\r\n" + JAVA + b"\r\n", 0),
    "an upgrade of Java with a body": (b"POST /echo HTTP/1.1\r\n" + JAVA + b"Content-Length: 3\r\n\r\nabc", 3),
    "an upgrade to WebSocket": (get(HOST[:-2], b"Connection: Upgrade", b"Upgrade: websocket", KEY), 0),
    "an upgrade with a body like a request": (
        post(b"Connection: Upgrade", b"Upgrade: foo", b"Content-Length: %d" % len(INNER), body=INNER),
        len(INNER),
    ),
    "expectation": (post(b"Content-Length: 3", b"Expect: 100-continue", body=b"abc"), 3),
    "an unknown method": (get(HOST[:-2]).replace(b"GET", b"BREW"), 0),
    "bytes beyond ASCII in a value": (get(HOST[:-2], b"X-A: \xc3\xa9"), 0),
    "sixty headers": (get(HOST[:-2], *(b"x-%d: 1" % number for number in range(60))), 0),
}
REFUSED = {
    "health by another spelling": (get(HOST[:-2], target=b"/%68ealthz"), 404, "no-such-resource"),
    "readiness by another spelling": (get(HOST[:-2], target=b"/re%61dyz"), 404, "no-such-resource"),
    "metrics by another spelling": (get(HOST[:-2], target=b"/%6Detrics?x=1"), 404, "no-such-resource"),
    "a length of many digits": (post(b"Content-Length: 000000000000000000003", body=b"abc"), 400, "malformed-request"),
    "HTTP/1.0": (get(HOST[:-2], version=b"HTTP/1.0"), 505, "http-version-not-supported"),
    "HTTP/0.9": (b"GET /echo\r\n", 400, PAGE),
    "HTTP/2": (b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 400, "malformed-request"),
    "no host": (get(), 400, "malformed-request"),
    "an empty host": (get(b"Host:"), 400, "malformed-request"),
    "two hosts": (get(HOST[:-2], b"Host: other.example"), 400, PAGE),
    "the absolute form": (get(HOST[:-2], target=b"http://localhost/echo"), 400, "malformed-request"),
    "the absolute form of another host": (get(HOST[:-2], target=b"http://other.example/echo"), 400, PAGE),
    "the asterisk form": (get(HOST[:-2], target=b"*").replace(b"GET", b"OPTIONS"), 400, "malformed-request"),
    "CONNECT": (get(HOST[:-2], target=b"localhost:443").replace(b"GET", b"CONNECT"), 405, "method-not-allowed"),
    "TRACE": (get(HOST[:-2]).replace(b"GET", b"TRACE"), 405, "method-not-allowed"),
    "a fragment": (get(HOST[:-2], target=b"/echo#part"), 400, PAGE),
    "bytes beyond ASCII in the target": (get(HOST[:-2], target=b"/echo\xc3\xa9"), 400, PAGE),
    "two lengths": (post(b"Content-Length: 3", b"Content-Length: 4", body=b"abcd"), 400, PAGE),
    "a length with a sign": (post(b"Content-Length: +3", body=b"abc"), 400, PAGE),
    "another transfer coding": (post(b"Transfer-Encoding: gzip, chunked", body=b"0\r\n\r\n"), 422, PAGE),
    "an unknown transfer coding": (post(b"Transfer-Encoding: xchunked", body=b"0\r\n\r\n"), 400, PAGE),
    "chunked twice": (CHUNKED + b"Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400, PAGE),
    "white space before a colon": (get(HOST[:-2], b"X-A : one"), 400, PAGE),
    "a carriage return in a value": (get(HOST[:-2], b"X-A: o\rne"), 400, PAGE),
    "a NUL in a value": (get(HOST[:-2], b"X-A: o\0ne"), 400, "malformed-request"),
    "an escape in a value": (get(HOST[:-2], b"LEA-Court-Case: \x1b[31m"), 400, "malformed-request"),
    "a large head": (get(HOST[:-2], b"X-A: " + b"a" * 20_000), 431, "request-head-too-large"),
    "a long target": (get(HOST[:-2], target=b"/echo?" + b"a" * 20_000), 431, "request-head-too-large"),
    "seventy headers": (get(HOST[:-2], *(b"x-%d: 1" % number for number in range(70))), 400, PAGE),
    "a large body": (post(b"Content-Length: 262145", body=b"x" * 262_145), 413, "request-too-large"),
    "a large chunked body": (
        CHUNKED + b"\r\n" + (b"8000\r\n" + b"x" * 0x8000 + b"\r\n") * 9 + b"0\r\n\r\n",
        413,
        "request-too-large",
    ),
    "no request": (b"\x16\x03\x01\x02\x00\r\n\r\n", 400, PAGE),
    "health from outside": (get(HOST[:-2], target=b"/healthz"), 404, "no-such-resource"),
    "readiness from outside": (get(HOST[:-2], target=b"/readyz?x"), 404, "no-such-resource"),
    "metrics from outside": (get(HOST[:-2], target=b"/metrics"), 404, "no-such-resource"),
}


@pytest.mark.parametrize("case", ACCEPTED)
def test_accepted_bytes_arrive_as_one_request(front: Running, case: str) -> None:
    sent, size = ACCEPTED[case]
    (answer,) = front.exchange(sent)
    assert answer.received["size"] == size
    names = {name for name, _ in answer.received["headers"]}
    assert not names & FOR_THE_CONNECTION
    assert not {"x-trailer", "authorization"} & names


@pytest.mark.parametrize("case", REFUSED)
def test_refusals_are_problem_details(front: Running, case: str) -> None:
    sent, status, code = REFUSED[case]
    answer = front.exchange(sent)[0]
    assert answer.status == status
    if code == PAGE:
        assert answer.headers["content-type"] == "text/html"
    else:
        assert problem(answer).type == f"urn:lea:problem:{code}"


def problem(answer: Answer) -> ProblemDetails:
    """The problem details of an answer, which are valid."""
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["cache-control"] == "no-store"
    details = ProblemDetails.model_validate_json(answer.body)
    assert details.status == answer.status
    assert details.problems
    return details


def test_a_late_body_is_not_read_as_another_request(front: Running) -> None:
    head = post(b"Connection: Upgrade", b"Upgrade: h2c", b"Content-Length: %d" % len(INNER))
    (answer,) = front.exchange(head, INNER, pause=0.3)
    assert answer.received["size"] == len(INNER)
    assert answer.received["query"] == ""


@pytest.mark.parametrize(
    "trailers",
    [b"x: y\r\n" * 1_400_000, b"x: " + b"y" * 8_000_000 + b"\r\n", b"Authorization: Bearer x\r\n" * 320_000],
    ids=["many", "one", "keys"],
)
@pytest.mark.parametrize("target", [b"/echo", b"/v1/bulk-requests"])
def test_eight_megabytes_of_trailers_are_refused_in_little_memory(
    front: Running, trailers: bytes, target: bytes
) -> None:
    memory = resident(front.worker)
    sent = CHUNKED.replace(b"/echo", target) + b"\r\n3\r\nabc\r\n0\r\n" + trailers + b"\r\n"
    assert not [answer for answer in front.exchange(sent) if answer.status == 200]
    assert resident(front.worker) - memory < 4_000
    assert front.exchange(request())[0].status == 200


def resident(pid: int) -> int:
    """Kilobytes of memory of a process."""
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmRSS"))


def test_a_bulk_request_streams_through(front: Running) -> None:
    memory = resident(front.worker)
    sent = request("POST", "/v1/bulk-requests", "x" * 20_000_000)
    assert front.exchange(sent)[0].received["size"] == 20_000_000
    assert resident(front.worker) - memory < 4_000


def test_header_lines_arrive_as_they_were_sent(front: Running) -> None:
    lines = (b'If-None-Match: "a"', b"Accept-Language:  ru ,be;q=0.5\t ", b'If-None-Match: "b"', b"Signature: \t x \t")
    (answer,) = front.exchange(get(HOST[:-2], *lines, target=b"/x/../echo?a=%2f+b&c"))
    assert answer.header_lines("if-none-match") == ['"a"', '"b"']
    assert answer.header_lines("accept-language") == ["ru ,be;q=0.5"]
    assert answer.header_lines("signature") == ["x"]
    assert answer.header_lines("host") == ["localhost"]
    assert (answer.received["target"], answer.received["query"]) == ("/x/../echo", "a=%2f+b&c")


def test_any_host_and_any_case_of_a_method_reach_the_application(front: Running) -> None:
    (answer,) = front.exchange(get(b"Host: evil.example:1").replace(b"GET", b"get"))
    assert answer.received["method"] == "get"
    assert answer.header_lines("host") == ["evil.example:1"]


def test_one_connection_serves_many_requests(front: Running) -> None:
    with front.connected() as connection:
        for number in range(3):
            (answer,) = exchange(connection, request(target=f"/echo?{number}"), quiet=0.3)
            assert answer.received["query"] == str(number)
    answers = front.exchange(request(target="/echo?a") + request(target="/echo?b"))
    assert [answer.received["query"] for answer in answers] == ["a", "b"]


@pytest.mark.skipif(shutil.which("curl") is None, reason="no curl here")
@pytest.mark.parametrize("option", ["--http2", "--http1.1"])
def test_curl_is_answered_in_http_1_1_whatever_it_asks_for(front: Running, option: str) -> None:
    shown = "%{http_version} %{response_code}"
    command = ["curl", "--silent", option, "--cacert", str(front.folder / "ca.pem"), "--data", "abc"]
    done = subprocess.run(
        [*command, "--write-out", shown, "--noproxy", "*", f"{front.url}/echo"], capture_output=True, check=True
    )
    content, _, figures = done.stdout.decode().rpartition("}")
    assert figures == "1.1 200"
    assert json.loads(content + "}")["body"] == "abc"
