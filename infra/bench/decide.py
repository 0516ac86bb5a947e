"""Processor time of one decision on a proceeding with many acts.

`decide` gets the acts at hand, with the course that was computed for the command before, as the service caches them: an
act of the present day goes on from it, an act of the past computes the course anew. The service folds the acts of a
stream that it has not cached from its events, which is reported separately.
"""

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, time
from functools import reduce
from itertools import count, cycle, islice
from time import thread_time
from typing import Any

from contracts.commands import proceedings as commands
from contracts.envelope import CommandEnvelope, EventEnvelope
from contracts.events.proceedings import ServiceMethod
from contracts.identifiers import new_id
from contracts.registry import Command
from infra.bench.commands import command, cost, currency_of, initiation, payment
from infra.bench.environment import Environment
from infra.bench.results import Result, percentile
from services.proceedings.domain.computing import course_of, procedure_of
from services.proceedings.domain.decide import PROCEEDING, Facts
from shared.decider import Context, Recorded
from shared.garbage import collect_rarely
from shared.law.calendar import belarus

ACTS = 200
SAMPLES = 1_500

_RULE_SET = "epc-2021"
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
    """Decide on one more act: alternately a measure, a cost and a payment; then on costs and payments of the past."""
    initiated = initiation(0)
    events, currency = list(_events(initiated)), currency_of(initiated)
    today = [command(_STREAM, data, _LAST_DAY) for data in (_new_measure(), cost(currency), payment(currency))]
    past = [command(_STREAM, data, _day(ACTS // 2)) for data in (cost(currency), payment(currency))]
    procedure_of(_RULE_SET)
    collect_rarely()  # as the service does
    name = f"decide after {ACTS} acts, processor time"
    return [
        *_results(f"{name}, act of today", _decisions(events, today, SAMPLES), "a measure, a cost, a payment"),
        *_results(f"{name}, act of the past", _decisions(events, past, SAMPLES // 10), "a cost, a payment"),
        Result("folding that state before, processor time, p50", percentile(_folds(events), 50), "ms",
               detail=f"{len(events)} events; no target"),
    ]  # fmt: skip


def _results(name: str, times: Sequence[float], detail: str) -> Iterator[Result]:
    yield Result(f"{name}, p50", percentile(times, 50), "ms", detail=detail)
    yield Result(f"{name}, p99", percentile(times, 99), "ms", at_most=5, detail=detail)


def _decisions(events: Sequence[EventEnvelope[Any]], acts: Sequence[CommandEnvelope[Any]], samples: int) -> list[float]:
    """Milliseconds of each decision."""
    before = reduce(PROCEEDING.evolve, events[:-1], PROCEEDING.initial)
    assert before is not None  # noqa: S101 - its first event is the initiation
    course_of(before, before.through, belarus())
    cached, times = before.remembered.course, list[float]()
    for act in islice(cycle(acts), samples):
        before.remembered.course = cached
        state = PROCEEDING.evolve(before, events[-1])
        begun = thread_time()
        PROCEEDING.decide(state, act, _CONTEXT)
        times.append((thread_time() - begun) * 1000)
    return times


def _folds(events: Sequence[EventEnvelope[Any]]) -> list[float]:
    times = []
    for _ in range(SAMPLES // 10):
        begun = thread_time()
        reduce(PROCEEDING.evolve, events, PROCEEDING.initial)
        times.append((thread_time() - begun) * 1000)
    return times


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
    return commands.AddMeasure(measure=new_id(), code="comp-levy-bank-money")
