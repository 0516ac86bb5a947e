"""What an attacker can and cannot do with the password of the desk, which acts for those who are signed in."""

import pytest

from contracts.commands.proceedings import EndMeasureTerms
from shared.messaging.command_processor import command_of
from shared.messaging.queue_names import COMMANDS_EXCHANGE, EVENTS_EXCHANGE, QUERIES_EXCHANGE
from shared.messaging.senders import QUERIERS, SenderNotPermitted, publisher_of
from tests.integration.security.broker.bus import Bus, publish
from tests.integration.security.broker.messages import new_command, sent_command
from tests.integration.security.claims import CAN, CANNOT, claim

DESK = publisher_of("desk")
ACT = EndMeasureTerms()
COMMANDED = ("intake", "proceedings", "deadlines")


@claim("broker-desk-commands", CAN)
async def acts_as_any_person(bus: Bus) -> None:
    for service in COMMANDED:
        await bus.allowed(DESK, publish(COMMANDS_EXCHANGE, f"lea.{service}.something.v1", sender=DESK))
    for service in QUERIERS[DESK]:
        await bus.allowed(DESK, publish(QUERIES_EXCHANGE, f"lea.{service}.something.v1", sender=DESK))
    command = new_command("executor:0101-017", source="/lea/desk", data=ACT)
    assert command_of(sent_command(command, DESK)).actor == "executor:0101-017"


@claim("broker-desk-edge", CANNOT)
async def changes_the_registry(bus: Bus) -> None:
    with pytest.raises(SenderNotPermitted, match="type"):
        command_of(sent_command(new_command(source="/lea/desk"), DESK))
    await bus.refused(DESK, publish(COMMANDS_EXCHANGE, "lea.edge.something.v1", sender=DESK))
    await bus.refused(DESK, publish(EVENTS_EXCHANGE, "lea.proceedings.something.v1", sender=DESK))


@claim("broker-desk-system-actors", CANNOT)
async def acts_as_a_part_of_the_system(bus: Bus) -> None:
    for actor in ("policy:voluntary-term", "timer:deadlines", "installation", "auditor:petrova"):
        with pytest.raises(SenderNotPermitted, match="actor"):
            command_of(sent_command(new_command(actor, source="/lea/desk", data=ACT), DESK))
    with pytest.raises(SenderNotPermitted, match="source"):
        command_of(sent_command(new_command(source="/lea/proceedings", data=ACT), DESK))
