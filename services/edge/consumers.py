"""`python -m services.edge.consumers`: register consumers, show them, suspend, revoke and restore them.

LEA_MIGRATION_DATABASE_URL names the edge's database with its owner's role; the running service may only read.
"""

import argparse
import asyncio
import json
import os
import secrets
import sys
from collections.abc import Awaitable, Callable, Collection
from datetime import UTC, datetime
from typing import Any, TypeVar

import asyncpg

from contracts.codelists import LEGAL_GROUNDS
from services.edge.domain.consumers import ACTIVE, SCOPES, Consumer, digest_of
from services.edge.registry import add_consumer, consumers_in, set_status
from shared.database import Connection

ADDRESS = "LEA_MIGRATION_DATABASE_URL"

T = TypeVar("T")


async def register(
    owner_url: str,
    consumer: str,
    *,
    scopes: Collection[str] = SCOPES,
    legal_grounds: Collection[str] = tuple(LEGAL_GROUNDS),
    valid_from: datetime | None = None,
    valid_to: datetime | None = None,
) -> str:
    """Register a consumer and return its key, which is nowhere kept. Raises asyncpg.UniqueViolationError."""
    key = f"{consumer}.{secrets.token_urlsafe(32)}"
    registered = Consumer(
        consumer,
        digest_of(key),
        frozenset(scopes),
        frozenset(legal_grounds),
        valid_from or datetime.now(UTC),
        valid_to,
    )
    await _with(owner_url, lambda connection: add_consumer(connection, registered))
    return key


async def change(owner_url: str, consumer: str, status: str) -> bool:
    """Set the status of a consumer; False if there is none, or it is revoked for good."""
    return await _with(owner_url, lambda connection: set_status(connection, consumer, status))


async def registered(owner_url: str) -> list[dict[str, Any]]:
    """Every consumer, without its key's digest."""
    known = await _with(owner_url, consumers_in)
    return [
        {
            "id": consumer.id,
            "status": consumer.status,
            "scopes": sorted(consumer.scopes),
            "legal_grounds": sorted(consumer.legal_grounds),
            "valid_from": consumer.valid_from.isoformat(),
            "valid_to": consumer.valid_to and consumer.valid_to.isoformat(),
        }
        for consumer in known.values()
    ]


async def _with(owner_url: str, work: Callable[[Connection], Awaitable[T]]) -> T:
    connection = await asyncpg.connect(owner_url)
    try:
        return await work(connection)
    finally:
        await connection.close()


def main() -> int:
    """Do what the command line says; prints JSON."""
    arguments = _parser().parse_args()
    owner_url = os.environ[ADDRESS]
    match arguments.command:
        case "add":
            key = asyncio.run(
                register(
                    owner_url,
                    arguments.consumer,
                    scopes=arguments.scope or SCOPES,
                    legal_grounds=arguments.legal_ground or tuple(LEGAL_GROUNDS),
                    valid_from=arguments.valid_from,
                    valid_to=arguments.valid_to,
                )
            )
            return _print({"consumer": arguments.consumer, "key": key})
        case "list":
            return _print(asyncio.run(registered(owner_url)))
        case status:
            done = asyncio.run(change(owner_url, arguments.consumer, status))
            return _print({"consumer": arguments.consumer, "changed": done}) or int(not done)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m services.edge.consumers", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    add = commands.add_parser("add", help="register a consumer; its key is printed once and nowhere kept")
    add.add_argument("consumer")
    add.add_argument("--scope", action="append", choices=SCOPES, help="look-ups it may make (all, if none is named)")
    add.add_argument("--legal-ground", action="append", choices=tuple(LEGAL_GROUNDS), help="(all, if none is named)")
    add.add_argument("--valid-from", type=_moment, help="ISO 8601 with zone; now, if not named")
    add.add_argument("--valid-to", type=_moment, help="ISO 8601 with zone; for good, if not named")
    commands.add_parser("list", help="show every consumer")
    for status, meaning in ((ACTIVE, "restore"), ("suspended", "suspend"), ("revoked", "revoke for good")):
        commands.add_parser(status, help=f"{meaning} a consumer").add_argument("consumer")
    return parser


def _moment(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise argparse.ArgumentTypeError("a moment has a zone, for example 2027-01-01T00:00:00+03:00")
    return moment


def _print(result: object) -> int:
    sys.stdout.write(json.dumps(result, indent=2) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
