"""The feed of changes over HTTP."""

from typing import Any

import asyncpg
import pytest

from contracts.service_3_11_01 import ChangesAnswer
from services.court_query.read_model import COPIES
from services.edge.registry.first_consumers import register
from tests.integration.edge.conftest import NOW, Edge, proceeding
from tests.integration.edge.test_refusals import problem

PATH = "/v1/changes"


async def ask(edge: Edge, headers: dict[str, str] | None = None, **parameters: Any) -> Any:
    async with edge.client() as client:
        return await client.get(PATH, params=parameters, headers=headers or edge.headers())


async def page(edge: Edge, headers: dict[str, str] | None = None, **parameters: Any) -> ChangesAnswer:
    response = await ask(edge, headers, **parameters)
    assert response.status_code == 200, response.text
    return ChangesAnswer.model_validate_json(response.content)


async def test_a_reader_pages_through_everything(edge: Edge) -> None:
    found, cursor, more = list[str](), "beginning", True
    while more:
        received = await page(edge, after=cursor, limit=5)
        assert len(received.changes) <= 5
        found += [change.number for change in received.changes]
        cursor, more = received.next, received.more
    assert sorted(found) == sorted(proceeding(number).course.number for number in range(12))
    assert not received.freshness.stale
    last = await edge.last()
    assert (last["operation"], last["look_ups"], last["outcomes"]) == ("changes", ["changes"], ["found"])
    assert last["proceedings"] == found[-len(received.changes) :]
    assert (await page(edge, after=cursor)).changes == ()
    assert (await edge.last())["outcomes"] == ["no-changes"]


async def test_digests_are_the_entity_tags_of_the_cards(edge: Edge) -> None:
    for language in ("en", "be"):
        headers = edge.headers(Accept_Language=language)
        for change in (await page(edge, headers, after="beginning")).changes[:3]:
            tag = f'"{change.digest}"'
            answer = await edge.get(change.number, {**edge.headers(Accept_Language=language), "If-None-Match": tag})
            assert answer.status_code == 304


async def test_without_a_cursor_the_feed_begins_at_its_end(fresh_edge: Edge) -> None:
    begin = await page(fresh_edge)
    assert (begin.changes, begin.more) == ((), False)
    owner = await asyncpg.connect(fresh_edge.model.owner_url)
    await COPIES["a"].fill(owner, [proceeding(7)])
    await owner.close()
    received = await page(fresh_edge, after=begin.next)
    assert [change.number for change in received.changes] == [proceeding(7).course.number]


@pytest.mark.parametrize(
    ("parameters", "status", "code", "field"),
    [
        ({"after": "yesterday"}, 400, "malformed-request", "after"),
        ({"after": ""}, 400, "malformed-request", "after"),
        ({"after": "1-2-3"}, 400, "malformed-request", "after"),
        ({"after": "999999999999999-1"}, 409, "cursor-unknown", "after"),
        ({"limit": "0"}, 400, "malformed-request", "limit"),
        ({"limit": "1001"}, 400, "malformed-request", "limit"),
        ({"limit": "many"}, 400, "malformed-request", "limit"),
        ({"before": "1-1"}, 400, "malformed-request", "query"),
        ([("limit", "1"), ("limit", "2")], 400, "malformed-request", "query"),
    ],
)
async def test_an_invalid_cursor_is_refused(edge: Edge, parameters: Any, status: int, code: str, field: str) -> None:
    async with edge.client() as client:
        response = await client.get(PATH, params=parameters, headers=edge.headers())
    assert problem(response, status, code).problems[0].field == field


async def test_a_purpose_and_a_scope_are_needed(edge: Edge) -> None:
    headers = edge.headers()
    del headers["LEA-Court-Case"]
    problem(await ask(edge, headers), 400, "malformed-request")
    key = await register(edge.own.owner_url, "no-numbers", scopes=["court-case"], valid_from=NOW)
    await edge.refresh()
    problem(await ask(edge, edge.headers(Authorization=f"Bearer {key}")), 403, "not-permitted")
    last = await edge.last()
    assert (last["consumer"], last["outcomes"], last["proceedings"]) == ("no-numbers", ["not-permitted"], [])
