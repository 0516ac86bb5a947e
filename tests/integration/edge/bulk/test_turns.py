"""Consumers take turns, suspended ones get none; and the time since the last other request is known."""

from datetime import timedelta

import asyncpg

from contracts.service_3_11_01 import BulkState, BulkTask
from services.edge.bulk.task_queue import BulkTaskQueue
from services.edge.registry.first_consumers import register
from shared.database import create_pool
from tests.integration.edge.bulk.conftest import NUMBERS, PART, PATH, Bulk, by_number
from tests.integration.edge.conftest import NOW
from tests.integration.edge.test_refusals import problem


async def set_status(bulk: Bulk, status: str) -> None:
    owner = await asyncpg.connect(bulk.edge.own.owner_url)
    await owner.execute("UPDATE consumer SET status = $1", status)
    await owner.close()


async def test_consumers_take_turns(bulk: Bulk) -> None:
    key = await register(bulk.edge.own.owner_url, "another-court", valid_from=NOW)
    await bulk.edge.refresh()
    large = await bulk.taken(map(by_number, NUMBERS * 3))
    another = bulk.edge.headers(Authorization=f"Bearer {key}")
    small = BulkTask.model_validate_json((await bulk.hand_in(map(by_number, NUMBERS[:3]), another)).content)
    await bulk.registry.refresh()
    for second in range(4):
        bulk.edge.clock.moment = NOW + timedelta(seconds=second)
        await bulk.work.step()
    assert (await bulk.task(large.id)).done == 2 * PART
    async with bulk.edge.client() as client:
        response = await client.get(f"{PATH}/{small.id}", headers={"Authorization": f"Bearer {key}"})
    assert response.json()["state"] == "done"
    # A consumer does not see the tasks of another one.
    problem(await bulk.get(str(small.id)), 404, "no-such-bulk-request")
    problem(await bulk.get(f"{small.id}/result"), 404, "no-such-bulk-request")


async def test_a_suspended_consumer_is_not_answered(bulk: Bulk) -> None:
    task = await bulk.taken([by_number(NUMBERS[0])])
    await set_status(bulk, "suspended")
    assert await bulk.finished() == 0
    await set_status(bulk, "active")
    assert await bulk.finished() == 2
    assert (await bulk.task(task.id)).state is BulkState.DONE


async def test_the_time_since_the_last_request_is_known(bulk: Bulk) -> None:
    settings = bulk.edge.settings.model_copy(update={"database_url": bulk.edge.own.worker_url})
    pool = await create_pool(settings)
    queue = BulkTaskQueue(pool)
    before = await queue.idle_seconds()
    assert before is None or before > 3600
    assert (await bulk.edge.get(NUMBERS[0])).status_code == 200
    after = await queue.idle_seconds()
    assert after is not None
    assert after < 3600
    pool.terminate()


async def test_a_part_that_finds_too_little_waits_until_the_read_model_has_caught_up(bulk: Bulk) -> None:
    task = await bulk.taken([by_number(NUMBERS[0]), by_number("0101-2026-999999")])
    await bulk.registry.refresh()
    await bulk.edge.model.execute("UPDATE read_model.freshness SET complete_to = store_time - interval '1 hour'")
    for _ in range(2):
        assert not await bulk.work.step()
    waiting = await bulk.task(task.id)
    assert (waiting.state, waiting.done) == (BulkState.RUNNING, 0)
    await bulk.edge.model.execute("UPDATE read_model.freshness SET complete_to = store_time")
    assert await bulk.work.step()
    assert (await bulk.task(task.id)).outcomes == {"found": 1, "not-found": 1}
