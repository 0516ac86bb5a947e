"""PostgreSQL as processes of a cluster: three nodes under Patroni, of which one is the primary.

A commit waits until one of the two standbys has it (quorum), and only a standby that has every confirmed commit is
promoted. While no standby confirms, nothing is committed (`synchronous_mode_strict`).
"""

import http.client
import json
from pathlib import Path
from typing import Any

from infra.stack.addresses import LOOPBACK
from infra.stack.binaries import PATH, engine_user, patroni, postgres_folder, private_folder, tini, write_private
from infra.stack.etcd import client_files
from infra.stack.passwords import Passwords
from infra.stack.ports import NODES, Ports
from infra.stack.postgresql import ENVIRONMENT, SETTINGS, SUPERUSER, THROWAWAY
from infra.stack.process import Program
from infra.stack.settings import StackSettings

REPLICATOR, OPERATOR = "lea_replicator", "patroni"
PASSWORDS = tuple(f"database/{name}" for name in (REPLICATOR, OPERATOR))
"""The names of their passwords; that of the superuser is the same as on one machine."""

_BY_PATRONI = ("listen_addresses", "max_connections")
_FOR_REWINDING = "full_page_writes"  # pg_rewind refuses a primary without them
_DYNAMIC: dict[str, Any] = {
    # The least that Patroni allows: a node that ended, with its Patroni, is replaced after so many seconds.
    "ttl": 20,
    "loop_wait": 3,
    "retry_timeout": 5,
    "synchronous_mode": "quorum",
    "synchronous_mode_strict": True,
    # A primary whose server ends is not started again first: the other nodes are ready.
    "primary_start_timeout": 0,
    # Without etcd the primary goes on as long as it reaches all others.
    "failsafe_mode": True,
    "postgresql": {
        "use_pg_rewind": True,
        "use_slots": True,
        "parameters": {
            "wal_level": "replica",
            "wal_log_hints": "on",
            # Without it pg_rewind finds the point of divergence gone.
            "wal_keep_size": "512MB",
            "max_slot_wal_keep_size": "2GB",
            "max_connections": SETTINGS["max_connections"],
        },
    },
}


def programs(
    home: Path, settings: StackSettings, ports: Ports, passwords: Passwords, *, durable: bool
) -> list[Program]:
    """The three nodes."""
    passwords.generate(*PASSWORDS)
    user = engine_user("postgres")
    private_folder(home / "postgresql", user)
    return [_program(home, settings, ports, passwords, node, user, durable) for node in NODES]


def settled(ports: Ports) -> bool:
    """Whether there is a primary that takes writes, and both other nodes confirm commits."""
    for node in NODES:
        status, cluster = asked(ports[f"patroni-{node}"], "/cluster")
        if status == http.client.OK:
            roles = [member["role"] for member in cluster["members"] if member["state"] in ("running", "streaming")]
            return roles.count("leader") == 1 and roles.count("quorum_standby") == len(NODES) - 1
    return False


def primary(ports: Ports) -> int | None:
    """The node that is the primary now; None if no node says so."""
    return next((node for node in NODES if asked(ports[f"patroni-{node}"], "/primary")[0] == http.client.OK), None)


def asked(port: int, path: str) -> tuple[int, Any]:
    """Status and body of an answer of Patroni's interface; status 0 if there is none."""
    connection = http.client.HTTPConnection(LOOPBACK, port, timeout=2)
    try:
        connection.request("GET", path)
        answer = connection.getresponse()
        return answer.status, json.loads(answer.read() or b"null")
    except (OSError, http.client.HTTPException, ValueError):
        return 0, None
    finally:
        connection.close()


def _program(
    home: Path,
    settings: StackSettings,
    ports: Ports,
    passwords: Passwords,
    node: int,
    user: str | None,
    durable: bool,
) -> Program:
    folder = private_folder(home / "postgresql" / str(node), user)
    server, interface = ports[f"postgresql-{node}"], ports[f"patroni-{node}"]
    lasting = {"shared_buffers": f"{settings.buffers // len(NODES)}MB"}
    kept = lasting if durable else {name: value for name, value in THROWAWAY.items() if name != _FOR_REWINDING}
    own = {name: value for name, value in {**SETTINGS, **kept}.items() if name not in _BY_PATRONI}
    configuration = {
        "scope": "lea",
        "name": f"database-{node}",
        "restapi": {
            "listen": f"{LOOPBACK}:{interface}",
            "connect_address": f"{LOOPBACK}:{interface}",
            # Reading is free; a switchover or restart needs it.
            "authentication": {"username": OPERATOR, "password": passwords[f"database/{OPERATOR}"]},
        },
        "etcd3": {
            "hosts": [f"{LOOPBACK}:{ports[f'etcd-{each}']}" for each in NODES],
            "protocol": "https",
            **client_files(home, folder, user),
        },
        "bootstrap": {
            "dcs": _DYNAMIC,
            "initdb": [
                {"encoding": "UTF8"},
                {"locale": "C.UTF-8"},
                "data-checksums",
                {"auth-local": "reject"},
                {"auth-host": "scram-sha-256"},
                *([] if durable else ["no-sync"]),
            ],
        },
        "postgresql": {
            "listen": f"{LOOPBACK}:{server}",
            "connect_address": f"{LOOPBACK}:{server}",
            "data_dir": str(folder / "data"),
            "bin_dir": str(postgres_folder(settings)),
            "pgpass": str(folder / "pgpass"),
            "authentication": {
                # It also rewinds: another role may not connect to the database `postgres`.
                "superuser": {"username": SUPERUSER, "password": passwords[SUPERUSER]},
                "replication": {"username": REPLICATOR, "password": passwords[f"database/{REPLICATOR}"]},
            },
            "parameters": own,
            "pg_hba": [
                f"host replication {REPLICATOR} {LOOPBACK}/32 scram-sha-256",
                f"host all all {LOOPBACK}/32 scram-sha-256",
            ],
        },
    }
    file = folder / "patroni.json"
    write_private(file, json.dumps(configuration, indent=2), user)
    return Program(
        name=f"database-{node}",
        # The server is no child of Patroni and goes on without it. As a child of tini it ends with the node.
        argv=(str(tini()), "-s", "--", str(patroni(settings)), str(file)),
        environment={**ENVIRONMENT, "HOME": str(folder), "PYTHONDONTWRITEBYTECODE": "1", "PATH": PATH},
        ready=lambda: asked(interface, "/health")[0] == http.client.OK,
        ports={"postgresql": server, "patroni": interface},
        user=user,
        folder=folder,
        stop_timeout=60,
    )


def form_of(home: Path) -> bool | None:
    """Whether the data of this folder are those of a cluster; None if there are none."""
    if (home / "etcd").exists():
        return True
    return False if (home / "postgresql").exists() else None
