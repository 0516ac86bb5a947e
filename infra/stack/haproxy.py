"""HAProxy as a process of the stack: its configuration, its certificate, its reload."""

import grp
import os
import pwd
import shutil
import signal
import socket
import subprocess
from collections.abc import Sequence
from pathlib import Path

from infra.haproxy.balancer import GREETING, Balanced
from infra.haproxy.balancer import balancer as balancing
from infra.haproxy.certificates import AUTHORITY, SERVED, Named, install
from infra.haproxy.configuration import CONFIGURATION, HEALTH, READINESS, Front, files
from infra.haproxy.settings import FrontSettings
from infra.stack.addresses import DESK, EDGE, LOOPBACK, kind_of
from infra.stack.binaries import PATH, engine_user, haproxy
from infra.stack.errors import StackError
from infra.stack.ports import NODES, Ports
from infra.stack.process import Program
from infra.stack.readiness import answers
from infra.stack.records import Records
from infra.stack.settings import BACKUP, BALANCER, FRONT, SERVICES, TRACES, StackSettings

_LONGEST_PATH = 100  # of a Unix socket; Linux allows 107 bytes


def sockets_in(home: Path) -> Path:
    """The folder of the Unix sockets; only the user of the services and HAProxy's group can enter it."""
    folder = home / "sockets"
    if len(str(folder / "court_query.sock")) > _LONGEST_PATH:
        raise StackError(f"The name {home} is too long for Unix sockets: set LEA_HOME to another folder.")
    folder.mkdir(mode=0o750, exist_ok=True)
    if user := engine_user("haproxy"):
        shutil.chown(folder, group=_group(user))
        # Sockets created in it inherit the group.
        folder.chmod(0o2750)
    return folder


def ca_file(home: Path) -> Path:
    """The certificate of the stack's local certificate authority."""
    return home / "tls" / AUTHORITY


def program(home: Path, settings: StackSettings, ports: Ports, processes: Sequence[str]) -> Program:
    """HAProxy in front of these processes, among them all of the edge."""
    named = ports.named
    configuration = _write(home, settings, named, processes)
    listens = {
        name: ports[name]
        for name in ("operations", "edge", *({kind_of(process) for process in processes} & {TRACES, DESK}))
    }
    return Program(
        name=FRONT,
        argv=(str(haproxy(settings)), "-W", "-f", str(configuration)),
        environment={"PATH": PATH, "LC_ALL": "C.UTF-8"},
        ready=lambda: answers(named["operations"], HEALTH),
        ports=listens,
        folder=home / "front",
        stop_timeout=10,
    )


def balancer(home: Path, settings: StackSettings, ports: Ports) -> Program:
    """HAProxy between clients and the nodes of a broker cluster."""
    folder, user = home / "balancer", engine_user("haproxy")
    folder.mkdir(mode=0o700, exist_ok=True)
    amqp, management = (
        Balanced(f"{LOOPBACK}:{ports[name]}", [f"{LOOPBACK}:{ports[f'{of_node}-{node}']}" for node in NODES])
        for name, of_node in (("amqp", "broker"), ("management", "management"))
    )
    text = balancing(amqp, management, user, _group(user) if user else None)
    (folder / CONFIGURATION).write_text(text)
    return Program(
        name=BALANCER,
        argv=(str(haproxy(settings)), "-W", "-f", str(folder / CONFIGURATION)),
        environment={"PATH": PATH, "LC_ALL": "C.UTF-8"},
        ready=lambda: _takes_broker(ports["amqp"]),
        ports={name: ports[name] for name in ("amqp", "management")},
        folder=folder,
        stop_timeout=10,
    )


def reaches_edge(operations: int) -> bool:
    """Whether HAProxy has a healthy process of the edge."""
    return answers(operations, READINESS)


def reload(home: Path, settings: StackSettings, ports: dict[str, int]) -> None:
    """Renew the certificate if it is due, rewrite the configuration, and make the running HAProxy load it.

    No request is lost: the previous worker finishes its requests. Raises StackError, without any effect on the running
    HAProxy, if the configuration is invalid.
    """
    records = Records(home / "processes")
    front = records.read(FRONT)
    if front is None or not front.alive:
        raise StackError(f"HAProxy does not run in {home}: `lea stack up` starts it.")
    served = [record.name for record in records if kind_of(record.name) in (*SERVICES, BACKUP, TRACES)]
    configuration = _write(home, settings, ports, served)
    checked = subprocess.run(
        [haproxy(settings), "-c", "-q", "-f", configuration], capture_output=True, text=True, check=False
    )
    if checked.returncode != 0:
        raise StackError(f"HAProxy rejects the new configuration and keeps the present one:\n{checked.stderr}")
    os.kill(front.pid, signal.SIGUSR2)


def renew(home: Path, settings: StackSettings, ports: dict[str, int]) -> bool:
    """As `reload`, if another certificate is to be served; returns whether there was one.

    It is renewed thirty days before its end, or has been replaced where settings name it.
    """
    served = home / "tls" / SERVED
    before = served.read_bytes() if served.exists() else b""
    _install(home, settings)
    if served.read_bytes() == before:
        return False
    reload(home, settings, ports)
    return True


def _install(home: Path, settings: StackSettings) -> None:
    named = Named(settings.tls_certificate, settings.tls_key) if settings.tls_certificate else None
    try:
        install(home / "tls", named)
    except OSError as missing:
        raise StackError(f"The certificate of the court interface cannot be read: {missing}.") from None


def _write(home: Path, settings: StackSettings, ports: dict[str, int], processes: Sequence[str]) -> Path:
    """Write all files of the configuration. Returns the path of the main file."""
    folder = home / "front"
    _install(home, settings)
    user = engine_user("haproxy")
    front = Front(
        court=f"{LOOPBACK}:{ports['edge']}",
        operations=f"{LOOPBACK}:{ports['operations']}",
        desk=f"{LOOPBACK}:{ports[DESK]}" if DESK in map(kind_of, processes) else None,
        traces=f"{LOOPBACK}:{ports[TRACES]}" if TRACES in processes else None,
        sockets=sockets_in(home),
        edges=[process for process in processes if kind_of(process) == EDGE],
        processes=list(processes),
        certificate=home / "tls" / SERVED,
        client_ca=settings.tls_client_ca,
        user=user,
        group=_group(user) if user else None,
        settings=FrontSettings(),
    )
    for name, text in files(front).items():
        (folder / name).parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        (folder / name).write_text(text)
    return folder / CONFIGURATION


def _group(user: str) -> str:
    return grp.getgrgid(pwd.getpwnam(user).pw_gid).gr_name


def _takes_broker(port: int) -> bool:
    """Whether a node of the broker answers a client."""
    try:
        with socket.create_connection((LOOPBACK, port), timeout=2) as connection:
            connection.sendall(bytes.fromhex(GREETING))
            return bool(connection.recv(1))
    except OSError:
        return False
