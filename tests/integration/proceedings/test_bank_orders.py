"""One bank order brings money once, in whichever proceeding of the body it is recorded."""

from collections.abc import AsyncIterator
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

import asyncpg
import pytest

from contracts.envelope import CommandEnvelope
from contracts.identifiers import new_id
from contracts.queries.proceedings import FindBankOrders
from contracts.replies import Accepted
from services.proceedings.application import application
from services.proceedings.bank_orders import find_orders
from shared.clock import FixedClock
from shared.database import Pool
from tests.engines import NewDatabase
from tests.unit.proceedings.harness import Fields, command_of

FIRST, SECOND, ELSEWHERE = UUID(int=18), UUID(int=19), UUID(int=20)
DAY = date(2026, 6, 1)
CASE: Fields = {"debtor": "citizen", "claims": ["1000.00 BYN"], "immediate": True}
ORDER: Fields = {"number": "17", "dated": "2026-06-01"}
UNP, PERSONAL = "291234572", "3140462K000VF6"
EMPLOYER: Fields = {"kind": "unp", "value": "591234567"}


class Proceedings:
    """The command side of proceedings on a database, without a broker."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool
        self._application = application(FixedClock(datetime(2026, 6, 15, 9, tzinfo=UTC)))

    async def found(self, *numbers: str, body: str = "0101") -> list[tuple[str, str | None]]:
        """Where orders with these numbers are recorded, and of which payer."""
        async with self._pool.acquire() as connection:
            found = await find_orders(connection, FindBankOrders(body=body, numbers=numbers))
        assert all((each.key, each.dated, each.sum.amount) == ("17", DAY, Decimal(100)) for each in found.orders)
        return [(each.number, each.payer.value if each.payer else None) for each in found.orders]

    async def refusals(self, *asked: tuple[UUID, Fields]) -> list[list[str]]:
        """Carry out commands in one batch: the details of each refusal, none for what was accepted."""
        commands = [_command(stream, {"day": DAY, **spec}) for stream, spec in asked]
        replies = await self._application.handle_in_transaction(self._pool, commands)
        return [
            [] if isinstance(reply, Accepted) else [problem.detail for problem in reply.problems] for reply in replies
        ]


@pytest.fixture
async def proceedings(migrated_database: NewDatabase) -> AsyncIterator[Proceedings]:
    async with asyncpg.create_pool(migrated_database("proceedings").url, min_size=1, max_size=2) as pool:
        proceedings = Proceedings(pool)
        begin = {"command": "initiate-proceeding"}
        assert await proceedings.refusals((FIRST, begin), (SECOND, begin), (ELSEWHERE, {**begin, "body": "0102"})) == [
            [], [], [],
        ]  # fmt: skip
        yield proceedings


def _command(stream: UUID, spec: Fields) -> CommandEnvelope[Any]:
    fields = {key: value for key, value in spec.items() if key not in {"id", "body", "debtor"}}
    case = {**CASE, "body": spec.get("body", "0101"), "debtor": spec.get("debtor", CASE["debtor"])}
    return command_of(fields, case, spec.get("id", new_id())).model_copy(update={"stream": stream})


def payment(name: str, **order: Any) -> Fields:
    return {
        "command": "record-payment", "payment": name, "sum": "100.00 BYN", "source": "debtor",
        "bank_order": {**ORDER, **order},
    }  # fmt: skip


async def test_an_order_of_another_proceeding_of_the_body_is_refused(proceedings: Proceedings) -> None:
    assert await proceedings.refusals((FIRST, payment("one"))) == [[]]
    assert await proceedings.refusals((SECOND, payment("two"))) == [["it is recorded in proceeding 0101-2026-000001"]]
    assert await proceedings.refusals((ELSEWHERE, {**payment("three"), "actor": "executor:0102-017"})) == [[]]
    assert await proceedings.refusals((SECOND, payment("four", payer=EMPLOYER))) == [[]]


async def test_what_is_set_aside_for_its_payer_has_its_order(proceedings: Proceedings) -> None:
    paper = {"kind": "letter", "dated": DAY, "author": "Payer"}
    refused = {
        "command": "refuse-receipt",
        "refund": "error",
        "sum": "100.00 BYN",
        "cause": "paid-in-error",
        "paper": paper,
    }
    by_employer = {**refused, "bank_order": {**ORDER, "payer": EMPLOYER}}
    assert await proceedings.refusals((FIRST, by_employer)) == [[]]
    assert await proceedings.found("17") == [("0101-2026-000001", EMPLOYER["value"])]
    again = ["it is recorded in proceeding 0101-2026-000001"]
    assert await proceedings.refusals((SECOND, payment("two", payer=EMPLOYER))) == [again]
    assert await proceedings.refusals((SECOND, by_employer)) == [again]


async def test_an_order_is_found_under_the_other_number_of_its_payer(proceedings: Proceedings) -> None:
    personal, unp = {"kind": "personal-number", "value": PERSONAL}, {"kind": "unp", "value": UNP}
    again = ["it is recorded in proceeding 0101-2026-000001"]
    assert await proceedings.refusals((FIRST, payment("one", payer=personal))) == [[]]
    assert await proceedings.refusals((SECOND, payment("two", payer=unp))) == [[]]  # nothing says who that is
    trader = {"command": "initiate-proceeding", "debtor": f"entrepreneur {UNP} {PERSONAL}"}
    assert await proceedings.refusals((UUID(int=21), trader)) == [[]]
    assert await proceedings.refusals((UUID(int=21), payment("three"))) == [again]
    assert await proceedings.refusals((FIRST, payment("four", payer=unp))) == [again]


async def test_of_two_in_one_batch_the_first_is_recorded(proceedings: Proceedings) -> None:
    assert await proceedings.refusals((SECOND, payment("one")), (FIRST, payment("two"))) == [
        [],
        ["it is recorded in proceeding 0101-2026-000002"],
    ]


async def test_a_payment_that_is_struck_frees_its_order(proceedings: Proceedings) -> None:
    paid, strike, today = new_id(), new_id(), date(2026, 6, 15)
    basis = {"kind": "notice", "dated": "2026-06-15", "author": "Bank"}
    struck = {"command": "strike-entry", "day": today, "act": paid, "reason": "typed wrongly", "basis": basis}
    approved = {"command": "approve-correction", "day": today, "correction": strike, "actor": "head:0101-001"}
    assert await proceedings.refusals((FIRST, {**payment("one"), "id": paid})) == [[]]
    assert await proceedings.refusals((FIRST, {**struck, "id": strike})) == [[]]
    assert await proceedings.refusals((SECOND, payment("two"))) != [[]]
    assert await proceedings.refusals((FIRST, approved)) == [[]]
    assert await proceedings.refusals((SECOND, payment("two"))) == [[]]


async def test_orders_are_found_by_their_number(proceedings: Proceedings) -> None:
    assert await proceedings.refusals((FIRST, payment("one", payer=EMPLOYER)), (SECOND, payment("two"))) == [[], []]
    assert [number for number, _ in await proceedings.found("1 7", "18")] == ["0101-2026-000001", "0101-2026-000002"]
    assert ("0101-2026-000001", EMPLOYER["value"]) in await proceedings.found("17")
    assert await proceedings.found("18") == []
    assert await proceedings.found("17", body="0102") == []
    taken = {"command": "record-bank-reversal", "payment": "one", "bank_order": ORDER}
    assert await proceedings.refusals((FIRST, taken)) == [[]]
    assert [number for number, _ in await proceedings.found("17")] == ["0101-2026-000002"]
