"""Names of queues and exchanges carry their owner."""

from contracts.envelope import PARTITION_HEADER, event_headers
from contracts.identifiers import new_id
from shared.messaging import queue_names
from tests.unit.shared.messaging.events import event


def test_names_carry_their_owner() -> None:
    # The broker's permissions rest on it.
    assert queue_names.partition_exchange("court_query") == "lea.events.court_query"
    assert queue_names.partition_queue("court_query", 3) == "court_query.events.3"
    assert queue_names.dead_event_queue("court_query") == "court_query.events.dead"
    assert queue_names.command_queue("intake") == "intake.commands"
    assert queue_names.dead_command_queue("intake") == "intake.commands.dead"


def test_streams_are_hashed_by_a_header_every_event_has() -> None:
    stream = new_id()
    headers = event_headers(**event(stream, 1).model_dump(exclude={"data"}))
    assert headers[PARTITION_HEADER] == str(stream)
