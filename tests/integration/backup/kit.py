"""Changes of subscribers, made in their database as their service makes them."""

from uuid import UUID

from contracts.commands.subscribers import ApproveSubscriberChange, ProposeSubscriberChange, stream_of_subscriber
from contracts.events.subscribers import SubscriberChange
from contracts.identifiers import new_id
from contracts.registry import Command
from contracts.replies import Accepted
from services.subscribers.application import application
from shared.clock import SystemClock
from shared.database import Connection
from shared.envelopes import own_command

OPERATOR = "operator:petrova"


async def commanded(registry: Connection, name: str, data: Command, actor: str = OPERATOR) -> UUID:
    clock = SystemClock()
    stream, id_ = stream_of_subscriber(name), new_id()
    command = own_command(data, id=id_, service="cli", actor=actor, stream=stream, at=clock.now())
    async with registry.transaction():
        (answer,) = await application(clock).handle(registry, [command])
    assert isinstance(answer, Accepted), answer
    return id_


async def agreed(registry: Connection, name: str, change: SubscriberChange) -> None:
    """One person proposes a change, another one approves it."""
    proposal = await commanded(
        registry, name, ProposeSubscriberChange(subscriber=name, change=change, reason="letter 7")
    )
    await commanded(registry, name, ApproveSubscriberChange(proposal=proposal), "operator:ivanov")
