"""Commands to `proceedings`: initiation, costs and payments, one at a time or at a steady rate."""

import asyncio
from collections.abc import Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from itertools import cycle, islice
from typing import NamedTuple
from uuid import UUID

from contracts.commands import proceedings as commands
from contracts.documents import Executor
from contracts.envelope import CommandEnvelope
from contracts.events.proceedings import CostKind, PaymentSource, ProceedingInitiated
from contracts.identifiers import new_id
from contracts.registry import Command
from contracts.replies import Accepted, Rejected
from contracts.values import PositiveMoney
from shared.messaging.client import CommandClient
from tests.factories.proceedings import life

EXECUTOR = Executor(id="0101-017", full_name="Kavalenka Hanna")
"""Who has the proceedings, unless it is said otherwise."""

_PATTERNS = 50


class Initiated(NamedTuple):
    """A proceeding that commands can refer to."""

    stream: UUID
    currency: str


class Sent(NamedTuple):
    """An accepted command, with the event that it caused."""

    stream: UUID
    version: int
    at: datetime


def command(
    stream: UUID, data: Command, day: date | None = None, executor: Executor = EXECUTOR
) -> CommandEnvelope[Command]:
    """A command of an executor, effective today or on the given day."""
    now = datetime.now(UTC)
    return CommandEnvelope[Command](
        id=new_id(), source="/lea/bench", type=data.type, stream=stream, effective_date=day or now.date(),
        issued_at=now, actor=f"executor:{executor.id}", correlation_id=stream, data=data,
    )  # fmt: skip


def initiation(number: int, executor: Executor = EXECUTOR) -> commands.InitiateProceeding:
    """The initiation of a proceeding over money claims."""
    pattern: ProceedingInitiated = life(number % _PATTERNS)[0].data
    return commands.InitiateProceeding(
        statement=new_id(), body=executor.id.partition("-")[0], executor=executor, recoverer=pattern.recoverer,
        debtor=pattern.debtor, document=pattern.document, claims=pattern.claims,
    )  # fmt: skip


def currency_of(data: commands.InitiateProceeding) -> str:
    """The currency of its first claim."""
    if data.claims[0].sum is None:
        raise AssertionError("unreachable: the claims are for money")
    return data.claims[0].sum.currency


def cost(currency: str) -> commands.RecordCost:
    """A small cost."""
    return commands.RecordCost(cost=new_id(), kind=CostKind.OTHER, sum=_money("3.50", currency))


def payment(currency: str) -> commands.RecordPayment:
    """A small payment: it changes the card in every language."""
    return commands.RecordPayment(payment=new_id(), sum=_money("12.75", currency), source=PaymentSource.DEBTOR)


async def initiate(client: CommandClient, count: int, executors: Sequence[Executor] = (EXECUTOR,)) -> list[Initiated]:
    """Initiate so many proceedings, which these executors have in turn."""
    begun = [(initiation(number, executor), executor) for number, executor in zip(range(count), cycle(executors))]
    sent = [(command(new_id(), data, executor=executor), currency_of(data)) for data, executor in begun]
    replies = await client.send_many([each for each, _ in sent])
    return [Initiated(_accepted(reply).stream, currency) for reply, (_, currency) in zip(replies, sent, strict=True)]


async def pay(client: CommandClient, proceedings: Sequence[Initiated], rate: float, seconds: float) -> list[Sent]:
    """Send `rate` payments a second. Returns when all are accepted. A late one does not delay the next."""
    loop = asyncio.get_running_loop()
    begun, tasks = loop.time(), list[asyncio.Task[Sent]]()
    for number, proceeding in enumerate(islice(cycle(proceedings), int(rate * seconds))):
        await asyncio.sleep(max(begun + number / rate - loop.time(), 0.0))
        tasks.append(asyncio.create_task(_pay(client, proceeding)))
    return await asyncio.gather(*tasks)


async def _pay(client: CommandClient, proceeding: Initiated) -> Sent:
    sent = command(proceeding.stream, payment(proceeding.currency))
    accepted = _accepted(await client.send(sent))
    return Sent(accepted.stream, accepted.version, sent.issued_at)


def _accepted(reply: Accepted | Rejected) -> Accepted:
    if isinstance(reply, Accepted):
        return reply
    raise AssertionError(f"a command was rejected: {reply}")


def _money(amount: str, currency: str) -> PositiveMoney:
    return PositiveMoney(amount=Decimal(amount), currency=currency)
