"""The feed of changes over HTTP."""

from typing import Any

import asyncpg
import pytest

from contracts.service_3_11_01 import ChangesAnswer
from services.court_query.read_model import COPIES
from services.edge.registry.first_consumers import register
from tests.integration.edge.conftest import NOW, Door, proceeding
from tests.integration.edge.test_refusals import problem

PATH = "/v1/changes"


async def ask(door: Door, headers: dict[str, str] | None = None, **parameters: Any) -> Any:
    async with door.client() as client:
        return await client.get(PATH, params=parameters, headers=headers or door.headers())


async def page(door: Door, headers: dict[str, str] | None = None, **parameters: Any) -> ChangesAnswer:
    response = await ask(door, headers, **parameters)
    assert response.status_code == 200, response.text
    return ChangesAnswer.model_validate_json(response.content)


async def test_a_reader_pages_through_everything(door: Door) -> None:
    found, cursor, more = list[str](), "beginning", True
    while more:
        told = await page(door, after=cursor, limit=5)
        assert len(told.changes) <= 5
        found += [change.number for change in told.changes]
        cursor, more = told.next, told.more
    assert sorted(found) == sorted(proceeding(number).course.number for number in range(12))
    assert not told.freshness.stale
    last = await door.last()
    assert (last["operation"], last["look_ups"], last["outcomes"]) == ("changes", ["changes"], ["found"])
    assert last["proceedings"] == found[-len(told.changes) :]
    assert (await page(door, after=cursor)).changes == ()
    assert (await door.last())["outcomes"] == ["no-changes"]


async def test_digests_are_the_entity_tags_of_the_cards(door: Door) -> None:
    for language in ("en", "be"):
        headers = door.headers(Accept_Language=language)
        for change in (await page(door, headers, after="beginning")).changes[:3]:
            tag = f'"{change.digest}"'
            answer = await door.get(change.number, {**door.headers(Accept_Language=language), "If-None-Match": tag})
            assert answer.status_code == 304


async def test_without_a_cursor_it_begins_now(fresh_door: Door) -> None:
    begin = await page(fresh_door)
    assert (begin.changes, begin.more) == ((), False)
    owner = await asyncpg.connect(fresh_door.model.owner_url)
    await COPIES["a"].fill(owner, [proceeding(7)])
    await owner.close()
    told = await page(fresh_door, after=begin.next)
    assert [change.number for change in told.changes] == [proceeding(7).course.number]


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
async def test_what_is_no_place_in_the_feed_is_refused(
    door: Door, parameters: Any, status: int, code: str, field: str
) -> None:
    async with door.client() as client:
        response = await client.get(PATH, params=parameters, headers=door.headers())
    assert problem(response, status, code).problems[0].field == field


async def test_a_purpose_and_a_scope_are_needed(door: Door) -> None:
    headers = door.headers()
    del headers["LEA-Court-Case"]
    problem(await ask(door, headers), 400, "malformed-request")
    key = await register(door.own.owner_url, "no-numbers", scopes=["court-case"], valid_from=NOW)
    await door.refresh()
    problem(await ask(door, door.headers(Authorization=f"Bearer {key}")), 403, "not-permitted")
    last = await door.last()
    assert (last["consumer"], last["outcomes"], last["proceedings"]) == ("no-numbers", ["not-permitted"], [])
