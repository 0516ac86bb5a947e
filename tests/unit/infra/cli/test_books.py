"""`lea books`: what is asked, and how it is shown."""

from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import pytest
from typer.testing import CliRunner

from contracts.queries.proceedings import (
    AccountBalance,
    Balances,
    BookTransaction,
    ListTransactions,
    PostedLeg,
    ShowBalances,
    Transactions,
)
from infra.cli.clerk import books
from infra.cli.main import app
from services.proceedings.book_checks import Checked, Fault

NUMBER = "0101-2026-000001"
BALANCES = Balances(
    balances=(
        AccountBalance(
            book="debt", account="outstanding", line="claim", claim=1, side="debit",
            sum={"amount": "500.00", "currency": "933"},
        ),
        AccountBalance(
            book="custody", account="recoverer-payable", side="credit", sum={"amount": "20.00", "currency": "840"}
        ),
    )
)  # fmt: skip
LEG = PostedLeg(
    book="custody", account="bank", effective_on=date(2026, 6, 10), side="debit",
    sum={"amount": "20.00", "currency": "933"},
)  # fmt: skip
TRANSACTIONS = Transactions(
    transactions=(
        BookTransaction(
            id=UUID(int=1), number=NUMBER, causes=(UUID(int=2),), recorded_at=datetime(2026, 6, 20, 6, tzinfo=UTC),
            posted_on=date(2026, 7, 1), legs=(LEG,),
        ),
    ),
    more=True,
)  # fmt: skip


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """The queries that a command sends."""
    sent: list[Any] = []

    class Client:
        async def balances(self, query: ShowBalances) -> Balances:
            sent.append(query)
            return BALANCES

        async def transactions(self, query: ListTransactions) -> Transactions:
            sent.append(query)
            return TRANSACTIONS

    def with_client(_: str, __: str, work: Any, **___: Any) -> Any:
        coroutine = work(Client())
        with pytest.raises(StopIteration) as done:
            coroutine.send(None)
        return done.value.value

    monkeypatch.setattr(books, "with_client", with_client)
    return sent


def _lines(*words: str, code: int = 0) -> list[list[str]]:
    result = CliRunner().invoke(app, ["books", *words], env={"COLUMNS": "200"})
    assert result.exit_code == code, result.output
    return [line.split() for line in result.output.splitlines()]


def test_balances_are_asked_of_a_day_and_a_moment(asked: list[Any]) -> None:
    lines = _lines(
        "balance", "--number", NUMBER, "--as-of", "2026-06-09", "--as-known-at", "2026-06-14T10:00", "--language", "ru"
    )
    assert asked == [
        ShowBalances(number=NUMBER, as_of=date(2026, 6, 9), as_known_at=datetime(2026, 6, 14, 7, tzinfo=UTC))
    ]
    assert lines[:3] == [
        ["счет", "название", "за", "что", "дебет", "кредит"],
        ["outstanding", "остаток", "долга", "требование", "1", "500.00", "BYN"],
        ["recoverer-payable", "причитается", "взыскателю", "20.00", "USD"],
    ]


def test_transactions_of_a_body(asked: list[Any]) -> None:
    lines = _lines("transactions", "--body", "0101", "--since", "2026-07-01", "--limit", "5")
    assert asked == [ListTransactions(body="0101", since=date(2026, 7, 1), limit=5)]
    assert lines[1] == [NUMBER, "2026-06-20", "09:00", "2026-07-01", "2026-06-10", "bank", "bank", "20.00", "BYN"]
    assert lines[-1] == ["There", "are", "more;", "narrow", "the", "search."]


@pytest.mark.parametrize("words", [[], ["--number", NUMBER, "--body", "0101"], ["--body", "x"]])
def test_one_proceeding_or_one_body_is_named(words: list[str], asked: list[Any]) -> None:
    _lines("balance", *words, code=2)
    assert asked == []


@pytest.mark.parametrize(("faults", "code"), [([], 0), ([Fault(NUMBER, "a transaction does not add up")], 1)])
def test_books_that_are_not_in_order_end_the_check_with_an_error(
    faults: list[Fault], code: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def checked(_: str, *, post: bool) -> Checked:
        return Checked(3, faults, 2 if post else 0)

    monkeypatch.setattr(books, "_checked", checked)
    lines = _lines("check", "--post", code=code)
    assert ["2", "transactions", "were", "missing", "and", "are", "posted."] in lines
    assert f"The books of 3 proceedings were checked, {len(faults)} faults.".split() in lines
    assert ([NUMBER, *["a", "transaction", "does", "not", "add", "up"]] in lines) is bool(faults)
