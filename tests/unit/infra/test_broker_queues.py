"""Every queue keeps its messages, on RabbitMQ 3.10 and 4."""

from typing import Any

import pytest

from infra.broker import queues

WORK_QUEUES = [queues.partition_queue_arguments("court_query"), queues.work_queue_arguments("intake.commands.dead")]


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
    assert queues.partition_queue_arguments("court_query")["x-single-active-consumer"] is True


def test_dead_letters_are_never_dropped() -> None:
    assert queues.dead_queue_arguments()["x-delivery-limit"] >= 10**9
