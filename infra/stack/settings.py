"""Settings of the native stack, `LEA_…`, with defaults for one machine."""

import hashlib
import os
from pathlib import Path
from typing import Self

from pydantic import Field, SecretStr, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from shared.services import processes

PROJECT = Path(__file__).resolve().parents[2]
COMPOSE, COMPOSE_HOME = "compose", PROJECT / ".run" / "compose"
"""The name of the containers among the stacks, and their folder, as the Compose file names it."""
SERVICES = processes()
"""The processes of the services. `edge` stands for several API processes; `edge_worker` uses the same database."""
TRACES = "traces"
"""The trace viewer. It starts before the services, which send it their spans."""
TOPOLOGY = "topology"
"""The process that declares exchanges and queues of the broker, and restores them."""
BACKUP = "backup"
"""The process that makes backups and measures them."""
REBUILDS = "rebuilds"
"""The process that rebuilds the read model when operators ask for it."""
ACCESS = "access"
"""The process that keeps users and queues of subscribers in the broker."""
BALANCER = "balancer"
"""HAProxy between clients and the brokers of a cluster."""
FRONT = "front"
"""HAProxy, in front of the services and the viewer."""
MONITORING = "monitoring"
"""Among the names of what a stack starts: the processes `WATCHERS`."""
PROMETHEUS, ALERTMANAGER, DATABASE_EXPORTER, HOST_EXPORTER = WATCHERS = (
    *("prometheus", "alertmanager", "database_exporter", "host_exporter"),
)
"""Prometheus, what sends its alerts, and what measures PostgreSQL and the machine for it."""

CLUSTER = "--cluster"
"""The option of the supervisor that starts several nodes of each engine."""
_START_OF_CLUSTER = 240.0  # seconds; two standbys copy the primary meanwhile
_AT_LEAST = 2  # processes of a service in a cluster
_BUFFERS_AT_LEAST, _BUFFERS_AT_MOST = 128, 8192


class StackSettings(BaseSettings):
    """Settings of the native runner."""

    model_config = SettingsConfigDict(env_prefix="LEA_", frozen=True, extra="ignore", use_attribute_docstrings=True)

    home: Path | None = None
    """Data folder. Without it `.run/<name>` in the project; for root, in a checkout that only root may enter, a folder
    under `/var/lib/ais-lea`.
    """
    base_port: int | None = Field(default=None, ge=1024, le=65000)
    """First of the 20 ports of the stack. Without it the ports the folder had before, else the first free ones from
    24000 on.
    """
    postgres_bin: Path | None = None
    """Folder with the programs `postgres` and `initdb`. Without it the newest under `/usr/lib/postgresql`."""
    postgres_shared_buffers: int | None = Field(default=None, ge=16)
    """Megabytes of memory in which PostgreSQL keeps pages. Without it a quarter of the machine's memory, from 128 to
    8192.
    """
    etcd: Path | None = None
    """The program `etcd`, of a cluster. Without it the distribution's."""
    patroni: Path | None = None
    """The program `patroni`, of a cluster. Without it that of `infra/setup cluster`."""
    rabbitmq_sbin: Path | None = None
    """Folder with the program `rabbitmq-server`. Without it the newest under `/usr/lib/rabbitmq`."""
    haproxy: Path | None = None
    """The program `haproxy`. Without it the distribution's."""
    edge_processes: int = Field(default=2, ge=1, le=64)
    """API processes of the edge. Each uses one core at most."""
    service_processes: int = Field(default=1, ge=1, le=8)
    """Processes of every other service. In a cluster at least two."""
    tls_certificate: Path | None = None
    """Certificate chain (PEM) of the court interface. Without it one issued by a local authority made for the stack."""
    tls_key: Path | None = None
    """Private key (PEM) of that certificate, where it is not in the same file."""
    tls_client_ca: Path | None = None
    """Certificates (PEM) of the issuers of client certificates. With it every consumer needs one bound to it."""
    public_url: str | None = None
    """Address that consumers sign. Without it the address of the court interface on this machine."""
    start_timeout: float = Field(default=60, gt=0)
    """Seconds in which each process must be ready after its start, and HAProxy must reach the edge. A process that
    takes longer is ended: raise it on a slow machine, and where PostgreSQL recovers for long after a crash.
    """
    otlp_endpoint: str | None = None
    """Where services send traces (OTLP over HTTP). Without it they go to the trace viewer of the stack, if it runs."""

    alert_webhook: SecretStr | None = None
    """Where alerts are sent: an address that takes the webhook of Alertmanager. Without it, and without
    `LEA_ALERTMANAGER_CONFIG`, alerts are shown on its page and sent to nobody.
    """
    alertmanager_config: Path | None = None
    """Configuration of Alertmanager in place of the one made here: e-mail, several receivers, times of day."""

    @model_validator(mode="after")
    def _key_with_its_certificate(self) -> Self:
        if self.tls_key and not self.tls_certificate:
            raise ValueError("LEA_TLS_KEY needs LEA_TLS_CERTIFICATE")
        return self

    def processes_of(self, name: str) -> tuple[str, ...]:
        """The processes that this name stands for: `edge-1`, `edge-2` … for `edge`."""
        if name not in SERVICES:
            return (name,)
        number = self.edge_processes if name == "edge" else self.service_processes
        return tuple(f"{name}-{each + 1}" for each in range(number)) if name == "edge" or number > 1 else (name,)

    def of_cluster(self) -> Self:
        """The same for a cluster, where losing a process stops no service."""
        numbers = {name: max(getattr(self, name), _AT_LEAST) for name in ("edge_processes", "service_processes")}
        return self.model_copy(update={**numbers, "start_timeout": max(self.start_timeout, _START_OF_CLUSTER)})

    def home_of(self, name: str) -> Path:
        """The data folder of the stack with this name."""
        if name == COMPOSE:
            return COMPOSE_HOME
        return self.home.resolve() if self.home else default_home(PROJECT, name)

    @property
    def buffers(self) -> int:
        """Size of PostgreSQL's shared buffers in megabytes."""
        memory = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
        return self.postgres_shared_buffers or shared_buffers(memory)

    def homes(self) -> list[Path]:
        """The data folders of all stacks of this project."""
        if self.home:
            return [self.home.resolve()]
        return sorted(lock.parent for lock in default_home(PROJECT, "any").parent.glob("*/lock"))


def shared_buffers(memory: int) -> int:
    """Size of PostgreSQL's shared buffers in megabytes, on a machine with `memory` bytes.

    A quarter, as its manual advises (19.4.1): any other page is copied from the system's cache and checked, which costs
    as much as a whole look-up.
    """
    return min(max(memory // 4 >> 20, _BUFFERS_AT_LEAST), _BUFFERS_AT_MOST)


def default_home(project: Path, name: str) -> Path:
    """`.run/<name>`, unless the users of the engines cannot enter it (a checkout under /root, started by root)."""
    home = project / ".run" / name
    if os.geteuid() != 0 or reachable(project):
        return home
    return Path("/var/lib/ais-lea") / hashlib.sha256(str(project).encode()).hexdigest()[:8] / name


def reachable(folder: Path) -> bool:
    """Whether every user of the machine can enter all existing folders of this path."""
    return all(step.stat().st_mode & 0o001 for step in (folder, *folder.parents) if step.exists())
