"""First consumers, registered at the installation: what grants access later takes two people (`lea consumers`)."""

from base64 import b64encode
from collections.abc import Collection, Sequence
from datetime import UTC, datetime

import asyncpg

from contracts.codelists import LEGAL_GROUNDS
from contracts.commands.edge import registration_of
from contracts.events.edge import Certificate, ConsumerKey, KeyKind, Quota, Terms
from contracts.identifiers import new_id
from contracts.registry import Command
from contracts.replies import Rejected
from services.edge.registry.application import SERVICE, application
from services.edge.registry.domain.consumers import SCOPES
from services.edge.registry.domain.decider import InstallConsumer
from shared.clock import SystemClock
from shared.commits import confirmed
from shared.database import Connection
from shared.envelopes import own_command
from shared.http.authentication import new_secret, secret_digest

OWNER = "installation"
"""Actor in the events of the first consumers."""

# No quota is agreed at the installation: this one never limits a consumer, and is changed by two people.
_AMPLE = Quota(requests_per_second=100_000, burst=200_000, look_ups_per_day=1_000_000_000)
# The first key is valid whenever its consumer is.
_FROM_THE_START = datetime(2026, 1, 1, tzinfo=UTC)


class NotInstalled(ValueError):
    """The consumer cannot be registered; the text says why."""


async def register(
    owner_url: str,
    consumer: str,
    *,
    scopes: Collection[str] = SCOPES,
    legal_grounds: Collection[str] = tuple(LEGAL_GROUNDS),
    valid_from: datetime | None = None,
    valid_to: datetime | None = None,
    quota: Quota = _AMPLE,
    keys: Sequence[ConsumerKey] = (),
    certificates: Sequence[Certificate] = (),
) -> str:
    """Register a consumer as the owner of the edge's database, and return its bearer key, which is not stored.

    `keys` are further ones. Raises NotInstalled.
    """
    since = valid_from or SystemClock().now()
    secret, first = new_bearer_key(consumer, "first", _FROM_THE_START)
    terms = Terms(
        scopes=tuple(scopes),
        legal_grounds=tuple(legal_grounds),
        quota=quota,
        valid_from=since,
        valid_to=valid_to,
        certificates=tuple(certificates),
    )
    connection = await asyncpg.connect(owner_url)
    try:
        async with confirmed(connection):
            await carry_out(connection, consumer, InstallConsumer(consumer=consumer, terms=terms, keys=(first, *keys)))
    finally:
        await connection.close()
    return secret


def new_bearer_key(
    consumer: str, name: str, valid_from: datetime, valid_to: datetime | None = None
) -> tuple[str, ConsumerKey]:
    """A new secret with 256 random bits, and the key with its digest."""
    secret = f"{consumer}.{new_secret()}"
    material = b64encode(secret_digest(secret)).decode()
    key = ConsumerKey(
        id=f"{consumer}.{name}", kind=KeyKind.BEARER, material=material, valid_from=valid_from, valid_to=valid_to
    )
    return secret, key


async def carry_out(connection: Connection, consumer: str, data: Command, actor: str = OWNER) -> None:
    """Execute a command of the installation, in a transaction of the database's owner. Raises NotInstalled."""
    clock = SystemClock()
    stream = registration_of(consumer)
    command = own_command(data, id=new_id(), service=SERVICE, actor=actor, stream=stream, at=clock.now())
    (answer,) = await application(clock).handle(connection, [command])
    if isinstance(answer, Rejected):
        raise NotInstalled("; ".join(problem.detail for problem in answer.problems))
