"""The books of a proceeding and of a body over the JSON interface: who reads which, and every row once."""

import re
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import httpx
import pytest

from contracts.base import Contract
from contracts.queries.proceedings import Balances, ListPayables, ListTransactions, Payables, ShowBalances, Transactions
from services.desk.domain.people import Role
from services.desk.pages import payouts
from services.desk.pages.money import key_of
from tests.unit.desk import running
from tests.unit.desk.running import BODY, NOW, NUMBER, headers

PREFIX, OWN = "/api/v1", f"/proceedings/{NUMBER}"
SUM = {"amount": "50.00", "currency": "933"}
LEG = {"book": "custody", "account": "bank", "side": "debit", "sum": SUM}
POSTED = Transactions.model_validate(
    {
        "transactions": [
            {
                "id": UUID(int=number),
                "number": NUMBER,
                "causes": [UUID(int=number)],
                "recorded_at": NOW + timedelta(minutes=number // 2),
                "posted_on": "2026-11-20",
                "legs": [{**LEG, "effective_on": "2026-11-20"}],
            }
            for number in range(1, 8)
        ],
        "more": True,
    }
).transactions
"""Two of them in one minute."""

PAYABLES = Payables.model_validate(
    {
        "payables": [
            {"number": number, "payable": payable, "sum": SUM, "changed_on": "2026-11-18"}
            for number in (NUMBER, "0101-2026-000002")
            for payable in ("costs-payable", "recoverer-payable")
        ],
        "more": True,
    }
).payables


class Services(running.Services):
    """The books, paged as the service pages them."""

    def __init__(self) -> None:
        super().__init__()
        self.asked: list[Any] = []

    async def balances(self, asked: ShowBalances) -> Balances:
        self.asked.append(asked)
        return Balances.model_validate({"balances": [LEG]})

    async def transactions(self, asked: ListTransactions) -> Transactions:
        self.asked.append(asked)
        keys = [key_of(Transactions(transactions=(each,), more=True)) for each in POSTED]
        begin = keys.index(asked.after) + 1 if asked.after else 0
        end = begin + asked.limit
        return Transactions(transactions=POSTED[begin:end], more=end < len(POSTED))

    async def payables(self, asked: ListPayables) -> Payables:
        self.asked.append(asked)
        keys = [payouts.key_of(Payables(payables=(each,), more=True)) for each in PAYABLES]
        begin = keys.index(asked.after) + 1 if asked.after else 0
        end = begin + asked.limit
        return Payables(payables=PAYABLES[begin:end], more=end < len(PAYABLES))


@pytest.mark.parametrize("role", Role)
async def test_the_books_are_for_who_has_their_pages(role: Role) -> None:
    services = Services()
    async with running.desk(services, "") as client:
        for path in ("/balances", "/transactions", "/payables", f"{OWN}/balances", f"{OWN}/transactions"):
            others = {Role.OPERATOR} if path.startswith(OWN) else {Role.OPERATOR, Role.AUDITOR}
            answer = await client.get(f"{PREFIX}{path}", headers=headers(f"{role}:read"))
            assert answer.status_code == (404 if role in others else 200), path
    assert {each.body for each in services.asked} <= {BODY, None}


async def test_what_is_asked_for_reaches_the_service() -> None:
    services, day = Services(), date(2026, 11, 18)
    async with running.desk(services, "") as client:
        for path in ("/balances?as_of=2026-11-18", f"{OWN}/balances?as_of=2026-11-18"):
            answer = await client.get(f"{PREFIX}{path}", headers=headers("accountant:read"))
            assert answer.json()["balances"][0]["account"] == "bank"
        days = "since=2026-11-18&until=2026-11-19"
        for path in (f"/transactions?{days}", f"{OWN}/transactions?{days}"):
            await client.get(f"{PREFIX}{path}", headers=headers("accountant:read"))
    assert services.asked == [
        ShowBalances(body=BODY, as_of=day),
        ShowBalances(number=NUMBER, as_of=day),
        ListTransactions(body=BODY, since=day, until=date(2026, 11, 19)),
        ListTransactions(number=NUMBER, since=day, until=date(2026, 11, 19)),
    ]


async def rows_of(path: str) -> list[Any]:
    """All rows of a list, page by page."""
    found: list[Any] = []
    address: str | None = f"{PREFIX}{path}"
    async with running.desk(Services(), "") as client:
        while address is not None:
            answer = await client.get(address, headers=headers("head:read"))
            assert answer.status_code == httpx.codes.OK
            found += answer.json()[path.split("?")[0].rpartition("/")[2]]
            link = re.fullmatch(r'<(/api/v1/[^>]+)>; rel="next"', answer.headers.get("link", ""))
            address = link[1] if link else None
    return found


@pytest.mark.parametrize(
    ("path", "rows"),
    [
        ("/transactions?limit=2&since=2026-11-20", POSTED),
        (f"{OWN}/transactions?limit=2", POSTED),
        ("/payables?limit=3", PAYABLES),
    ],
)
async def test_the_links_lead_through_every_row_once(path: str, rows: tuple[Contract, ...]) -> None:
    assert await rows_of(path) == [each.model_dump(mode="json") for each in rows]


@pytest.mark.parametrize("path", ["/transactions", f"{OWN}/transactions", "/payables"])
async def test_a_word_of_no_link_is_refused(path: str) -> None:
    async with running.desk(Services(), "") as client:
        answer = await client.get(f"{PREFIX}{path}?after=x", headers=headers("head:read"))
    assert (answer.status_code, answer.json()["problems"][0]["field"]) == (422, "after")


@pytest.mark.parametrize("path", ["/balances?as_of=soon", "/transactions?since=soon", "/transactions?limit=0"])
async def test_what_cannot_be_asked_is_refused(path: str) -> None:
    services = Services()
    async with running.desk(services, "") as client:
        answer = await client.get(f"{PREFIX}{path}", headers=headers("head:read"))
    assert answer.status_code == httpx.codes.UNPROCESSABLE_ENTITY
    assert services.asked == []
