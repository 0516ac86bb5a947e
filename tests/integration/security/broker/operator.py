"""What an attacker can and cannot do with the password of the operator, who sends commands."""

import pytest
from aio_pika.exceptions import AMQPError

from contracts.identifiers import new_id
from shared.messaging.command_processor import command_of
from shared.messaging.queue_names import (
    COMMANDS_EXCHANGE,
    EVENTS_EXCHANGE,
    QUERIES_EXCHANGE,
    REPLIES_EXCHANGE,
    reply_queue,
)
from shared.messaging.senders import OPERATOR, SenderNotPermitted, may_be_answered
from shared.services import answerers_of_queries
from tests.integration.security.broker import bus as broker
from tests.integration.security.broker.bus import COMMANDED, SERVICES, Bus, publish
from tests.integration.security.broker.messages import new_command, sent_command
from tests.integration.security.claims import CAN, CANNOT, claim


@claim("broker-operator-commands", CAN)
async def sends_commands_as_any_person(bus: Bus) -> None:
    for service in COMMANDED:
        await bus.allowed(OPERATOR, publish(COMMANDS_EXCHANGE, f"lea.{service}.something.v1", sender=OPERATOR))
    command = new_command("executor:0101-017")
    assert command_of(sent_command(command, OPERATOR)).actor == "executor:0101-017"


@claim("broker-operator-queries", CAN)
async def asks_as_any_person(bus: Bus) -> None:
    for service in answerers_of_queries():
        await bus.allowed(OPERATOR, publish(QUERIES_EXCHANGE, f"lea.{service}.something.v1", sender=OPERATOR))
    await bus.refused(OPERATOR, publish(QUERIES_EXCHANGE, "lea.desk.something.v1", sender=OPERATOR))


@claim("broker-operator-system-actors", CANNOT)
async def acts_as_a_part_of_the_system(bus: Bus) -> None:
    for actor in ("policy:voluntary-term", "timer:deadlines", "installation"):
        with pytest.raises(SenderNotPermitted, match="actor"):
            command_of(sent_command(new_command(actor), OPERATOR))
    with pytest.raises(SenderNotPermitted, match="source"):
        command_of(sent_command(new_command(source="/lea/proceedings"), OPERATOR))


@claim("broker-operator-events", CANNOT)
async def publishes_events_or_answers(bus: Bus) -> None:
    for service in SERVICES:
        await bus.refused(OPERATOR, publish(EVENTS_EXCHANGE, f"lea.{service}.something.v1", sender=OPERATOR))
    await bus.refused(OPERATOR, publish(REPLIES_EXCHANGE, reply_queue(OPERATOR, "0"), sender=OPERATOR))


@claim("broker-operator-reply-address", CANNOT)
async def has_a_service_answer_where_it_may_not(bus: Bus) -> None:
    sent = sent_command(new_command(), OPERATOR)
    for address in ("elsewhere", "", "#", OPERATOR, reply_queue("lea_intake", "0")):
        assert not may_be_answered(sent.sender, address)
    # Where it is answered, the service may write.
    own = reply_queue(OPERATOR, "#")
    assert may_be_answered(sent.sender, own)
    await bus.allowed(COMMANDED["edge"], publish(REPLIES_EXCHANGE, own))


@claim("broker-operator-replies", CANNOT)
async def reads_the_answers_to_others(bus: Bus) -> None:
    queue = reply_queue(OPERATOR, str(new_id()))
    async with bus.channel(OPERATOR) as client:
        await client.declare_queue(queue, exclusive=True)
        async with bus.channel(OPERATOR) as attacker:
            with pytest.raises(AMQPError, match="RESOURCE_LOCKED"):
                await attacker.declare_queue(queue, passive=True)
        own = reply_queue(OPERATOR, str(new_id()))
        async with bus.channel(OPERATOR) as attacker:
            await attacker.declare_queue(own, exclusive=True)
            await bus.refused(OPERATOR, broker.bind(own, REPLIES_EXCHANGE, "#"))
