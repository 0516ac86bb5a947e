"""The running system a command talks to: where it answers, and the court's key kept beside it."""

import asyncio
import json
import os
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from infra.court.client import CourtClient, Identity
from infra.database.provisioning import DATABASES
from infra.stack.addresses import Addresses, addresses_in
from infra.stack.settings import StackSettings
from services.edge.consumers import register

Name = Annotated[str, typer.Option("--name", envvar="LEA_STACK", help="Which stack: its folder is .run/<name>.")]

COURT = "supreme-court"
_KEY_FILE = "court-key.json"


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
    """The address of a service's database for the service's own role."""
    return addresses.database(DATABASES[service].role, DATABASES[service].name)


def court_client(name: str, language: str = "en") -> CourtClient:
    """The service of a system, asked by the court's simulator."""
    return CourtClient(addresses_of(name).http("edge"), court_identity(name), language=language)


def court_identity(name: str) -> Identity:
    """The court's simulator as a consumer; registered when first asked for, and kept in the data folder."""
    path = home_of(name) / _KEY_FILE
    if path.exists():
        kept = json.loads(path.read_text(encoding="utf-8"))
        return Identity(kept["consumer"], bearer=kept["key"])
    # A key that was lost cannot be had again: a new consumer gets one.
    consumer = f"{COURT}-{datetime.now(UTC):%Y%m%d%H%M%S}"
    key = asyncio.run(register(owner_url(addresses_of(name), "edge"), consumer))
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
        json.dump({"consumer": consumer, "key": key}, file)
    return Identity(consumer, bearer=key)
