"""After kills the access log has every answer, and its chains are intact."""

import asyncio
from collections import Counter

import httpx

from services.court_query.access_log_heads import kept_heads
from services.edge.access_log.tables import exported
from shared.access_log.verification import Findings, KeptHead, verify
from tests.faults.answer_recorder import Received
from tests.faults.conftest import FinalState
from tests.patience import PATIENCE
from tests.system import System

UNRECORDED = {httpx.codes.BAD_GATEWAY, httpx.codes.SERVICE_UNAVAILABLE, httpx.codes.GATEWAY_TIMEOUT}
"""Statuses of answers that may have no record: recording was impossible, or HAProxy answered for a killed process."""
_RECORDED = "SELECT request_id, status, answer_digest, answer_signature FROM access_log"


def test_there_was_enough_load(final_state: FinalState) -> None:
    """Otherwise the other tests would be meaningless."""
    assert final_state.missing == {}
    assert len(final_state.recorder.asked) > len(final_state.recorder.received), "some were never answered"


def test_clients_see_only_expected_statuses(final_state: FinalState) -> None:
    statuses = {received.status for received in final_state.recorder.received.values()}
    assert statuses <= {200, 404, *UNRECORDED}
    assert {received.status for received in final_state.recorder.unauthenticated} <= {401, *UNRECORDED}


async def test_every_answer_is_recorded_once_and_as_it_was_received(final_state: FinalState) -> None:
    recorded = await _recorded(final_state)
    received = {
        str(id_): received
        for id_, received in final_state.recorder.received.items()
        if received.status not in UNRECORDED
    }
    differing = {id_: (answer, recorded.get(id_)) for id_, answer in received.items() if recorded.get(id_) != [answer]}
    assert differing == {}
    assert all(answer.signature for answer in received.values())


async def test_nothing_is_recorded_twice(final_state: FinalState) -> None:
    recorded = await _recorded(final_state)
    counts = {id_: len(recorded.get(str(id_), ())) for id_ in final_state.recorder.asked}
    assert {id_: count for id_, count in counts.items() if count > 1} == {}


async def test_refusals_of_requests_without_a_key_are_recorded(final_state: FinalState) -> None:
    refusals = Counter(
        received for received in final_state.recorder.unauthenticated if received.status not in UNRECORDED
    )
    recorded = Counter((await _recorded(final_state))["None"])
    assert refusals <= recorded


async def test_the_log_matches_its_sealed_heads(final_state: FinalState) -> None:
    findings = await sealed(final_state.system)
    assert findings.faults == ()
    recorded = [each for each in final_state.recorder.received.values() if each.status not in UNRECORDED]
    assert findings.records == findings.sealed >= len(recorded) > 0
    assert findings.chains > 1, "a killed session's chain is not continued"


async def _recorded(final_state: FinalState) -> dict[str, list[Received]]:
    recorded: dict[str, list[Received]] = {}
    async with final_state.system.connected("edge") as connection:
        for id_, *received in await connection.fetch(_RECORDED):
            recorded.setdefault(str(id_), []).append(Received(*received))
    return recorded


async def sealed(system: System) -> Findings:
    """Verify the log, once every head is sealed."""
    async with asyncio.timeout(PATIENCE):
        while True:
            async with system.connected("court_query") as connection:
                heads = [
                    KeptHead(str(head.chain), head.sequence, head.hash.hex(), head.at, head.sealed_at)
                    async for head in kept_heads(connection)
                ]
            async with system.connected("edge") as connection:
                log = [link.line() async for link in exported(connection)]
            findings = verify(log, heads)
            if findings.sealed == findings.records or findings.faults:
                return findings
            await asyncio.sleep(1)
