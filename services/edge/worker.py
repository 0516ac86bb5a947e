"""What the edge does besides answering: `python -m services.edge.worker`, configured by `LEA_…`.

It works over the door's database with a role of its own, so that nothing here slows or widens the door, and is the only
process of the edge that speaks with the broker.
"""

import os
from collections.abc import Sequence
from functools import partial

from services.edge.access.cleanup import Clearing
from services.edge.access_log.sealing import Sealing
from services.edge.alarms.detection import Watch
from services.edge.bulk.background import bulk_parts
from services.edge.registry.application import application
from services.edge.settings import EdgeSettings
from shared.clock import Clock, SystemClock
from shared.database import Pool
from shared.eventstore.relay import Relay
from shared.messaging.commands import CommandEndpoint
from shared.service import ServiceComponent, run_service


async def compose(settings: EdgeSettings, clock: Clock, pool: Pool) -> Sequence[ServiceComponent]:
    """The parts of the worker."""
    return [
        Relay(settings),
        CommandEndpoint(settings, pool, application(clock)),
        Sealing(settings, pool, clock),
        Clearing(settings, pool),
        Watch(settings, pool, clock),
        *(await bulk_parts(settings, clock, pool)),
    ]


def main() -> None:
    """Run until told to stop."""
    settings = EdgeSettings()
    os.nice(settings.worker_nice)
    run_service(settings, partial(compose, settings, SystemClock()))


if __name__ == "__main__":
    main()
