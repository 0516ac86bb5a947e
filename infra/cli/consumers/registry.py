"""Reads the registry of consumers, sends commands to it, and reads keys from files."""

import asyncio
from base64 import b64encode
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from uuid import UUID

import asyncpg
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.x509 import load_pem_x509_certificate

from contracts.commands.edge import registration_of
from contracts.events.edge import ConsumerKey, KeyKind
from contracts.registry import Command
from infra.cli.common.running_system import addresses_of, owner_url, service_url
from infra.cli.common.sending import send_command, well_formed
from infra.stack.errors import StackError
from services.edge.registry.adoption import adopt
from services.edge.registry.application import registrations
from services.edge.registry.domain.registration import Proposal, Registered
from services.edge.registry.first_consumers import NotInstalled, new_bearer_key
from shared.signatures.keys import KINDS, KeyUnfit, kind_of, spki_in


def known(name: str) -> list[Registered]:
    """Every registration of a system. Raises StackError."""
    url = service_url(addresses_of(name), "edge")

    async def read() -> list[Registered]:
        connection = await asyncpg.connect(url)
        try:
            return await registrations(connection)
        finally:
            await connection.close()

    try:
        return asyncio.run(read())
    except OSError as error:
        raise StackError(f"The database does not answer: {error}") from None


def one(name: str, consumer: str) -> Registered:
    """The registration of a consumer. Raises StackError."""
    return _the(known(name), lambda registered: registered.consumer == consumer, f"There is no consumer {consumer}.")


def proposed(name: str, proposal: UUID) -> tuple[Registered, Proposal]:
    """An open proposal, and the registration it is for. Raises StackError."""
    registered = _the(known(name), lambda each: proposal in each.open, f"There is no open proposal {proposal}.")
    return registered, registered.open[proposal]


def adopt_consumers(name: str) -> list[str]:
    """Adopt consumers without a registration. Returns their ids. Raises StackError."""
    try:
        return asyncio.run(adopt(owner_url(addresses_of(name), "edge")))
    except (NotInstalled, OSError) as error:
        raise StackError(f"No consumer was adopted: {error}") from None


def send(name: str, consumer: str, actor: str, data: Command) -> UUID:
    """Send a command. Returns its id. Raises StackError with the reasons if it is refused."""
    return send_command(addresses_of(name), registration_of(consumer), actor, data, "the worker of the edge")


def key_from(
    consumer: str, key_name: str, file: Path | None, valid_from: datetime, valid_to: datetime | None
) -> tuple[str | None, ConsumerKey]:
    """A public key from a file, or a new bearer key with its secret. Raises StackError."""
    if file is None:
        with well_formed():
            return new_bearer_key(consumer, key_name, valid_from, valid_to)
    try:
        spki = spki_in(file.read_text())
        kind = kind_of(spki)
    except (KeyUnfit, UnicodeDecodeError):
        raise StackError(f"{file} holds no public key of a supported kind: {', '.join(KINDS)}.") from None
    material = b64encode(spki).decode()
    with well_formed():
        key = ConsumerKey(
            id=f"{consumer}.{key_name}",
            kind=KeyKind(kind),
            material=material,
            valid_from=valid_from,
            valid_to=valid_to,
        )
    return None, key


def certificate_in(file: Path) -> str:
    """SHA-256 of the certificate in a PEM file. Raises StackError."""
    try:
        return load_pem_x509_certificate(file.read_bytes()).fingerprint(SHA256()).hex()
    except ValueError:
        raise StackError(f"{file} holds no certificate in PEM.") from None


def _the(registered: list[Registered], wanted: Callable[[Registered], bool], otherwise: str) -> Registered:
    for each in registered:
        if wanted(each):
            return each
    raise StackError(otherwise)
