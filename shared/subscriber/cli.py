"""`lea-subscriber`: positions, parked messages, and whether anything is missing."""

import argparse
import asyncio
import os
import sys
from collections.abc import Callable, Coroutine, Sequence
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from aio_pika.exceptions import AMQPError

from shared.subscriber import parked, tables
from shared.subscriber.connection_file import ConnectionFile
from shared.subscriber.requests import NoReply, RequestRefused, SourceClient
from shared.subscriber.sqlite import SqliteStore
from shared.subscriber.store import Store
from shared.subscriber.tables import Held
from shared.subscriber.verification import verify

FAILED, USAGE = 1, 2
STORE, CONNECTION = "LEA_SUBSCRIBER_STORE", "LEA_SUBSCRIBER_CONNECTION"

Command = Callable[[Store[Any], argparse.Namespace], Coroutine[Any, Any, int]]


def store_at(address: str) -> Store[Any]:
    """The store at an address: `postgresql://…`, or the path of a file of SQLite."""
    if address.startswith(("postgres://", "postgresql://")):
        from shared.subscriber.postgresql import PostgresStore

        return PostgresStore(address)
    return SqliteStore(address.removeprefix("sqlite:"))


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command; its exit code."""
    parser = _parser()
    options = parser.parse_args(arguments)
    if not options.store:
        parser.error(f"--store or {STORE} names the database")
    return asyncio.run(_run(options))


async def _run(options: argparse.Namespace) -> int:
    store = store_at(options.store)
    await store.open()
    try:
        return int(await options.command(store, options))
    finally:
        await store.close()


async def _positions(store: Store[Any], _: argparse.Namespace) -> int:
    async with store.transaction() as transaction:
        for source in await tables.sources(transaction):
            for stream, position in (await tables.positions(transaction, source, None)).items():
                _say(source, stream, position.sequence, position.digest.hex())
    return 0


async def _list(store: Store[Any], _: argparse.Namespace) -> int:
    async with store.transaction() as transaction:
        found = await tables.listed(transaction, "parked")
    for each in found:
        _say(_described(each))
    return 0


async def _retry(store: Store[Any], options: argparse.Namespace) -> int:
    return _done("tried again", options.message, await parked.retry(store, options.message))


async def _drop(store: Store[Any], options: argparse.Namespace) -> int:
    return _done("dropped", options.message, await parked.drop(store, options.message))


async def _verify(store: Store[Any], options: argparse.Namespace) -> int:
    if not options.connection:
        return _fail(f"--connection or {CONNECTION} names the connection file", USAGE)
    async with store.transaction() as transaction:
        names = options.source or await tables.sources(transaction)
    try:
        async with SourceClient(ConnectionFile.read(options.connection), timeout=options.timeout) as source:
            found = [each for name in names for each in await verify(store, source, name, wait=options.wait)]
    except (NoReply, RequestRefused, AMQPError, OSError) as error:
        return _fail(f"the source cannot be asked: {error}")
    for each in found:
        _say(each.kind.value, each.source, each.stream, f"here {each.reached}", f"source {each.stored}")
    if not found:
        _say("Nothing is missing.")
    return FAILED if found else 0


async def _replays(_: Store[Any], options: argparse.Namespace) -> int:
    if not options.connection:
        return _fail(f"--connection or {CONNECTION} names the connection file", USAGE)
    try:
        async with SourceClient(ConnectionFile.read(options.connection), timeout=options.timeout) as source:
            found = await source.replays()
    except (NoReply, RequestRefused, AMQPError, OSError) as error:
        return _fail(f"the source cannot be asked: {error}")
    for each in found:
        reached = f"has come to {each.reached_at} of {each.end_at}" if each.reached_at else "has not begun"
        _say(each.id, each.source, each.standing, f"sent {each.sent}", reached, *(filter(None, [each.waits])))
    return 0


async def _accept(store: Store[Any], options: argparse.Namespace) -> int:
    async with store.transaction() as transaction:
        await tables.accept_epoch(transaction, options.source, options.epoch)
    _say("Accepted.")
    return 0


def _described(held: Held) -> str:
    since = datetime.fromtimestamp(held.held_since, UTC).isoformat(timespec="seconds")
    place = f"{held.source} {held.stream} {held.sequence} {held.type}" if held.stream else "no stream"
    return f"{held.id} {since} {place} after {held.attempts} attempts: {held.problem}"


def _done(what: str, id_: str, found: Held | None) -> int:
    if found is None:
        return _fail(f"No message {id_} is held.")
    _say(f"{found.id} {what}.")
    return 0


def _say(*words: object) -> None:
    sys.stdout.write(" ".join(map(str, words)) + "\n")


def _fail(sentence: str, code: int = FAILED) -> int:
    sys.stderr.write(f"{sentence}\n")
    return code


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser("lea-subscriber", description="Look after a subscriber of AIS LEA.")
    parser.add_argument("--store", default=os.environ.get(STORE), help=f"postgresql://… or a file; or {STORE}")
    parser.add_argument(
        "--connection", default=os.environ.get(CONNECTION), help=f"the connection file; or {CONNECTION}"
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    _add(commands, "positions", "list how far each stream is applied", _positions)
    of_parked = commands.add_parser("parked", help="messages that could not be applied").add_subparsers(
        required=True, metavar="COMMAND"
    )
    _add(of_parked, "list", "list them with their reasons", _list)
    _add(of_parked, "retry", "try one again, and its stream after it", _retry).add_argument("message")
    _add(of_parked, "drop", "pass over one; its stream goes on", _drop).add_argument("message")
    verifying = _add(commands, "verify", "compare the positions with the source; exit code 1: they differ", _verify)
    verifying.add_argument("--source", action="append", help="/lea/proceedings; without: all that are known here")
    verifying.add_argument("--timeout", type=float, default=30.0, help="seconds the source has to reply")
    verifying.add_argument("--wait", type=float, default=10.0, help="seconds that what is on its way has to come")
    replays = _add(commands, "replays", "list what the source sends again, and how far it is", _replays)
    replays.add_argument("--timeout", type=float, default=30.0, help="seconds the source has to reply")
    accepting = _add(commands, "accept-epoch", "go on with a source that was restored, whatever it lacks", _accept)
    accepting.add_argument("source")
    accepting.add_argument("epoch", type=UUID)
    return parser


def _add(commands: Any, name: str, text: str, command: Command) -> argparse.ArgumentParser:
    added: argparse.ArgumentParser = commands.add_parser(name, help=text)
    added.set_defaults(command=command)
    return added
