"""A task stores the kinds of look-ups that were answered, and is answered only on a permitted ground."""

from uuid import UUID

import asyncpg
import pytest

from services.edge.access.domain.rights import check_scopes
from services.edge.bulk.task_store import BulkTaskStore
from services.edge.registry.domain.consumers import SCOPES
from shared.database import create_pool
from shared.http.problems import Refused
from tests.integration.edge.bulk.conftest import NUMBERS, PART, Bulk, by_number
from tests.integration.edge.conftest import COURT
from tests.integration.edge.test_refusals import problem

LINES = [
    *map(by_number, NUMBERS[:PART]),
    {"by": "court-case", "case_number": "none"},
    {"by": "debtor", "identifier": {"kind": "unp", "value": "nonsense"}},
    {"by": "execution-document", "issuer": "EC-01", "number": "1", "issued_on": "2026-03-02"},
]


async def set_rights(bulk: Bulk, column: str, value: list[str]) -> None:
    owner = await asyncpg.connect(bulk.edge.own.owner_url)
    await owner.execute(f"UPDATE consumer SET {column} = $1", value)  # noqa: S608 - one of ours
    await owner.close()
    await bulk.edge.refresh()


async def kinds(bulk: Bulk, task: UUID) -> frozenset[str]:
    pool = await create_pool(bulk.edge.settings)
    try:
        kept = await BulkTaskStore(pool).task(task, COURT)
    finally:
        pool.terminate()
    assert kept
    return kept.kinds


async def test_a_task_stores_the_kinds_that_were_answered(bulk: Bulk) -> None:
    await set_rights(bulk, "scopes", [scope for scope in SCOPES if scope != "execution-document"])
    task = await bulk.taken(LINES)
    assert await kinds(bulk, task.id) == frozenset()
    await bulk.registry.refresh()
    await bulk.work.step()
    assert await kinds(bulk, task.id) == {"proceeding-number"}
    await bulk.finished()
    used = await kinds(bulk, task.id)
    assert used == {"proceeding-number", "court-case"}, "neither a malformed look-up nor one that was not permitted"
    check_scopes(("proceeding-number", "court-case"), used)
    with pytest.raises(Refused, match="not-permitted"):
        check_scopes(("proceeding-number", "debtor"), used)


async def test_a_task_is_not_answered_on_a_ground_that_was_withdrawn(bulk: Bulk) -> None:
    task = await bulk.taken(LINES)
    await set_rights(bulk, "legal_grounds", ["complaint-on-executor"])
    assert await bulk.finished() == 0
    await set_rights(bulk, "legal_grounds", ["complaint-on-executor", "case-at-hand"])
    assert await bulk.finished() == 3
    assert (await bulk.task(task.id)).done == len(LINES)


async def test_a_result_is_withheld_once_a_kind_it_answers_is_withdrawn(bulk: Bulk) -> None:
    task = await bulk.taken(LINES)
    await bulk.finished()
    result = f"{task.id}/result"
    etag = (await bulk.get(result)).headers["etag"]
    await set_rights(bulk, "scopes", [scope for scope in SCOPES if scope != "court-case"])
    problem(await bulk.get(result), 403, "not-permitted")
    problem(await bulk.get(result, **{"If-None-Match": etag}), 403, "not-permitted")
    await set_rights(bulk, "scopes", list(SCOPES))
    assert (await bulk.get(result)).status_code == 200
