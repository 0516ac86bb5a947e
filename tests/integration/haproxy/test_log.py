"""HAProxy's log: one JSON object a line, by route, without personal data."""

import json
import socket
from datetime import datetime
from urllib.request import urlopen
from uuid import UUID

import pytest

from infra.haproxy.routes import ROUTES
from services.edge.api import EdgeApi
from tests.integration.haproxy.running import Running, request, wait
from tests.integration.haproxy.test_messages import REFUSED, problem

NUMBER = "0401-2026-000003"
TRACE = "4bf92f3577b34da6a3ce929d0e0e4736"
TRACEPARENT = f"00-{TRACE}-00f067aa0ba902b7-01"


def test_a_line_has_the_fields_operators_need(front: Running) -> None:
    target = f"/v1/enforcement-proceedings/{NUMBER}?as_of=2026-01-01"
    headers = {"Authorization": "Bearer key.secret", "LEA_Court_Case": "1-1/2026", "traceparent": TRACEPARENT}
    (answer,) = front.exchange(request(target=target, **headers), certificate=front.court)
    (request_id,) = answer.header_lines("x-request-id")
    assert UUID(request_id)
    line = front.logged(request_id)
    assert abs((datetime.now().astimezone() - datetime.fromisoformat(line["timestamp"])).total_seconds()) < 60
    assert line["route"] == "enforcement-proceeding"
    assert (line["method"], line["status"], line["frontend"]) == ("GET", 200, "court")
    assert line["server"] in front.front.edges
    assert (line["termination"], line["retries"], line["trace_id"]) == ("--", "0", TRACE)
    assert line["tls"] == "TLSv1.3"
    assert line["certificate"] is True
    assert line["bytes_in"] > 100
    assert line["total_ms"] >= 0


def test_no_personal_data_is_logged(front: Running) -> None:
    (answer,) = front.exchange(request("POST", f"/x/{NUMBER}?debtor=Secret", "Secret", X_A="Secret", Cookie="Secret"))
    assert front.logged(answer.header_lines("x-request-id")[0])["route"] == "other"
    text = (front.folder / "log").read_text()
    assert not [word for word in (NUMBER, "Secret", "127.0.0.1", "secret", "1-1/2026") if word in text]


def test_the_client_cannot_choose_the_request_id(front: Running) -> None:
    (answer,) = front.exchange(request(X_Request_Id="mine"))
    (request_id,) = answer.header_lines("x-request-id")
    assert request_id != "mine"


@pytest.mark.parametrize("value", ["", "mine", TRACEPARENT.upper(), TRACEPARENT + '"', f"00-{TRACE}"])
def test_only_a_well_formed_trace_is_written(front: Running, value: str) -> None:
    (answer,) = front.exchange(request(traceparent=value))
    assert front.logged(answer.header_lines("x-request-id")[0])["trace_id"] is None


def test_a_problem_names_the_trace_of_its_request(front: Running) -> None:
    (answer,) = front.exchange(request(target="/metrics", traceparent=TRACEPARENT))
    assert problem(answer).trace_id == TRACE
    (answer,) = front.exchange(request(target="/metrics"))
    assert problem(answer).trace_id is None


def test_every_line_is_json_whatever_was_sent(front: Running) -> None:
    for sent, _, _ in REFUSED.values():
        front.exchange(sent, quiet=0.05)
    front.exchange(b'G"E\\T /echo HTTP/1.1\r\nHost: localhost\r\n\r\n')
    before = len(front.lines())
    with socket.create_connection(("127.0.0.1", front.port)) as connection:
        connection.sendall(request())
        connection.recv(100)
    wait(lambda: len(front.lines()) > before, "a failed handshake is logged")
    last = front.lines()[-1]
    assert last["event"] == "no readable request"
    assert "HTTP" in last["reason"] or "SSL" in last["reason"]


def test_every_operation_has_a_name() -> None:
    named = {operation["operationId"] for path in EdgeApi().openapi()["paths"].values() for operation in path.values()}
    assert named <= ROUTES.keys()


def test_health_readiness_and_metrics_of_each_process_are_on_the_operations_address(front: Running) -> None:
    for process in front.front.processes:
        for what in ("healthz", "readyz", "metrics"):
            with urlopen(f"{front.operations}/{process}/{what}") as answer:  # noqa: S310 - our own address
                assert json.load(answer) == {"process": process, "path": f"/{what}"}


def test_haproxy_has_its_own_metrics(front: Running) -> None:
    for path in ("healthz", "readyz"):
        with urlopen(f"{front.operations}/front/{path}") as answer:  # noqa: S310
            assert answer.status == 200
    with urlopen(f"{front.operations}/front/metrics") as answer:  # noqa: S310
        text = answer.read().decode()
    assert 'haproxy_server_check_status{proxy="edge",server="edge-1",state="L7OK"} 1' in text
    assert "haproxy_frontend_http_responses_total" in text
