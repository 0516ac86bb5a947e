"""etcd as processes of a cluster: three nodes, in which Patroni keeps who is the primary.

Only what has a certificate of the cluster's authority may connect, to a client port or to another node.
"""

import socket
import ssl
from pathlib import Path

from infra.haproxy.certificates import AUTHORITY, MEMBER, MEMBER_KEY, install_member, member_folder
from infra.stack.addresses import LOOPBACK
from infra.stack.binaries import PATH, engine_user, etcd, private_folder, write_private
from infra.stack.ports import NODES, Ports
from infra.stack.process import Program
from infra.stack.settings import StackSettings

_HEARTBEAT, _ELECTION = 500, 5000  # milliseconds; the defaults call elections on a busy machine


def client_files(home: Path, folder: Path, user: str | None) -> dict[str, str]:
    """Copy certificate and key of the cluster for this user. Returns their paths as Patroni names them."""
    made = install_member(member_folder(home))
    names = {"cacert": AUTHORITY, "cert": MEMBER, "key": MEMBER_KEY}
    for name in names.values():
        write_private(folder / name, (made / name).read_text(), user)
    return {key: str(folder / name) for key, name in names.items()}


def programs(home: Path, settings: StackSettings, ports: Ports, *, durable: bool) -> list[Program]:
    """The three nodes."""
    user = engine_user("etcd")
    return [_program(home, settings, ports, node, user, durable) for node in NODES]


def _program(home: Path, settings: StackSettings, ports: Ports, node: int, user: str | None, durable: bool) -> Program:
    folder = private_folder(home / "etcd" / str(node), user)
    (home / "etcd").chmod(0o755)
    data = private_folder(folder / "data", user)
    files = client_files(home, folder, user)
    client, peer = ports[f"etcd-{node}"], ports[f"etcd_peers-{node}"]
    members = ",".join(f"etcd-{each}=https://{LOOPBACK}:{ports[f'etcd_peers-{each}']}" for each in NODES)
    options = {
        "name": f"etcd-{node}",
        "data-dir": data,
        "listen-client-urls": f"https://{LOOPBACK}:{client}",
        "advertise-client-urls": f"https://{LOOPBACK}:{client}",
        "listen-peer-urls": f"https://{LOOPBACK}:{peer}",
        "initial-advertise-peer-urls": f"https://{LOOPBACK}:{peer}",
        "initial-cluster": members,
        "heartbeat-interval": _HEARTBEAT,
        "election-timeout": _ELECTION,
        # Patroni writes every few seconds: old revisions would fill the disk.
        "auto-compaction-retention": "1h",
        **{f"{kind}trusted-ca-file": files["cacert"] for kind in ("", "peer-")},
        **{f"{kind}cert-file": files["cert"] for kind in ("", "peer-")},
        **{f"{kind}key-file": files["key"] for kind in ("", "peer-")},
        **{f"{kind}client-cert-auth": "true" for kind in ("", "peer-")},
        "logger": "zap",
    }
    if not durable:
        options["unsafe-no-fsync"] = "true"
    return Program(
        name=f"etcd-{node}",
        argv=(str(etcd(settings)), *(f"--{name}={value}" for name, value in options.items())),
        environment={"PATH": PATH, "LC_ALL": "C.UTF-8"},
        ready=lambda: _healthy(client, files),
        ports={"etcd": client, "peers": peer},
        user=user,
        folder=folder,
        stop_timeout=10,
    )


def _healthy(port: int, files: dict[str, str]) -> bool:
    """Whether the node answers and knows a leader."""
    context = ssl.create_default_context(cafile=files["cacert"])
    context.load_cert_chain(files["cert"], files["key"])
    try:
        with (
            socket.create_connection((LOOPBACK, port), timeout=2) as plain,
            context.wrap_socket(plain, server_hostname=LOOPBACK) as connection,
        ):
            connection.sendall(b"GET /health HTTP/1.0\r\n\r\n")
            return b'"health":"true"' in connection.recv(4096)
    except OSError:
        return False
