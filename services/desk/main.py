"""Composition root of the desk: `python -m services.desk.main`, configured by `LEA_…`."""

from collections.abc import Sequence
from functools import partial

from services.desk.access.forms import Forms
from services.desk.access.provider import Provider
from services.desk.access.sessions import Sessions
from services.desk.access.tokens import Tokens
from services.desk.app import DeskApp, DeskParts
from services.desk.log_verification import LogVerifier
from services.desk.monitoring import Monitoring
from services.desk.rendering import Pages
from services.desk.settings import DeskSettings
from services.desk.statement_files import StatementFiles
from shared.act_fields import ActFields
from shared.clerk_client import ClerkClient
from shared.clock import Clock, SystemClock
from shared.database import Pool
from shared.law.rule_sets import RuleSets
from shared.messaging.senders import publisher_of
from shared.naming import LawNames
from shared.service import ServiceComponent, run_service


async def compose(settings: DeskSettings, app: DeskApp, clock: Clock, pool: Pool) -> Sequence[ServiceComponent]:
    """Make the parts of the application; returns those that run."""
    sessions = Sessions(pool, settings, clock)
    law = RuleSets.load().in_force(clock.today())
    client = ClerkClient(
        settings.broker_url,
        user=publisher_of(settings.service),
        source=settings.source,
        actor=f"service:{settings.service}",
        name="lea-desk",
    )
    verifier = LogVerifier(client, clock)
    app.use(
        DeskParts(
            sessions=sessions,
            forms=Forms(settings.form_key.get_secret_value(), settings.session_life),
            pages=Pages(LawNames(law)),
            client=client,
            acts=ActFields(law),
            clock=clock,
            tokens=Tokens(pool, clock),
            provider=Provider(settings, clock) if settings.desk_oidc_issuer else None,
            trace_url=settings.desk_trace_url,
            monitoring=Monitoring(settings.operations_url) if settings.operations_url else None,
            verifier=verifier,
            statement_files=StatementFiles(pool, clock),
        )
    )
    return [sessions, verifier]


def main() -> None:
    """Run until stopped by a signal."""
    settings, app = DeskSettings(), DeskApp()
    run_service(settings, partial(compose, settings, app, SystemClock()), app)


if __name__ == "__main__":
    main()
