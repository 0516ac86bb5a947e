"""Reads the books: what accounts hold, what was posted, and every leg for the export."""

from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import Any, get_args
from uuid import UUID

from contracts.acts.order_payout import OrderPayout
from contracts.codelists import CURRENCIES
from contracts.queries import proceedings as queries
from contracts.values import PositiveMoney
from services.proceedings.books import key_of
from services.proceedings.domain import refusals as refused
from services.proceedings.domain.accounts import BodyAccount
from services.proceedings.domain.unidentified import Unidentified
from shared.books import ACCOUNTS, Account
from shared.books.beancount import Posted
from shared.database import Connection
from shared.decider import Rejection

PAYABLE = [str(code) for code in get_args(OrderPayout.model_fields["payable"].annotation)]
"""The accounts from which a payout can be ordered."""


async def show_balances(connection: Connection, asked: queries.ShowBalances) -> queries.Balances:
    """What the accounts hold. Raises Rejection."""
    await _check_number(connection, asked.number)
    rows = await connection.fetch(_BALANCES, asked.number, asked.body, asked.as_of, asked.as_known_at)
    found = sorted((queries.AccountBalance(**_leg(row)) for row in rows), key=_place)
    return queries.Balances(balances=tuple(found))


async def list_transactions(connection: Connection, asked: queries.ListTransactions) -> queries.Transactions:
    """What was posted. Raises Rejection."""
    await _check_number(connection, asked.number)
    rows = await connection.fetch(
        _TRANSACTIONS,
        asked.number,
        asked.body,
        asked.since,
        asked.until,
        asked.as_known_at,
        asked.limit + 1,
        asked.after and asked.after.recorded_at,
        asked.after and asked.after.id,
    )
    found = [_transaction(list(legs)) for _, legs in groupby(rows, key=lambda row: row["id"])]
    return queries.Transactions(transactions=tuple(found[: asked.limit]), more=len(found) > asked.limit)


async def list_payables(connection: Connection, asked: queries.ListPayables) -> queries.Payables:
    """What the body holds for somebody of each proceeding, as far as no payout is ordered."""
    after = asked.after
    place = (after.number, after.payable, after.currency) if after else (None, None, None)
    rows = await connection.fetch(_PAYABLES, asked.body, PAYABLE, *place, asked.limit + 1)
    found = tuple(
        queries.PayableView(
            number=row["number"], payable=row["account"], sum=_leg(row)["sum"], changed_on=row["changed_on"]
        )
        for row in rows[: asked.limit]
    )
    return queries.Payables(payables=found, more=len(rows) > asked.limit)


def unidentified_money(account: BodyAccount, asked: queries.ListUnidentified) -> queries.UnidentifiedMoney:
    """Money that no proceeding was named for; what is settled as a whole only where it is asked for."""
    after = (asked.after.credited_on, asked.after.receipt) if asked.after else None
    places = sorted(
        (receipt.day, id_)
        for id_, receipt in account.receipts.items()
        if not receipt.struck and (asked.settled or not receipt.settled)
    )
    left = [place for place in places if after is None or place > after]
    shown = left[: asked.limit] if asked.limit else left
    return queries.UnidentifiedMoney(
        receipts=tuple(_unidentified(id_, account.receipts[id_]) for _, id_ in shown), more=len(left) > len(shown)
    )


def _unidentified(id_: UUID, receipt: Unidentified) -> queries.UnidentifiedView:
    returns = tuple(
        queries.UnidentifiedReturnView(
            payout=payout,
            sum=each.sum,
            ordered_on=each.ordered_on,
            confirmed_on=each.confirmed_on,
            order=each.order,
        )
        for payout, each in receipt.returns.items()
        if each.undone_on is None
    )
    return queries.UnidentifiedView(
        receipt=id_,
        credited_on=receipt.day,
        sum=receipt.sum,
        held=receipt.held,
        payer=receipt.payer,
        purpose=receipt.purpose,
        bank_order=receipt.order,
        returns=returns,
    )


async def posted(connection: Connection, bodies: Sequence[str] = ()) -> list[Posted]:
    """Every leg, of some bodies or of all, for the export."""
    rows = await connection.fetch(_POSTED, list(bodies))
    return [Posted(row["transaction"], row["number"], key_of(row), row["amount"]) for row in rows]


async def _check_number(connection: Connection, number: str | None) -> None:
    if number and not await connection.fetchval("SELECT 1 FROM proceeding_number WHERE number = $1", number):
        raise Rejection(refused.UNKNOWN_PROCEEDING.at("number").because(f"no proceeding has the number {number}"))


def _transaction(rows: Sequence[Mapping[str, Any]]) -> queries.BookTransaction:
    first = rows[0]
    legs = tuple(queries.PostedLeg(effective_on=row["effective_on"], **_leg(row)) for row in rows)
    head = {name: first[name] for name in ("id", "number", "causes", "recorded_at", "posted_on")}
    return queries.BookTransaction(**head, legs=legs)


def _leg(row: Mapping[str, Any]) -> dict[str, Any]:
    account, amount, currency = Account(row["account"]), row["amount"], row["currency"]
    return {
        "book": ACCOUNTS[account].value,
        "account": account.value,
        "line": row["line"],
        "claim": row["claim"],
        "side": "debit" if amount > 0 else "credit",
        "sum": PositiveMoney(amount=round(abs(amount), CURRENCIES[currency].minor_units), currency=currency),
    }


def _place(balance: queries.AccountBalance) -> tuple[Any, ...]:
    """Debt before custody, accounts in the order of their table."""
    account = Account(balance.account)
    return list(Account).index(account), balance.line or "", balance.claim or 0, balance.sum.currency


_BALANCES = """
SELECT account, line, CASE WHEN $1::text IS NOT NULL THEN claim END AS claim, currency, sum(amount) AS amount
FROM book_leg JOIN book_transaction ON id = transaction JOIN account_owner ON owner = proceeding
WHERE ($1::text IS NULL OR number = $1)
  AND ($2::text IS NULL OR body = $2)
  AND ($3::date IS NULL OR effective_on <= $3)
  AND ($4::timestamptz IS NULL OR recorded_at <= $4)
GROUP BY 1, 2, 3, 4 HAVING sum(amount) <> 0
"""
_PAYABLES = """
SELECT number, account, NULL AS line, NULL AS claim, currency, sum(amount) AS amount, max(effective_on) AS changed_on
FROM book_leg JOIN book_transaction ON id = transaction JOIN account_owner ON owner = proceeding
WHERE body = $1 AND account = ANY($2::text[]) AND number <> body
  AND ($3::text IS NULL OR (number, account, currency) > ($3, $4::text, $5::text))
GROUP BY number, account, currency HAVING sum(amount) < 0
ORDER BY number, account, currency LIMIT $6
"""
_TRANSACTIONS = """
WITH found AS (
    SELECT id, number, causes, recorded_at, posted_on
    FROM book_transaction JOIN account_owner ON owner = proceeding
    WHERE ($1::text IS NULL OR number = $1)
      AND ($2::text IS NULL OR body = $2)
      AND ($3::date IS NULL OR posted_on >= $3)
      AND ($4::date IS NULL OR posted_on <= $4)
      AND ($5::timestamptz IS NULL OR recorded_at <= $5)
      AND ($7::timestamptz IS NULL OR (recorded_at, id) > ($7, $8::uuid))
    ORDER BY recorded_at, id LIMIT $6
)
SELECT found.*, account, line, claim, effective_on, currency, amount
FROM found JOIN book_leg ON transaction = id
ORDER BY recorded_at, id, ordinal
"""
_POSTED = """
SELECT transaction, number, effective_on, account, currency, line, claim, amount
FROM book_leg JOIN book_transaction ON id = transaction JOIN account_owner ON owner = proceeding
WHERE $1::text[] = '{}' OR body = ANY($1)
ORDER BY transaction, ordinal
"""
