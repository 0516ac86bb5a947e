"""While parts of the house are away: answers are marked stale, or nothing is told."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any
from uuid import uuid4

import asyncpg

from contracts.service_3_11_01 import ChangesAnswer, InformationAnswer, ReconciliationAnswer
from tests.engines import Database
from tests.integration.edge.conftest import COURT, Door, proceeding
from tests.integration.edge.test_refusals import problem

NUMBER = proceeding(0).course.number
LOOK_UP = {"by": "proceeding-number", "number": NUMBER}


async def every_answer(door: Door) -> dict[str, Any]:
    """What each operation that reads the model answers at present."""
    belief = {
        "request_id": str(uuid4()),
        "consumer": COURT,
        "legal_ground": "case-at-hand",
        "court_case": "1",
        "beliefs": [{"number": NUMBER}],
    }
    async with door.client() as client:
        return {
            "enforcement-proceeding": await door.get(NUMBER),
            "information-request": await door.post(door.request(LOOK_UP)),
            "changes": await client.get("/v1/changes?after=beginning", headers=door.headers()),
            "reconciliation": await client.post(
                "/v1/reconciliations", json=belief, headers={"Authorization": f"Bearer {door.key}"}
            ),
        }


@asynccontextmanager
async def away(database: Database) -> AsyncIterator[None]:
    """Nobody gets into the database, and whoever is in is thrown out."""
    superuser = await asyncpg.connect(database.superuser_url.replace(f"/{database.name}", "/postgres"))
    try:
        await superuser.execute(f"ALTER DATABASE {database.name} ALLOW_CONNECTIONS false")
        await superuser.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1", database.name
        )
        yield
    finally:
        await superuser.execute(f"ALTER DATABASE {database.name} ALLOW_CONNECTIONS true")
        await superuser.close()


def told_stale(answers: dict[str, Any]) -> dict[str, bool]:
    for answer in answers.values():
        assert answer.status_code == 200, answer.text
    return {
        "enforcement-proceeding": answers["enforcement-proceeding"].headers["lea-stale"] == "true",
        "information-request": InformationAnswer.model_validate_json(
            answers["information-request"].content
        ).freshness.stale,
        "changes": ChangesAnswer.model_validate_json(answers["changes"].content).freshness.stale,
        "reconciliation": ReconciliationAnswer.model_validate_json(answers["reconciliation"].content).freshness.stale,
    }


async def test_while_nobody_feeds_the_model_answers_are_marked_stale(fresh_door: Door) -> None:
    assert not any(told_stale(await every_answer(fresh_door)).values())
    owner = await asyncpg.connect(fresh_door.model.owner_url)
    await owner.execute("UPDATE read_model.freshness SET fed = false")
    await fresh_door.refresh()
    assert all(told_stale(await every_answer(fresh_door)).values())
    await owner.execute("UPDATE read_model.freshness SET fed = true")
    await owner.close()
    await fresh_door.refresh()
    assert not any(told_stale(await every_answer(fresh_door)).values())


async def test_while_the_read_model_is_away_nothing_is_told(fresh_door: Door) -> None:
    await every_answer(fresh_door)
    async with away(fresh_door.model):
        for operation, answer in (await every_answer(fresh_door)).items():
            problem(answer, 503, "unavailable")
            assert answer.headers["retry-after"]
            last = [record for record in await fresh_door.log() if record["operation"] == operation][-1]
            assert (last["status"], last["proceedings"]) == (503, [])
    for answer in (await every_answer(fresh_door)).values():
        assert answer.status_code == 200


async def test_while_its_own_database_is_away_nothing_is_told(fresh_door: Door) -> None:
    await every_answer(fresh_door)
    before = len(await fresh_door.log())
    async with away(fresh_door.own):
        for answer in (await every_answer(fresh_door)).values():
            problem(answer, 503, "unavailable")
            assert NUMBER not in answer.text
    assert len(await fresh_door.log()) == before
    for answer in (await every_answer(fresh_door)).values():
        assert answer.status_code == 200
