"""Admission and idempotency on a real database, with several processes."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from itertools import count
from typing import Any
from uuid import uuid4

import asyncpg
import pytest

from contracts.events.edge import Quota
from services.edge.access.admission import Admission
from services.edge.access.answers import Answer
from services.edge.access.cleanup import AccessCleanup
from services.edge.access.domain.nonces import Nonce
from services.edge.access.idempotency import IdempotentAnswers
from services.edge.access_log.domain.record import AccessRecord
from services.edge.registry.domain.consumers import Consumer
from services.edge.registry.first_consumers import register
from services.edge.settings import EdgeSettings
from shared.database import create_async_commit_pool, create_pool
from shared.http.problems import Refused
from tests.engines import Database, NewDatabase
from tests.integration.edge.conftest import Edge, proceeding, second_process

NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)
NUMBER = proceeding(0).course.number
QUOTA = Quota(requests_per_second=0.001, burst=40, look_ups_per_day=25)


def settings_for(own: Database, **values: Any) -> EdgeSettings:
    return EdgeSettings(database_url=own.url, read_model_url=own.url, admission_pool_size=3, **values)


@asynccontextmanager
async def process(own: Database) -> AsyncIterator[Admission]:
    """The admission of one process."""
    settings = settings_for(own)
    pool = await create_async_commit_pool(settings, "admission", size=2, statement_timeout=20)
    admission = Admission(pool, settings)
    working = asyncio.create_task(admission.run())
    try:
        yield admission
    finally:
        working.cancel()
        with suppress(asyncio.CancelledError):
            await working


@pytest.fixture(scope="module")
def own(migrated_database: NewDatabase) -> Database:
    return migrated_database("edge")


async def registered(own: Database, quota: Quota = QUOTA) -> Consumer:
    name = f"court-{uuid4().hex[:12]}"
    await register(own.owner_url, name, quota=quota)
    return Consumer(name, (), frozenset(), frozenset(), NOW)


async def outcomes(*asked: Any) -> Sequence[str]:
    """`in`, or the problem, of each simultaneous request."""
    results = await asyncio.gather(*asked, return_exceptions=True)
    for result in results:
        if isinstance(result, BaseException) and not isinstance(result, Refused):
            raise result
    return [result.kind.code if isinstance(result, Refused) else "in" for result in results]


async def test_requests_are_counted_across_processes(own: Database) -> None:
    consumer = await registered(own)
    async with AsyncExitStack() as edges:
        processes = [await edges.enter_async_context(process(own)) for _ in range(3)]
        seen = await outcomes(*(processes[number % 3].admit(consumer.id, None) for number in range(200)))
    assert sorted(set(seen)) == ["in", "too-many-requests"]
    assert seen.count("in") == QUOTA.burst
    async with process(own) as started_again:
        assert await outcomes(started_again.admit(consumer.id, None)) == ["too-many-requests"]


async def test_look_ups_of_a_day_are_counted_across_processes_and_reset_the_next_day(own: Database) -> None:
    consumer = await registered(own)
    async with AsyncExitStack() as edges:
        processes = [await edges.enter_async_context(process(own)) for _ in range(3)]
        seen = await outcomes(*(processes[number % 3].charge(consumer.id, 2) for number in range(60)))
        assert sorted(set(seen)) == ["in", "quota-used-up"]
        assert 1 <= seen.count("in") <= QUOTA.look_ups_per_day // 2
    # Tomorrow, as the database sees it: yesterday's count is that of another day.
    await own.execute("UPDATE budget SET day = day - 1, filled_at = filled_at - interval '1 day'")
    async with process(own) as next_day:
        assert await outcomes(next_day.charge(consumer.id, QUOTA.look_ups_per_day)) == ["in"]
        assert await outcomes(next_day.charge(consumer.id, 1)) == ["quota-used-up"]


async def test_a_nonce_is_used_once_in_all_processes_and_after_a_restart(own: Database) -> None:
    consumer = await registered(own)
    nonce = Nonce(f"{consumer.id}.signing", "n" * 22, datetime.now(UTC) + timedelta(minutes=5))
    async with AsyncExitStack() as edges:
        processes = [await edges.enter_async_context(process(own)) for _ in range(3)]
        seen = await outcomes(*(processes[number % 3].admit(consumer.id, nonce) for number in range(30)))
        assert sorted(seen) == ["in", *["request-replayed"] * 29]
        other_key = nonce._replace(key=f"{consumer.id}.other")
        assert await outcomes(processes[0].admit(consumer.id, other_key)) == ["in"]
    async with process(own) as started_again:
        assert await outcomes(started_again.admit(consumer.id, nonce)) == ["request-replayed"]
        # Replays cost the consumer nothing: two of its forty have been used.
        assert (await outcomes(*(started_again.admit(consumer.id, None) for _ in range(60)))).count("in") == 38


async def test_a_stalled_process_draws_again_instead_of_refusing(
    own: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    consumer = await registered(own)
    # Between two readings of the clock most of the time passes for which drawn requests are valid.
    moments = count(step=0.15)
    monkeypatch.setattr("services.edge.access.admission.monotonic", lambda: next(moments))
    async with process(own) as edge:
        assert await outcomes(*(edge.admit(consumer.id, None) for _ in range(5))) == ["in"] * 5


async def test_one_consumer_does_not_use_up_anothers_quota(own: Database) -> None:
    greedy, modest = await registered(own), await registered(own)
    async with process(own) as edge:
        await outcomes(*(edge.admit(greedy.id, None) for _ in range(100)))
        assert await outcomes(edge.admit(modest.id, None)) == ["in"]


async def test_only_what_has_expired_is_deleted(own: Database) -> None:
    consumer = await registered(own)
    now = datetime.now(UTC)
    key = f"{consumer.id}.signing"
    old, new = Nonce(key, "o" * 22, now - timedelta(minutes=2)), Nonce(key, "w" * 22, now + timedelta(minutes=5))
    async with process(own) as edge:
        assert await outcomes(edge.admit(consumer.id, old), edge.admit(consumer.id, new)) == [
            "in", "in",
        ]  # fmt: skip
        worker = await create_pool(settings_for(own).model_copy(update={"database_url": own.worker_url}))
        await AccessCleanup(settings_for(own), worker).clean_up()
        await worker.close()
        assert await outcomes(edge.admit(consumer.id, new)) == ["request-replayed"]
    connection = await asyncpg.connect(own.owner_url)
    kept = await connection.fetch("SELECT value FROM nonce WHERE key = $1", key)
    await connection.close()
    assert [row["value"] for row in kept] == [new.value]


# -- over HTTP


async def test_every_answer_reports_the_quota_and_a_refusal_when_to_retry(fresh_edge: Edge) -> None:
    quota = Quota(requests_per_second=0.001, burst=4, look_ups_per_day=5)
    key = await register(fresh_edge.own.owner_url, "modest", valid_from=NOW, quota=quota)
    await fresh_edge.refresh()
    theirs = {"Authorization": f"Bearer {key}"}
    first = await fresh_edge.get(NUMBER, fresh_edge.headers(**theirs))
    assert first.status_code == 200
    assert first.headers["RateLimit-Policy"] == '"requests";q=4;w=4000, "look-ups";q=5;w=86400'
    assert first.headers["RateLimit"].startswith('"requests";r=3;')
    missing = await fresh_edge.get("0101-2099-000001", fresh_edge.headers(**theirs))
    assert (missing.status_code, missing.headers["RateLimit"][:14]) == (404, '"requests";r=2')
    look_up = {"by": "proceeding-number", "number": NUMBER}
    many = await fresh_edge.post(fresh_edge.request(*[look_up] * 4, consumer="modest"), **theirs)
    assert (many.status_code, many.json()["problems"][0]["code"]) == (429, "quota-used-up")
    assert 0 < int(many.headers["Retry-After"]) <= 86_400
    assert (await fresh_edge.last())["outcomes"] == []
    few = await fresh_edge.post(fresh_edge.request(*[look_up] * 3, consumer="modest"), **theirs)
    assert few.status_code == 200
    last = await fresh_edge.get(NUMBER, fresh_edge.headers(**theirs))
    assert (last.status_code, last.json()["problems"][0]["code"]) == (429, "too-many-requests")
    assert 900 < int(last.headers["Retry-After"]) <= 1000
    assert (await fresh_edge.last())["problem"] == "too-many-requests"


# -- request ids


LOOK_UP = {"by": "proceeding-number", "number": NUMBER}


async def test_a_request_id_gets_the_same_answer_byte_for_byte(fresh_edge: Edge) -> None:
    request = fresh_edge.request(LOOK_UP)
    first = await fresh_edge.post(request)
    fresh_edge.clock.advance(timedelta(hours=1))
    again = await fresh_edge.post(request, **{"Accept-Language": "ru"})
    assert first.status_code == again.status_code == 200
    assert first.content == again.content
    assert first.headers["Content-Language"] == again.headers["Content-Language"]
    one, other = (await fresh_edge.log())[-2:]
    assert (one["repeated"], other["repeated"]) == (False, True)
    for column in ("request_id", "look_ups", "outcomes", "proceedings", "answer_digest", "request_digest"):
        assert one[column] == other[column]
    assert one["answer_digest"] == sha256(first.content).digest()


async def test_a_request_id_belongs_to_one_body_operation_and_consumer(fresh_edge: Edge) -> None:
    request = fresh_edge.request(LOOK_UP)
    assert (await fresh_edge.post(request)).status_code == 200
    other = await fresh_edge.post({**request, "court_case": "13-3/2026"})
    assert (other.status_code, other.json()["problems"][0]["code"]) == (422, "request-id-reused")
    key = await register(fresh_edge.own.owner_url, "another", valid_from=NOW)
    await fresh_edge.refresh()
    theirs = await fresh_edge.post({**request, "consumer": "another"}, Authorization=f"Bearer {key}")
    assert theirs.status_code == 200
    assert not (await fresh_edge.last())["repeated"]


async def test_a_refused_request_may_be_made_again_with_its_id(fresh_edge: Edge) -> None:
    quota = Quota(requests_per_second=9, burst=9, look_ups_per_day=1)
    key = await register(fresh_edge.own.owner_url, "late", valid_from=NOW, quota=quota)
    await fresh_edge.refresh()
    request = fresh_edge.request(LOOK_UP, LOOK_UP, consumer="late")
    assert (await fresh_edge.post(request, Authorization=f"Bearer {key}")).status_code == 429
    await fresh_edge.own.execute("UPDATE consumer SET look_ups_per_day = 9 WHERE id = 'late'")
    await asyncio.sleep(fresh_edge.settings.quota_recheck_interval)
    assert (await fresh_edge.post(request, Authorization=f"Bearer {key}")).status_code == 200


@asynccontextmanager
async def idempotent_answers(own: Database, **values: Any) -> AsyncIterator[IdempotentAnswers]:
    settings = settings_for(own, **values)
    pool = await create_async_commit_pool(settings, "ids", size=2, statement_timeout=20)
    try:
        yield IdempotentAnswers(pool, settings)
    finally:
        pool.terminate()


def a_record(consumer: Consumer, **values: Any) -> AccessRecord:
    made = {"request_id": uuid4(), "request_digest": sha256(b"asked").digest(), **values}
    return AccessRecord(NOW, "information-request", consumer=consumer.id, **made)


def answer(body: bytes = b"{}") -> Answer:
    return Answer(200, {"Content-Type": "application/json"}, body, sha256(body).digest())


def same(one: Answer, other: Answer) -> bool:
    """Whether a consumer receives the same bytes."""
    return (one.status_code, one.raw_headers, one.body, one.digest) == (
        other.status_code,
        other.raw_headers,
        other.body,
        other.digest,
    )


async def at_once(body: bytes = b"{}") -> Answer:
    return answer(body)


async def test_of_simultaneous_requests_with_one_id_one_is_answered(own: Database) -> None:
    consumer = await registered(own)
    record, begun, end = a_record(consumer), asyncio.Event(), asyncio.Event()

    async def slow() -> Answer:
        begun.set()
        await end.wait()
        return answer()

    async with idempotent_answers(own) as one, idempotent_answers(own) as other:
        first = asyncio.create_task(one.answer_once(record, slow))
        await begun.wait()
        seen = await outcomes(*(ids.answer_once(record, at_once) for ids in (one, other) * 5))
        assert seen == ["request-running"] * 10
        end.set()
        assert await outcomes(first) == ["in"]
        assert same(await other.answer_once(record, slow), answer())


async def test_a_failure_is_not_stored(own: Database) -> None:
    record = a_record(await registered(own))

    async def fails() -> Answer:
        raise TimeoutError

    async with idempotent_answers(own) as ids:
        with pytest.raises(TimeoutError):
            await ids.answer_once(record, fails)
        assert same(await ids.answer_once(record, at_once), answer())
        assert not record.repeated


async def test_an_expired_claim_is_taken_over_and_the_late_answer_is_discarded(own: Database) -> None:
    consumer, begun, end = await registered(own), asyncio.Event(), asyncio.Event()
    record = a_record(consumer)

    async def hangs() -> Answer:
        begun.set()
        await end.wait()
        return answer(b"late")

    async with idempotent_answers(own, answer_claim_timeout=0.3) as ids:
        hanging = asyncio.create_task(ids.answer_once(record, hangs))
        await begun.wait()
        assert await outcomes(ids.answer_once(record, at_once)) == ["request-running"]
        await asyncio.sleep(0.35)
        other_body = a_record(consumer, request_id=record.request_id, request_digest=sha256(b"other").digest())
        assert await outcomes(ids.answer_once(other_body, at_once)) == ["request-id-reused"]
        assert same(await ids.answer_once(record, at_once), answer())
        end.set()
        assert await outcomes(hanging) == ["request-running"]
        assert same(await ids.answer_once(record, at_once), answer())


async def test_a_request_id_is_free_again_when_its_answer_has_expired(own: Database) -> None:
    consumer = await registered(own)
    record = a_record(consumer)
    async with idempotent_answers(own, answer_retention=0.2) as ids:
        assert same(await ids.answer_once(record, at_once), answer())
        await asyncio.sleep(0.25)
        other = a_record(consumer, request_id=record.request_id, request_digest=sha256(b"other").digest())
        assert same(await ids.answer_once(other, at_once), answer())
        assert not other.repeated


async def test_while_the_database_is_unreachable_requests_are_refused_without_queueing(
    migrated_database: NewDatabase,
) -> None:
    own = migrated_database("edge")
    consumer = await registered(own)
    async with process(own) as edge:
        assert await outcomes(edge.admit(consumer.id, None)) == ["in"]
        server = await asyncpg.connect(migrated_database("court_query").superuser_url)
        await server.execute(f"ALTER DATABASE {own.name} ALLOW_CONNECTIONS false")
        kill = "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = $1"
        await server.execute(kill, own.name)
        nonce = Nonce(f"{consumer.id}.signing", "n" * 22, datetime.now(UTC))
        seen = await outcomes(*(edge.admit(consumer.id, None) for _ in range(50)), edge.admit(consumer.id, nonce))
        assert seen == ["unavailable"] * 51
        await server.execute(f"ALTER DATABASE {own.name} ALLOW_CONNECTIONS true")
        await server.close()
        assert await outcomes(edge.admit(consumer.id, nonce)) == ["in"]


# -- two processes


async def test_two_processes_answer_as_one(fresh_edge: Edge) -> None:
    quota = Quota(requests_per_second=0.001, burst=6, look_ups_per_day=100)
    key = await register(fresh_edge.own.owner_url, "modest", valid_from=NOW, quota=quota)
    await fresh_edge.refresh()
    theirs = {"Authorization": f"Bearer {key}"}
    request = fresh_edge.request(LOOK_UP, consumer="modest")
    async with second_process(fresh_edge) as other:
        one = await fresh_edge.post(request, **theirs)
        again = await other.post(request, **theirs)
        assert (one.status_code, again.status_code) == (200, 200)
        assert again.content == one.content
        reused = await other.post({**request, "court_case": "13-3/2026"}, **theirs)
        assert reused.json()["problems"][0]["code"] == "request-id-reused"
        edges = (fresh_edge, other) * 4
        statuses = [(await edge.get(NUMBER, edge.headers(**theirs))).status_code for edge in edges]
    assert (statuses.count(200), statuses.count(429)) == (3, 5)
