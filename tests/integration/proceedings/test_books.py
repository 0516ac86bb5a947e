"""The books in the database: their invariants, what a late act posts, and an independent check of the export."""

from collections.abc import AsyncIterator
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import UUID

import asyncpg
import pytest
from beancount import loader
from beancount.core.data import Transaction

from contracts.identifiers import derived_id, new_id
from contracts.replies import Accepted
from services.proceedings.application import application
from services.proceedings.book_queries import posted
from services.proceedings.books import sums
from shared.books import ACCOUNTS, Account, Line
from shared.books.beancount import beancount
from shared.clock import FixedClock
from shared.database import Pool
from tests.engines import NewDatabase
from tests.unit.proceedings.harness import Fields, command_of

STREAM = UUID(int=18)
INITIATED_ON = date(2026, 6, 1)
CASE: Fields = {"debtor": "citizen", "claims": ["1000.00 BYN", "perform-action"], "immediate": True}


class Books:
    """The command side of proceedings on a database, without a broker."""

    def __init__(self, pool: Pool) -> None:
        self.pool = pool
        self.clock = FixedClock(datetime(2026, 6, 1, 9, tzinfo=UTC))
        self._application = application(self.clock)

    async def carry_out(self, on: date, **spec: Any) -> None:
        """Carry out a command on a day of recording."""
        self.clock.moment = datetime(on.year, on.month, on.day, 9, tzinfo=UTC)
        command = command_of({"day": on, **spec}, CASE, new_id()).model_copy(update={"stream": STREAM})
        [reply] = await self._application.handle_in_transaction(self.pool, [command])
        assert isinstance(reply, Accepted), reply

    async def total(self, account: Account, line: Line | None = None, **when: Any) -> str:
        """The balance of an account."""
        async with self.pool.acquire() as connection:
            of_proceeding = (await sums(connection, [STREAM], **when)).get(STREAM, {})
        found = [amount for key, amount in of_proceeding.items() if (key.account, key.line) == (account, line)]
        return f"{sum(found, Decimal()):.2f}"


@pytest.fixture
async def books(migrated_database: NewDatabase) -> AsyncIterator[Books]:
    async with asyncpg.create_pool(migrated_database("proceedings").url, min_size=1, max_size=2) as pool:
        books = Books(pool)
        await books.carry_out(INITIATED_ON, command="initiate-proceeding")
        await books.carry_out(
            date(2026, 6, 10), command="record-payment", payment="first", sum="500.00 BYN", source="debtor"
        )
        await books.carry_out(
            date(2026, 6, 15), command="record-cost", cost="trip", kind="travel", sum="20.00 BYN", day=date(2026, 6, 5)
        )
        yield books


async def test_a_late_cost_moves_what_was_divided_on_its_day(books: Books) -> None:
    assert await books.total(Account.OUTSTANDING, Line.CLAIM) == "520.00"
    assert await books.total(Account.REPAID, Line.COSTS) == "20.00"
    before = {"as_known_at": datetime(2026, 6, 14, tzinfo=UTC)}
    assert await books.total(Account.OUTSTANDING, Line.CLAIM, **before) == "500.00"
    assert await books.total(Account.REPAID, Line.COSTS, **before) == "0.00"
    assert await books.total(Account.OUTSTANDING, Line.CLAIM, as_of=date(2026, 6, 9)) == "1000.00"
    assert await books.total(Account.OUTSTANDING, Line.COSTS, as_of=date(2026, 6, 9)) == "20.00"
    assert await books.total(Account.BANK) == "500.00"


async def test_money_that_is_held_and_taken_back_leaves_the_books_in_balance(books: Books) -> None:
    paper = {"kind": "statement", "dated": "2026-06-16", "author": "Alfa"}
    order = {"number": "9", "dated": "2026-06-18"}
    await books.carry_out(
        date(2026, 6, 16), command="record-payment", payment="dollars", sum="50.00 USD", source="debtor"
    )
    await books.carry_out(
        date(2026, 6, 17), command="confirm-direct-payment", payment="direct", sum="100.00 BYN", paper=paper
    )
    await books.carry_out(date(2026, 6, 18), command="record-bank-reversal", payment="first", bank_order=order)
    assert await books.total(Account.UNALLOCATED) == "-50.00"
    assert await books.total(Account.OUTSTANDING, Line.CLAIM) == "900.00"
    assert await books.total(Account.OUTSTANDING, Line.COSTS) == "20.00"
    assert await books.total(Account.OUTSTANDING, Line.CLAIM, as_of=date(2026, 6, 17)) == "420.00"
    assert await books.total(Account.BANK) == "50.00"  # the dollars
    assert await books.total(Account.RECOVERER_PAYABLE) == "0.00"


async def test_each_cause_is_one_transaction(books: Books) -> None:
    rows = await books.pool.fetch("SELECT causes FROM book_transaction ORDER BY recorded_at")
    assert [len(row["causes"]) for row in rows] == [1, 1, 1]


async def test_a_transaction_that_does_not_add_up_is_refused(books: Books) -> None:
    transaction = derived_id(STREAM, "odd")
    with pytest.raises(asyncpg.CheckViolationError, match="does not add up"):
        await books.pool.execute(
            "WITH odd AS (INSERT INTO book_transaction VALUES ($1, $2, $3, now(), '2026-06-15') RETURNING id)"
            " INSERT INTO book_leg (transaction, ordinal, effective_on, account, currency, amount)"
            " SELECT id, 1, '2026-06-10', 'bank', '933', 1 FROM odd",
            transaction,
            STREAM,
            [new_id()],
        )


async def test_the_database_knows_every_account(books: Books) -> None:
    rows = await books.pool.fetch("SELECT account, book FROM book_account")
    assert {row["account"]: row["book"] for row in rows} == ACCOUNTS


async def test_a_payout_is_posted_as_its_row_says(books: Books) -> None:
    day = date(2026, 6, 16)
    payout: Fields = {"payout": "one", "payable": "recoverer-payable", "sum": "480.00 BYN"}
    await books.carry_out(day, command="order-payout", **payout)
    assert await books.total(Account.PAYOUT_IN_TRANSIT) == "-480.00"
    await books.carry_out(day, command="confirm-payout", payout="one")
    assert await books.total(Account.PAYOUT_IN_TRANSIT) == "0.00"
    assert await books.total(Account.BANK) == "20.00"
    assert await books.total(Account.BANK, as_of=date(2026, 6, 15)) == "500.00"
    await books.carry_out(day, command="return-payout", payout="one", cause="account closed")
    assert await books.total(Account.RECOVERER_PAYABLE) == "-480.00"


@pytest.mark.parametrize("statement", ["UPDATE book_leg SET amount = 1", "DELETE FROM book_leg"])
async def test_nothing_is_changed_or_deleted(books: Books, statement: str) -> None:
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await books.pool.execute(statement)


async def test_a_program_that_knows_nothing_of_us_finds_the_books_in_order(books: Books, tmp_path: Path) -> None:
    async with books.pool.acquire() as connection:
        lines = list(beancount(await posted(connection)))
    journal = tmp_path / "books.beancount"
    journal.write_text("\n".join(lines) + "\n", encoding="utf-8")
    entries, errors, _ = loader.load_file(str(journal))
    assert not errors
    claim = "Assets:Debt:Outstanding:P0101-2026-000001:Claim-1"
    postings: list[Any] = [posting for entry in entries if isinstance(entry, Transaction) for posting in entry.postings]
    open_claim = sum((posting.units.number for posting in postings if posting.account == claim), Decimal())
    assert open_claim == Decimal("520.00")
    broken = tmp_path / "broken.beancount"
    broken.write_text(journal.read_text(encoding="utf-8").replace(" 500.00 BYN", " 500.01 BYN"), encoding="utf-8")
    assert loader.load_file(str(broken))[1]
