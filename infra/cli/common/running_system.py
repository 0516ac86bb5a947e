"""Addresses of the running system, and the court's key in its folder.

Every command imports this module, so it imports large modules only where they are used.
"""

import os
import re
import socket
import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated
from urllib.parse import urlsplit

import typer

from infra.database.databases import DATABASES
from infra.stack.addresses import SIGNING_KEY, Addresses, addresses_in
from infra.stack.errors import StackError
from infra.stack.settings import COMPOSE, StackSettings

if TYPE_CHECKING:
    from infra.client import CourtClient, Identity

DEFAULT = "default"
Name = Annotated[str, typer.Option("--name", envvar="LEA_STACK", help="Name of the stack; its folder is .run/<name>.")]

_KEY_FILE = "court-key.json"
_ATTEMPTS = 10
_BROKER_ANSWERS_WITHIN = 5.0
_STACK_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,62}")


def addresses_of(name: str) -> Addresses:
    """The addresses of a running system. Raises StackError if there is none."""
    return addresses_in(existing_home(name))


def home_of(name: str) -> Path:
    """The data folder of a system, which may not exist. Raises StackError if no folder can have this name."""
    if not _STACK_NAME.fullmatch(name):
        raise StackError(
            f"{name!r} cannot be the name of a stack: it is made of letters, digits, '-', '_' and '.', at most 63."
        )
    return StackSettings().home_of(name)


def existing_home(name: str) -> Path:
    """The data folder of a system. Raises StackError if the name is unknown, which is not the same as stopped."""
    home = home_of(name)
    if name not in (DEFAULT, COMPOSE) and not home.exists():
        known = ", ".join(sorted(each.name for each in StackSettings().homes())) or "none"
        raise StackError(f"There is no stack {name}. Stacks of this folder: {known}.")
    return home


def owner_url(addresses: Addresses, service: str) -> str:
    """The address of a service's database for its owner."""
    return addresses.database(DATABASES[service].owner, DATABASES[service].name)


def service_url(addresses: Addresses, service: str) -> str:
    """The address of a service's database for the role of its consumers."""
    kind = DATABASES[service]
    return addresses.database((*kind.workers, kind.role)[0], kind.name)


def operator_broker(addresses: Addresses) -> str:
    """The address of the broker for commands of people. Raises StackError if it is unreachable.

    Checked first, because the client of the broker waits for it, as a service must.
    """
    from shared.messaging.senders import OPERATOR

    url = addresses.broker(OPERATOR)
    place = urlsplit(url)
    try:
        socket.create_connection((place.hostname or "", place.port or 5672), timeout=_BROKER_ANSWERS_WITHIN).close()
    except OSError as error:
        raise StackError(
            f"The broker does not answer at {place.hostname}:{place.port} ({error.strerror or error}):"
            " `lea stack status` shows what runs."
        ) from None
    return url


def court_client(name: str, language: str = "en") -> "CourtClient":
    """A client of the court's simulator, which signs requests and verifies answers."""
    from infra.client import CourtClient, Tls
    from shared.signatures.keys import signing_key

    addresses, is_new = addresses_of(name), not (home_of(name) / _KEY_FILE).exists()
    key = signing_key(addresses.passwords[SIGNING_KEY])
    court = CourtClient(
        addresses.http("edge"),
        court_identity(name),
        service_keys={key.id: key.public},
        language=language,
        tls=Tls(authority=authority_of(name)),
    )
    if is_new:
        _wait_until_known(court)
    return court


def authority_of(name: str) -> Path | None:
    """Certificate of the issuer for a system's court interface: LEA_COURT_CA, or the stack's local authority.

    None: an authority that this machine trusts.
    """
    if named := os.environ.get("LEA_COURT_CA"):
        return Path(named)
    from infra.stack.haproxy import ca_file

    own = ca_file(home_of(name))
    return own if own.exists() else None


def _wait_until_known(court: "CourtClient") -> None:
    """Each process of the edge reads the registry every few seconds."""
    from infra.client import NotAuthenticated
    from services.edge.settings import EdgeSettings

    for _ in range(_ATTEMPTS):
        try:
            court.policy()
        except NotAuthenticated:
            time.sleep(1)
        else:
            # One process knows the key; all know it after this interval.
            time.sleep(EdgeSettings.model_fields["registry_interval"].default)
            return


def court_identity(name: str) -> "Identity":
    """The identity of the court's simulator; registered at first use, and stored in the data folder."""
    from infra.cli.court.registration import enrol, identity_in

    path = home_of(name) / _KEY_FILE
    return identity_in(path) or enrol(path, owner_url(addresses_of(name), "edge"))
