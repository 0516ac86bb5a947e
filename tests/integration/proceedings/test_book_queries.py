"""The books as queries report them, closed periods (`close-period`), and the check against the events."""

from collections.abc import AsyncIterator
from datetime import UTC, date, datetime
from typing import Any

import asyncpg
import pytest

from contracts.commands.accounts import ClosePeriod
from contracts.envelope import CommandEnvelope
from contracts.identifiers import accounts_of, new_id
from contracts.queries.proceedings import ListTransactions, ShowBalances, TransactionKey
from contracts.recording import Paper
from contracts.replies import Rejected
from services.proceedings.application import application
from services.proceedings.book_checks import BEFORE_ALL, Checked, check_books, post_missing
from services.proceedings.book_queries import list_transactions, show_balances
from shared.decider import Rejection
from tests.engines import Database, NewDatabase
from tests.integration.proceedings.test_books import INITIATED_ON, STREAM, Books

NUMBER = "0101-2026-000001"
STATEMENT = Paper(kind="bank-statement", number="6", dated=date(2026, 6, 30), author="Belarusbank")
ACCOUNTANT = "accountant:0101-003"


@pytest.fixture
def database(migrated_database: NewDatabase) -> Database:
    return migrated_database("proceedings")


@pytest.fixture
async def books(database: Database) -> AsyncIterator[Books]:
    async with asyncpg.create_pool(database.url, min_size=1, max_size=2) as pool:
        books = Books(pool)
        await books.carry_out(INITIATED_ON, command="initiate-proceeding")
        await books.carry_out(
            date(2026, 6, 10), command="record-payment", payment="first", sum="500.00 BYN", source="debtor"
        )
        yield books


async def _late_cost(books: Books, recorded: date) -> None:
    await books.carry_out(recorded, command="record-cost", cost="trip", kind="travel", sum="20.00 BYN",
                          day=date(2026, 6, 5))  # fmt: skip


async def _balances(books: Books, **asked: Any) -> dict[str, str]:
    async with books.pool.acquire() as connection:
        found = await show_balances(connection, ShowBalances.model_validate(asked))
    return {
        f"{each.account}{f' {each.line}' if each.line else ''}": f"{each.side} {each.sum.amount}"
        for each in found.balances
    }


async def _posted_on(books: Books, **asked: Any) -> list[date]:
    async with books.pool.acquire() as connection:
        found = await list_transactions(connection, ListTransactions.model_validate({"number": NUMBER, **asked}))
    return [each.posted_on for each in found.transactions]


async def _close(
    books: Books, until: date, *, by: str = ACCOUNTANT, body: str = "0101", cash: Paper | None = None
) -> None:
    books.clock.moment = datetime(2026, 7, 2, 9, tzinfo=UTC)
    command = CommandEnvelope[Any](
        id=new_id(),
        source="/lea/test",
        type=ClosePeriod.type,
        stream=accounts_of(body),
        effective_date=date(2026, 7, 2),
        issued_at=books.clock.now(),
        actor=by,
        correlation_id=STREAM,
        data=ClosePeriod(body=body, until=until, statement=STATEMENT, cash=cash),
    )
    [reply] = await application(books.clock).handle_in_transaction(books.pool, [command])
    if isinstance(reply, Rejected):
        raise Rejection(*reply.problems)


async def _checked(books: Books) -> Checked:
    async with books.pool.acquire() as connection, connection.transaction(isolation="repeatable_read"):
        return await check_books(connection)


async def _post_missing(books: Books) -> int:
    async with books.pool.acquire() as connection, connection.transaction():
        last, posted = await post_missing(connection, BEFORE_ALL, books.clock.now())
    assert last == STREAM
    return posted


async def test_the_accounts_of_a_proceeding_and_of_a_body(books: Books) -> None:
    held = {
        "outstanding claim": "debit 500.00", "charged claim": "credit 1000.00", "repaid claim": "debit 500.00",
        "bank": "debit 500.00", "recoverer-payable": "credit 500.00",
    }  # fmt: skip
    assert await _balances(books, number=NUMBER) == held
    assert await _balances(books, body="0101") == held
    assert await _balances(books, body="0102") == {}
    assert await _balances(books, body="0101", as_of=date(2026, 6, 9)) == {
        "outstanding claim": "debit 1000.00",
        "charged claim": "credit 1000.00",
    }


async def test_what_was_known_at_a_moment(books: Books) -> None:
    await _late_cost(books, date(2026, 6, 15))
    before = {"as_known_at": datetime(2026, 6, 14, tzinfo=UTC)}
    assert (await _balances(books, number=NUMBER))["outstanding claim"] == "debit 520.00"
    assert (await _balances(books, number=NUMBER, **before))["outstanding claim"] == "debit 500.00"
    assert len(await _posted_on(books)) == 3
    assert len(await _posted_on(books, **before)) == 2


async def test_transactions_are_listed_with_their_legs_up_to_a_limit(books: Books) -> None:
    async with books.pool.acquire() as connection:
        found = await list_transactions(connection, ListTransactions(number=NUMBER, limit=1))
    [first] = found.transactions
    assert found.more
    assert [(leg.account, leg.claim, leg.side, str(leg.sum.amount)) for leg in first.legs] == [
        ("charged", 1, "credit", "1000.00"),
        ("outstanding", 1, "debit", "1000.00"),
    ]
    async with books.pool.acquire() as connection:
        key = TransactionKey(recorded_at=first.recorded_at, id=first.id)
        rest = await list_transactions(connection, ListTransactions(number=NUMBER, after=key))
        whole = await list_transactions(connection, ListTransactions(number=NUMBER))
    assert (first, *rest.transactions) == whole.transactions
    assert rest.transactions
    assert await _posted_on(books, since=date(2026, 6, 2)) == [date(2026, 6, 10)]
    assert await _posted_on(books, until=date(2026, 6, 2)) == [INITIATED_ON]


async def test_the_books_of_an_unknown_proceeding(books: Books) -> None:
    with pytest.raises(Rejection, match="proceeding-unknown"):
        await _balances(books, number="0101-2026-000002")
    with pytest.raises(Rejection, match="proceeding-unknown"):
        await _posted_on(books, number="0101-2026-000002")


async def test_what_is_recorded_after_the_closing_is_posted_on_the_first_open_day(books: Books) -> None:
    await _close(books, date(2026, 6, 30))
    await _late_cost(books, date(2026, 6, 20))
    assert await _posted_on(books) == [INITIATED_ON, date(2026, 6, 10), date(2026, 7, 1)]
    # It counts on its own day all the same.
    assert (await _balances(books, number=NUMBER, as_of=date(2026, 6, 5)))["outstanding costs"] == "debit 20.00"
    await books.carry_out(
        date(2026, 7, 3), command="record-payment", payment="second", sum="20.00 BYN", source="debtor"
    )
    assert (await _posted_on(books))[-1] == date(2026, 7, 3)
    assert (await _checked(books)).faults == []


async def test_a_closed_period_of_another_body_binds_nothing(books: Books) -> None:
    await books.pool.execute(
        "INSERT INTO closed_period VALUES ('0102', '2026-06-30', now(), 'accountant:0102-1', '{}')"
    )
    await _late_cost(books, date(2026, 6, 20))
    assert await _posted_on(books) == [INITIATED_ON, date(2026, 6, 10), date(2026, 6, 20)]


@pytest.mark.parametrize(
    ("period", "code"),
    [
        ({"until": date(2026, 6, 30)}, "period-already-closed"),
        ({"until": date(2026, 6, 15)}, "period-already-closed"),
        ({"until": date(2026, 7, 3)}, "period-not-over"),
        ({"until": date(2026, 7, 1), "by": "executor:0101-017"}, "actor-unfit"),
        ({"until": date(2026, 7, 1), "by": "accountant:0102-001"}, "actor-unfit"),
        ({"until": date(2026, 7, 1), "by": "accountant:0102-001", "body": "0102"}, "body-without-accounts"),
    ],
)
async def test_a_period_is_closed_once_by_the_body_when_it_is_over(
    books: Books, period: dict[str, Any], code: str
) -> None:
    await _close(books, date(2026, 6, 30))
    with pytest.raises(Rejection, match=code):
        await _close(books, **period)
    await _close(books, date(2026, 7, 1), by="head:0101-001")


async def test_a_period_with_seized_cash_that_is_not_in_the_bank_is_closed_on_a_paper(books: Books) -> None:
    await books.carry_out(date(2026, 6, 25), command="add-measure", measure="cash", code="seize-cash", sum="40.00 BYN")
    found = {"command": "record-payment", "payment": "found", "source": "cash-seizure", "measure": "cash"}
    await books.carry_out(date(2026, 6, 26), **found, sum="40.00 BYN", cash_in_hand=True)
    with pytest.raises(Rejection, match="cash-in-hand-unexplained"):
        await _close(books, date(2026, 6, 30))
    await _close(books, date(2026, 6, 25))
    await _close(books, date(2026, 6, 30), cash=STATEMENT)


async def test_the_database_takes_nothing_into_a_closed_period(books: Books) -> None:
    await _close(books, date(2026, 6, 30))
    with pytest.raises(asyncpg.CheckViolationError, match="is closed"):
        await books.pool.execute(
            "INSERT INTO book_transaction VALUES ($1, $2, $3, now(), '2026-06-30')", new_id(), STREAM, [new_id()]
        )


async def test_what_an_older_release_did_not_post_is_posted_once(books: Books, database: Database) -> None:
    await _late_cost(books, date(2026, 6, 15))
    known = {"as_known_at": datetime(2026, 6, 14, tzinfo=UTC)}
    now, before = await _balances(books, number=NUMBER), await _balances(books, number=NUMBER, **known)
    await database.execute("DELETE FROM book_leg; DELETE FROM book_transaction")
    assert [fault.number for fault in (await _checked(books)).faults] == [NUMBER]
    assert await _post_missing(books) == 3
    assert await _post_missing(books) == 0
    assert (await _checked(books)).faults == []
    assert await _balances(books, number=NUMBER) == now
    assert await _balances(books, number=NUMBER, **known) == before
    assert await _posted_on(books) == [date(2026, 6, 15)] * 3


async def test_the_rest_of_a_stream_that_is_posted_in_part(books: Books) -> None:
    now = await _balances(books, number=NUMBER)
    async with books.pool.acquire() as connection:
        [row] = await connection.fetch("SELECT transaction FROM book_leg WHERE account = 'bank'")
        reversal = new_id()
        await connection.execute(
            "WITH added AS (INSERT INTO book_transaction SELECT $1, proceeding, causes, recorded_at, posted_on"
            " FROM book_transaction WHERE id = $2 RETURNING id)"
            " INSERT INTO book_leg SELECT $1, ordinal, effective_on, account, currency, line, claim, -amount"
            " FROM book_leg WHERE transaction = $2",
            reversal,
            row["transaction"],
        )
    assert (await _checked(books)).faults
    assert await _post_missing(books) == 1
    assert await _balances(books, number=NUMBER) == now
    assert (await _checked(books)).faults == []
