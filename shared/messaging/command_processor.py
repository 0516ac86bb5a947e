"""Processes commands in batches: each is accepted, rejected with a reason, or parked if it could not be decided."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar
from uuid import UUID

from contracts.envelope import PREFIX, CommandEnvelope, command_from_message
from contracts.problems import Problem
from contracts.registry import MalformedMessage, UnknownType
from contracts.replies import Rejected, Reply
from shared.batching import isolate_failures
from shared.database import Pool, transaction
from shared.decider import StreamDiverged
from shared.failures import DatabaseUnavailable, is_transient
from shared.messaging import deferred
from shared.messaging.deliveries import UNAUTHENTICATED, Delivery, UnreadableMessage, problem_of
from shared.messaging.reporting import expect_alarms, report_parked
from shared.messaging.senders import SenderNotPermitted, check_command
from shared.messaging.waiting import backoff
from shared.telemetry.context import trace_id_of
from shared.telemetry.logs import get_logger

_log = get_logger(__name__)

T = TypeVar("T")

_INTERNAL_ERROR, _STREAM_DIVERGED = "internal-error", "stream-diverged"
DEAD = "delivered too often without an answer: the process ended while it held the command"


class CommandHandler(Protocol):
    """The command side of a service (`shared.eventstore.application`)."""

    async def handle_in_transaction(self, pool: Pool, commands: Sequence[CommandEnvelope[Any]]) -> list[Reply]:
        """Reply to commands; everything they lead to is stored by then."""
        ...


@dataclass(frozen=True, slots=True)
class ReceivedCommand:
    """A command, and the delivery it came by."""

    command: CommandEnvelope[Any]
    delivery: Delivery


class CommandProcessor:
    """Replies to messages sent as commands, whether they are commands or not."""

    def __init__(self, name: str, pool: Pool, handler: CommandHandler) -> None:
        self._name = name
        self._pool = pool
        self._handler = handler
        self.at_fault: str | None = None
        expect_alarms(name)

    async def process(self, commands: Sequence[ReceivedCommand]) -> list[Reply]:
        """One reply per command. Waits while the database is away: the commands stay with the broker."""
        return await self._until_available(lambda: self._process(commands))

    async def reject(self, delivery: Delivery, error: Exception, *, answerable: bool) -> Rejected:
        """The rejection of a message that is no command, or that its sender may not send.

        It is parked if there is nobody to reply to, and as evidence if its sender may not send it.
        """
        if isinstance(error, SenderNotPermitted):
            await self._until_available(lambda: self._park(delivery, problem_of(error), UNAUTHENTICATED))
        elif not answerable:
            await self._until_available(lambda: self._park(delivery, problem_of(error), "unreadable"))
        return Rejected(command_id=_claimed_id(delivery.headers), problems=_problems(error))

    async def park_dead(self, delivery: Delivery) -> None:
        """Park a command the broker gave up on.

        Unlike an event it is not tried again alone: its sender got no reply and sends it again with the same id, which
        is answered once; carried out much later and unasked, it could surprise.
        """
        await self._until_available(lambda: self._park(delivery, DEAD, "dead"))

    async def retry_due(self, limit: int) -> None:
        """Process parked commands that an operator wants tried again. Raises DatabaseUnavailable."""
        async with transaction(self._pool) as connection:
            held = await deferred.due(connection, self._name, limit)
        for delivery in held:
            await self._retry(delivery)

    async def _until_available(self, work: Callable[[], Awaitable[T]]) -> T:
        delays = backoff(0.1, 5.0)
        while True:
            try:
                result = await work()
            except DatabaseUnavailable as error:
                self.at_fault = f"database unavailable ({error})"
                _log.warning("database unavailable", consumer=self._name, reason=str(error))
                await asyncio.sleep(next(delays))
            else:
                self.at_fault = None
                return result

    async def _process(self, commands: Sequence[ReceivedCommand]) -> list[Reply]:
        return await isolate_failures(commands, self._handle, self._undecided)

    async def _handle(self, commands: Sequence[ReceivedCommand]) -> list[Reply]:
        try:
            return await self._handler.handle_in_transaction(self._pool, [item.command for item in commands])
        except Exception as error:
            if is_transient(error):
                raise DatabaseUnavailable(type(error).__name__) from error
            raise

    async def _undecided(self, item: ReceivedCommand, error: Exception) -> list[Reply]:
        cause = error.__cause__ or error
        await self._park(item.delivery, problem_of(cause), "failed")
        _log.error(
            "command not decided",
            consumer=self._name,
            command_id=str(item.command.id),
            command_type=item.command.type,
            correlation_id=str(item.command.correlation_id),
            trace_id=trace_id_of(item.command.traceparent),
            exc_info=cause,
        )
        return [Rejected(command_id=item.command.id, problems=(_undecided(cause),))]

    async def _retry(self, delivery: Delivery) -> None:
        try:
            command = command_of(delivery)
        except SenderNotPermitted as error:
            await self._park(delivery, problem_of(error), UNAUTHENTICATED)
            return
        except Exception as error:  # noqa: BLE001 - it stays parked, whatever its bytes cause
            await self._park(delivery, problem_of(error), "unreadable")
            return
        (reply,) = await self._process([ReceivedCommand(command, delivery)])
        if delivery.held and not _is_undecided(reply):
            async with transaction(self._pool) as connection:
                await deferred.release(connection, [delivery.held.id])

    async def _park(self, delivery: Delivery, problem: str, cause: str) -> None:
        async with transaction(self._pool) as connection:
            await deferred.park(connection, self._name, [UnreadableMessage(delivery, problem)])
        report_parked(self._name, cause, [delivery])


def command_of(delivery: Delivery) -> CommandEnvelope[Any]:
    """The command of a message. Raises UnknownType, MalformedMessage or SenderNotPermitted."""
    command = command_from_message(delivery.headers, delivery.body)
    check_command(command, delivery)
    return command


def _claimed_id(headers: Mapping[str, Any]) -> UUID | None:
    try:
        return UUID(str(headers.get(f"{PREFIX}id")))
    except ValueError:
        return None


def _problems(error: Exception) -> tuple[Problem, ...]:
    if isinstance(error, MalformedMessage):
        return error.problems
    if isinstance(error, SenderNotPermitted):
        return (error.problem,)
    if isinstance(error, UnknownType):
        return (Problem(code="unknown-type", field="type", rule="a type of command known here", detail=str(error)),)
    return (Problem(code="malformed-message", rule="well-formed message", detail=type(error).__name__),)


def _undecided(cause: BaseException) -> Problem:
    if isinstance(cause, StreamDiverged):
        return Problem(
            code=_STREAM_DIVERGED,
            field="stream",
            rule="what a stream has published follows from it",
            detail="the stream is stopped until its fault is removed; the command is kept for an operator",
        )
    return Problem(
        code=_INTERNAL_ERROR,
        rule="a command is carried out or refused with its reason",
        detail="the command could not be decided; it is kept for an operator",
    )


def _is_undecided(reply: Reply) -> bool:
    return isinstance(reply, Rejected) and reply.problems[0].code in {_INTERNAL_ERROR, _STREAM_DIVERGED}
