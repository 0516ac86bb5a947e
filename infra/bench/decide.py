"""Processor time of one decision on a proceeding with many acts.

`decide` gets the acts at hand and computes their course. The service first folds the acts from the events of the
stream, which is reported separately.
"""

import gc
from collections.abc import Iterator
from datetime import UTC, date, datetime, time
from functools import reduce
from itertools import count, cycle, islice
from time import thread_time
from typing import Any

from contracts.commands import proceedings as commands
from contracts.envelope import EventEnvelope
from contracts.events.proceedings import ServiceMethod
from contracts.identifiers import new_id
from contracts.registry import Command
from infra.bench.commands import command, cost, currency_of, initiation, payment
from infra.bench.environment import Environment
from infra.bench.results import Result, percentile
from services.proceedings.domain.decide import PROCEEDING, Facts
from shared.decider import Context, Recorded
from shared.law.calendar import belarus

ACTS = 200
SAMPLES = 1_500

_STREAM = new_id()
_FIRST_DAY = date(2026, 1, 12)
_BEGUN = 3
"""Initiation, copies, service."""


def _day(number: int) -> date:
    """The working day of an act; the voluntary term is over before the first measure."""
    return belarus().nth_from(_FIRST_DAY, 1 + number if number < _BEGUN else 1 + number + 14)


_LAST_DAY = _day(ACTS)
_CONTEXT = Context(_LAST_DAY, Facts("0101-2026-000001"))


async def measure(_: Environment) -> list[Result]:
    """Decide on one more act: alternately a measure, a cost and a payment."""
    initiated = initiation(0)
    events, currency = list(_events(initiated)), currency_of(initiated)
    acts = [command(_STREAM, data, _LAST_DAY) for data in (_new_measure(), cost(currency), payment(currency))]
    folds, decisions = list[float](), list[float]()
    gc.collect()
    for act in islice(cycle(acts), SAMPLES):
        begun = thread_time()
        state = reduce(PROCEEDING.evolve, events, PROCEEDING.initial)
        folded = thread_time()
        PROCEEDING.decide(state, act, _CONTEXT)
        decided = thread_time()
        folds.append((folded - begun) * 1000)
        decisions.append((decided - folded) * 1000)
    name, detail = f"decide after {ACTS} acts, processor time", "the state is at hand; a measure, a cost, a payment"
    return [
        Result(f"{name}, p50", percentile(decisions, 50), "ms", detail=detail),
        Result(f"{name}, p99", percentile(decisions, 99), "ms", at_most=5, detail=detail),
        Result("folding that state before, processor time, p50", percentile(folds, 50), "ms",
               detail=f"{len(events)} events; no target"),
    ]  # fmt: skip


def _events(initiated: commands.InitiateProceeding) -> Iterator[EventEnvelope[Any]]:
    """The events of the first `ACTS` acts, one act a day."""
    state, versions = PROCEEDING.initial, count(1)
    for number, data in enumerate(islice(_acts(initiated), ACTS)):
        act = command(_STREAM, data, _day(number))
        context = Context(act.effective_date, Facts("0101-2026-000001"))
        for decided in PROCEEDING.decide(state, act, context):
            item = decided if isinstance(decided, Recorded) else Recorded(decided, act.effective_date)
            event = EventEnvelope[Any](
                id=new_id(), source="/lea/proceedings", type=item.data.type, stream=_STREAM, version=next(versions),
                effective_date=item.effective_date, recorded_at=datetime.combine(act.effective_date, time(9), UTC),
                actor=act.actor, correlation_id=_STREAM, causation_id=act.id, data=item.data,
            )  # fmt: skip
            state = PROCEEDING.evolve(state, event)
            yield event


def _acts(initiated: commands.InitiateProceeding) -> Iterator[Command]:
    yield initiated
    yield commands.SendResolutionCopies(recipients=("debtor", "recoverer"))
    yield commands.RecordService(method=ServiceMethod.REGISTERED_MAIL)
    currency = currency_of(initiated)
    while True:
        added = _new_measure()
        yield added
        yield commands.ChangeMeasureStatus(measure=added.measure, status="in-force")
        yield cost(currency)
        yield payment(currency)


def _new_measure() -> commands.AddMeasure:
    return commands.AddMeasure(measure=new_id(), code="comp-levy-third-accounts")
