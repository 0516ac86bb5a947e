"""Bulk requests: handed in at the door, answered by the worker part by part, fetched at the door."""

import asyncio
import json
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from hashlib import sha256
from typing import Any
from uuid import UUID, uuid4

import asyncpg
import pytest

from contracts.service_3_11_01 import (
    BULK_LOOKUPS_AT_MOST,
    BulkLine,
    BulkState,
    BulkTask,
    ByCourtCase,
    ByDebtor,
    ByExecutionDocument,
    ByProceedingNumber,
    EnforcementProceedingInfo,
)
from services.edge.access_log import AccessLog
from services.edge.bulk.queue import Queue
from services.edge.bulk.tidying import BulkTidying
from services.edge.bulk.work import OPERATION, BulkWork
from services.edge.consumers import register
from services.edge.domain.requests import look_up_in
from services.edge.polled import Polled
from services.edge.registry import consumers_in
from services.edge.settings import EdgeSettings
from shared.course.card import cards
from shared.database import create_pool, create_read_pool
from tests.engines import NewDatabase
from tests.integration.edge.conftest import COURT, NOW, PURPOSE, Door, filled, opened, proceeding
from tests.integration.edge.test_refusals import problem

PATH = "/v1/bulk-requests"
NUMBERS = [proceeding(number).course.number for number in range(12)]
PART = 5


@dataclass
class Bulk:
    """A door, and a worker that works when it is told to."""

    door: Door
    work: BulkWork
    tidying: BulkTidying
    registry: Polled[Any]

    async def hand_in(self, lines: Iterable[Any], headers: dict[str, str] | None = None, **others: str) -> Any:
        body = b"".join(line if isinstance(line, bytes) else json.dumps(line).encode() + b"\n" for line in lines)
        sent = {**(headers or self.door.headers()), "Content-Type": "application/jsonl"}
        async with self.door.client() as client:
            return await client.post(
                PATH,
                content=body,
                headers={**sent, **{name.replace("_", "-"): value for name, value in others.items()}},
            )

    async def taken(self, lines: Iterable[Any], **others: str) -> BulkTask:
        response = await self.hand_in(lines, None, **others)
        assert response.status_code == 202, response.text
        task = BulkTask.model_validate_json(response.content)
        assert response.headers["location"] == f"{PATH}/{task.id}"
        return task

    async def get(self, path: str, **headers: str) -> Any:
        async with self.door.client() as client:
            return await client.get(f"{PATH}/{path}", headers={"Authorization": f"Bearer {self.door.key}", **headers})

    async def task(self, task: UUID) -> BulkTask:
        response = await self.get(str(task))
        assert response.status_code == 200, response.text
        return BulkTask.model_validate_json(response.content)

    async def finished(self) -> int:
        """Work until nothing waits; how many steps it took."""
        await self.registry.refresh()
        steps = 0
        while await self.work.step():
            steps += 1
        return steps

    async def rows(self, table: str) -> int:
        owner = await asyncpg.connect(self.door.own.owner_url)
        try:
            count: int = await owner.fetchval(f"SELECT count(*) FROM {table}")  # noqa: S608 - one of ours
            return count
        finally:
            await owner.close()


@asynccontextmanager
async def working(door: Door) -> AsyncIterator[Bulk]:
    settings = EdgeSettings(
        database_url=door.own.worker_url, read_model_url=door.model.edge_reader_url, log_timeout=20, bulk_part=PART
    )
    pool = await create_pool(settings)
    read_pool = await create_read_pool(settings.read_model_url, "bulk", size=1, statement_timeout=20)
    registry = Polled("registry", partial(consumers_in, pool), 60, 60)
    log = AccessLog(settings)
    writing = asyncio.create_task(log.run())
    try:
        yield Bulk(
            door,
            BulkWork(settings, pool, read_pool, registry, log, door.clock),
            BulkTidying(settings, pool, door.clock),
            registry,
        )
    finally:
        writing.cancel()
        pool.terminate()
        read_pool.terminate()


@pytest.fixture
async def bulk(migrated_database: NewDatabase) -> AsyncIterator[Bulk]:
    model, own = migrated_database("court_query"), migrated_database("edge")
    await filled(model, map(proceeding, range(12)))
    async with opened(model, own, bulk_part=PART) as door, working(door) as bulk:
        yield bulk


async def set_status(bulk: Bulk, status: str) -> None:
    owner = await asyncpg.connect(bulk.door.own.owner_url)
    await owner.execute("UPDATE consumer SET status = $1", status)
    await owner.close()


def by_number(number: str) -> dict[str, str]:
    return {"by": "proceeding-number", "number": number}


async def test_every_line_has_its_outcome_in_the_order_asked(bulk: Bulk) -> None:
    lines = [
        *map(by_number, NUMBERS),
        by_number("9999-2001-000001"),
        {"by": "court-case", "case_number": proceeding(0).keys.court_case},
        b"no JSON at all\n",
        b"\n",
        {"by": "proceeding-number", "number": "twelve"},
    ]
    task = await bulk.taken(lines)
    assert (task.state, task.look_ups, task.done, task.result) == (BulkState.WAITING, 17, 0, None)
    problem(await bulk.get(f"{task.id}/result"), 409, "result-not-ready")
    assert await bulk.finished() == 5  # four parts, and the last touch
    done = await bulk.task(task.id)
    assert (done.state, done.done) == (BulkState.DONE, 17)
    assert done.outcomes == {"found": 12, "not-found": 1, "several-found": 1, "malformed": 3}
    assert done.result
    response = await bulk.get(f"{task.id}/result")
    assert response.headers["content-type"] == "application/jsonl"
    assert len(response.content) == done.result.size
    assert sha256(response.content).hexdigest() == done.result.digest
    told = [BulkLine.model_validate_json(line) for line in response.content.splitlines()]
    assert [line.line for line in told] == list(range(1, 18))
    for number, line in zip(range(12), told, strict=False):
        assert line.proceedings == (
            EnforcementProceedingInfo.model_validate_json(cards(proceeding(number).course)["en"]),
        )
    fields = [line.problem.field for line in told[14:] if line.problem]
    assert fields == ["line 15", "line 16", "line 17.proceeding-number.number"]
    again = await bulk.get(f"{task.id}/result", **{"If-None-Match": response.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


async def test_what_was_asked_is_forgotten_and_no_debtor_is_in_any_log(bulk: Bulk) -> None:
    keys = proceeding(3).keys
    identifier = {"kind": keys.debtor_kind, "value": keys.debtor_identifier}
    await bulk.taken([{"by": "debtor", "identifier": identifier}] * 7)
    assert await bulk.rows("bulk_input") == 2
    await bulk.registry.refresh()
    await bulk.work.step()
    assert await bulk.rows("bulk_input") == 1
    await bulk.finished()
    assert await bulk.rows("bulk_input") == 0
    assert keys.debtor_identifier not in str(await bulk.door.log())


async def test_each_part_is_in_the_access_log_before_it_can_be_told(bulk: Bulk) -> None:
    task = await bulk.taken([*map(by_number, NUMBERS[:6]), by_number("9999-2001-000001")])
    await bulk.finished()
    result = (await bulk.get(f"{task.id}/result")).content
    log = await bulk.door.log()
    parts = [record for record in log if record["operation"] == OPERATION]
    assert [record["proceedings"] for record in parts] == [NUMBERS[:5], NUMBERS[5:6]]
    assert [record["outcomes"] for record in parts] == [["found"] * 5, ["found", "not-found"]]
    for record in parts:
        assert (record["consumer"], record["legal_ground"], record["court_case"]) == (
            COURT,
            "case-at-hand",
            "12-3/2026",
        )
        assert record["request_id"] == task.request_id
    lines = result.splitlines(keepends=True)
    assert parts[0]["answer_digest"] == sha256(b"".join(lines[:5])).digest()
    assert parts[1]["answer_digest"] == sha256(b"".join(lines[5:])).digest()
    handed_out = log[-1]
    assert (handed_out["operation"], handed_out["answer_digest"]) == ("bulk-result", sha256(result).digest())


async def test_it_is_answered_as_of_a_day_and_in_a_language(bulk: Bulk) -> None:
    day = proceeding(1).course.initiated_on
    task = await bulk.taken([by_number(NUMBERS[1])], LEA_As_Of=day.isoformat(), Accept_Language="be")
    assert (task.as_of, task.language) == (day, "be")
    await bulk.finished()
    line = BulkLine.model_validate_json((await bulk.get(f"{task.id}/result")).content)
    assert len(line.proceedings[0].statuses) < len(proceeding(1).course.statuses)
    tomorrow = (NOW + timedelta(days=2)).date().isoformat()
    problem(await bulk.hand_in([by_number(NUMBERS[1])], LEA_As_Of=tomorrow), 422, "invalid-request")
    problem(await bulk.hand_in([by_number(NUMBERS[1])], LEA_As_Of="today"), 400, "malformed-request")


async def test_the_same_id_gets_the_same_task(bulk: Bulk) -> None:
    headers = bulk.door.headers()
    first = await bulk.hand_in([by_number(NUMBERS[0])], headers)
    again = await bulk.hand_in([by_number(NUMBERS[0])], headers)
    assert first.status_code == 202
    assert (again.status_code, again.content) == (202, first.content)
    problem(await bulk.hand_in([by_number(NUMBERS[1])], headers), 422, "request-id-reused")
    await bulk.finished()
    await bulk.tidying.tidy()
    assert await bulk.rows("bulk_task") == 1
    assert await bulk.rows("bulk_input") == 0


@pytest.mark.parametrize(
    "other",
    [
        {"Accept-Language": "be"},
        {"LEA-As-Of": "2026-10-01"},
        {"LEA-Court-Case": "13-3/2026"},
        {"LEA-Legal-Ground": "complaint-on-executor"},
    ],
    ids=lambda other: next(iter(other)),
)
async def test_the_same_id_and_lines_with_another_header_that_counts_is_another_request(
    bulk: Bulk, other: dict[str, str]
) -> None:
    headers, lines = bulk.door.headers(), [by_number(NUMBERS[0])]
    assert (await bulk.hand_in(lines, headers)).status_code == 202
    problem(await bulk.hand_in(lines, {**headers, **other}), 422, "request-id-reused")
    assert (await bulk.hand_in(lines, {**headers, "Accept-Language": "de, en;q=0.5"})).status_code == 202
    await bulk.tidying.tidy()
    assert await bulk.rows("bulk_task") == 1


async def test_a_worker_that_dies_leaves_its_part_to_the_next(bulk: Bulk) -> None:
    task = await bulk.taken(map(by_number, NUMBERS))
    owner = await asyncpg.connect(bulk.door.own.owner_url)
    lease = NOW + timedelta(seconds=60)
    await owner.execute("UPDATE bulk_task SET state = 'running', leased_until = $1", lease)
    assert await bulk.finished() == 0
    bulk.door.clock.moment = lease
    assert await bulk.finished() == 4
    assert (await bulk.task(task.id)).state is BulkState.DONE
    # One that comes late, with a part that was done meanwhile, changes nothing.
    before = await owner.fetch("SELECT * FROM bulk_output ORDER BY part")
    await owner.execute(
        "UPDATE bulk_task SET state = 'running', leased_until = NULL, digest = NULL WHERE parts_done = parts"
    )
    await bulk.finished()
    assert await owner.fetch("SELECT * FROM bulk_output ORDER BY part") == before
    await owner.close()


async def test_another_worker_finishes_what_one_began_and_tells_the_same(bulk: Bulk) -> None:
    task = await bulk.taken(map(by_number, NUMBERS * 5))
    await bulk.registry.refresh()
    for _ in range(3):
        await bulk.work.step()
    async with working(bulk.door) as another:
        await another.registry.refresh()
        for _ in range(2):
            await another.work.step()
        await bulk.work.step()
        # What neither of them answered alone is read again, a few parts at a time.
        assert await another.finished() == 8
    done = await bulk.task(task.id)
    assert (done.state, done.done) == (BulkState.DONE, 60)
    result = (await bulk.get(f"{task.id}/result")).content
    assert done.result
    assert (done.result.size, done.result.digest) == (len(result), sha256(result).hexdigest())
    assert [json.loads(line)["line"] for line in result.splitlines()] == list(range(1, 61))


async def test_it_is_known_when_somebody_asked(bulk: Bulk) -> None:
    settings = bulk.door.settings.model_copy(update={"database_url": bulk.door.own.worker_url})
    pool = await create_pool(settings)
    queue = Queue(pool)
    before = await queue.asked_ago()
    assert before is None or before > 3600
    assert (await bulk.door.get(NUMBERS[0])).status_code == 200
    after = await queue.asked_ago()
    assert after is not None
    assert after < 3600
    pool.terminate()


async def test_a_million_of_the_longest_look_ups_of_every_kind_may_be_handed_in() -> None:
    settings = EdgeSettings(database_url="-", read_model_url="-")
    text = "Ж" * 60
    for look_up in (
        by_number(NUMBERS[0]),
        {"by": "court-case", "case_number": text},
        {"by": "execution-document", "number": text, "issuer": "A" * 20, "issued_on": "2026-01-12"},
        {"by": "debtor", "identifier": {"kind": "personal-number", "value": "7000000A000AA0"}},
    ):
        line = json.dumps(look_up).encode() + b"\n"
        assert isinstance(look_up_in(line, "line 1"), ByProceedingNumber | ByCourtCase | ByExecutionDocument | ByDebtor)
        assert len(line) * BULK_LOOKUPS_AT_MOST <= settings.bulk_body_limit


async def test_consumers_take_turns(bulk: Bulk) -> None:
    key = await register(bulk.door.own.owner_url, "another-court", valid_from=NOW)
    await bulk.door.refresh()
    large = await bulk.taken(map(by_number, NUMBERS * 3))
    another = bulk.door.headers(Authorization=f"Bearer {key}")
    small = BulkTask.model_validate_json((await bulk.hand_in(map(by_number, NUMBERS[:3]), another)).content)
    await bulk.registry.refresh()
    for second in range(4):
        bulk.door.clock.moment = NOW + timedelta(seconds=second)
        await bulk.work.step()
    assert (await bulk.task(large.id)).done == 2 * PART
    async with bulk.door.client() as client:
        told = await client.get(f"{PATH}/{small.id}", headers={"Authorization": f"Bearer {key}"})
    assert told.json()["state"] == "done"
    # Nobody is told of another's.
    problem(await bulk.get(str(small.id)), 404, "no-such-bulk-request")
    problem(await bulk.get(f"{small.id}/result"), 404, "no-such-bulk-request")


async def test_who_may_not_ask_any_more_is_not_answered(bulk: Bulk) -> None:
    task = await bulk.taken([by_number(NUMBERS[0])])
    await set_status(bulk, "suspended")
    assert await bulk.finished() == 0
    await set_status(bulk, "active")
    assert await bulk.finished() == 2
    assert (await bulk.task(task.id)).state is BulkState.DONE


async def test_a_consumer_has_only_so_many_at_a_time(bulk: Bulk) -> None:
    headers = bulk.door.headers()
    for sent in (headers, bulk.door.headers(), bulk.door.headers()):
        assert (await bulk.hand_in([by_number(NUMBERS[0])], sent)).status_code == 202
    # What was taken in already is told again all the same.
    assert (await bulk.hand_in([by_number(NUMBERS[0])], headers)).status_code == 202
    refused = await bulk.hand_in([by_number(NUMBERS[0])])
    problem(refused, 429, "too-many-bulk-requests")
    assert refused.headers["retry-after"]
    await bulk.finished()
    await bulk.taken([by_number(NUMBERS[0])])


async def test_results_expire_and_are_forgotten(bulk: Bulk) -> None:
    task = await bulk.taken([by_number(NUMBERS[0])])
    await bulk.finished()
    expires_at = (await bulk.task(task.id)).expires_at
    assert expires_at
    await bulk.tidying.tidy()
    assert await bulk.rows("bulk_output") == 1
    bulk.door.clock.moment = expires_at
    await bulk.tidying.tidy()
    assert await bulk.rows("bulk_output") == 0
    told = await bulk.task(task.id)
    assert (told.state, told.result) == (BulkState.EXPIRED, None)
    problem(await bulk.get(f"{task.id}/result"), 410, "result-expired")
    bulk.door.clock.moment = NOW + timedelta(days=31)
    await bulk.tidying.tidy()
    problem(await bulk.get(str(task.id)), 404, "no-such-bulk-request")


async def test_what_cannot_be_taken_in_leaves_nothing(bulk: Bulk) -> None:
    problem(await bulk.hand_in([]), 422, "invalid-request")
    long = {**by_number(NUMBERS[0]), "number": "x" * 5000}
    details = problem(await bulk.hand_in([*map(by_number, NUMBERS), long]), 422, "invalid-request")
    assert details.problems[0].field == "line 13"
    no_ground = bulk.door.headers()
    del no_ground["LEA-Legal-Ground"]
    problem(await bulk.hand_in([by_number(NUMBERS[0])], no_ground), 400, "malformed-request")
    problem(await bulk.get("twelve"), 400, "malformed-request")
    problem(await bulk.get(str(uuid4())), 404, "no-such-bulk-request")
    async with bulk.door.client() as client:
        own = {**bulk.door.headers(), **PURPOSE}
        problem(await client.post(PATH, json=by_number(NUMBERS[0]), headers=own), 415, "not-json")
    assert await bulk.finished() == 0
    await bulk.tidying.tidy()
    assert await bulk.rows("bulk_task") == 0
    assert await bulk.rows("bulk_input") == 0


async def test_the_door_cannot_read_what_it_took_in(bulk: Bulk) -> None:
    await bulk.taken([by_number(NUMBERS[0])])
    door = await asyncpg.connect(bulk.door.own.url)
    for statement in (
        "SELECT * FROM bulk_input",
        "DELETE FROM bulk_input",
        "INSERT INTO bulk_output VALUES (gen_random_uuid(), 0, '')",
        "DELETE FROM bulk_output",
        "DELETE FROM bulk_task",
        "UPDATE bulk_task SET consumer = 'nobody'",
    ):
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await door.execute(statement)
    await door.close()
