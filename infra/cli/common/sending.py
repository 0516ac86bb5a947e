"""Sends the commands of registries that people change, and says in one sentence why one is refused."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

from pydantic import ValidationError

from contracts.envelope import CommandEnvelope
from contracts.identifiers import new_id
from contracts.registry import Command, problems_of
from contracts.replies import Rejected
from infra.cli.common.language import language_of_environment
from infra.cli.common.running_system import operator_broker
from infra.stack.addresses import Addresses
from infra.stack.errors import StackError
from shared.clock import SystemClock
from shared.messaging.client import CommandClient, NoReply
from shared.messaging.senders import OPERATOR
from shared.problem_texts import rule_in


@contextmanager
def well_formed() -> Iterator[None]:
    """Turn validation errors into a StackError with one sentence."""
    try:
        yield
    except ValidationError as error:
        problems = (f"{problem.field}: {problem.detail}" for problem in problems_of(error))
        raise StackError("; ".join(problems)) from None


def send_command(addresses: Addresses, stream: UUID, actor: str, data: Command, process: str) -> UUID:
    """Send a command. Returns its id. Raises StackError with the reasons if it is refused.

    `process` is what handles it.
    """
    clock = SystemClock()
    command = CommandEnvelope[Command](
        id=new_id(),
        source="/lea/cli",
        type=data.type,
        stream=stream,
        effective_date=clock.today(),
        issued_at=clock.now(),
        actor=actor,
        correlation_id=new_id(),
        data=data,
    )
    asyncio.run(_sent(operator_broker(addresses), command, process))
    return command.id


async def _sent(broker: str, command: CommandEnvelope[Command], process: str) -> None:
    async with CommandClient(broker, user=OPERATOR, name="lea registry") as client:
        try:
            answer = await client.send(command)
        except NoReply:
            raise StackError(f"No reply: does {process} run?") from None
    if isinstance(answer, Rejected):
        language = language_of_environment()
        reasons = (f"{problem.detail} (rule: {rule_in(problem, language)})" for problem in answer.problems)
        raise StackError(f"Refused: {'; '.join(reasons)}.")
