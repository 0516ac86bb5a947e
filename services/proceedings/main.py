"""Composition root of proceedings: `python -m services.proceedings.main`, configured by `LEA_…`."""

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

from pydantic import Field, SecretStr

from services.proceedings.application import SERVICE, application
from services.proceedings.documents.signing import signer_of
from services.proceedings.documents.worker import DocumentWorker
from services.proceedings.domain.computing import procedure_of
from services.proceedings.domain.decide import REVISIONS_PER_DAY
from services.proceedings.policies import Policies
from services.proceedings.projections import IndexBackfill
from services.proceedings.queries import ProceedingQueries
from shared.clock import SystemClock
from shared.database import Pool
from shared.eventstore.relay import Relay
from shared.law.money.base_units import base_units
from shared.law.names import Language
from shared.law.rule_sets import RuleSets
from shared.messaging.commands import CommandEndpoint
from shared.messaging.consumer import EventConsumer
from shared.messaging.queries import QueryEndpoint
from shared.service import ServiceComponent, run_service
from shared.settings import Settings


class ProceedingsSettings(Settings):
    """Settings of proceedings."""

    revisions_per_day: int = Field(default=REVISIONS_PER_DAY, ge=1)
    """Maximum revisions of the course of one proceeding per day. Commands that would revise it once more are refused
    and raise an alarm.
    """
    document_languages: Annotated[tuple[Language, ...], Field(min_length=1)] = ("ru",)
    """Languages of the documents of resolutions, as a JSON list of `ru`, `be`, `en`: the first is that in which they
    are made, the others are translations.
    """
    document_key: Path | None = None
    """File with the private key (PEM) that signs documents; without it they have no electronic signature."""
    document_certificate: Path | None = None
    """File with the certificate (PEM) of that key."""
    document_key_password: SecretStr | None = None
    """Password of the key."""


def main() -> None:
    """Run until stopped by a signal."""
    settings = ProceedingsSettings(service=SERVICE)

    password = settings.document_key_password
    signer = signer_of(
        settings.document_key, settings.document_certificate, password.get_secret_value() if password else None
    )

    async def compose(pool: Pool) -> Sequence[ServiceComponent]:
        clock = SystemClock()
        # Ill-formed tables stop the service here, not its first command.
        for rule_set in RuleSets.load():
            procedure_of(rule_set.id)
        base_units()
        commands = application(clock, settings.revisions_per_day)
        return [
            Relay(settings),
            CommandEndpoint(settings, pool, commands),
            QueryEndpoint(settings, pool, ProceedingQueries(commands.store, clock)),
            EventConsumer(settings, pool, Policies(commands)),
            IndexBackfill(pool, commands.store),
            DocumentWorker(pool, commands.store, clock, settings.document_languages, signer),
        ]

    run_service(settings, compose)


if __name__ == "__main__":
    main()
