"""HAProxy with its configuration, before recording processes, in a folder for the test."""

import json
import signal
import socket
import ssl
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import trustme

from infra.haproxy.configuration import CONFIGURATION, Front, files
from infra.haproxy.settings import FrontSettings
from infra.stack.binaries import haproxy
from infra.stack.settings import StackSettings
from tests.patience import PATIENCE
from tests.service_process import free_port

RECORDER = Path(__file__).with_name("recorder.py")
NOTICE = 1.0
BRIEF = FrontSettings(
    connection_limit=200,
    head_timeout=0.5,
    body_timeout=0.7,
    idle_timeout=3.0,
    client_timeout=1.0,
    server_timeout=3.0,
    check_timeout=0.3,
    check_interval=0.1,
    reload_grace=10,
)
"""Limits that a test can wait for."""
_HANDSHAKES = 5


@dataclass(frozen=True)
class Answer:
    """One answer, as it was received."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def received(self) -> dict[str, Any]:
        """What the recorder received."""
        assert self.status == 200, (self.status, self.body)
        return dict(json.loads(self.body))

    def header_lines(self, name: str) -> list[str]:
        """The values of each line of a header the recorder received."""
        return [value for key, value in self.received["headers"] if key == name]


@dataclass
class Running:
    """HAProxy, the processes behind it and its log."""

    front: Front
    folder: Path
    authority: trustme.CA
    court: trustme.LeafCert
    haproxy: subprocess.Popen[bytes]
    processes: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)

    @property
    def url(self) -> str:
        return f"https://localhost:{self.port}"

    @property
    def port(self) -> int:
        return int(self.front.court.rpartition(":")[2])

    @property
    def operations(self) -> str:
        return f"http://{self.front.operations}"

    def context(self, certificate: trustme.LeafCert | None = None) -> ssl.SSLContext:
        """TLS of a client."""
        context = ssl.create_default_context()
        self.authority.configure_trust(context)
        if certificate:
            certificate.configure_cert(context)
        return context

    def connected(self, certificate: trustme.LeafCert | None = None) -> ssl.SSLSocket:
        """A connection after its handshake, which on a busy machine can take longer than the limit of a head."""
        for _ in range(_HANDSHAKES):
            plain = socket.create_connection(("127.0.0.1", self.port), timeout=PATIENCE)
            with suppress(ssl.SSLEOFError, ConnectionResetError):
                return self.context(certificate).wrap_socket(plain, server_hostname="localhost")
        raise AssertionError(f"the handshake failed {_HANDSHAKES} times")

    def exchange(
        self, *parts: bytes, pause: float = 0, certificate: trustme.LeafCert | None = None, quiet: float = 0.15
    ) -> list[Answer]:
        """Every answer to these bytes, until nothing comes for `quiet` seconds; `pause` is between the parts."""
        with self.connected(certificate) as connection:
            return exchange(connection, *parts, pause=pause, quiet=quiet)

    def start(self, name: str) -> None:
        """Start a recording process, and wait until it listens."""
        if name in self.processes:
            self.processes[name].wait(PATIENCE)
        path = self.front.sockets / f"{name}.sock"
        self.processes[name] = subprocess.Popen([sys.executable, RECORDER, path, name, str(NOTICE)])
        wait(lambda: _listens(str(path)), f"{name} listens")

    def reload(self) -> None:
        """Reload, and wait until the new worker serves or the configuration is refused."""
        before, ends = self._loads(), time.monotonic() + PATIENCE
        while self._loads() == before:
            # The master misses a signal that comes while it still starts itself anew.
            assert time.monotonic() < ends, "the configuration is not read"
            self.haproxy.send_signal(signal.SIGUSR2)
            with suppress(AssertionError):
                wait(lambda: self._loads() > before, "the configuration is read", 10)

    def _loads(self) -> int:
        notices = (self.folder / "notices").read_text()
        return notices.count("Loading success") + notices.count("Loading failure")

    def lines(self) -> list[dict[str, Any]]:
        """The log so far."""
        return [json.loads(line) for line in (self.folder / "log").read_text().splitlines()]

    def logged(self, request_id: str) -> dict[str, Any]:
        """The log line of a request."""

        def found() -> list[dict[str, Any]]:
            return [line for line in self.lines() if line.get("request_id") == request_id]

        wait(lambda: bool(found()), f"{request_id} is logged")
        return found()[0]

    @property
    def worker(self) -> int:
        """The pid of the process that serves."""
        children = Path(f"/proc/{self.haproxy.pid}/task/{self.haproxy.pid}/children").read_text().split()
        return int(children[-1])


@contextmanager
def running(folder: Path, settings: FrontSettings = BRIEF, *, recorded: bool = True) -> Iterator[Running]:
    """All processes, from their start to their end; those that are not `recorded` are started elsewhere."""
    authority = trustme.CA()
    (folder / "sockets").mkdir(mode=0o750)
    authority.cert_pem.write_to_path(folder / "ca.pem")
    own = authority.issue_cert("localhost", "127.0.0.1")
    own.private_key_and_cert_chain_pem.write_to_path(folder / "court.pem")
    edges = ("edge-1", "edge-2")
    front = Front(
        court=f"127.0.0.1:{free_port()}",
        operations=f"127.0.0.1:{free_port()}",
        sockets=folder / "sockets",
        edges=edges,
        processes=("intake", *edges),
        certificate=folder / "court.pem",
        client_ca=folder / "ca.pem",
        settings=settings,
    )
    write(front, folder)
    with ExitStack() as ending:
        log = ending.enter_context((folder / "log").open("wb"))
        notices = ending.enter_context((folder / "notices").open("wb"))
        command = [str(haproxy(StackSettings())), "-W", "-f", str(folder / CONFIGURATION)]
        process = subprocess.Popen(command, stdout=log, stderr=notices)
        made = Running(front, folder, authority, authority.issue_cert("court"), process)
        ending.callback(_end, made)
        for name in front.processes if recorded else ():
            made.start(name)
        wait(lambda: made.exchange(request())[0].status == (200 if recorded else 503), "the front answers")
        yield made


def write(front: Front, folder: Path) -> None:
    """Write the files of a configuration."""
    for name, text in files(front).items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(text)


def _end(made: Running) -> None:
    for process in (made.haproxy, *made.processes.values()):
        process.send_signal(signal.SIGCONT)
        process.terminate()
    for process in made.processes.values():
        process.kill()
    for process in (made.haproxy, *made.processes.values()):
        process.wait(PATIENCE)


def wait(condition: Any, what: str, seconds: float = PATIENCE) -> None:
    """Wait until a condition holds; it does not hold while it raises OSError."""
    ends = time.monotonic() + seconds
    while True:
        try:
            if condition():
                return
        except (OSError, IndexError):
            pass
        assert time.monotonic() < ends, f"not after {seconds:.0f} s: {what}"
        time.sleep(0.05)


def _listens(path: str) -> bool:
    with socket.socket(socket.AF_UNIX) as probe:
        probe.connect(path)
        return True


def exchange(connection: socket.socket, *parts: bytes, pause: float = 0, quiet: float = 0.15) -> list[Answer]:
    """Send the parts, and read answers until nothing comes for `quiet` seconds."""
    # A request that is too large is refused before all of it has arrived.
    with suppress(OSError):
        for part in parts:
            connection.sendall(part)
            time.sleep(pause)
    read = b""
    with suppress(OSError):
        while part := connection.recv(65536):
            read += part
            connection.settimeout(quiet)
    return answers(read)


def request(method: str = "GET", target: str = "/echo", body: str = "", **headers: str) -> bytes:
    """The bytes of a well-formed request; `_` in the name of a header stands for `-`."""
    lines = {"Host": "localhost", **{name.replace("_", "-"): value for name, value in headers.items()}}
    if body:
        lines["Content-Length"] = str(len(body))
    head = "".join(f"{name}: {value}\r\n" for name, value in lines.items())
    return f"{method} {target} HTTP/1.1\r\n{head}\r\n{body}".encode("latin-1")


def answers(text: bytes) -> list[Answer]:
    """The answers in what was read; interim ones are left out."""
    found: list[Answer] = []
    while text:
        head, _, text = text.partition(b"\r\n\r\n")
        status, *lines = head.decode("latin-1").split("\r\n")
        headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
        code = int(status.split()[1])
        if code < 200:
            continue
        body, text = _body(headers, text)
        found.append(Answer(code, headers, body))
    return found


def _body(headers: Mapping[str, str], text: bytes) -> tuple[bytes, bytes]:
    if "content-length" in headers:
        length = int(headers["content-length"])
        return text[:length], text[length:]
    if headers.get("transfer-encoding") != "chunked":
        return text, b""
    body = b""
    while True:
        size, _, text = text.partition(b"\r\n")
        length = int(size or b"0", 16)
        if not length:
            return body, text.removeprefix(b"\r\n")
        body, text = body + text[:length], text[length + 2 :]
