"""Limits of bulk requests."""

import json
from uuid import uuid4

from contracts.service_3_11_01 import (
    BULK_LOOKUPS_AT_MOST,
    ByCourtCase,
    ByDebtor,
    ByExecutionDocument,
    ByProceedingNumber,
)
from services.edge.lookup.domain.requests import look_up_in
from services.edge.settings import EdgeSettings
from tests.integration.edge.bulk.conftest import NUMBERS, PATH, Bulk, by_number
from tests.integration.edge.conftest import PURPOSE
from tests.integration.edge.test_refusals import problem


async def test_a_million_of_the_longest_look_ups_of_every_kind_fit() -> None:
    settings = EdgeSettings(database_url="-", read_model_url="-")
    text = "Ж" * 60
    for look_up in (
        by_number(NUMBERS[0]),
        {"by": "court-case", "case_number": text},
        {"by": "execution-document", "number": text, "issuer": "A" * 20, "issued_on": "2026-01-12"},
        {"by": "debtor", "identifier": {"kind": "personal-number", "value": "3140462K000VF6"}},
    ):
        line = json.dumps(look_up).encode() + b"\n"
        assert isinstance(look_up_in(line, "line 1"), ByProceedingNumber | ByCourtCase | ByExecutionDocument | ByDebtor)
        assert len(line) * BULK_LOOKUPS_AT_MOST <= settings.bulk_body_limit


async def test_a_consumer_has_a_limited_number_of_tasks(bulk: Bulk) -> None:
    headers = bulk.edge.headers()
    for sent in (headers, bulk.edge.headers(), bulk.edge.headers()):
        assert (await bulk.hand_in([by_number(NUMBERS[0])], sent)).status_code == 202
    # A repeated request still gets the stored answer.
    assert (await bulk.hand_in([by_number(NUMBERS[0])], headers)).status_code == 202
    refused = await bulk.hand_in([by_number(NUMBERS[0])])
    problem(refused, 429, "too-many-bulk-requests")
    assert refused.headers["retry-after"]
    await bulk.finished()
    await bulk.taken([by_number(NUMBERS[0])])


async def test_a_refused_bulk_request_leaves_nothing(bulk: Bulk) -> None:
    problem(await bulk.hand_in([]), 422, "invalid-request")
    long = {**by_number(NUMBERS[0]), "number": "x" * 5000}
    details = problem(await bulk.hand_in([*map(by_number, NUMBERS), long]), 422, "invalid-request")
    assert details.problems[0].field == "line 13"
    no_ground = bulk.edge.headers()
    del no_ground["LEA-Legal-Ground"]
    problem(await bulk.hand_in([by_number(NUMBERS[0])], no_ground), 400, "malformed-request")
    problem(await bulk.get("twelve"), 400, "malformed-request")
    problem(await bulk.get(str(uuid4())), 404, "no-such-bulk-request")
    async with bulk.edge.client() as client:
        own = {**bulk.edge.headers(), **PURPOSE}
        problem(await client.post(PATH, json=by_number(NUMBERS[0]), headers=own), 415, "not-json")
    assert await bulk.finished() == 0
    await bulk.tidying.clean_up()
    assert await bulk.rows("bulk_task") == 0
    assert await bulk.rows("bulk_input") == 0
