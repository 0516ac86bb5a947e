"""RabbitMQ and its port mapper as processes of the stack, on loopback only."""

import http.client
import json
import os
import socket
import sys
from collections.abc import Mapping
from pathlib import Path

from infra.broker.definitions import MESSAGE_BYTES, PLUGINS, definitions, permissions
from infra.broker.management import LOOPBACK, Management
from infra.broker.names import ADMINISTRATOR, PROVISIONER, VHOST
from infra.broker.topology import LAST
from infra.stack.addresses import Addresses
from infra.stack.binaries import PATH, engine_user, epmd, private_folder, rabbitmq_folder, write_private
from infra.stack.passwords import Passwords
from infra.stack.ports import NODES, Ports
from infra.stack.process import Program
from infra.stack.settings import PROJECT, TOPOLOGY, StackSettings

NODE = "lea@localhost"
_OF_NODE = ("management", "broker_metrics", "distribution")

# Quorum queues keep written entries in memory until their log file is full. With the default size of 512 MB they exceed
# the memory limit set here, which blocks publishers.
_WAL_SIZE = 128 * 1024 * 1024


def port_mapper(home: Path, ports: Ports) -> Program:
    """Erlang's epmd. Otherwise Erlang would start one that outlives the stack and listens on every address."""
    user = engine_user("rabbitmq")
    port = ports["epmd"]
    return Program(
        name="epmd",
        argv=(str(epmd()), "-address", LOOPBACK, "-port", str(port)),
        environment={"PATH": PATH, "LC_ALL": "C.UTF-8"},
        ready=lambda: _maps_ports(port),
        ports={"epmd": port},
        user=user,
        folder=private_folder(home / "rabbitmq", user),
    )


def _maps_ports(port: int) -> bool:
    """Whether epmd answers the request for all names: its first four bytes repeat its own port."""
    try:
        with socket.create_connection((LOOPBACK, port), timeout=1) as connection:
            connection.sendall(b"\0\1n")
            return connection.recv(4) == port.to_bytes(4)
    except OSError:
        return False


def program(home: Path, settings: StackSettings, ports: Ports, passwords: Passwords) -> Program:
    """The only node of the broker."""
    folder = private_folder(home / "rabbitmq", engine_user("rabbitmq"))
    own = {name: ports[name] for name in ("amqp", *_OF_NODE)}
    return _program("broker", NODE, folder, own, settings, ports, passwords)


def cluster(home: Path, settings: StackSettings, ports: Ports, passwords: Passwords) -> list[Program]:
    """Three nodes that find each other. Clients reach them through HAProxy."""
    user = engine_user("rabbitmq")
    private_folder(home / "rabbitmq", user)
    return [
        _program(
            f"broker-{node}",
            _node(node),
            private_folder(home / "rabbitmq" / str(node), user),
            {"amqp": ports[f"broker-{node}"], **{name: ports[f"{name}-{node}"] for name in _OF_NODE}},
            settings,
            ports,
            passwords,
            _CLUSTER,
        )
        for node in NODES
    ]


def _node(node: int) -> str:
    return f"lea{node}@localhost"


_CLUSTER = "\n".join(
    [
        "cluster_formation.peer_discovery_backend = classic_config",
        *(f"cluster_formation.classic_config.nodes.{node} = {_node(node)}" for node in NODES),
        "cluster_name = lea",
        # Of two parts of a divided cluster the smaller one takes no clients.
        "cluster_partition_handling = pause_minority",
        # Otherwise all leaders would be on the node that `topology` is connected to.
        "queue_leader_locator = balanced",
        # HAProxy greets every node each second, and ends the connection.
        "log.connection.level = error",
        "",
    ]
)


def administration(ports: Ports, passwords: Passwords) -> Management:
    """The management interface for the administrator; in a cluster that of any living node."""
    return Management(ports["management"], ADMINISTRATOR, passwords[ADMINISTRATOR])


def joined(management: Management) -> bool:
    """Whether all nodes of a cluster run and know each other."""
    try:
        _, nodes = management.call("GET", "/api/nodes")
    except (OSError, http.client.HTTPException):
        return False
    return isinstance(nodes, list) and [each.get("running") for each in nodes] == [True] * len(NODES)


def _program(
    name: str,
    node: str,
    folder: Path,
    own: dict[str, int],
    settings: StackSettings,
    ports: Ports,
    passwords: Passwords,
    formation: str = "",
) -> Program:
    """A node; `own` are its ports."""
    user = engine_user("rabbitmq")
    users = {name: passwords[name] for name in permissions()}
    write_private(folder / ".erlang.cookie", passwords["erlang-cookie"], user)
    write_private(folder / "definitions.json", json.dumps(definitions(users), indent=2), user)
    write_private(folder / "rabbitmq.conf", _configuration(folder, own) + formation, user)
    write_private(folder / "enabled_plugins", f"[{','.join(PLUGINS)}].\n", user)
    administrator = Management(own["management"], ADMINISTRATOR, passwords[ADMINISTRATOR])
    return Program(
        name=name,
        argv=(str(rabbitmq_folder(settings) / "rabbitmq-server"),),
        environment=_environment(node, folder, own["distribution"], ports["epmd"]),
        ready=lambda: administrator.get(f"/api/health/checks/port-listener/{own['amqp']}"),
        ports=own,
        user=user,
        folder=folder,
    )


def topology(addresses: Addresses, administrator: Management) -> Program:
    """The process that declares exchanges and dead-letter queues."""
    return Program(
        name=TOPOLOGY,
        argv=(sys.executable, "-m", "infra.broker.topology"),
        environment={**os.environ, "LEA_BROKER_URL": addresses.broker(PROVISIONER)},
        ready=lambda: administrator.get(f"/api/exchanges/{VHOST}/{LAST}"),
        folder=PROJECT,
    )


def _configuration(folder: Path, ports: Mapping[str, int]) -> str:
    return f"""\
listeners.tcp.1 = {LOOPBACK}:{ports["amqp"]}
management.tcp.ip = {LOOPBACK}
management.tcp.port = {ports["management"]}
prometheus.tcp.ip = {LOOPBACK}
prometheus.tcp.port = {ports["broker_metrics"]}
load_definitions = {folder}/definitions.json
log.file = false
log.console = true
log.console.use_colors = off
vm_memory_high_watermark.absolute = 1GB
raft.wal_max_size_bytes = {_WAL_SIZE}
disk_free_limit.absolute = 200MB
max_message_size = {MESSAGE_BYTES}
"""


def _environment(node: str, folder: Path, distribution: int, mapper: int) -> dict[str, str]:
    return {
        "PATH": PATH,
        "LC_ALL": "C.UTF-8",
        "HOME": str(folder),
        # Makes the start script replace itself by the Erlang VM, so that signals reach the node.
        "RUNNING_UNDER_SYSTEMD": "true",
        "RABBITMQ_NODENAME": node,
        "RABBITMQ_CONF_ENV_FILE": "/dev/null",
        "RABBITMQ_CONFIG_FILE": str(folder / "rabbitmq.conf"),
        "RABBITMQ_ENABLED_PLUGINS_FILE": str(folder / "enabled_plugins"),
        "RABBITMQ_MNESIA_BASE": str(folder / "mnesia"),
        "RABBITMQ_LOG_BASE": str(folder),
        "RABBITMQ_PID_FILE": str(folder / "pid"),
        "RABBITMQ_DIST_PORT": str(distribution),
        "RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS": "-kernel inet_dist_use_interface {127,0,0,1}",
        "ERL_EPMD_PORT": str(mapper),
        "ERL_EPMD_ADDRESS": LOOPBACK,
        "ERL_CRASH_DUMP_BYTES": "0",
    }
