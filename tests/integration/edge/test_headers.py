"""Headers that come in several lines: joined with a comma where HTTP says so, refused where there is one value."""

from collections.abc import Sequence

import httpx
import pytest

from shared.signatures.client import sign_request
from tests.integration.edge.conftest import NOW, PURPOSE, Edge, proceeding
from tests.integration.edge.test_refusals import problem
from tests.integration.edge.test_signatures import CARD, CURVE, send, signed, signing_edge

__all__ = ["signing_edge"]

NUMBER = proceeding(1).course.number


async def get(edge: Edge, lines: Sequence[tuple[str, str]]) -> httpx.Response:
    async with edge.client() as client:
        own = [(name, value) for name, value in client.headers.items() if name != "accept-language"]
        client.headers = httpx.Headers(own)
        return await client.get(f"/v1/enforcement-proceedings/{NUMBER}", headers=[*edge.headers().items(), *lines])


async def test_entity_tags_and_languages_may_come_in_several_lines(edge: Edge) -> None:
    card = await get(edge, [("Accept-Language", "fr"), ("Accept-Language", "be")])
    assert (card.status_code, card.headers["content-language"]) == (200, "be")
    tags = [("If-None-Match", '"other"'), ("If-None-Match", card.headers["etag"])]
    assert (await get(edge, [*tags, ("Accept-Language", "be")])).status_code == 304


async def test_a_covered_header_may_come_in_several_lines(signing_edge: Edge) -> None:
    headers = {"LEA-Request-Id": signed()["LEA-Request-Id"], **PURPOSE}
    joined = sign_request(CURVE, "GET", f"http://edge{CARD}", {**headers, "LEA-Note": "one, two"}, None, now=NOW)
    lines = [*headers.items(), *joined.items(), ("LEA-Note", "one"), ("LEA-Note", "two")]
    async with signing_edge.client() as client:
        assert (await client.get(CARD, headers=lines)).status_code == 200
        swapped = [*lines[:-2], lines[-1], lines[-2]]
        problem(await client.get(CARD, headers=swapped), 401, "signature-wrong")


@pytest.mark.parametrize("name", ["Authorization", "LEA-Request-Id", "LEA-As-Of", "Content-Type"])
async def test_a_header_with_one_value_comes_in_one_line(edge: Edge, name: str) -> None:
    details = problem(await get(edge, [(name, "one"), (name, "two")]), 400, "malformed-request")
    assert details.problems[0].field == name.lower()


async def test_white_space_around_values_does_not_count(signing_edge: Edge) -> None:
    headers = {name: f" {value}\t " for name, value in signed().items()}
    assert (await send(signing_edge, headers)).status_code == 200


async def test_another_hosts_signature_is_refused(signing_edge: Edge) -> None:
    headers = {"LEA-Request-Id": signed()["LEA-Request-Id"], **PURPOSE}
    other = sign_request(CURVE, "GET", f"http://other.example{CARD}", headers, None, now=NOW)
    answer = await send(signing_edge, {**headers, **other, "Host": "other.example"})
    problem(answer, 401, "signature-wrong")
