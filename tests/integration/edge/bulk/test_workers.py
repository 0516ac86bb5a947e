"""Workers that die, and several workers at a time."""

import json
from datetime import timedelta
from hashlib import sha256

import asyncpg

from contracts.service_3_11_01 import BulkState
from tests.integration.edge.bulk.conftest import NUMBERS, Bulk, by_number, working
from tests.integration.edge.conftest import NOW


async def test_the_part_of_a_worker_that_died_is_answered_by_the_next(bulk: Bulk) -> None:
    task = await bulk.taken(map(by_number, NUMBERS))
    owner = await asyncpg.connect(bulk.edge.own.owner_url)
    lease = NOW + timedelta(seconds=60)
    await owner.execute("UPDATE bulk_task SET state = 'running', leased_until = $1", lease)
    assert await bulk.finished() == 0
    bulk.edge.clock.moment = lease
    assert await bulk.finished() == 4
    assert (await bulk.task(task.id)).state is BulkState.DONE
    # A late result of a part that was answered in the meantime changes nothing.
    before = await owner.fetch("SELECT * FROM bulk_output ORDER BY part")
    await owner.execute(
        "UPDATE bulk_task SET state = 'running', leased_until = NULL, digest = NULL WHERE parts_done = parts"
    )
    await bulk.finished()
    assert await owner.fetch("SELECT * FROM bulk_output ORDER BY part") == before
    await owner.close()


async def test_another_worker_finishes_with_the_same_result(bulk: Bulk) -> None:
    task = await bulk.taken(map(by_number, NUMBERS * 5))
    await bulk.registry.refresh()
    for _ in range(3):
        await bulk.work.step()
    async with working(bulk.edge) as another:
        await another.registry.refresh()
        for _ in range(2):
            await another.work.step()
        await bulk.work.step()
        # Parts that the other worker has answered are read again for the checksum, a few at a time.
        assert await another.finished() == 8
    done = await bulk.task(task.id)
    assert (done.state, done.done) == (BulkState.DONE, 60)
    result = (await bulk.get(f"{task.id}/result")).content
    assert done.result
    assert (done.result.size, done.result.digest) == (len(result), sha256(result).hexdigest())
    assert [json.loads(line)["line"] for line in result.splitlines()] == list(range(1, 61))
