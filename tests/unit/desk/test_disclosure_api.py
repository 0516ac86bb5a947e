"""What the court was answered about a proceeding, and documents of statements, over the JSON interface."""

import re
from base64 import b64encode
from datetime import date
from typing import Any

import httpx
import pytest

from contracts.identifiers import new_id
from contracts.queries import intake
from contracts.queries.access_log import ListDisclosures, LogPlace
from contracts.queries.deadlines import ListLimits
from services.desk.domain.people import Role
from tests.unit.desk import running
from tests.unit.desk.running import NOW, NUMBER, headers, interface
from tests.unit.desk.test_disclosure_pages import AGAIN, LINE, Services
from tests.unit.desk.test_statement_pages import view

PATH = f"/proceedings/{NUMBER}/disclosures"
DOCUMENT = "/statements/0101/17%2F2026/documents/0101-2026/S1"


async def asked(services: running.Services, token: str, path: str = PATH) -> httpx.Response:
    async with interface(services) as client:
        return await client.get(path, headers=headers(token))


async def test_each_answer_has_the_status_that_it_showed() -> None:
    services = Services()
    found = (await asked(services, "head:read")).json()
    assert found["more"]
    first, second, _ = found["answers"]
    assert first["answer_digest"] == LINE.answer_digest
    assert first["state"] == {"status": "compulsory", "reason": "voluntary-term-expired", "since": "2026-11-02"}
    assert second["state"] is None
    assert services.asked[0] == ListDisclosures(proceeding=NUMBER, since=date(2026, 10, 21), until=date(2026, 11, 20))


async def test_the_link_goes_on_after_the_last_answer() -> None:
    services = Services()
    answer = await asked(services, "auditor:read", f"{PATH}?since=2026-11-01&until=2026-11-19&limit=3")
    link = re.fullmatch(r'<([^>]+)>; rel="next"', answer.headers["link"])
    assert link
    await asked(services, "auditor:read", link[1])
    days = {"since": date(2026, 11, 1), "until": date(2026, 11, 19), "limit": 3}
    after = LogPlace(at=AGAIN.at, chain=AGAIN.chain, sequence=AGAIN.sequence)
    assert services.asked[2] == ListDisclosures(proceeding=NUMBER, after=after, **days)


@pytest.mark.parametrize("query", ["since=x", "since=2026-01-01", "since=2026-11-21", "limit=101", "after=x"])
async def test_what_cannot_be_searched_is_refused(query: str) -> None:
    services = Services()
    assert (await asked(services, "head:read", f"{PATH}?{query}")).status_code == 422
    assert services.asked == []


@pytest.mark.parametrize("role", Role)
async def test_it_is_for_who_may_see_the_page(role: Role) -> None:
    may = role in (Role.EXECUTOR, Role.HEAD, Role.AUDITOR)
    services = Services()
    assert (await asked(services, f"{role}:read")).status_code == (200 if may else 404)
    assert bool(services.asked) is may


async def test_time_limits_of_a_proceeding_are_asked_for_with_their_explanation() -> None:
    services = Limits()
    assert (await asked(services, "executor:read", f"/proceedings/{NUMBER}/limits")).status_code == 200
    assert services.listed == [ListLimits(number=NUMBER, explained=True, limit=500)]


async def test_the_document_of_a_refusal_is_served() -> None:
    answer = await asked(Statements(), "executor:read", DOCUMENT)
    assert (answer.content, answer.headers["content-type"]) == (b"%PDF-", "application/pdf")
    assert answer.headers["cache-control"] == "no-store"
    for path in (DOCUMENT.replace("/S1", "/S2"), DOCUMENT.replace("/S1", "/S3"), DOCUMENT.replace("0101/", "0401/")):
        assert (await asked(Statements(), "executor:read", path)).status_code == 404
    for role in ("accountant", "operator"):
        assert (await asked(Statements(), f"{role}:read", DOCUMENT)).status_code == 404


class Limits(running.Services):
    """Notes how time limits are asked for."""

    def __init__(self) -> None:
        super().__init__()
        self.listed: list[ListLimits] = []

    async def limits(self, asked: ListLimits) -> Any:  # type: ignore[override]
        self.listed.append(asked)
        return await super().limits(asked)


class Statements(running.Services):
    """A statement with a refusal that is written, and one that is on its way."""

    async def statement(self, *_: object) -> intake.StatementView:  # type: ignore[override]
        pdf = {"language": "ru", "translation": False, "sha256": "ab" * 32, "size": 5, "rendered_at": NOW}
        made = {"act": new_id(), "kind": "d-refusal-resolution", "made_on": "2026-11-20"}
        written = {**made, "number": "0101-2026/S1", "documents": [pdf]}
        return view(resolutions=[written, {**made, "number": "0101-2026/S2", "documents": []}])

    async def statement_document(self, _: object) -> intake.StatementDocument:
        shown = await self.statement()
        return intake.StatementDocument(
            body="0101", registration_number="17/2026", resolution=shown.resolutions[0],
            document=shown.resolutions[0].documents[0], content=b64encode(b"%PDF-").decode(),
        )  # fmt: skip
