"""Results of bulk requests."""

from datetime import timedelta
from hashlib import sha256

from contracts.service_3_11_01 import BulkLine, BulkState, EnforcementProceedingInfo, Outcome
from shared.court_card.card import cards
from tests.factories.proceedings import life
from tests.integration.edge.bulk.conftest import NUMBERS, Bulk, by_number
from tests.integration.edge.conftest import NOW, proceeding
from tests.integration.edge.test_refusals import problem


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
    results = [BulkLine.model_validate_json(line) for line in response.content.splitlines()]
    assert [line.line for line in results] == list(range(1, 18))
    for number, line in zip(range(12), results, strict=False):
        assert line.proceedings == (
            EnforcementProceedingInfo.model_validate_json(cards(proceeding(number).course)["en"]),
        )
    fields = [line.problem.field for line in results[14:] if line.problem]
    assert fields == ["line 15", "line 16", "line 17.proceeding-number.number"]
    again = await bulk.get(f"{task.id}/result", **{"If-None-Match": response.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


async def test_a_bulk_request_is_answered_as_of_a_day_and_in_a_language(bulk: Bulk) -> None:
    day = proceeding(1).course.initiation.initiated_on
    task = await bulk.taken([by_number(NUMBERS[1])], LEA_As_Of=day.isoformat(), Accept_Language="be")
    assert (task.as_of, task.language) == (day, "be")
    await bulk.finished()
    line = BulkLine.model_validate_json((await bulk.get(f"{task.id}/result")).content)
    assert len(line.proceedings[0].statuses) < len(proceeding(1).course.statuses)
    assert task.as_known_at is None
    tomorrow = (NOW + timedelta(days=2)).date().isoformat()
    problem(await bulk.hand_in([by_number(NUMBERS[1])], LEA_As_Of=tomorrow), 422, "invalid-request")
    problem(await bulk.hand_in([by_number(NUMBERS[1])], LEA_As_Of="today"), 400, "malformed-request")


async def test_a_bulk_request_is_answered_as_known_at_a_moment(bulk: Bulk) -> None:
    moment = life(1)[0].recorded_at
    lines = [by_number(NUMBERS[1]), by_number(NUMBERS[2])]
    task = await bulk.taken(lines, LEA_As_Known_At=moment.isoformat())
    assert (task.as_of, task.as_known_at) == (None, moment)
    await bulk.finished()
    result = (await bulk.get(f"{task.id}/result")).content.splitlines()
    first, second = map(BulkLine.model_validate_json, result)
    assert [status.code for status in first.proceedings[0].statuses] == ["initiated"]
    assert first.provenances
    assert first.provenances[0].statuses == (moment,)
    # It was recorded a day later.
    assert (second.outcome, second.provenances) == (Outcome.NOT_FOUND, None)
    assert (await bulk.task(task.id)).as_known_at == moment
    record = await bulk.edge.last()
    assert (record["as_of"], record["as_known_at"]) == (None, moment)
    later = (NOW + timedelta(seconds=1)).isoformat()
    problem(await bulk.hand_in(lines, LEA_As_Known_At=later), 422, "invalid-request")
    problem(await bulk.hand_in(lines, LEA_As_Known_At="2026-03-01"), 400, "malformed-request")
