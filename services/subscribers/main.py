"""Composition root of subscribers: `python -m services.subscribers.main`, configured by `LEA_…`."""

from collections.abc import Sequence

from services.subscribers.application import SERVICE, application
from services.subscribers.delivery.component import Delivery
from services.subscribers.delivery.unread import UnreadQueues
from services.subscribers.queries import SubscriberQueries
from services.subscribers.settings import SubscribersSettings
from shared.clock import Clock, SystemClock
from shared.database import Pool
from shared.eventstore.relay import Relay
from shared.messaging.broker_watch import BrokerWatch
from shared.messaging.commands import CommandEndpoint
from shared.messaging.held_queries import HeldQueries
from shared.messaging.queries import QueryEndpoint
from shared.service import ServiceComponent, run_service


async def compose(settings: SubscribersSettings, clock: Clock, pool: Pool) -> Sequence[ServiceComponent]:
    """The parts of the service."""
    commands = application(clock)
    return [
        Relay(settings),
        BrokerWatch(settings),
        CommandEndpoint(settings, pool, commands),
        QueryEndpoint(settings, pool, HeldQueries(SubscriberQueries())),
        Delivery(settings, UnreadQueues(settings, pool, commands, clock)),
    ]


def main() -> None:
    """Run until stopped by a signal."""
    settings = SubscribersSettings(service=SERVICE)
    run_service(settings, lambda pool: compose(settings, SystemClock(), pool))


if __name__ == "__main__":
    main()
