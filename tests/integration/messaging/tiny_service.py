"""A service of two parts, for the tests of `shared.service`: `python -m tests.integration.messaging.tiny_service`."""

import asyncio
import os
from collections.abc import Sequence

from shared.database import Pool
from shared.messaging.consumer import EventConsumer
from shared.service import ServiceComponent, run_service
from shared.settings import Settings
from shared.telemetry.logs import get_logger
from tests.integration.messaging.kit import Seen


class Fuse:
    """Fails when told to by the environment."""

    async def run(self) -> None:
        await asyncio.sleep(float(os.environ.get("FUSE", "3600")))
        get_logger(__name__).info("the fuse has burnt down", secret=None)
        raise RuntimeError("personal data")


async def _compose(pool: Pool) -> Sequence[ServiceComponent]:
    return [EventConsumer(Settings(), pool, Seen(os.environ["CONSUMER"])), Fuse()]


if __name__ == "__main__":
    run_service(Settings(), _compose)
