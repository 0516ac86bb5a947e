"""What the first stage held is listed, retried, dropped and passed over by today's commands."""

import json
from collections import Counter
from collections.abc import Mapping

import asyncpg
import pytest

from contracts.envelope import event_from_message
from shared.messaging import decisions, parked
from shared.messaging.decisions import DecisionRefused
from shared.messaging.deliveries import Delivery, read
from tests.releases.sample import CONTENTS, FIRST_STAGE, Sample

HELD: Mapping[str, Mapping[str, int]] = json.loads((FIRST_STAGE / CONTENTS).read_text())["deferred_messages"]
CONSUMING = [service for service, held in HELD.items() if held]
ONE, OTHER, WHY = "operations:petrova", "operations:ivanov", "held since the first stage"


@pytest.mark.parametrize("service", CONSUMING)
async def test_what_was_held_is_dealt_with(first_stage: Sample, service: str) -> None:
    connection = await asyncpg.connect(first_stage.database(service).worker_url)
    try:
        held = await parked.list_held(connection, reason=None)
        assert Counter(each.reason for each in held) == HELD[service]
        unreadable = [each for each in held if not each.ordered]
        waiting = [each for each in held if each.ordered]
        outcome = await parked.retry(connection, [each.id for each in held], dry_run=True)
        assert outcome == ([each.id for each in unreadable], [each.id for each in waiting], [])
        for each in unreadable:
            decision = await decisions.drop(connection, each.id, actor=ONE, reason=WHY)
            assert (decision.held_id, decision.type, decision.problem) == (each.id, each.type, each.problem)
        for each in waiting:
            with pytest.raises(DecisionRefused, match="waits for version 1 first; this is version 2"):
                await decisions.propose_pass_over(connection, each.id, actor=ONE, reason=WHY)
        assert await parked.count_held(connection, reason=None) == len(waiting)
        assert await decisions.count_decisions(connection) == len(unreadable)
    finally:
        await connection.close()


@pytest.mark.parametrize("service", CONSUMING)
async def test_what_waits_is_believed_although_it_came_without_a_sender(first_stage: Sample, service: str) -> None:
    connection = await asyncpg.connect(first_stage.database(service).worker_url)
    try:
        waiting = [each for each in await parked.list_held(connection, reason=None) if each.ordered]
    finally:
        await connection.close()
    deliveries = [Delivery(each.headers, each.body, each.routing_key, sender=each.sender) for each in waiting]
    received, refused = read(deliveries, event_from_message)
    assert (len(received), refused) == (len(waiting), [])


async def test_an_event_of_the_first_stage_is_passed_over(first_stage: Sample) -> None:
    """As it would have been held, had the event before it been known."""
    connection = await asyncpg.connect(first_stage.database("intake").worker_url)
    try:
        (waiting,) = [each for each in await parked.list_held(connection, reason=None) if each.ordered]
        await connection.execute("UPDATE deferred_message SET reason = 'parked' WHERE id = $1", waiting.id)
        await connection.execute(
            "INSERT INTO stream_position (consumer, source, stream, version) VALUES ($1, $2, $3, 1)"
            " ON CONFLICT (consumer, stream, source) DO UPDATE SET version = 1",
            *(waiting.consumer, waiting.source, waiting.stream),
        )
        proposal = await decisions.propose_pass_over(connection, waiting.id, actor=ONE, reason=WHY)
        assert (await decisions.approve(connection, proposal.id, actor=OTHER)).state == "done"
        assert await parked.list_held(connection, reason=None, ids=[waiting.id]) == []
    finally:
        await connection.close()
