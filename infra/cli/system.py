"""The running system a command talks to: where it answers, and the court's key kept beside it."""

import os
import time
from pathlib import Path
from typing import Annotated

import typer

from infra.court.client import CourtClient, Identity, NotAuthenticated, Tls
from infra.court.enrolment import enrol, identity_in
from infra.database.provisioning import DATABASES
from infra.stack.addresses import SIGNING_KEY, Addresses, addresses_in
from infra.stack.front import ca_file
from infra.stack.settings import StackSettings
from services.edge.settings import EdgeSettings
from shared.signatures.keys import signing_key

Name = Annotated[str, typer.Option("--name", envvar="LEA_STACK", help="Which stack: its folder is .run/<name>.")]

_KEY_FILE = "court-key.json"
_LOOKS = 10
_FURTHER: float = EdgeSettings.model_fields["registry_interval"].default
"""Seconds after which all of the door knows what a part of it knows."""


def addresses_of(name: str) -> Addresses:
    """The addresses of a running system. Raises StackError: there is none."""
    return addresses_in(home_of(name))


def home_of(name: str) -> Path:
    """The data folder of a system."""
    return StackSettings().home_of(name)


def owner_url(addresses: Addresses, service: str) -> str:
    """The address of a service's database for its owner."""
    return addresses.database(DATABASES[service].owner, DATABASES[service].name)


def service_url(addresses: Addresses, service: str) -> str:
    """The address of a service's database for the role that works with messages there."""
    kind = DATABASES[service]
    return addresses.database((*kind.workers, kind.role)[0], kind.name)


def court_client(name: str, language: str = "en") -> CourtClient:
    """The service of a system, asked by the court's simulator: requests are signed, answers proved."""
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
    """The issuer of the certificate of a system's court interface: LEA_COURT_CA, or the one made for the system.

    None: one that this machine trusts.
    """
    if named := os.environ.get("LEA_COURT_CA"):
        return Path(named)
    own = ca_file(home_of(name))
    return own if own.exists() else None


def _wait_until_known(court: CourtClient) -> None:
    """Each process of the door looks at the registry every few seconds."""
    for _ in range(_LOOKS):
        try:
            court.policy()
        except NotAuthenticated:
            time.sleep(1)
        else:
            time.sleep(_FURTHER)
            return


def court_identity(name: str) -> Identity:
    """The court's simulator as a consumer; registered when first asked for, and kept in the data folder."""
    path = home_of(name) / _KEY_FILE
    return identity_in(path) or enrol(path, owner_url(addresses_of(name), "edge"))
