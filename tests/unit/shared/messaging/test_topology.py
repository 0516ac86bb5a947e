"""Every queue keeps what it is given, on RabbitMQ 3.10 and on 4."""

from typing import Any

import pytest

from contracts.envelope import PARTITION_HEADER, event_headers
from contracts.identifiers import new_id
from shared.messaging import topology
from tests.unit.shared.messaging.events import event

WORK_QUEUES = [topology.partition_queue_arguments("court_query"), topology.work_queue_arguments("intake.commands.dead")]


@pytest.mark.parametrize("arguments", WORK_QUEUES)
def test_work_queues_are_replicated_and_dead_letter_at_least_once(arguments: dict[str, Any]) -> None:
    assert arguments["x-queue-type"] == "quorum"
    assert arguments["x-dead-letter-exchange"].endswith(".dead")
    assert arguments["x-dead-letter-strategy"] == "at-least-once"
    assert arguments["x-overflow"] == "reject-publish"


@pytest.mark.parametrize("arguments", WORK_QUEUES)
def test_the_delivery_limit_is_a_far_backstop(arguments: dict[str, Any]) -> None:
    assert arguments["x-delivery-limit"] >= 20


def test_one_instance_at_a_time_consumes_a_partition() -> None:
    assert topology.partition_queue_arguments("court_query")["x-single-active-consumer"] is True


def test_dead_letters_are_never_dropped() -> None:
    assert topology.dead_queue_arguments()["x-delivery-limit"] >= 10**9


def test_names_carry_their_owner() -> None:
    # The broker's permissions rest on it.
    assert topology.partition_exchange("court_query") == "lea.events.court_query"
    assert topology.partition_queue("court_query", 3) == "court_query.events.3"
    assert topology.dead_event_queue("court_query") == "court_query.events.dead"
    assert topology.command_queue("intake") == "intake.commands"
    assert topology.dead_command_queue("intake") == "intake.commands.dead"


def test_streams_are_hashed_by_a_header_every_event_has() -> None:
    stream = new_id()
    headers = event_headers(**event(stream, 1).model_dump(exclude={"data"}))
    assert headers[PARTITION_HEADER] == str(stream)
