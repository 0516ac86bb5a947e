"""Money that no proceeding is named for, as a list with pages."""

from datetime import date
from decimal import Decimal
from uuid import UUID

from contracts.banking import BankOrder
from contracts.queries.proceedings import ListUnidentified, UnidentifiedKey
from contracts.values import PositiveMoney
from services.proceedings.book_queries import unidentified_money
from services.proceedings.domain.accounts import BodyAccount
from services.proceedings.domain.unidentified import Unidentified

DAY = date(2026, 6, 5)
SUM = PositiveMoney(amount=Decimal("5.00"), currency="933")


def received(number: int, day: date = DAY, *, struck: bool = False) -> tuple[UUID, Unidentified]:
    order = BankOrder(number=str(number), dated=DAY)
    return UUID(int=number), Unidentified(day, SUM, order, "Payer", "debt", struck=struck)


ACCOUNT = BodyAccount(
    receipts=dict((received(3), received(1, date(2026, 6, 6)), received(4, struck=True), received(2), received(5)))
)


def pages(limit: int | None) -> list[list[str]]:
    found, after = list[list[str]](), None
    while True:
        reply = unidentified_money(ACCOUNT, ListUnidentified(body="0101", limit=limit, after=after))
        found.append([each.bank_order.number for each in reply.receipts])
        if not reply.more:
            return found
        last = reply.receipts[-1]
        after = UnidentifiedKey(credited_on=last.credited_on, receipt=last.receipt)


def test_pages_have_every_receipt_once_in_the_order_of_days() -> None:
    assert pages(None) == [["2", "3", "5", "1"]]
    assert pages(3) == [["2", "3", "5"], ["1"]]
    assert pages(1) == [["2"], ["3"], ["5"], ["1"]]
    assert pages(4) == [["2", "3", "5", "1"]]


def test_a_list_without_a_page_reads_as_before() -> None:
    asked = ListUnidentified(body="0101")
    assert asked.model_dump(mode="json") == {"body": "0101", "settled": False}
