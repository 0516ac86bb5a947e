"""While parts of the system are unreachable, answers are marked stale, or requests are refused."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any
from uuid import uuid4

import asyncpg
import pytest

from contracts.service_3_11_01 import ChangesAnswer, InformationAnswer, ReconciliationAnswer
from tests.engines import Database
from tests.integration.edge.conftest import COURT, Edge, proceeding, second_process
from tests.integration.edge.test_refusals import problem

NUMBER = proceeding(0).course.number
LOOK_UP = {"by": "proceeding-number", "number": NUMBER}


async def every_answer(edge: Edge) -> dict[str, Any]:
    """The answers of each operation that reads the read model."""
    belief = {
        "request_id": str(uuid4()),
        "consumer": COURT,
        "legal_ground": "case-at-hand",
        "court_case": "1",
        "beliefs": [{"number": NUMBER}],
    }
    async with edge.client() as client:
        return {
            "enforcement-proceeding": await edge.get(NUMBER),
            "information-request": await edge.post(edge.request(LOOK_UP)),
            "changes": await client.get("/v1/changes?after=beginning", headers=edge.headers()),
            "reconciliation": await client.post(
                "/v1/reconciliations", json=belief, headers={"Authorization": f"Bearer {edge.key}"}
            ),
        }


@asynccontextmanager
async def away(database: Database) -> AsyncIterator[None]:
    """Refuse new connections to the database, and end the others."""
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


async def test_without_incoming_events_answers_are_marked_stale(fresh_edge: Edge) -> None:
    assert not any(told_stale(await every_answer(fresh_edge)).values())
    owner = await asyncpg.connect(fresh_edge.model.owner_url)
    await owner.execute("UPDATE read_model.freshness SET fed = false")
    await fresh_edge.refresh()
    assert all(told_stale(await every_answer(fresh_edge)).values())
    await owner.execute("UPDATE read_model.freshness SET fed = true")
    await owner.close()
    await fresh_edge.refresh()
    assert not any(told_stale(await every_answer(fresh_edge)).values())


OLD = """
    UPDATE read_model.freshness SET measured_at = clock_timestamp() - interval '1 hour'
"""  # nobody has measured since; the clock of this edge has not moved
BEHIND = "UPDATE read_model.freshness SET complete_to = store_time - interval '16 seconds'"
LACKING = "UPDATE read_model.freshness SET lacks_a_whole = true"
CAUGHT_UP = """
    UPDATE read_model.freshness
    SET measured_at = '2100-01-01', complete_to = store_time, lacks_a_whole = false
"""


@pytest.mark.parametrize("state", [OLD, BEHIND, LACKING])
async def test_a_model_that_is_behind_never_shows_that_there_is_no_such_proceeding(
    fresh_edge: Edge, state: str
) -> None:
    await fresh_edge.model.execute(state)
    await fresh_edge.refresh()
    stale = state is not LACKING
    assert set(told_stale(await every_answer(fresh_edge)).values()) == {stale}, "what is there is answered"
    before = len(await fresh_edge.log())
    for answer in await _about_nobody(fresh_edge):
        problem(answer, 503, "unavailable")
        assert answer.headers["retry-after"]
    assert [record["status"] for record in (await fresh_edge.log())[before:]] == [503] * 4
    await fresh_edge.model.execute(CAUGHT_UP)
    await fresh_edge.refresh()
    by_number, *others = await _about_nobody(fresh_edge)
    problem(by_number, 404, "not-found")
    assert by_number.headers["lea-stale"] == "false"
    assert [answer.status_code for answer in others] == [200] * 3


async def test_a_model_that_no_release_with_these_columns_has_measured_is_not_asked(fresh_edge: Edge) -> None:
    await fresh_edge.model.execute("UPDATE read_model.freshness SET store_time = NULL, measured_at = NULL")
    async with second_process(fresh_edge) as other:
        problem(await other.get(NUMBER), 503, "unavailable")


async def _about_nobody(edge: Edge) -> list[Any]:
    """Answers of each operation that looks for one proceeding, about one that the model does not have."""
    nobody = "0101-2026-999999"
    known = {"by": "proceeding-number", "number": NUMBER}
    case = {"by": "court-case", "case_number": "999-9/2026"}
    belief = {"consumer": COURT, "legal_ground": "case-at-hand", "court_case": "1", "beliefs": [{"number": nobody}]}
    async with edge.client() as client:
        return [
            await edge.get(nobody),
            await edge.post(edge.request(known, {**known, "number": nobody})),
            await edge.post(edge.request(case)),
            await client.post(
                "/v1/reconciliations",
                json={**belief, "request_id": str(uuid4())},
                headers={"Authorization": f"Bearer {edge.key}"},
            ),
        ]


async def test_while_the_read_model_is_unreachable_requests_are_refused(fresh_edge: Edge) -> None:
    await every_answer(fresh_edge)
    async with away(fresh_edge.model):
        for operation, answer in (await every_answer(fresh_edge)).items():
            problem(answer, 503, "unavailable")
            assert answer.headers["retry-after"]
            last = [record for record in await fresh_edge.log() if record["operation"] == operation][-1]
            assert (last["status"], last["proceedings"]) == (503, [])
    for answer in (await every_answer(fresh_edge)).values():
        assert answer.status_code == 200


async def test_while_its_own_database_is_unreachable_requests_are_refused(fresh_edge: Edge) -> None:
    await every_answer(fresh_edge)
    before = len(await fresh_edge.log())
    async with away(fresh_edge.own):
        for answer in (await every_answer(fresh_edge)).values():
            problem(answer, 503, "unavailable")
            assert NUMBER not in answer.text
    assert len(await fresh_edge.log()) == before
    for answer in (await every_answer(fresh_edge)).values():
        assert answer.status_code == 200
