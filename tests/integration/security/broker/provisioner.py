"""What an attacker can and cannot do with the password of the provisioner, which declares exchanges and queues."""

import pytest
from aio_pika.exceptions import DeliveryError

from contracts.envelope import event_from_message
from contracts.identifiers import new_id
from infra.broker.names import ADMINISTRATOR, PROVISIONER
from infra.broker.topology import declare
from shared.messaging.deliveries import UNAUTHENTICATED, Delivery, read
from shared.messaging.queue_names import (
    COMMANDS_EXCHANGE,
    EVENTS_EXCHANGE,
    REPLIES_EXCHANGE,
    partition_exchange,
    partition_queue,
)
from shared.messaging.subscriptions import consumers
from tests.integration.messaging.kit import DATA, message
from tests.integration.security.broker import bus as broker
from tests.integration.security.broker.bus import COMMANDED, Bus, publish
from tests.integration.security.broker.messages import FULL, publish_many
from tests.integration.security.claims import CAN, CANNOT, claim
from tests.patience import until


@claim("broker-provisioner-topology", CAN)
async def deletes_exchanges_until_they_are_declared_again(bus: Bus) -> None:
    name = partition_exchange("intake")
    await bus.allowed(PROVISIONER, broker.delete_exchange(name))

    async def restored() -> bool:
        return bus.status(ADMINISTRATOR, f"/api/exchanges/lea/{name}") == 200

    await until(restored)
    await bus.declare()


@claim("broker-provisioner-types", CAN)
async def declares_an_exchange_with_another_type(bus: Bus) -> None:
    name = partition_exchange("intake")
    await bus.allowed(PROVISIONER, broker.delete_exchange(name), broker.declare_exchange(name))
    # What restores exchanges fails, and goes on failing.
    await bus.refused(PROVISIONER, lambda channel: declare(channel, consumers(), bus.partitions))
    await bus.allowed(PROVISIONER, broker.delete_exchange(name))
    await bus.declare()


@claim("broker-provisioner-reads", CAN)
async def reads_events_and_commands(bus: Bus) -> None:
    name = partition_queue("intake", 99)
    await bus.allowed(PROVISIONER, broker.declare_queue(name))
    for exchange in (EVENTS_EXCHANGE, COMMANDS_EXCHANGE):
        await bus.allowed(PROVISIONER, broker.bind(name, exchange, "#"))
    await bus.refused(PROVISIONER, broker.bind(name, REPLIES_EXCHANGE, "#"))
    await bus.allowed(PROVISIONER, broker.read(name), broker.delete_queue(name))


@claim("broker-provisioner-full-queue", CAN)
async def stops_every_relay(bus: Bus) -> None:
    async with bus.channel(PROVISIONER) as attacker:
        queue = await attacker.declare_queue(partition_queue("intake", 99), arguments=FULL)
        await queue.bind(EVENTS_EXCHANGE, "#")
        with pytest.raises(DeliveryError):
            await publish_many(bus, COMMANDED["proceedings"])
        await queue.delete(if_empty=False)


@claim("broker-provisioner-names", CANNOT)
async def declares_what_the_system_does_not_have(bus: Bus) -> None:
    for name in ("lea.mine", "mine.dead", "subscriber.mine", "mine.events.0", "intake.events.0x", "mine.commands"):
        await bus.refused(PROVISIONER, broker.declare_queue(name), broker.declare_exchange(name))


@claim("broker-provisioner-sends", CANNOT)
async def publishes_events_commands_or_answers(bus: Bus) -> None:
    for exchange in (EVENTS_EXCHANGE, COMMANDS_EXCHANGE, REPLIES_EXCHANGE):
        await bus.refused(PROVISIONER, publish(exchange, "lea.intake.something.v1"))
    # To partitions and dead-letter queues it can, as itself.
    await bus.allowed(PROVISIONER, publish(partition_exchange("intake"), DATA.type, sender=PROVISIONER))
    headers, body = message(new_id(), 1)
    sent = Delivery(headers, body, DATA.type, None, PROVISIONER)
    assert [each.cause for each in read([sent], event_from_message)[1]] == [UNAUTHENTICATED]
