"""Passwords, and the environment of each container, in a folder that only its owner enters: `.run/compose`.

The folder reads like a native stack's: `ports.json` and `passwords.json` say where the system answers. What a container
is told lies in `secrets/<container>.env`; the Compose client reads these files, no container does.
"""

import json
from collections.abc import Mapping
from pathlib import Path

from infra.broker.definitions import permissions
from infra.compose.ports import published
from infra.database.provisioning import DATABASES, ROLES
from infra.stack.addresses import SIGNING_KEY, Addresses, handed_over
from infra.stack.binaries import keep_private
from infra.stack.passwords import Passwords
from infra.stack.postgresql import SUPERUSER
from infra.stack.settings import SERVICES

GRAFANA = "grafana"
INSIDE = {"postgresql": "database:5432", "amqp": "broker:5672"}
"""Where the engines answer among the containers."""


def prepare(home: Path) -> None:
    """Make what is missing of the folder. Passwords once made stay: the databases in the volumes know them."""
    home.parent.mkdir(parents=True, exist_ok=True)
    for folder in (home, secrets := home / "secrets"):
        folder.mkdir(mode=0o700, exist_ok=True)
    passwords = Passwords(home / "passwords.json")
    passwords.generate(SUPERUSER, GRAFANA, *ROLES, *permissions())
    passwords.generate_keys(SIGNING_KEY)
    (home / "ports.json").write_text(json.dumps({"ports": published()}, indent=2) + "\n")
    for container, told in environments(Addresses(INSIDE, passwords), passwords).items():
        lines = [f"{name}={value}\n" for name, value in told.items()]
        keep_private(secrets / f"{container}.env", "".join(lines), None)


def environments(addresses: Addresses, passwords: Passwords) -> dict[str, Mapping[str, str]]:
    """What each container is told that must not be in the Compose file."""
    migrations = {
        f"migrate-{service}": {"LEA_MIGRATION_DATABASE_URL": addresses.database(database.owner, database.name)}
        for service, database in DATABASES.items()
    }
    return {
        "database": {"POSTGRES_PASSWORD": passwords[SUPERUSER]},
        "provision-database": {
            "LEA_SERVER_URL": addresses.database(SUPERUSER, "postgres"),
            "LEA_PASSWORDS": _chosen(passwords, ROLES),
        },
        "provision-broker": {"LEA_PASSWORDS": _chosen(passwords, permissions())},
        **migrations,
        **{process: handed_over(process, addresses) for process in SERVICES},
        "grafana": {"GF_SECURITY_ADMIN_PASSWORD": passwords[GRAFANA]},
    }


def _chosen(passwords: Passwords, names: tuple[str, ...] | Mapping[str, object]) -> str:
    return json.dumps({name: passwords[name] for name in names}, separators=(",", ":"))
