"""Composition root of proceedings: `python -m services.proceedings.main`, configured by `LEA_…`."""

from collections.abc import Sequence
from functools import partial

from pydantic import Field

from services.proceedings.application import SERVICE, application
from services.proceedings.documents.making import made
from services.proceedings.domain.computing import procedure_of
from services.proceedings.domain.decide import REVISIONS_PER_DAY
from services.proceedings.policies import Policies
from services.proceedings.projections import IndexBackfill
from services.proceedings.queries import ProceedingQueries
from services.proceedings.resolutions import SERIES
from shared.clock import SystemClock
from shared.database import Pool
from shared.documents.settings import DocumentSettings
from shared.documents.worker import DocumentWorker
from shared.eventstore.relay import Relay
from shared.law.money.base_units import base_units
from shared.law.rule_sets import RuleSets
from shared.messaging.broker_watch import BrokerWatch
from shared.messaging.commands import CommandEndpoint
from shared.messaging.held_queries import HeldQueries
from shared.messaging.queries import QueryEndpoint
from shared.reconciliation.watch import reconciled_consumer
from shared.service import ServiceComponent, run_service


class ProceedingsSettings(DocumentSettings):
    """Settings of proceedings."""

    revisions_per_day: int = Field(default=REVISIONS_PER_DAY, ge=1)
    """Maximum revisions of the course of one proceeding per day. Commands that would revise it once more are refused
    and raise an alarm.
    """


def main() -> None:
    """Run until stopped by a signal."""
    settings = ProceedingsSettings(service=SERVICE)

    signer = settings.signer()

    async def compose(pool: Pool) -> Sequence[ServiceComponent]:
        clock = SystemClock()
        # Ill-formed tables stop the service here, not its first command.
        for rule_set in RuleSets.load():
            procedure_of(rule_set.id)
        base_units()
        commands = application(clock, settings.revisions_per_day)
        return [
            Relay(settings),
            BrokerWatch(settings),
            CommandEndpoint(settings, pool, commands),
            QueryEndpoint(
                settings,
                pool,
                HeldQueries(ProceedingQueries(commands.store, clock, settings.document_languages[0])),
            ),
            *reconciled_consumer(settings, pool, Policies(commands)),
            IndexBackfill(pool, commands.store),
            DocumentWorker(
                pool, SERIES, partial(made, store=commands.store), clock, settings.document_languages, signer
            ),
        ]

    run_service(settings, compose)


if __name__ == "__main__":
    main()
