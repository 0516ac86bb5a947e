"""What an attacker can and cannot do with the password of the administrator of the broker."""

from infra.broker.names import ADMINISTRATOR
from shared.messaging.queue_names import (
    EVENTS_EXCHANGE,
)
from tests.integration.messaging.kit import DATA
from tests.integration.security.broker import bus as broker
from tests.integration.security.broker.bus import COMMANDED, Bus, publish
from tests.integration.security.broker.messages import QUEUES
from tests.integration.security.claims import CAN, claim


@claim("broker-admin-everything", CAN)
async def does_everything(bus: Bus) -> None:
    await bus.allowed(
        ADMINISTRATOR, broker.declare_exchange("mine"), broker.delete_exchange("mine"), *map(broker.read, QUEUES)
    )
    # Except to send as another user: that takes a tag which it does not have, and can give itself.
    await bus.refused(ADMINISTRATOR, publish(EVENTS_EXCHANGE, DATA.type, sender=COMMANDED["intake"]))
