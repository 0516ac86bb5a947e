"""What the head of a body looks up over the JSON interface."""

import re
from datetime import date, timedelta

import httpx
import pytest

from contracts.queries.intake import ListUndistributed, Undistributed
from contracts.queries.proceedings import Caseload, ShowCaseload
from services.desk.domain.people import Role
from services.desk.pages.distribution import key_of
from tests.unit.desk import running
from tests.unit.desk.running import BODY, CASELOAD, NOW, OTHER, UNDISTRIBUTED, headers

PREFIX = "/api/v1"
STATEMENTS = tuple(
    UNDISTRIBUTED.model_copy(
        update={"received_on": NOW.date() - timedelta(days=number // 2), "registration_number": f"26/{number}"}
    )
    for number in range(7)
)


class Services(running.Services):
    """A body with statements that no executor has, paged as the service pages them."""

    def __init__(self) -> None:
        super().__init__()
        self.asked: list[ShowCaseload | ListUndistributed] = []

    async def caseload(self, asked: ShowCaseload) -> Caseload:  # type: ignore[override]
        self.asked.append(asked)
        return CASELOAD

    async def undistributed(self, asked: ListUndistributed) -> Undistributed:  # type: ignore[override]
        self.asked.append(asked)
        keys = [key_of(Undistributed(statements=(each,), more=True, loads=())) for each in STATEMENTS]
        begin = keys.index(asked.after) + 1 if asked.after else 0
        end = begin + asked.limit
        loads = (await super().undistributed(asked)).loads
        return Undistributed(statements=STATEMENTS[begin:end], more=end < len(STATEMENTS), loads=loads)


@pytest.mark.parametrize("role", Role)
async def test_it_is_for_the_head(role: Role) -> None:
    services = Services()
    async with running.desk(services, "") as client:
        for path in ("/caseload", "/statements/undistributed"):
            answer = await client.get(f"{PREFIX}{path}", headers=headers(f"{role}:read"))
            assert answer.status_code == (200 if role is Role.HEAD else 404)
    asked = [
        ShowCaseload(body=BODY, since=date(2025, 12, 1)),
        ListUndistributed(body=BODY),
    ]
    assert services.asked == (asked if role is Role.HEAD else [])


async def test_the_numbers_are_those_of_the_page_since_a_day() -> None:
    services = Services()
    async with running.desk(services, "") as client:
        answer = await client.get(f"{PREFIX}/caseload?since=2026-10-01", headers=headers("head:read"))
        wrong = await client.get(f"{PREFIX}/caseload?since=soon", headers=headers("head:read"))
    assert answer.json() == CASELOAD.model_dump(mode="json")
    assert services.asked == [ShowCaseload(body=BODY, since=date(2026, 10, 1))]
    assert wrong.status_code == httpx.codes.UNPROCESSABLE_ENTITY


async def test_the_links_lead_through_every_statement_once() -> None:
    found: list[str] = []
    address: str | None = f"{PREFIX}/statements/undistributed?limit=3"
    async with running.desk(Services(), "") as client:
        while address is not None:
            answer = await client.get(address, headers=headers("head:read"))
            assert [each["executor"] for each in answer.json()["loads"]] == [OTHER]
            found += [each["registration_number"] for each in answer.json()["statements"]]
            link = re.fullmatch(r'<(/api/v1/[^>]+)>; rel="next"', answer.headers.get("link", ""))
            address = link[1] if link else None
        wrong = await client.get(f"{PREFIX}/statements/undistributed?after=x", headers=headers("head:read"))
    assert found == [each.registration_number for each in STATEMENTS]
    assert (wrong.status_code, wrong.json()["problems"][0]["field"]) == (422, "after")
