"""What is let in, and what a request id is answered: on a real database, by several instances."""

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
from services.edge.access_log.domain.record import Record
from services.edge.registry.domain.consumers import Consumer
from services.edge.registry.first_consumers import register
from services.edge.settings import EdgeSettings
from shared.database import create_async_commit_pool, create_pool
from shared.http.problems import Refused
from tests.engines import Database, NewDatabase
from tests.integration.edge.conftest import Door, beside, proceeding

NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)
NUMBER = proceeding(0).course.number
HERS = Quota(requests_per_second=0.001, burst=40, look_ups_per_day=25)


def settings_for(own: Database, **told: Any) -> EdgeSettings:
    return EdgeSettings(database_url=own.url, read_model_url=own.url, admission_pool_size=3, **told)


@asynccontextmanager
async def instance(own: Database) -> AsyncIterator[Admission]:
    """One door's admission."""
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


async def registered(own: Database, quota: Quota = HERS) -> Consumer:
    name = f"court-{uuid4().hex[:12]}"
    await register(own.owner_url, name, quota=quota)
    return Consumer(name, (), frozenset(), frozenset(), NOW)


async def outcomes(*asked: Any) -> Sequence[str]:
    """`in`, or the problem, of each that is asked at the same time."""
    results = await asyncio.gather(*asked, return_exceptions=True)
    for result in results:
        if isinstance(result, BaseException) and not isinstance(result, Refused):
            raise result
    return [result.kind.code if isinstance(result, Refused) else "in" for result in results]


async def test_requests_are_counted_across_instances(own: Database) -> None:
    consumer = await registered(own)
    async with AsyncExitStack() as doors:
        instances = [await doors.enter_async_context(instance(own)) for _ in range(3)]
        seen = await outcomes(*(instances[number % 3].admit(consumer.id, None) for number in range(200)))
    assert sorted(set(seen)) == ["in", "too-many-requests"]
    assert seen.count("in") == HERS.burst
    async with instance(own) as started_again:
        assert await outcomes(started_again.admit(consumer.id, None)) == ["too-many-requests"]


async def test_look_ups_of_a_day_are_counted_across_instances_and_begin_anew(own: Database) -> None:
    consumer = await registered(own)
    async with AsyncExitStack() as doors:
        instances = [await doors.enter_async_context(instance(own)) for _ in range(3)]
        seen = await outcomes(*(instances[number % 3].charge(consumer.id, 2) for number in range(60)))
        assert sorted(set(seen)) == ["in", "quota-used-up"]
        assert 1 <= seen.count("in") <= HERS.look_ups_per_day // 2
    # Tomorrow, as the database sees it: yesterday's count is that of another day.
    await own.execute("UPDATE budget SET day = day - 1, filled_at = filled_at - interval '1 day'")
    async with instance(own) as next_day:
        assert await outcomes(next_day.charge(consumer.id, HERS.look_ups_per_day)) == ["in"]
        assert await outcomes(next_day.charge(consumer.id, 1)) == ["quota-used-up"]


async def test_a_nonce_opens_once_whichever_instance_is_asked_and_after_a_restart(own: Database) -> None:
    consumer = await registered(own)
    nonce = Nonce(f"{consumer.id}.signing", "n" * 22, datetime.now(UTC) + timedelta(minutes=5))
    async with AsyncExitStack() as doors:
        instances = [await doors.enter_async_context(instance(own)) for _ in range(3)]
        seen = await outcomes(*(instances[number % 3].admit(consumer.id, nonce) for number in range(30)))
        assert sorted(seen) == ["in", *["request-replayed"] * 29]
        other_key = nonce._replace(key=f"{consumer.id}.other")
        assert await outcomes(instances[0].admit(consumer.id, other_key)) == ["in"]
    async with instance(own) as started_again:
        assert await outcomes(started_again.admit(consumer.id, nonce)) == ["request-replayed"]
        # Replays cost the consumer nothing: two of its forty have been used.
        assert (await outcomes(*(started_again.admit(consumer.id, None) for _ in range(60)))).count("in") == 38


async def test_who_stands_still_draws_again_instead_of_refusing(own: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    consumer = await registered(own)
    # Each look at the clock is most of the time later for which drawn requests are good.
    moments = count(step=0.15)
    monkeypatch.setattr("services.edge.access.admission.monotonic", lambda: next(moments))
    async with instance(own) as door:
        assert await outcomes(*(door.admit(consumer.id, None) for _ in range(5))) == ["in"] * 5


async def test_one_consumer_does_not_use_up_anothers_quota(own: Database) -> None:
    greedy, modest = await registered(own), await registered(own)
    async with instance(own) as door:
        await outcomes(*(door.admit(greedy.id, None) for _ in range(100)))
        assert await outcomes(door.admit(modest.id, None)) == ["in"]


async def test_what_has_had_its_time_is_deleted_and_nothing_else(own: Database) -> None:
    consumer = await registered(own)
    now = datetime.now(UTC)
    key = f"{consumer.id}.signing"
    old, new = Nonce(key, "o" * 22, now - timedelta(minutes=2)), Nonce(key, "w" * 22, now + timedelta(minutes=5))
    async with instance(own) as door:
        assert await outcomes(door.admit(consumer.id, old), door.admit(consumer.id, new)) == [
            "in", "in",
        ]  # fmt: skip
        worker = await create_pool(settings_for(own).model_copy(update={"database_url": own.worker_url}))
        await AccessCleanup(settings_for(own), worker).clean_up()
        await worker.close()
        assert await outcomes(door.admit(consumer.id, new)) == ["request-replayed"]
    connection = await asyncpg.connect(own.owner_url)
    kept = await connection.fetch("SELECT value FROM nonce WHERE key = $1", key)
    await connection.close()
    assert [row["value"] for row in kept] == [new.value]


# -- as it is told over HTTP


async def test_every_answer_tells_what_is_left_and_the_last_one_when_to_come_again(fresh_door: Door) -> None:
    quota = Quota(requests_per_second=0.001, burst=4, look_ups_per_day=5)
    key = await register(fresh_door.own.owner_url, "modest", valid_from=NOW, quota=quota)
    await fresh_door.refresh()
    theirs = {"Authorization": f"Bearer {key}"}
    first = await fresh_door.get(NUMBER, fresh_door.headers(**theirs))
    assert first.status_code == 200
    assert first.headers["RateLimit-Policy"] == '"requests";q=4;w=4000, "look-ups";q=5;w=86400'
    assert first.headers["RateLimit"].startswith('"requests";r=3;')
    missing = await fresh_door.get("0101-2099-000001", fresh_door.headers(**theirs))
    assert (missing.status_code, missing.headers["RateLimit"][:14]) == (404, '"requests";r=2')
    look_up = {"by": "proceeding-number", "number": NUMBER}
    many = await fresh_door.post(fresh_door.request(*[look_up] * 4, consumer="modest"), **theirs)
    assert (many.status_code, many.json()["problems"][0]["code"]) == (429, "quota-used-up")
    assert 0 < int(many.headers["Retry-After"]) <= 86_400
    assert (await fresh_door.last())["outcomes"] == []
    few = await fresh_door.post(fresh_door.request(*[look_up] * 3, consumer="modest"), **theirs)
    assert few.status_code == 200
    last = await fresh_door.get(NUMBER, fresh_door.headers(**theirs))
    assert (last.status_code, last.json()["problems"][0]["code"]) == (429, "too-many-requests")
    assert 900 < int(last.headers["Retry-After"]) <= 1000
    assert (await fresh_door.last())["problem"] == "too-many-requests"


# -- request ids


LOOK_UP = {"by": "proceeding-number", "number": NUMBER}


async def test_a_request_id_gets_the_same_answer_byte_for_byte(fresh_door: Door) -> None:
    request = fresh_door.request(LOOK_UP)
    first = await fresh_door.post(request)
    fresh_door.clock.advance(timedelta(hours=1))
    again = await fresh_door.post(request, **{"Accept-Language": "ru"})
    assert first.status_code == again.status_code == 200
    assert first.content == again.content
    assert first.headers["Content-Language"] == again.headers["Content-Language"]
    one, other = (await fresh_door.log())[-2:]
    assert (one["repeated"], other["repeated"]) == (False, True)
    for column in ("request_id", "look_ups", "outcomes", "proceedings", "answer_digest", "request_digest"):
        assert one[column] == other[column]
    assert one["answer_digest"] == sha256(first.content).digest()


async def test_a_request_id_stands_for_one_body_one_operation_and_one_consumer(fresh_door: Door) -> None:
    request = fresh_door.request(LOOK_UP)
    assert (await fresh_door.post(request)).status_code == 200
    other = await fresh_door.post({**request, "court_case": "13-3/2026"})
    assert (other.status_code, other.json()["problems"][0]["code"]) == (422, "request-id-reused")
    key = await register(fresh_door.own.owner_url, "another", valid_from=NOW)
    await fresh_door.refresh()
    theirs = await fresh_door.post({**request, "consumer": "another"}, Authorization=f"Bearer {key}")
    assert theirs.status_code == 200
    assert not (await fresh_door.last())["repeated"]


async def test_a_refused_request_may_be_made_again_with_its_id(fresh_door: Door) -> None:
    quota = Quota(requests_per_second=9, burst=9, look_ups_per_day=1)
    key = await register(fresh_door.own.owner_url, "late", valid_from=NOW, quota=quota)
    await fresh_door.refresh()
    request = fresh_door.request(LOOK_UP, LOOK_UP, consumer="late")
    assert (await fresh_door.post(request, Authorization=f"Bearer {key}")).status_code == 429
    await fresh_door.own.execute("UPDATE consumer SET look_ups_per_day = 9 WHERE id = 'late'")
    await asyncio.sleep(fresh_door.settings.quota_recheck_interval)
    assert (await fresh_door.post(request, Authorization=f"Bearer {key}")).status_code == 200


@asynccontextmanager
async def request_ids(own: Database, **told: Any) -> AsyncIterator[IdempotentAnswers]:
    settings = settings_for(own, **told)
    pool = await create_async_commit_pool(settings, "ids", size=2, statement_timeout=20)
    try:
        yield IdempotentAnswers(pool, settings)
    finally:
        pool.terminate()


def a_record(consumer: Consumer, **told: Any) -> Record:
    made = {"request_id": uuid4(), "request_digest": sha256(b"asked").digest(), **told}
    return Record(NOW, "information-request", consumer=consumer.id, **made)


def answer(body: bytes = b"{}") -> Answer:
    return Answer(200, {"Content-Type": "application/json"}, body, sha256(body).digest())


def same(one: Answer, other: Answer) -> bool:
    """Whether a consumer receives the same."""
    return (one.status_code, one.raw_headers, one.body, one.digest) == (
        other.status_code,
        other.raw_headers,
        other.body,
        other.digest,
    )


async def at_once(body: bytes = b"{}") -> Answer:
    return answer(body)


async def test_of_those_who_ask_at_once_one_is_answered_and_the_others_come_again(own: Database) -> None:
    consumer = await registered(own)
    record, begun, end = a_record(consumer), asyncio.Event(), asyncio.Event()

    async def slow() -> Answer:
        begun.set()
        await end.wait()
        return answer()

    async with request_ids(own) as one, request_ids(own) as other:
        first = asyncio.create_task(one.answer_once(record, slow))
        await begun.wait()
        seen = await outcomes(*(ids.answer_once(record, at_once) for ids in (one, other) * 5))
        assert seen == ["request-running"] * 10
        end.set()
        assert await outcomes(first) == ["in"]
        assert same(await other.answer_once(record, slow), answer())


async def test_what_fails_is_not_kept(own: Database) -> None:
    record = a_record(await registered(own))

    async def fails() -> Answer:
        raise TimeoutError

    async with request_ids(own) as ids:
        with pytest.raises(TimeoutError):
            await ids.answer_once(record, fails)
        assert same(await ids.answer_once(record, at_once), answer())
        assert not record.repeated


async def test_a_claim_whose_holder_died_is_taken_over_and_the_late_answer_gives_way(own: Database) -> None:
    consumer, begun, end = await registered(own), asyncio.Event(), asyncio.Event()
    record = a_record(consumer)

    async def hangs() -> Answer:
        begun.set()
        await end.wait()
        return answer(b"late")

    async with request_ids(own, answer_claim_timeout=0.3) as ids:
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


async def test_an_id_is_free_again_when_its_answer_has_had_its_time(own: Database) -> None:
    consumer = await registered(own)
    record = a_record(consumer)
    async with request_ids(own, answer_retention=0.2) as ids:
        assert same(await ids.answer_once(record, at_once), answer())
        await asyncio.sleep(0.25)
        other = a_record(consumer, request_id=record.request_id, request_digest=sha256(b"other").digest())
        assert same(await ids.answer_once(other, at_once), answer())
        assert not other.repeated


async def test_while_the_database_is_away_nobody_is_let_in_and_nobody_waits_for_the_others(
    migrated_database: NewDatabase,
) -> None:
    own = migrated_database("edge")
    consumer = await registered(own)
    async with instance(own) as door:
        assert await outcomes(door.admit(consumer.id, None)) == ["in"]
        server = await asyncpg.connect(migrated_database("court_query").superuser_url)
        await server.execute(f"ALTER DATABASE {own.name} ALLOW_CONNECTIONS false")
        kill = "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = $1"
        await server.execute(kill, own.name)
        nonce = Nonce(f"{consumer.id}.signing", "n" * 22, datetime.now(UTC))
        seen = await outcomes(*(door.admit(consumer.id, None) for _ in range(50)), door.admit(consumer.id, nonce))
        assert seen == ["unavailable"] * 51
        await server.execute(f"ALTER DATABASE {own.name} ALLOW_CONNECTIONS true")
        await server.close()
        assert await outcomes(door.admit(consumer.id, nonce)) == ["in"]


# -- two doors side by side


async def test_two_doors_are_one_to_whoever_asks(fresh_door: Door) -> None:
    quota = Quota(requests_per_second=0.001, burst=6, look_ups_per_day=100)
    key = await register(fresh_door.own.owner_url, "modest", valid_from=NOW, quota=quota)
    await fresh_door.refresh()
    theirs = {"Authorization": f"Bearer {key}"}
    request = fresh_door.request(LOOK_UP, consumer="modest")
    async with beside(fresh_door) as other:
        one = await fresh_door.post(request, **theirs)
        again = await other.post(request, **theirs)
        assert (one.status_code, again.status_code) == (200, 200)
        assert again.content == one.content
        reused = await other.post({**request, "court_case": "13-3/2026"}, **theirs)
        assert reused.json()["problems"][0]["code"] == "request-id-reused"
        doors = (fresh_door, other) * 4
        statuses = [(await door.get(NUMBER, door.headers(**theirs))).status_code for door in doors]
    assert (statuses.count(200), statuses.count(429)) == (3, 5)
