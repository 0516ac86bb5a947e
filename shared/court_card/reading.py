"""Card entries in the tables of the read model: which columns to select, and how a row is read."""

import json
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from shared.court_card.entries import (
    CardEntries,
    ClaimEntry,
    ExecutorEntry,
    MeasureEntry,
    RepaymentEntry,
    StatusEntry,
)


def columns_of(schema: str) -> str:
    """The columns of card entries as they read now, for a SELECT from `{schema}.proceeding AS p`: one round trip."""
    return f"""
        p.number, p.body, p.initiated_on, p.claims,
        ARRAY(SELECT (version, effective, executor, full_name, ordinal, superseded_by) FROM {schema}.executor
              WHERE proceeding = p.id AND superseded_by IS NULL ORDER BY version, ordinal) AS executors,
        ARRAY(SELECT (version, effective, code, reason, ordinal, superseded_by) FROM {schema}.status
              WHERE proceeding = p.id AND superseded_by IS NULL ORDER BY version, ordinal) AS statuses,
        ARRAY(SELECT (version, effective, measure, code, status, ordinal, superseded_by) FROM {schema}.measure
              WHERE proceeding = p.id AND superseded_by IS NULL ORDER BY version, ordinal) AS measures,
        ARRAY(SELECT (version, effective, claim, amount, ordinal, superseded_by) FROM {schema}.repayment
              WHERE proceeding = p.id AND superseded_by IS NULL ORDER BY version, ordinal, claim) AS repayments
    """  # noqa: S608 - the schema is a constant of the caller


def entries_of(row: Mapping[str, Any]) -> CardEntries:
    """The entries in a row of these columns."""
    return CardEntries(
        number=row["number"],
        body=row["body"],
        initiated_on=row["initiated_on"],
        claims=claims_from(row["claims"]),
        executors=tuple(map(ExecutorEntry._make, row["executors"])),
        statuses=tuple(map(StatusEntry._make, row["statuses"])),
        measures=tuple(map(MeasureEntry._make, row["measures"])),
        repayments=tuple(map(RepaymentEntry._make, row["repayments"])),
    )


def claims_to(claims: tuple[ClaimEntry, ...]) -> str:
    """The claims as the column holds them: amounts are strings, as JSON has no decimals."""
    return json.dumps([(*claim[:3], None if claim.amount is None else str(claim.amount)) for claim in claims])


def claims_from(column: str) -> tuple[ClaimEntry, ...]:
    """The claims of a column."""
    return tuple(
        ClaimEntry(number, type_, currency, None if amount is None else Decimal(amount))
        for number, type_, currency, amount in json.loads(column)
    )
