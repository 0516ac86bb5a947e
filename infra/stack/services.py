"""The services and the trace viewer as programs of the stack: environment and readiness."""

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from infra.backup.settings import BackupSettings
from infra.database.provisioning import WORKERS, service_of
from infra.stack.addresses import EDGE, Addresses, access_addresses, kind_of, rebuild_addresses, service_addresses
from infra.stack.errors import StackError
from infra.stack.process import Program
from infra.stack.readiness import ready_at
from infra.stack.settings import ACCESS, BACKUP, PROJECT, REBUILDS, TRACES, StackSettings

HEADS_KEEPER = "court_query"
"""The service that keeps the heads of the access log."""
REGISTRY_OF_SUBSCRIBERS = "subscribers"
"""The service whose registry says who has a user in the broker."""
REBUILT = "court_query"
"""The service whose read model is rebuilt."""


def environment_of(
    process: str,
    addresses: Addresses,
    sockets: Path,
    settings: StackSettings,
    otlp_endpoint: str | None,
    head_file: Path | None = None,
) -> dict[str, str]:
    """The environment of a process of a service: that of the stack, and the settings of the process."""
    settings_of_process = {
        "LEA_SERVICE": service_of(kind_of(process)),
        "LEA_HTTP_SOCKET": str(socket_of(process, sockets)),
        **service_addresses(process, addresses),
    }
    if kind_of(process) == EDGE:
        settings_of_process["LEA_PUBLIC_URL"] = settings.public_url or addresses.http(EDGE)
        settings_of_process["LEA_CERTIFICATE_URL"] = addresses.http(EDGE)
        settings_of_process["LEA_CERTIFICATES_REQUIRED"] = str(settings.tls_client_ca is not None).lower()
    if kind_of(process) == HEADS_KEEPER and head_file:
        settings_of_process["LEA_HEAD_FILE"] = str(head_file)
    if otlp_endpoint:
        settings_of_process["LEA_OTLP_ENDPOINT"] = otlp_endpoint
    return {**os.environ, **settings_of_process}


def socket_of(process: str, sockets: Path) -> Path:
    """The Unix socket on which a process serves HTTP."""
    return sockets / f"{process}.sock"


def viewer(sockets: Path) -> Program:
    """The trace viewer."""
    environment = {**os.environ, "LEA_HTTP_SOCKET": str(socket_of(TRACES, sockets))}
    return program(TRACES, environment, sockets, "infra.telemetry.traces")


def backups(home: Path, database_url: str, sockets: Path, settings: BackupSettings) -> Program:
    """The process that makes backups."""
    environment = {
        **os.environ,
        **settings.environment(),
        "LEA_SERVICE": BACKUP,
        "LEA_HOME": str(home),
        "LEA_DATABASE_URL": database_url,
        "LEA_HTTP_SOCKET": str(socket_of(BACKUP, sockets)),
    }
    return program(BACKUP, environment, sockets, "infra.backup")


def rebuilds(addresses: Addresses) -> Program:
    """The process that rebuilds the read model when operators ask for it. It serves nothing: it is ready at once."""
    return Program(
        name=REBUILDS,
        argv=(sys.executable, "-m", "services.court_query.rebuild", "--watch"),
        environment={**os.environ, **rebuild_addresses(addresses)},
        ready=lambda: True,
        folder=Path(PROJECT),
    )


def access(addresses: Addresses) -> Program:
    """The process that keeps users and queues of subscribers in the broker. It serves nothing: it is ready at once."""
    return Program(
        name=ACCESS,
        argv=(sys.executable, "-m", "infra.broker.access"),
        environment={**os.environ, **access_addresses(addresses)},
        ready=lambda: True,
        folder=Path(PROJECT),
    )


def module_of(process: str) -> str:
    """The module that a process of a service runs."""
    kind = kind_of(process)
    return f"services.{service_of(kind)}.{'worker' if kind in WORKERS else 'main'}"


def program(process: str, environment: Mapping[str, str], sockets: Path, module: str | None = None) -> Program:
    """A process; `module`: another one than the service's."""
    return Program(
        name=process,
        argv=(sys.executable, "-m", module or module_of(process)),
        environment=environment,
        ready=ready_at(socket_of(process, sockets)),
        folder=Path(PROJECT),
    )


def migrate(service: str, owner_url: str, log: Path = Path(os.devnull)) -> None:
    """Migrate the database of a service to its newest schema, as its owner. Raises StackError with the cause.

    `log` gets the lines of the log, while it works.
    """
    command = [sys.executable, "-m", "shared.migrations", service]
    environment = {**os.environ, "LEA_MIGRATION_DATABASE_URL": owner_url}
    problems = list[str]()
    with (
        log.open("a", encoding="utf-8") as lines,
        subprocess.Popen(
            command, env=environment, cwd=PROJECT, stdout=lines, stderr=subprocess.PIPE, text=True
        ) as running,
    ):
        for line in running.stderr or ():
            lines.write(line)
            lines.flush()
            if not line.startswith("{"):
                problems.append(line)
    if running.returncode != 0:
        raise StackError(f"The migrations of {service} failed:\n{''.join(problems).strip()}")
