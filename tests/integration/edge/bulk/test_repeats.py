"""A repeated bulk request, and another one with the same id."""

import pytest

from tests.integration.edge.bulk.conftest import NUMBERS, Bulk, by_number
from tests.integration.edge.test_refusals import problem


async def test_the_same_id_gets_the_same_task(bulk: Bulk) -> None:
    headers = bulk.edge.headers()
    first = await bulk.hand_in([by_number(NUMBERS[0])], headers)
    again = await bulk.hand_in([by_number(NUMBERS[0])], headers)
    assert first.status_code == 202
    assert (again.status_code, again.content) == (202, first.content)
    problem(await bulk.hand_in([by_number(NUMBERS[1])], headers), 422, "request-id-reused")
    await bulk.finished()
    await bulk.tidying.clean_up()
    assert await bulk.rows("bulk_task") == 1
    assert await bulk.rows("bulk_input") == 0


@pytest.mark.parametrize(
    "other",
    [
        {"Accept-Language": "be"},
        {"LEA-As-Of": "2026-10-01"},
        {"LEA-As-Known-At": "2026-10-01T09:00:00Z"},
        {"LEA-Court-Case": "13-3/2026"},
        {"LEA-Legal-Ground": "complaint-on-executor"},
    ],
    ids=lambda other: next(iter(other)),
)
async def test_the_same_id_and_lines_with_another_header_that_counts_is_another_request(
    bulk: Bulk, other: dict[str, str]
) -> None:
    headers, lines = bulk.edge.headers(), [by_number(NUMBERS[0])]
    assert (await bulk.hand_in(lines, headers)).status_code == 202
    problem(await bulk.hand_in(lines, {**headers, **other}), 422, "request-id-reused")
    assert (await bulk.hand_in(lines, {**headers, "Accept-Language": "de, en;q=0.5"})).status_code == 202
    await bulk.tidying.clean_up()
    assert await bulk.rows("bulk_task") == 1
