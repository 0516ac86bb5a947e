"""Generates passwords and the environment of each container in a private folder, `.run/compose`.

The folder has the files of a native stack: `ports.json` and `passwords.json`. The environment of a container is in
`secrets/<container>.env`, which is read by the Compose client and by no container. HAProxy's container reads `front`.
"""

import json
from collections.abc import Mapping
from pathlib import Path, PurePosixPath

from infra.backup.repository import PASSPHRASE
from infra.broker.definitions import permissions
from infra.broker.names import PROVISIONER
from infra.compose.ports import published
from infra.database.provisioning import DATABASES, LOGINS
from infra.haproxy.certificates import SERVED, Named, install
from infra.haproxy.configuration import Front, files
from infra.stack.addresses import (
    EDGE,
    FORM_KEY,
    SIGNING_KEY,
    Addresses,
    access_addresses,
    rebuild_addresses,
    service_addresses,
)
from infra.stack.binaries import write_private
from infra.stack.errors import StackError
from infra.stack.monitoring import alertmanager_configuration, server_of_exporter
from infra.stack.passwords import Passwords, password_of
from infra.stack.postgresql import SUPERUSER
from infra.stack.settings import (
    ALERTMANAGER,
    BACKUP,
    DATABASE_EXPORTER,
    HOST_EXPORTER,
    PROMETHEUS,
    SERVICES,
    StackSettings,
)
from infra.telemetry.targets import ALERTS, BROKER, PROCESSES, Target, behind_haproxy
from infra.telemetry.targets import files as target_files

GRAFANA = "grafana"
INSIDE = {
    "postgresql": "database:5432",
    "amqp": "broker:5672",
    "management": "broker:15672",
    "operations": "front:8000",
}
"""Addresses of the engines, and of HAProxy for operations, in the network of the containers."""
EDGES = ("edge-1", "edge-2")
"""The containers of the edge in the Compose file."""
SOCKETS, MOUNTED = PurePosixPath("/sockets"), PurePosixPath("/front")
"""Folders in the containers: the sockets of the services, and the configuration of HAProxy."""
_CLIENT_CA = "client-ca.pem"


def prepare(home: Path) -> None:
    """Create what is missing in the folder. Existing passwords are kept: the databases in the volumes use them."""
    home.parent.mkdir(parents=True, exist_ok=True)
    for folder in (home, secrets := home / "secrets"):
        folder.mkdir(mode=0o700, exist_ok=True)
    passwords = Passwords(home / "passwords.json")
    own = (SUPERUSER, GRAFANA, FORM_KEY, PASSPHRASE)
    passwords.generate(*own, *map(password_of, LOGINS), *permissions())
    passwords.generate_keys(SIGNING_KEY)
    prepare_front(home, StackSettings())
    prepare_monitoring(home, StackSettings())
    (home / "ports.json").write_text(json.dumps({"ports": published()}, indent=2) + "\n")
    for container, environment in environments(Addresses(INSIDE, passwords), passwords).items():
        lines = [f"{name}={value}\n" for name, value in environment.items()]
        write_private(secrets / f"{container}.env", "".join(lines), None)


def prepare_front(home: Path, settings: StackSettings) -> None:
    """Write the configuration of HAProxy and its certificate.

    The user of its container does not exist on this machine, so the files are readable by all; the folder above them is
    private.
    """
    folder = home / "front"
    named = Named(settings.tls_certificate, settings.tls_key) if settings.tls_certificate else None
    client_ca = settings.tls_client_ca
    front = Front(
        court="0.0.0.0:8443",
        operations="0.0.0.0:8000",
        desk="0.0.0.0:8444",
        sockets=SOCKETS,
        edges=EDGES,
        processes=processes(),
        certificate=MOUNTED / SERVED,
        client_ca=MOUNTED / _CLIENT_CA if client_ca else None,
    )
    try:
        install(home / "tls", named)
        written = {**files(front), SERVED: (home / "tls" / SERVED).read_text()}
        if client_ca:
            written[_CLIENT_CA] = client_ca.read_text()
    except OSError as missing:
        raise StackError(f"A certificate cannot be read: {missing}.") from None
    _write_for_containers(folder, written)


def prepare_monitoring(home: Path, settings: StackSettings) -> None:
    """Write what Prometheus scrapes, and the configuration of Alertmanager; readable like that of HAProxy."""
    of_alertmanager = Target("alertmanager:9093", ALERTMANAGER)
    targets = {
        PROCESSES: [
            *behind_haproxy(INSIDE["operations"], processes()),
            # Not behind HAProxy: its user is PostgreSQL's.
            Target("backup:8000", BACKUP),
            Target("prometheus:9090", PROMETHEUS),
            of_alertmanager,
            Target("database-exporter:9187", DATABASE_EXPORTER),
            Target("host-exporter:9100", HOST_EXPORTER),
        ],
        BROKER: [Target("broker:15692", "broker")],
        ALERTS: [of_alertmanager],
    }
    _write_for_containers(home / "monitoring" / "targets", target_files(targets))
    _write_for_containers(home / "monitoring", {"alertmanager.yml": alertmanager_configuration(settings)})


def _write_for_containers(folder: Path, files: Mapping[str, str]) -> None:
    for name, text in files.items():
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.parent.chmod(0o755)
        file.write_text(text)
        file.chmod(0o644)


def processes() -> list[str]:
    """The containers of the services."""
    return [process for name in SERVICES for process in (EDGES if name == EDGE else (name,))]


def own_settings(process: str, addresses: Addresses) -> dict[str, str]:
    """The environment of a service's container that is not in the Compose file."""
    settings = {**service_addresses(process, addresses), "LEA_HTTP_SOCKET": str(SOCKETS / f"{process}.sock")}
    if process in EDGES:
        stack = StackSettings()
        settings["LEA_PUBLIC_URL"] = stack.public_url or f"https://localhost:{published()['edge']}"
        settings["LEA_CERTIFICATE_URL"] = "https://front:8443"
        settings["LEA_CERTIFICATES_REQUIRED"] = str(stack.tls_client_ca is not None).lower()
    return settings


def environments(addresses: Addresses, passwords: Passwords) -> dict[str, Mapping[str, str]]:
    """The environment of each container that must not be in the Compose file."""
    migrations = {
        f"migrate-{service}": {"LEA_MIGRATION_DATABASE_URL": addresses.database(database.owner, database.name)}
        for service, database in DATABASES.items()
    }
    return {
        "database": {
            "POSTGRES_PASSWORD": passwords[SUPERUSER],
            "PGBACKREST_REPO1_CIPHER_PASS": passwords[PASSPHRASE],
        },
        "backup": {
            "LEA_DATABASE_URL": addresses.database(SUPERUSER, "postgres"),
            "LEA_BACKUP_PASSPHRASE": passwords[PASSPHRASE],
            "PGBACKREST_REPO1_CIPHER_PASS": passwords[PASSPHRASE],
        },
        "provision-database": {
            "LEA_SERVER_URL": addresses.database(SUPERUSER, "postgres"),
            "LEA_PASSWORDS": _compact({role: passwords[password_of(role)] for role in LOGINS}),
        },
        "provision-broker": {"LEA_PASSWORDS": _compact({user: passwords[user] for user in permissions()})},
        "topology": {"LEA_BROKER_URL": addresses.broker(PROVISIONER)},
        "rebuilds": rebuild_addresses(addresses),
        "access": access_addresses(addresses),
        **migrations,
        **{process: own_settings(process, addresses) for process in processes()},
        "database-exporter": server_of_exporter(addresses, INSIDE["postgresql"]),
        "grafana": {"GF_SECURITY_ADMIN_PASSWORD": passwords[GRAFANA]},
    }


def _compact(named: Mapping[str, object]) -> str:
    return json.dumps(named, separators=(",", ":"))
