"""Money on the account of a body that no proceeding is named for, until it is identified, or goes back (Art. 403)."""

from collections.abc import AsyncIterator
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

import asyncpg
import pytest

from contracts.banking import BankOrder
from contracts.commands.accounts import ClosePeriod, ReceiveUnidentified
from contracts.envelope import CommandEnvelope
from contracts.identifiers import accounts_of, new_id
from contracts.queries.proceedings import FindBankOrders, ListTransactions, ShowBalances
from contracts.recording import Paper
from contracts.registry import Command
from contracts.replies import Accepted, Rejected, Reply
from contracts.values import PositiveMoney
from services.proceedings.application import application
from services.proceedings.bank_orders import find_orders
from services.proceedings.book_checks import check_books
from services.proceedings.book_queries import list_transactions, show_balances
from shared.clock import FixedClock
from shared.database import Pool
from tests.engines import NewDatabase
from tests.unit.proceedings.body_account import data_of
from tests.unit.proceedings.harness import Fields, command_of, named

BODY, NUMBER, STREAM = "0101", "0101-2026-000001", UUID(int=18)
CREDITED, FOUND = date(2026, 6, 5), date(2026, 6, 15)
CASE: Fields = {"debtor": "citizen", "claims": ["1000.00 BYN"], "immediate": True}
BASIS = {"kind": "letter", "number": "17", "dated": "2026-06-15", "author": "Bank"}
STATEMENT = Paper(kind="bank-statement", number="6", dated=date(2026, 6, 30), author="Bank")
RECEIVE: Fields = {"command": "receive-unidentified", "day": CREDITED, "receipt": "first", "sum": "200.00 BYN"}
IDENTIFY: Fields = {"command": "identify-receipt", "day": FOUND, "receipt": "first", "sum": "200.00 BYN",
                    "payment": "found"}  # fmt: skip
ORDER: Fields = {"number": "214", "dated": "2021-04-05", "payer": {"kind": "unp", "value": "100000007"}}
PAYMENT: Fields = {"command": "record-payment", "day": CREDITED, "payment": "typed", "sum": "200.00 BYN",
                   "source": "debtor", "bank_order": ORDER}  # fmt: skip


class Body:
    """The command side of proceedings on a database, for one body and its proceeding."""

    def __init__(self, pool: Pool) -> None:
        self.pool = pool
        self.clock = FixedClock(datetime(2026, 6, 1, 9, tzinfo=UTC))
        self._application = application(self.clock)

    async def account(self, on: date = FOUND, **spec: Any) -> Reply:
        """A command on the account of the body."""
        data = data_of({"proceeding": STREAM, **spec})
        return await self._send(accounts_of(BODY), data, spec["day"], on, "accountant:0101-003")

    async def close(self, until: date, on: date) -> Reply:
        """Close a period."""
        command = ClosePeriod(body=BODY, until=until, statement=STATEMENT)
        return await self._send(accounts_of(BODY), command, on, on, "accountant:0101-003")

    async def proceeding(self, on: date, **spec: Any) -> Reply:
        """A command on the proceeding."""
        self._at(on)
        command = command_of({"day": on, **spec}, CASE, new_id()).model_copy(update={"stream": STREAM})
        [reply] = await self._application.handle_in_transaction(self.pool, [command])
        return reply

    async def balances(self, **asked: Any) -> dict[str, Decimal]:
        """What the accounts of custody hold."""
        async with self.pool.acquire() as connection:
            found = await show_balances(connection, ShowBalances.model_validate(asked))
        return {each.account: each.sum.amount for each in found.balances if each.book == "custody"}

    async def found(self) -> list[tuple[str, Decimal]]:
        """Where the order is recorded, and with which sum."""
        async with self.pool.acquire() as connection:
            found = await find_orders(connection, FindBankOrders(body=BODY, numbers=("214",)))
        return [(each.number, each.sum.amount) for each in found.orders]

    async def faults(self) -> list[str]:
        """What the check of the books finds."""
        async with self.pool.acquire() as connection, connection.transaction(isolation="repeatable_read"):
            return [f"{each.number}: {each.fault}" for each in (await check_books(connection)).faults]

    async def posted_on(self) -> list[tuple[str, date]]:
        """Of each transaction of the body: whose it is, and the day of posting."""
        async with self.pool.acquire() as connection:
            found = await list_transactions(connection, ListTransactions(body=BODY))
        return [(each.number, each.posted_on) for each in found.transactions]

    async def cause_of(self, event: str) -> UUID:
        """The command that led to the only event of a type."""
        query = "SELECT causation_id FROM event WHERE type = $1"
        [row] = await self.pool.fetch(query, f"lea.proceedings.{event}.v1")
        found: UUID = row["causation_id"]
        return found

    async def _send(self, stream: UUID, data: Command, day: date, on: date, actor: str) -> Reply:
        self._at(on)
        command = CommandEnvelope[Any](
            id=new_id(),
            source="/lea/test",
            type=data.type,
            stream=stream,
            effective_date=day,
            issued_at=self.clock.now(),
            actor=actor,
            correlation_id=STREAM,
            data=data,
        )
        first, second = await self._application.handle_in_transaction(self.pool, [command, command])
        assert first == second
        return first

    def _at(self, on: date) -> None:
        self.clock.moment = datetime(on.year, on.month, on.day, 9, tzinfo=UTC)


@pytest.fixture
async def body(migrated_database: NewDatabase) -> AsyncIterator[Body]:
    async with asyncpg.create_pool(migrated_database("proceedings").url, min_size=1, max_size=2) as pool:
        body = Body(pool)
        assert isinstance(await body.proceeding(date(2026, 6, 1), command="initiate-proceeding"), Accepted)
        assert isinstance(await body.account(CREDITED, **RECEIVE), Accepted)
        yield body


def _codes(reply: Reply) -> list[str]:
    return [problem.code for problem in reply.problems] if isinstance(reply, Rejected) else []


async def test_money_is_a_payment_of_its_proceeding_from_the_day_of_its_credit(body: Body) -> None:
    assert await body.balances(body=BODY) == {"bank": Decimal(200), "unidentified": Decimal(200)}
    assert not _codes(await body.account(**IDENTIFY))
    held = {"bank": Decimal(200), "recoverer-payable": Decimal(200)}
    assert await body.balances(body=BODY) == held
    assert await body.balances(number=NUMBER, as_of=CREDITED) == held
    before = datetime(2026, 6, 14, tzinfo=UTC)
    known = await body.balances(body=BODY, as_known_at=before)
    assert known == {"bank": Decimal(200), "unidentified": Decimal(200)}
    assert await body.faults() == []


async def test_money_credited_before_the_initiation_counts_from_that(body: Body) -> None:
    early = date(2026, 5, 29)
    received = {**RECEIVE, "day": early, "receipt": "early", "order": "215"}
    assert not _codes(await body.account(date(2026, 5, 29), **received))
    assert not _codes(await body.account(**{**IDENTIFY, "receipt": "early"}))
    held = {"bank": Decimal(200), "recoverer-payable": Decimal(200)}
    assert await body.balances(number=NUMBER, as_of=date(2026, 6, 1)) == held
    assert await body.balances(number=NUMBER, as_of=date(2026, 5, 31)) == {}
    assert await body.balances(body=BODY, as_of=date(2026, 5, 31)) == {
        "bank": Decimal(200),
        "unidentified": Decimal(200),
    }
    assert await body.balances(body=BODY, as_of=date(2026, 6, 1)) == held
    assert await body.faults() == []


async def test_what_a_proceeding_refuses_stays_unidentified(body: Body) -> None:
    refused = await body.account(**{**IDENTIFY, "measure": "none"})
    assert _codes(refused) == ["measure-unknown"]
    assert await body.balances(body=BODY) == {"bank": Decimal(200), "unidentified": Decimal(200)}
    unknown = await body.account(**{**IDENTIFY, "proceeding": UUID(int=99)})
    assert _codes(unknown) == ["proceeding-of-another-body"]
    # The order is still known to be that of unidentified money.
    assert _codes(await body.proceeding(CREDITED, **PAYMENT)) == ["bank-order-already-recorded"]


async def test_one_bank_order_brings_money_once(body: Body) -> None:
    assert _codes(await body.proceeding(CREDITED, **PAYMENT)) == ["bank-order-already-recorded"]
    assert await body.found() == [(BODY, Decimal(200))]
    assert not _codes(await body.account(**IDENTIFY))
    assert await body.found() == [(NUMBER, Decimal(200))]
    again = {**RECEIVE, "receipt": "again"}
    assert _codes(await body.account(**again)) == ["bank-order-already-recorded"]


async def test_an_order_whose_money_was_divided_brings_none_again(body: Body) -> None:
    for payment, sum_ in (("some", "120.00 BYN"), ("rest", "80.00 BYN")):
        assert not _codes(await body.account(**{**IDENTIFY, "payment": payment, "sum": sum_}))
    assert await body.found() == [(BODY, Decimal(200)), (NUMBER, Decimal(120)), (NUMBER, Decimal(80))]
    assert _codes(await body.proceeding(CREDITED, **PAYMENT)) == ["bank-order-already-recorded"]


async def test_an_order_is_found_whose_payer_nobody_knows(body: Body) -> None:
    sum_, order = PositiveMoney(amount=Decimal(5), currency="933"), BankOrder(number="214", dated=CREDITED)
    money = ReceiveUnidentified(
        body=BODY, receipt=new_id(), sum=sum_, bank_order=order, payer="Somebody", purpose="debt"
    )
    reply = await body._send(accounts_of(BODY), money, CREDITED, FOUND, "accountant:0101-003")
    assert isinstance(reply, Accepted)
    assert await body.found() == [(BODY, Decimal(200)), (BODY, Decimal(5))]


async def test_a_payment_that_is_struck_is_unidentified_again(body: Body) -> None:
    reply = await body.account(**IDENTIFY)
    assert isinstance(reply, Accepted)
    act = await body.cause_of("payment-received")
    strike: Fields = {"command": "strike-entry", "act": act, "reason": "mistaken", "basis": BASIS}
    right = {key: value for key, value in PAYMENT.items() if key != "day"} | {
        "payment": named("found"),
        "sum": "150.00 BYN",
    }
    correct: Fields = {"command": "correct-entry", "act": act, "data": right, "reason": "sum", "basis": BASIS}
    assert _codes(await body.proceeding(FOUND, **correct)) == ["not-changed-by-a-correction"]
    assert not _codes(await body.proceeding(FOUND, **strike))
    correction = await body.cause_of("correction-proposed")
    done = await body.proceeding(FOUND, command="approve-correction", correction=correction, actor="head:0101-002")
    assert isinstance(done, Accepted), done
    assert await body.balances(body=BODY) == {"bank": Decimal(200), "unidentified": Decimal(200)}
    assert await body.faults() == []
    assert not _codes(await body.account(**{**IDENTIFY, "payment": "right"}))
    assert await body.balances(body=BODY) == {"bank": Decimal(200), "recoverer-payable": Decimal(200)}


async def test_a_closed_period_moves_the_posting_and_not_the_day_of_the_credit(body: Body) -> None:
    assert not _codes(await body.close(date(2026, 6, 30), date(2026, 7, 2)))
    assert not _codes(await body.account(date(2026, 7, 2), **{**IDENTIFY, "day": date(2026, 7, 2)}))
    late = [(number, day) for number, day in await body.posted_on() if day > date(2026, 6, 30)]
    assert sorted(late) == [(BODY, date(2026, 7, 2)), (NUMBER, date(2026, 7, 2))]
    assert (await body.balances(number=NUMBER, as_of=CREDITED))["bank"] == Decimal(200)
    assert await body.faults() == []


async def test_what_is_nobodys_goes_back(body: Body) -> None:
    back: Fields = {"command": "return-unidentified", "day": FOUND, "receipt": "first", "sum": "200.00 BYN"}
    assert not _codes(await body.account(**back, payout="back"))
    assert not _codes(await body.account(command="confirm-unidentified-return", day=FOUND, payout="back"))
    assert await body.balances(body=BODY) == {}
    assert await body.faults() == []
