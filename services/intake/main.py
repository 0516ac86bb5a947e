"""Composition root of intake: `python -m services.intake.main`, configured by `LEA_…`."""

from collections.abc import Sequence
from functools import partial

from services.intake.application import SERVICE, application
from services.intake.documents import SERIES, made
from services.intake.domain.assessment import Rules
from services.intake.projections import ReturnedDocuments
from services.intake.queries import StatementQueries
from shared.clock import SystemClock
from shared.database import Pool
from shared.documents.settings import DocumentSettings
from shared.documents.worker import DocumentWorker
from shared.eventstore.relay import Relay
from shared.law.calendar import belarus
from shared.law.rule_sets import RuleSets
from shared.messaging.broker_watch import BrokerWatch
from shared.messaging.commands import CommandEndpoint
from shared.messaging.held_queries import HeldQueries
from shared.messaging.queries import QueryEndpoint
from shared.reconciliation.watch import reconciled_consumer
from shared.service import ServiceComponent, run_service


def main() -> None:
    """Run until stopped by a signal."""
    settings = DocumentSettings(service=SERVICE)
    signer = settings.signer()

    async def compose(pool: Pool) -> Sequence[ServiceComponent]:
        rules, clock = Rules(RuleSets.load(), belarus()), SystemClock()
        commands = application(rules, clock)
        return [
            Relay(settings),
            BrokerWatch(settings),
            CommandEndpoint(settings, pool, commands),
            QueryEndpoint(
                settings,
                pool,
                HeldQueries(StatementQueries(commands.store, rules, clock, settings.document_languages[0])),
            ),
            *reconciled_consumer(settings, pool, ReturnedDocuments()),
            DocumentWorker(
                pool,
                SERIES,
                partial(made, store=commands.store, rules=rules),
                clock,
                settings.document_languages,
                signer,
            ),
        ]

    run_service(settings, compose)


if __name__ == "__main__":
    main()
