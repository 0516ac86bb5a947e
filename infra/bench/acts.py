"""Commands to `proceedings`: many proceedings initiated, then what happens in each of them."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from decimal import Decimal
from uuid import UUID

from contracts.commands import proceedings as commands
from contracts.envelope import CommandEnvelope
from contracts.events.proceedings import CostKind, PaymentSource, ProceedingInitiated
from contracts.identifiers import new_id
from contracts.registry import Command
from contracts.replies import REPLY, Accepted
from contracts.values import PositiveMoney
from infra.bench.lives import life
from infra.bench.sender import Sender

QUEUE = "proceedings.commands"

_PATTERNS = 50


class Begun:
    """A proceeding that goes on."""

    def __init__(self, stream: UUID, resolution: UUID, currency: str) -> None:
        self.stream = stream
        self._resolution = resolution
        self._currency = currency

    def cost(self) -> CommandEnvelope[Command]:
        """A cost arises."""
        data = commands.RecordCost(cost=new_id(), kind=CostKind.OTHER, sum=self._sum("3.50"))
        return _command(self.stream, data)

    def payment(self) -> CommandEnvelope[Command]:
        """The debtor pays a little: for the cost, and on the claims."""
        data = commands.RecordPayment(payment=new_id(), sum=self._sum("12.75"), source=PaymentSource.DEBTOR)
        return _command(self.stream, data)

    def copies(self) -> CommandEnvelope[Command]:
        """Copies of the resolution on initiation go out."""
        data = commands.SendResolutionCopies(resolution=self._resolution, recipients=("debtor", "recoverer"))
        return _command(self.stream, data)

    def _sum(self, amount: str) -> PositiveMoney:
        return PositiveMoney(amount=Decimal(amount), currency=self._currency)


async def initiated(sender: Sender, count: int) -> list[Begun]:
    """So many proceedings, initiated by the service."""
    sent = [_command(new_id(), data) for data in _initiations(count)]
    answers = accepted(await sender.send_all(QUEUE, sent))
    return [
        Begun(command.stream, answer.event_ids[0], _currency(command.data))
        for command, answer in zip(sent, answers, strict=True)
    ]


def accepted(replies: Sequence[bytes]) -> list[Accepted]:
    """The answers; raises AssertionError if a command was refused, for then something else was measured."""
    answers = [REPLY.validate_json(reply) for reply in replies]
    refused = [answer for answer in answers if not isinstance(answer, Accepted)]
    if refused:
        raise AssertionError(f"{len(refused)} commands were refused, the first with {refused[0]}")
    return [answer for answer in answers if isinstance(answer, Accepted)]


def _initiations(count: int) -> Iterator[commands.InitiateProceeding]:
    patterns = [life(number)[0].data for number in range(_PATTERNS)]
    for number in range(count):
        pattern: ProceedingInitiated = patterns[number % _PATTERNS]
        yield commands.InitiateProceeding(
            statement=new_id(), body=pattern.body, executor=pattern.executor, recoverer=pattern.recoverer,
            debtor=pattern.debtor, document=pattern.document, claims=pattern.claims,
        )  # fmt: skip


def _currency(data: Command) -> str:
    if not isinstance(data, commands.InitiateProceeding) or data.claims[0].sum is None:
        raise AssertionError("unreachable: made-up proceedings have money claims")
    return data.claims[0].sum.currency


def _command(stream: UUID, data: Command) -> CommandEnvelope[Command]:
    now = datetime.now(UTC)
    return CommandEnvelope[Command](
        id=new_id(), source="/lea/bench", type=data.type, stream=stream, effective_date=now.date(), issued_at=now,
        actor="executor:0101-017", correlation_id=stream, data=data,
    )  # fmt: skip
