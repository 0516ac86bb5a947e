"""Several processes of the edge behind one address: balanced, checked, stopped, killed, hanging; and reloads."""

import signal
import ssl
import time
from collections.abc import Iterator
from http import HTTPStatus
from threading import Thread
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest

from tests.integration.haproxy.load import LOST, load
from tests.integration.haproxy.running import BRIEF, Running, request, running, wait
from tests.integration.haproxy.test_messages import problem

CLIENTS = 4
PATIENT = BRIEF.model_copy(
    update={"idle_timeout": 15.0, "head_timeout": 5.0, "client_timeout": 20.0, "check_timeout": 1.5}
)
"""Long limits, so that a short stall of the machine fails no test."""


@pytest.fixture(scope="module")
def front(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """Another HAProxy, because these tests disturb it."""
    with running(tmp_path_factory.mktemp("balanced"), PATIENT) as made:
        yield made


@pytest.fixture(autouse=True)
def both(front: Running) -> None:
    """Before each test both processes answer."""
    for name in front.front.edges:
        front.processes[name].send_signal(signal.SIGCONT)
        if front.processes[name].poll() is not None:
            front.start(name)
    wait(lambda: answering(front) == {"edge-1", "edge-2"}, "both processes answer")


def answering(front: Running) -> set[str]:
    """The processes that answer four requests; failed requests are left out."""
    answers = front.exchange(request() * 4)
    return {str(answer.received["process"]) for answer in answers if answer.status == HTTPStatus.OK}


def test_requests_go_to_the_process_with_the_fewest(front: Running) -> None:
    slow = Thread(target=front.exchange, args=(request(target="/slow?2.5"),), kwargs={"quiet": 3})
    slow.start()
    time.sleep(1)
    with load(front, clients=1) as seen:
        time.sleep(0.3)
    slow.join()
    assert len(set(seen.processes)) == 1


def test_a_process_that_stops_loses_no_request(front: Running) -> None:
    with load(front, CLIENTS) as seen:
        time.sleep(0.3)
        front.processes["edge-1"].terminate()
        assert front.processes["edge-1"].wait(10) == 0
        time.sleep(0.3)
    assert seen.failures == []
    assert set(seen.processes[-10:]) == {"edge-2"}


def test_a_killed_process_loses_only_its_running_requests(front: Running) -> None:
    with load(front, CLIENTS) as seen:
        wait(lambda: len(seen.processes) > CLIENTS, "requests are answered")
        front.processes["edge-1"].kill()
        before = len(seen.processes)
        wait(lambda: len(seen.processes) > before + 10 * CLIENTS, "the other process answers")
    # HAProxy answers 502 to the first request of a connection, and closes the connection at a later one.
    assert set(seen.failures) <= {502, LOST}
    assert len(seen.failures) <= CLIENTS
    assert set(seen.processes[-10:]) == {"edge-2"}


def test_a_hanging_process_gets_no_requests_until_it_continues(front: Running) -> None:
    with load(front, CLIENTS) as seen:
        time.sleep(0.3)
        front.processes["edge-1"].send_signal(signal.SIGSTOP)
        wait(lambda: answering(front) == {"edge-2"}, "the hanging process is left out")
        time.sleep(BRIEF.server_timeout)
        front.processes["edge-1"].send_signal(signal.SIGCONT)
    assert set(seen.failures) <= {504, LOST}
    # A client that connects again may meet the hanging process once more before a check leaves it out.
    assert len(seen.failures) <= 2 * CLIENTS


def test_without_any_process_the_service_is_unavailable(front: Running) -> None:
    for name in front.front.edges:
        front.processes[name].kill()
        front.processes[name].wait()
    (answer,) = front.exchange(request())
    assert problem(answer).type == "urn:lea:problem:unavailable"
    assert (answer.status, answer.headers["retry-after"]) == (503, "5")
    with urlopen(f"{front.operations}/front/healthz") as healthy:  # noqa: S310 - our own address
        assert healthy.status == 200
    wait(lambda: status(f"{front.operations}/front/readyz") == 503, "the front is not ready")
    assert status(f"{front.operations}/edge-1/healthz") == 503


def status(url: str) -> int:
    try:
        with urlopen(url) as answer:  # noqa: S310
            return int(answer.status)
    except HTTPError as error:
        with error:
            return error.code


def test_reloads_under_load_lose_no_request_and_serve_a_renewed_certificate(front: Running) -> None:
    def served() -> str:
        with front.connected() as connection:
            shown = connection.getpeercert(binary_form=True)
            assert shown
            return ssl.DER_cert_to_PEM_cert(shown)

    before = served()
    renewed = front.authority.issue_cert("localhost", "127.0.0.1")
    renewed.private_key_and_cert_chain_pem.write_to_path(front.folder / "court.pem")
    with load(front, CLIENTS) as seen:
        for _ in range(3):
            front.reload()
            time.sleep(0.3)
    assert seen.failures == []
    assert len(seen.processes) > 100
    assert served() == renewed.cert_chain_pems[0].bytes().decode() != before


def test_an_invalid_configuration_leaves_the_running_one(front: Running) -> None:
    certificate = front.folder / "court.pem"
    right = certificate.read_bytes()
    certificate.write_bytes(b"no certificate")
    try:
        front.reload()
        wait(lambda: "[ALERT]" in (front.folder / "notices").read_text().rpartition("Reloading")[2], "it is refused")
        assert front.exchange(request())[0].status == 200
    finally:
        certificate.write_bytes(right)
        front.reload()
    wait(lambda: front.exchange(request())[0].status == 200, "it answers")
