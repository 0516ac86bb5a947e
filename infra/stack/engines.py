"""The engines of a stack as programs, in the order in which they start: on one machine, or as a cluster."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from infra.backup.repository import Repository
from infra.backup.settings import BackupSettings
from infra.stack import etcd, haproxy, patroni, postgresql, rabbitmq
from infra.stack.passwords import Passwords
from infra.stack.ports import Ports
from infra.stack.process import Program
from infra.stack.settings import StackSettings


@dataclass(frozen=True)
class Engines:
    """Programs that start together, by step."""

    first: Sequence[Program]
    """What the others need."""
    databases: Sequence[Program]
    brokers: Sequence[Program]
    before_clients: Sequence[Program] = ()
    """What stands between clients and brokers."""
    writable: Callable[[], bool] = lambda: True
    """Whether the databases, all ready, take writes."""
    joined: Callable[[], bool] = lambda: True
    """Whether the brokers, all ready, have found each other."""


def one_machine(
    home: Path,
    settings: StackSettings,
    ports: Ports,
    passwords: Passwords,
    durable: bool,
    archive: tuple[Repository, BackupSettings] | None,
) -> Engines:
    """One server and one node of the broker."""
    return Engines(
        first=[rabbitmq.port_mapper(home, ports)],
        databases=[postgresql.program(home, settings, ports, passwords, durable, archive)],
        brokers=[rabbitmq.program(home, settings, ports, passwords)],
    )


def cluster(home: Path, settings: StackSettings, ports: Ports, passwords: Passwords, durable: bool) -> Engines:
    """Three nodes of each engine, and HAProxy in front of the brokers."""
    management = rabbitmq.administration(ports, passwords)
    return Engines(
        first=[rabbitmq.port_mapper(home, ports), *etcd.programs(home, settings, ports, durable=durable)],
        databases=patroni.programs(home, settings, ports, passwords, durable=durable),
        brokers=rabbitmq.cluster(home, settings, ports, passwords),
        before_clients=[haproxy.balancer(home, settings, ports)],
        writable=lambda: patroni.settled(ports),
        joined=lambda: rabbitmq.joined(management),
    )
