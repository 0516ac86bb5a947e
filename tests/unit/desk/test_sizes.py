"""Pages stay small with as much on them as they show."""

from contracts.identifiers import new_id
from contracts.queries import proceedings as queries
from tests.unit.desk.conftest import Desk
from tests.unit.desk.test_money_pages import held
from tests.unit.desk.test_work_pages import duty, limit, listed

MANY = 100


def in_russian(desk: Desk) -> None:
    desk.client.cookies.set("__Host-lea-language", "ru")


async def test_the_work_list_and_copies(desk: Desk) -> None:
    in_russian(desk)
    duties = tuple(duty(name) for name in ("send-resolution-copies", "serve-initiation") for _ in range(MANY))
    listed(desk, duties, tuple(limit(f"{n}/2026", "2026-11-24") for n in range(MANY)))
    for path in ("/", "/copies"):
        await desk.get(path)
    await desk.get("/calendar?month=2026-11&day=2026-11-24")


async def test_the_money_of_a_body(desk: Desk) -> None:
    held(desk)
    in_russian(desk)
    (receipt,) = desk.services.replies["unidentified"].receipts
    (posted,) = desk.services.replies["transactions"].transactions
    full = receipt.model_copy(
        update={"purpose": "Взыскание по исполнительному документу " * 5, "payer": "Общество " * 8}
    )
    desk.services.replies["unidentified"] = queries.UnidentifiedMoney(receipts=(full,) * MANY)
    legs = posted.model_copy(update={"id": new_id(), "legs": posted.legs * 6})
    desk.services.replies["transactions"] = queries.Transactions(transactions=(legs,) * 20, more=True)
    await desk.get("/money")
