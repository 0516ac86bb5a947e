"""The commands of the benchmarks: each is one that its sender may give."""

from datetime import UTC, date, datetime, time
from functools import reduce
from itertools import count
from typing import Any

import pytest

from contracts.commands.proceedings import RecordService
from contracts.documents import Executor
from contracts.envelope import EventEnvelope
from contracts.events.proceedings import ServiceMethod
from contracts.identifiers import new_id
from infra.bench.commands import EXECUTOR, command, cost, currency_of, initiation, payment
from services.proceedings.domain.decide import PROCEEDING, Facts
from shared.decider import Context, Recorded

DAY = date(2026, 3, 2)


@pytest.mark.parametrize("number", range(0, 50, 7))
@pytest.mark.parametrize("executor", [EXECUTOR, Executor(id="0201-101", full_name="Kavalenka Hanna")])
def test_proceedings_begin_and_go_on(number: int, executor: Executor) -> None:
    stream, begun = new_id(), initiation(number, executor)
    currency, events = currency_of(begun), list[EventEnvelope[Any]]()
    served = RecordService(method=ServiceMethod.HANDED_OVER)
    context = Context(DAY, Facts(f"{begun.body}-2026-000001"))
    for data in (begun, served, cost(currency), payment(currency)):
        sent, state = command(stream, data, DAY, executor), reduce(PROCEEDING.evolve, events, PROCEEDING.initial)
        decided = PROCEEDING.decide(state, sent, context)
        assert decided, data
        for version, each in zip(count(len(events) + 1), decided, strict=False):
            item = each if isinstance(each, Recorded) else Recorded(each, DAY)
            events.append(
                EventEnvelope[Any](
                    id=new_id(), source="/lea/proceedings", type=item.data.type, stream=stream, version=version,
                    effective_date=item.effective_date, recorded_at=datetime.combine(DAY, time(9), UTC),
                    actor=sent.actor, correlation_id=stream, causation_id=sent.id, data=item.data,
                )
            )  # fmt: skip
