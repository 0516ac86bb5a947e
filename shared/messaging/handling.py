"""Answers commands in batches: carried out, refused with a reason, or parked where nobody could decide them."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar
from uuid import UUID

from contracts.envelope import PREFIX, CommandEnvelope, command_from_message
from contracts.problems import Problem
from contracts.registry import MalformedMessage, UnknownType
from contracts.replies import Accepted, Rejected
from shared.batching import isolate_failures
from shared.database import Pool, transaction
from shared.failures import DatabaseUnavailable, is_transient
from shared.messaging import deferred
from shared.messaging.deliveries import UNAUTHENTICATED, Delivery, Unreadable, problem_of
from shared.messaging.reporting import expect_alarms, report_parked
from shared.messaging.senders import SenderNotPermitted, check_command
from shared.messaging.waiting import backoff
from shared.telemetry.context import trace_id_of
from shared.telemetry.logs import get_logger

_log = get_logger(__name__)

Answer = Accepted | Rejected
T = TypeVar("T")

_INTERNAL_ERROR = "internal-error"
DEAD = "delivered too often without an answer: the process ended while it held the command"


class Application(Protocol):
    """The command side of a service (`shared.eventstore.application`)."""

    async def handle_in_transaction(self, pool: Pool, commands: Sequence[CommandEnvelope[Any]]) -> list[Answer]:
        """Answer commands, everything they lead to stored."""
        ...


@dataclass(frozen=True, slots=True)
class Asked:
    """A command, and the delivery it came by."""

    command: CommandEnvelope[Any]
    delivery: Delivery


class Handling:
    """Decides what becomes of commands, whatever they are."""

    def __init__(self, name: str, pool: Pool, application: Application) -> None:
        self._name = name
        self._pool = pool
        self._application = application
        self.at_fault: str | None = None
        expect_alarms(name)

    async def answer(self, asked: Sequence[Asked]) -> list[Answer]:
        """One answer per command. Waits while the database is away: the commands stay with the broker."""
        return await self._patiently(lambda: self._answer(asked))

    async def refuse(self, delivery: Delivery, error: Exception, *, answerable: bool) -> Rejected:
        """The refusal of a message that is no command, or not one of its sender's.

        Kept if there is nobody to tell, and as evidence if its sender may not send it.
        """
        if isinstance(error, SenderNotPermitted):
            await self._patiently(lambda: self._park(delivery, problem_of(error), UNAUTHENTICATED))
        elif not answerable:
            await self._patiently(lambda: self._park(delivery, problem_of(error), "unreadable"))
        return Rejected(command_id=_claimed_id(delivery.headers), problems=_problems(error))

    async def take_dead(self, delivery: Delivery) -> None:
        """Park a command the broker gave up on."""
        await self._patiently(lambda: self._park(delivery, DEAD, "dead"))

    async def retry_due(self, limit: int) -> None:
        """Carry out parked commands an operator wants tried again. Raises DatabaseUnavailable."""
        async with transaction(self._pool) as connection:
            held = await deferred.due(connection, self._name, limit)
        for delivery in held:
            await self._retry(delivery)

    async def _patiently(self, work: Callable[[], Awaitable[T]]) -> T:
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

    async def _answer(self, asked: Sequence[Asked]) -> list[Answer]:
        return await isolate_failures(asked, self._answer_together, self._undecided)

    async def _answer_together(self, asked: Sequence[Asked]) -> list[Answer]:
        try:
            return await self._application.handle_in_transaction(self._pool, [item.command for item in asked])
        except Exception as error:
            if is_transient(error):
                raise DatabaseUnavailable(type(error).__name__) from error
            raise

    async def _undecided(self, item: Asked, error: Exception) -> list[Answer]:
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
        problem = Problem(
            code=_INTERNAL_ERROR,
            rule="a command is carried out or refused with its reason",
            detail="the command could not be decided; it is kept for an operator",
        )
        return [Rejected(command_id=item.command.id, problems=(problem,))]

    async def _retry(self, delivery: Delivery) -> None:
        try:
            command = command_of(delivery)
        except SenderNotPermitted as error:
            await self._park(delivery, problem_of(error), UNAUTHENTICATED)
            return
        except Exception as error:  # noqa: BLE001 - it stays parked, whatever its bytes provoke
            await self._park(delivery, problem_of(error), "unreadable")
            return
        (answer,) = await self._answer([Asked(command, delivery)])
        if delivery.held and not _is_internal(answer):
            async with transaction(self._pool) as connection:
                await deferred.release(connection, [delivery.held.id])

    async def _park(self, delivery: Delivery, problem: str, cause: str) -> None:
        async with transaction(self._pool) as connection:
            await deferred.park(connection, self._name, [Unreadable(delivery, problem)])
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


def _is_internal(answer: Answer) -> bool:
    return isinstance(answer, Rejected) and answer.problems[0].code == _INTERNAL_ERROR
