"""How money would be shared by all proceedings of a debtor: a page that records nothing."""

from dataclasses import replace

import pytest

from contracts.problems import Problem
from contracts.queries.proceedings import Balances, Transactions, TriedDistributions
from services.desk.domain.people import Role
from shared.clerk_client import QueryRefused
from tests.unit.desk.conftest import Desk
from tests.unit.desk.test_correction_pages import NUMBER, OTHER, known

PAGE = f"/proceedings/{NUMBER}/shares"
REFUSED = Problem(code="not-consolidated", rule="a rule", detail="its money is not shared <with> others")


def money(amount: str) -> dict[str, str]:
    return {"amount": amount, "currency": "933"}


def tried(desk: Desk) -> None:
    known(desk)
    share = {
        "proceeding": OTHER, "number": NUMBER, "costs": money("1.00"), "charged_fees": money("2.00"),
        "fee": money("3.00"), "bears_fee": True,
        "claims": [{"claim": 1, "queue": 4, "outstanding": money("90.00"), "sum": money("30.00"),
                    "repays": {"amount": "10.00", "currency": "978"}}],
    }  # fmt: skip
    each = {
        "shares": [share], "rest": money("0.00"), "explanation": ["step <one>"],
        "money": {"sum": money("36.00"), "day": "2026-11-20"},
    }  # fmt: skip
    found = TriedDistributions.model_validate({"id": OTHER, "number": NUMBER, "tried": [each]})
    desk.services.replies["try_distributions"] = found


async def test_several_sums_on_several_days(desk: Desk) -> None:
    tried(desk)
    assert "calculated by itself" not in await desk.get(PAGE)
    assert not desk.services.calls("try_distributions")
    query = "sum=36.00&currency=BYN&day=2026-11-20&sum=&currency=BYN&day=&sum=5,5&currency=EUR&day=2026-12-01"
    page = await desk.get(f"{PAGE}?{query.replace('5,5', '5.50')}&source=account-levy&pledged_thing=true")
    ((asked,),) = desk.services.calls("try_distributions")
    assert [(str(each.sum.amount), each.sum.currency, each.day.isoformat()) for each in asked.money] == [
        ("36.00", "933", "2026-11-20"),
        ("5.50", "978", "2026-12-01"),
    ]
    assert (asked.number, asked.source.value, asked.pledged_thing) == (NUMBER, "account-levy", True)
    for text in ("step &lt;one&gt;", "36.00", "Fees charged by resolutions", "Claim 1"):
        assert text in page
    assert 'value="5.50"' in page
    assert not desk.services.calls("send")


async def test_documents_in_other_currencies_share_by_rates(desk: Desk) -> None:
    tried(desk)
    page = await desk.get(f"{PAGE}?sum=36.00&rate_currency=EUR&units=&roubles=3.50&rate_currency=USD&units=10&roubles=")
    ((asked,),) = desk.services.calls("try_distributions")
    assert [(each.currency, each.units, str(each.roubles)) for each in asked.rates] == [("978", 1, "3.50")]
    assert 'value="3.50"' in page
    assert "30.00 BYN = 10.00 EUR" in page.replace("\u00a0", " ")


@pytest.mark.parametrize(
    "query",
    [
        "sum=<b>",
        "sum=1&rate_currency=ABC&roubles=3",
        "sum=1&roubles=3",
        "sum=0",
        "sum=1&currency=ABC",
        "sum=1&day=soon",
        "sum=1&source=lottery",
        "sum=1.005",
    ],
)
async def test_what_cannot_be_tried(desk: Desk, query: str) -> None:
    tried(desk)
    page = await desk.get(f"{PAGE}?{query}", status=422)
    assert "<b>" not in page
    assert not desk.services.calls("try_distributions")


async def test_a_proceeding_that_shares_with_none(desk: Desk) -> None:
    tried(desk)
    desk.services.replies["try_distributions"] = QueryRefused((REFUSED,))
    assert "not shared &lt;with&gt; others" in await desk.get(f"{PAGE}?sum=1", status=422)


@pytest.mark.parametrize(
    ("role", "code", "status"),
    [
        (Role.ACCOUNTANT, "0101", 200),
        (Role.HEAD, "0401", 404),
        (Role.AUDITOR, "x", 200),
        (Role.OPERATOR, "x", 404),
    ],
)
async def test_who_sees_it(desk: Desk, role: Role, code: str, status: int) -> None:
    tried(desk)
    desk.person = replace(desk.person, role=role, code=code)
    await desk.get(f"{PAGE}?sum=1", status=status)


async def test_it_is_reached_from_the_money_of_the_proceeding(desk: Desk) -> None:
    known(desk)
    desk.services.replies |= {
        "balances": Balances(balances=()),
        "transactions": Transactions(transactions=(), more=False),
    }
    assert PAGE in await desk.get(f"/proceedings/{NUMBER}/money")
