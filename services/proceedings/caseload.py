"""Answers how many proceedings a body has, by executor and month, and what was recovered."""

from decimal import Decimal

from contracts.base import Contract
from contracts.codelists import CURRENCIES
from contracts.queries import proceedings as queries
from contracts.values import Money
from shared.database import Connection


async def show_caseload(connection: Connection, asked: queries.ShowCaseload) -> Contract:
    """The numbers of one body."""
    executors = await connection.fetch(_EXECUTORS, asked.body)
    duties = await connection.fetch(_DUTIES, asked.body)
    initiated = await connection.fetch(_INITIATED, asked.body)
    standing = await connection.fetch(_STANDING, asked.body, asked.since)
    recovered = await connection.fetch(_RECOVERED, asked.body, asked.since)
    return queries.Caseload(
        executors=tuple(queries.ExecutorCases(**row) for row in executors),
        duties=tuple(queries.ExecutorDuties(**row) for row in duties),
        initiated=tuple(queries.MonthCases(**row) for row in initiated),
        standing_since=tuple(queries.MonthCases(**row) for row in standing),
        recovered=tuple(
            queries.MonthRecovered(month=row["month"], sum=_money(row["amount"], row["currency"])) for row in recovered
        ),
    )


def _money(amount: Decimal, currency: str) -> Money:
    return Money(amount=round(amount, CURRENCIES[currency].minor_units), currency=currency)


_EXECUTORS = """
SELECT executor, status, count(*) AS proceedings FROM proceeding_index WHERE body = $1
GROUP BY executor, status ORDER BY executor, status
"""
_DUTIES = """
SELECT executor, count(*) AS duties, min(opened_on) AS oldest FROM open_duty WHERE body = $1
GROUP BY executor ORDER BY executor
"""
_INITIATED = """
SELECT date_trunc('month', initiated_on)::date AS month, status, count(*) AS proceedings
FROM proceeding_index WHERE body = $1 GROUP BY 1, 2 ORDER BY 1, 2
"""
_STANDING = """
SELECT date_trunc('month', since)::date AS month, status, count(*) AS proceedings
FROM proceeding_index WHERE body = $1 AND since >= $2 GROUP BY 1, 2 ORDER BY 1, 2
"""
# A debit of `repaid` is positive; what was claimed back is a credit.
_RECOVERED = """
SELECT date_trunc('month', effective_on)::date AS month, currency, sum(amount) AS amount
FROM book_leg JOIN book_transaction ON id = transaction JOIN proceeding_index USING (proceeding)
WHERE body = $1 AND account = 'repaid' AND line = 'claim' AND effective_on >= $2
GROUP BY 1, 2 HAVING sum(amount) > 0 ORDER BY 1, 2
"""
