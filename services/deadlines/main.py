"""Composition root of deadlines: `python -m services.deadlines.main`, configured by `LEA_…`."""

from collections.abc import Sequence

from pydantic import Field

from services.deadlines.application import SERVICE, application
from services.deadlines.limit_counts import LimitCounter
from services.deadlines.policies import Observation
from services.deadlines.query_handler import DeadlineQueries
from services.deadlines.timer import Timer
from shared.clock import SystemClock
from shared.database import Pool
from shared.eventstore.relay import Relay
from shared.law.rule_sets import RuleSets
from shared.messaging.broker_watch import BrokerWatch
from shared.messaging.commands import CommandEndpoint
from shared.messaging.held_queries import HeldQueries
from shared.messaging.queries import QueryEndpoint
from shared.reconciliation.watch import reconciled_consumer
from shared.service import ServiceComponent, run_service
from shared.settings import Settings


class DeadlinesSettings(Settings):
    """Settings of deadlines."""

    timer_interval: float = Field(default=0.5, gt=0)
    """Seconds between two checks for time limits that are due."""
    timer_quiet_period: float = Field(default=1.0, ge=0)
    """Seconds without a change of a limit before it is announced: after a backlog, events that meet a limit are
    applied first.
    """


def main() -> None:
    """Run until stopped by a signal."""
    settings = DeadlinesSettings(service=SERVICE)

    async def compose(pool: Pool) -> Sequence[ServiceComponent]:
        rule_sets, clock = RuleSets.load(), SystemClock()
        commands = application(rule_sets, clock)
        return [
            Relay(settings),
            BrokerWatch(settings),
            CommandEndpoint(settings, pool, commands),
            QueryEndpoint(settings, pool, HeldQueries(DeadlineQueries(rule_sets))),
            *reconciled_consumer(settings, pool, Observation(commands, rule_sets)),
            Timer(
                pool,
                commands,
                rule_sets,
                clock,
                interval=settings.timer_interval,
                quiet_period=settings.timer_quiet_period,
            ),
            LimitCounter(pool, clock),
        ]

    run_service(settings, compose)


if __name__ == "__main__":
    main()
