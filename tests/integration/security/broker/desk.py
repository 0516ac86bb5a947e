"""What an attacker can and cannot do with the password of the desk, which acts for those who are signed in."""

from datetime import UTC, date, datetime
from uuid import UUID

import pytest

from contracts.commands.proceedings import EndMeasureTerms
from contracts.commands.subscribers import ApproveSubscriberChange
from contracts.queries.access_log import ListDisclosures, ListKnownStates, ListLogHeads, SearchAccessLog
from contracts.queries.held import HOLDERS, Approve, DecideHeld, Drop, ListHeld, PassOver, RetryHeld, ShowHeld, to
from contracts.queries.read_model import RequestRebuild
from shared.messaging.command_processor import command_of
from shared.messaging.queue_names import COMMANDS_EXCHANGE, EVENTS_EXCHANGE, QUERIES_EXCHANGE
from shared.messaging.senders import QUERIERS, SenderNotPermitted, check_query, publisher_of
from tests.integration.security.broker.bus import Bus, publish
from tests.integration.security.broker.messages import new_command, sent_command, sent_query
from tests.integration.security.claims import CAN, CANNOT, claim

DESK = publisher_of("desk")
ACT, APPROVAL = EndMeasureTerms(), ApproveSubscriberChange(proposal=UUID(int=1))
NOW = datetime(2026, 11, 2, tzinfo=UTC)
COMMANDED = ("intake", "proceedings", "deadlines")


@claim("broker-desk-commands", CAN)
async def acts_as_any_person(bus: Bus) -> None:
    for service in COMMANDED:
        await bus.allowed(DESK, publish(COMMANDS_EXCHANGE, f"lea.{service}.something.v1", sender=DESK))
    for service in QUERIERS[DESK]:
        await bus.allowed(DESK, publish(QUERIES_EXCHANGE, f"lea.{service}.something.v1", sender=DESK))
    command = new_command("executor:0101-017", source="/lea/desk", data=ACT)
    assert command_of(sent_command(command, DESK)).actor == "executor:0101-017"


@claim("broker-desk-held", CAN)
async def decides_about_held_messages_as_two_operators(bus: Bus) -> None:
    assert set(HOLDERS) == set(QUERIERS[DESK])
    for service in HOLDERS:
        await bus.allowed(DESK, publish(QUERIES_EXCHANGE, f"lea.{service}.decide-held.v1", sender=DESK))
        for actor, decision in (
            ("operator:petrova", PassOver(message=1, reason="x")),
            ("operator:ivanov", Approve(proposal=1)),
            ("operator:petrova", Drop(message=1, reason="x")),
        ):
            check_query(*sent_query(actor, to(service, DecideHeld(decision=decision)), DESK))
        check_query(*sent_query("operator:petrova", to(service, ShowHeld(message=1, body=True)), DESK))


@claim("broker-desk-held-by-others", CANNOT)
async def decides_about_held_messages_as_somebody_else(_: Bus) -> None:
    for actor in ("auditor:petrova", "head:0101", "security:petrova", "service:desk", "timer:deadlines"):
        for asked in (DecideHeld(decision=Drop(message=1, reason="x")), RetryHeld(messages=(1,), reason="x")):
            with pytest.raises(SenderNotPermitted, match="actor"):
                check_query(*sent_query(actor, to("edge", asked), DESK))
    for service in set(HOLDERS):
        with pytest.raises(SenderNotPermitted, match="type"):
            check_query(*sent_query("operator:petrova", to(service, ListHeld()), publisher_of("intake")))


@claim("broker-desk-log", CAN)
async def reads_the_access_log(bus: Bus) -> None:
    days = {"since": date(2026, 11, 1), "until": date(2026, 11, 2)}
    for service, asked in (("edge", SearchAccessLog(**days)), ("court_query", ListLogHeads(since=NOW))):
        await bus.allowed(DESK, publish(QUERIES_EXCHANGE, asked.type, sender=DESK))
        assert service == asked.type.split(".")[1]
        for actor in ("operator:petrova", "auditor:ivanova"):
            check_query(*sent_query(actor, asked, DESK))
        with pytest.raises(SenderNotPermitted, match="actor"):
            check_query(*sent_query("head:0101", asked, DESK))
    number = "0101-2026-000001"
    for query in (ListDisclosures(proceeding=number, **days), ListKnownStates(proceeding=number, moments=())):
        for actor in ("executor:0101-017", "head:0101", "auditor:ivanova"):
            check_query(*sent_query(actor, query, DESK))
        with pytest.raises(SenderNotPermitted, match="actor"):
            check_query(*sent_query("registrar:0101-001", query, DESK))


@claim("broker-desk-rebuild", CAN)
async def asks_for_a_rebuild(bus: Bus) -> None:
    asked = RequestRebuild(reason="x")
    await bus.allowed(DESK, publish(QUERIES_EXCHANGE, asked.type, sender=DESK))
    check_query(*sent_query("operator:petrova", asked, DESK))
    with pytest.raises(SenderNotPermitted, match="actor"):
        check_query(*sent_query("auditor:petrova", asked, DESK))


@claim("broker-desk-edge", CAN)
async def changes_the_registry_as_two_operators(bus: Bus) -> None:
    await bus.allowed(DESK, publish(COMMANDS_EXCHANGE, "lea.edge.something.v1", sender=DESK))
    for actor in ("operator:petrova", "operator:ivanov"):
        command = new_command(actor, source="/lea/desk")
        assert command_of(sent_command(command, DESK)).actor == actor


@claim("broker-desk-edge-by-others", CANNOT)
async def changes_the_registry_as_somebody_else(bus: Bus) -> None:
    for actor in ("security:petrova", "head:0101", "auditor:petrova", "operators:petrova"):
        with pytest.raises(SenderNotPermitted, match="actor"):
            command_of(sent_command(new_command(actor, source="/lea/desk"), DESK))
    await bus.refused(DESK, publish(EVENTS_EXCHANGE, "lea.proceedings.something.v1", sender=DESK))


@claim("broker-desk-subscribers", CAN)
async def changes_the_registry_of_subscribers_as_two_operators(bus: Bus) -> None:
    await bus.allowed(DESK, publish(COMMANDS_EXCHANGE, "lea.subscribers.something.v1", sender=DESK))
    for actor in ("operator:petrova", "operator:ivanov"):
        command = new_command(actor, source="/lea/desk", data=APPROVAL)
        assert command_of(sent_command(command, DESK)).actor == actor


@claim("broker-desk-subscribers-by-others", CANNOT)
async def changes_the_registry_of_subscribers_as_somebody_else(_: Bus) -> None:
    for actor in ("security:petrova", "head:0101", "auditor:petrova", "operators:petrova"):
        with pytest.raises(SenderNotPermitted, match="actor"):
            command_of(sent_command(new_command(actor, source="/lea/desk", data=APPROVAL), DESK))


@claim("broker-desk-system-actors", CANNOT)
async def acts_as_a_part_of_the_system(bus: Bus) -> None:
    for actor in ("policy:voluntary-term", "timer:deadlines", "installation", "auditor:petrova"):
        with pytest.raises(SenderNotPermitted, match="actor"):
            command_of(sent_command(new_command(actor, source="/lea/desk", data=ACT), DESK))
    with pytest.raises(SenderNotPermitted, match="source"):
        command_of(sent_command(new_command(source="/lea/proceedings", data=ACT), DESK))
