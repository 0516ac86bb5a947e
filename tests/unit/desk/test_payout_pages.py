"""Money that is to be paid out, with the act that orders it."""

from dataclasses import replace

from contracts.queries.proceedings import ListPayables, PayableKey, Payables
from services.desk.domain.people import Role
from tests.unit.desk.conftest import Desk
from tests.unit.desk.running import NUMBER
from tests.unit.desk.test_sizes import following

PAYABLES = Payables.model_validate(
    {
        "payables": [
            {"number": NUMBER, "payable": payable, "sum": {"amount": amount, "currency": currency}, "changed_on": day}
            for payable, amount, currency, day in (
                ("costs-payable", "1850.40", "933", "2026-11-18"),
                ("recoverer-payable", "5.00", "840", "2026-11-19"),
            )
        ],
        "more": True,
    }
)


async def test_each_row_has_the_act_with_what_it_states(desk: Desk) -> None:
    desk.services.replies["payables"] = PAYABLES
    page = await desk.get("/money/payouts")
    act = f"/proceedings/{NUMBER}/acts/order-payout?data.payable=costs-payable&amp;data.sum.amount=1850.40"
    assert act in page
    assert "1,850.40\N{NO-BREAK SPACE}BYN" in page
    assert "data.sum.currency=840" in page
    ((asked,),) = desk.services.calls("payables")
    assert asked == ListPayables(body="0101", limit=80)
    await desk.get(following(page.replace("By proceeding: pages", "By proceeding: страницы"), "By proceeding"))
    assert desk.services.calls("payables")[1][0].after == PayableKey(
        number=NUMBER, payable="recoverer-payable", currency="840"
    )


async def test_it_is_for_people_of_the_body(desk: Desk) -> None:
    desk.services.replies["payables"] = Payables(payables=(), more=False)
    assert "Nothing is to be paid out." in await desk.get("/money/payouts")
    for role in (Role.AUDITOR, Role.OPERATOR):
        desk.person = replace(desk.person, role=role, code="x")
        await desk.get("/money/payouts", status=404)
