"""Whatever was killed when: what was told is in the access log, and the access log is as it was written."""

import asyncio
from collections import Counter

import httpx

from services.court_query.access_log_heads import kept_heads
from services.edge.access_log.domain.verification import Findings, KeptHead, verify
from services.edge.access_log.tables import exported
from tests.faults.conftest import Aftermath
from tests.faults.witness import Received
from tests.patience import PATIENCE
from tests.system import System

UNRECORDED = {httpx.codes.BAD_GATEWAY, httpx.codes.SERVICE_UNAVAILABLE, httpx.codes.GATEWAY_TIMEOUT}
"""The only answers that may have no record: that nothing can be recorded, or HAProxy's where a process was killed."""
_RECORDED = "SELECT request_id, status, answer_digest, answer_signature FROM access_log"


def test_there_was_load(aftermath: Aftermath) -> None:
    """Otherwise the rest would prove nothing."""
    assert aftermath.missing == {}
    assert len(aftermath.witness.asked) > len(aftermath.witness.received), "some were never answered"


def test_nothing_went_wrong_that_a_client_has_to_know(aftermath: Aftermath) -> None:
    statuses = {received.status for received in aftermath.witness.received.values()}
    assert statuses <= {200, 404, *UNRECORDED}
    assert {received.status for received in aftermath.witness.strangers} <= {401, *UNRECORDED}


async def test_every_answer_is_recorded_once_and_as_it_was_received(aftermath: Aftermath) -> None:
    recorded = await _recorded(aftermath)
    told = {
        str(id_): received for id_, received in aftermath.witness.received.items() if received.status not in UNRECORDED
    }
    differing = {id_: (answer, recorded.get(id_)) for id_, answer in told.items() if recorded.get(id_) != [answer]}
    assert differing == {}
    assert all(received.signature for received in told.values())


async def test_nothing_is_recorded_twice(aftermath: Aftermath) -> None:
    recorded = await _recorded(aftermath)
    counts = {id_: len(recorded.get(str(id_), ())) for id_ in aftermath.witness.asked}
    assert {id_: count for id_, count in counts.items() if count > 1} == {}


async def test_refusals_to_strangers_are_recorded(aftermath: Aftermath) -> None:
    told = Counter(received for received in aftermath.witness.strangers if received.status not in UNRECORDED)
    recorded = Counter((await _recorded(aftermath))["None"])
    assert told <= recorded


async def test_the_log_is_proved_by_the_heads_kept_elsewhere(aftermath: Aftermath) -> None:
    findings = await _sealed(aftermath.system)
    assert findings.faults == ()
    assert findings.records == findings.sealed > len(aftermath.witness.received) / 2
    assert findings.chains > 1, "a killed session's chain is not continued"


async def _recorded(aftermath: Aftermath) -> dict[str, list[Received]]:
    recorded: dict[str, list[Received]] = {}
    async with aftermath.system.connected("edge") as connection:
        for id_, *received in await connection.fetch(_RECORDED):
            recorded.setdefault(str(id_), []).append(Received(*received))
    return recorded


async def _sealed(system: System) -> Findings:
    """What the log shows, once every head has come to where it is kept."""
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
