"""Reads the registry of subscribers, and sends commands to it."""

import asyncio
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime
from uuid import UUID

import asyncpg

from contracts.commands.subscribers import stream_of_subscriber
from contracts.events.subscribers import FromBeginning, FromMoment, FromNow, Start
from contracts.queries.subscribers import ListSubscribers, SubscriberLine
from contracts.registry import Command
from infra.cli.common.running_system import addresses_of, service_url
from infra.cli.common.sending import send_command
from infra.stack.errors import StackError
from services.subscribers.queries import listed
from shared.subscribable import types_matching


def known(name: str) -> Sequence[SubscriberLine]:
    """Every subscriber of a system. Raises StackError."""
    url = service_url(addresses_of(name), "subscribers")

    async def read() -> Sequence[SubscriberLine]:
        connection = await asyncpg.connect(url)
        try:
            return (await listed(connection, ListSubscribers())).subscribers
        finally:
            await connection.close()

    try:
        return asyncio.run(read())
    except OSError as error:
        raise StackError(f"The database does not answer: {error}") from None


def one(name: str, subscriber: str) -> SubscriberLine:
    """A subscriber. Raises StackError."""
    return _the(known(name), lambda each: each.subscriber == subscriber, f"There is no subscriber {subscriber}.")


def of_proposal(name: str, proposal: UUID) -> tuple[SubscriberLine, str]:
    """The subscriber of an open proposal, and what is proposed. Raises StackError."""
    found = _the(
        known(name),
        lambda each: any(line.id == proposal for line in each.proposals),
        f"There is no open proposal {proposal}.",
    )
    return found, next(line.kind for line in found.proposals if line.id == proposal)


def send(name: str, subscriber: str, actor: str, data: Command) -> UUID:
    """Send a command. Returns its id. Raises StackError with the reasons if it is refused."""
    return send_command(addresses_of(name), stream_of_subscriber(subscriber), actor, data, "the service subscribers")


def types_of(patterns: Iterable[str]) -> tuple[str, ...]:
    """The event types that patterns stand for. Raises StackError."""
    try:
        return types_matching(patterns)
    except ValueError as error:
        raise StackError(f"{error}: `docs/contracts.md` has them all.") from None


def start_of(text: str) -> Start:
    """Where events start: `now`, `beginning` or a moment in UTC. Raises StackError."""
    if text in ("now", "beginning"):
        return FromNow() if text == "now" else FromBeginning()
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise StackError(f"{text} is neither now nor beginning nor a moment such as 2027-01-31T09:00:00.") from None
    return FromMoment(moment=moment if moment.tzinfo else moment.replace(tzinfo=UTC))


def _the(lines: Sequence[SubscriberLine], wanted: Callable[[SubscriberLine], bool], otherwise: str) -> SubscriberLine:
    for each in lines:
        if wanted(each):
            return each
    raise StackError(otherwise)
