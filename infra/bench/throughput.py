"""Commands per second of `proceedings` by the number of acts of a proceeding: read, decide, append, in batches.

Without the broker, whose cost does not depend on the acts. There are more proceedings than the service caches, so that
every batch reads its streams.
"""

from collections.abc import Callable, Sequence
from statistics import median
from time import perf_counter
from typing import Any

import asyncpg

from contracts.commands import proceedings as commands
from contracts.envelope import CommandEnvelope
from contracts.events.proceedings import ServiceMethod
from contracts.identifiers import new_id
from contracts.registry import Command
from contracts.replies import Accepted
from infra.bench.commands import command, cost, currency_of, initiation, payment
from infra.bench.environment import Environment
from infra.bench.results import Result
from services.proceedings.application import application
from shared.clock import SystemClock
from shared.database import Pool
from shared.garbage import collect_rarely
from shared.law.rule_sets import RuleSets

ACTS = (5, 20)
PROCEEDINGS, BATCH, ROUNDS = 600, 100, 5


async def measure(environment: Environment) -> list[Result]:
    """Record payments in proceedings with few and with many acts."""
    RuleSets.load()
    collect_rarely()  # as the service does
    async with asyncpg.create_pool(environment.database("proceedings").url, min_size=1, max_size=2) as pool:
        return [await _result(pool, acts) for acts in ACTS]


async def _result(pool: Pool, acts: int) -> Result:
    rates = await rates_with(pool, acts)
    detail = f"median of {len(rates)} rounds of {PROCEEDINGS} payments, {BATCH} in a transaction"
    return Result(f"commands per second, proceedings of {acts} acts", median(rates), "/s", detail=detail)


async def rates_with(pool: Pool, acts: int) -> list[float]:
    """The rates of some rounds in each of which every proceeding gets one more payment."""
    handle = application(SystemClock()).handle_in_transaction
    begun = [(new_id(), initiation(number)) for number in range(PROCEEDINGS)]
    await _sent(pool, handle, [command(stream, data) for stream, data in begun])
    streams = [(stream, currency_of(data)) for stream, data in begun]
    for number in range(1, acts):
        await _sent(pool, handle, [command(stream, _act(number, currency)) for stream, currency in streams])
    rates = []
    for _ in range(ROUNDS):
        sent = [command(stream, payment(currency)) for stream, currency in streams]
        started = perf_counter()
        await _sent(pool, handle, sent)
        rates.append(len(sent) / (perf_counter() - started))
    return rates


def _act(number: int, currency: str) -> Command:
    if number == 1:
        return commands.RecordService(method=ServiceMethod.HANDED_OVER)
    return cost(currency) if number % 2 else payment(currency)


Handle = Callable[[Pool, Sequence[CommandEnvelope[Any]]], Any]


async def _sent(pool: Pool, handle: Handle, sent: Sequence[CommandEnvelope[Any]]) -> None:
    for first in range(0, len(sent), BATCH):
        replies = await handle(pool, sent[first : first + BATCH])
        if not all(isinstance(reply, Accepted) for reply in replies):
            raise AssertionError(f"a command was rejected: {replies[0]}")
