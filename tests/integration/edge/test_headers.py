"""Headers that come in several lines: joined with a comma where HTTP says so, refused where there is one value."""

from collections.abc import Sequence

import httpx
import pytest

from shared.signatures.client import sign_request
from tests.integration.edge.conftest import NOW, PURPOSE, Door, proceeding
from tests.integration.edge.test_refusals import problem
from tests.integration.edge.test_signatures import CARD, CURVE, send, signed, signed_door

__all__ = ["signed_door"]

NUMBER = proceeding(1).course.number


async def get(door: Door, lines: Sequence[tuple[str, str]]) -> httpx.Response:
    async with door.client() as client:
        own = [(name, value) for name, value in client.headers.items() if name != "accept-language"]
        client.headers = httpx.Headers(own)
        return await client.get(f"/v1/enforcement-proceedings/{NUMBER}", headers=[*door.headers().items(), *lines])


async def test_entity_tags_and_languages_may_come_in_several_lines(door: Door) -> None:
    card = await get(door, [("Accept-Language", "fr"), ("Accept-Language", "be")])
    assert (card.status_code, card.headers["content-language"]) == (200, "be")
    tags = [("If-None-Match", '"other"'), ("If-None-Match", card.headers["etag"])]
    assert (await get(door, [*tags, ("Accept-Language", "be")])).status_code == 304


async def test_a_covered_header_may_come_in_several_lines(signed_door: Door) -> None:
    headers = {"LEA-Request-Id": signed()["LEA-Request-Id"], **PURPOSE}
    joined = sign_request(CURVE, "GET", f"http://edge{CARD}", {**headers, "LEA-Note": "one, two"}, None, now=NOW)
    lines = [*headers.items(), *joined.items(), ("LEA-Note", "one"), ("LEA-Note", "two")]
    async with signed_door.client() as client:
        assert (await client.get(CARD, headers=lines)).status_code == 200
        swapped = [*lines[:-2], lines[-1], lines[-2]]
        problem(await client.get(CARD, headers=swapped), 401, "signature-wrong")


@pytest.mark.parametrize("name", ["Authorization", "LEA-Request-Id", "LEA-As-Of", "Content-Type"])
async def test_a_header_with_one_value_comes_in_one_line(door: Door, name: str) -> None:
    details = problem(await get(door, [(name, "one"), (name, "two")]), 400, "malformed-request")
    assert details.problems[0].field == name.lower()


async def test_white_space_around_values_does_not_count(signed_door: Door) -> None:
    headers = {name: f" {value}\t " for name, value in signed().items()}
    assert (await send(signed_door, headers)).status_code == 200


async def test_another_hosts_signature_is_refused(signed_door: Door) -> None:
    headers = {"LEA-Request-Id": signed()["LEA-Request-Id"], **PURPOSE}
    other = sign_request(CURVE, "GET", f"http://other.example{CARD}", headers, None, now=NOW)
    answer = await send(signed_door, {**headers, **other, "Host": "other.example"})
    problem(answer, 401, "signature-wrong")
