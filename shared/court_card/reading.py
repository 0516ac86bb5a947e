"""Card entries in the tables of the read model: which columns to select, and how a row is read."""

import json
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from shared.court_card.entries import (
    CardEntries,
    ClaimEntry,
    ExecutorEntry,
    InitiationEntry,
    MeasureEntry,
    RepaymentEntry,
    RevisionEntry,
    StatusEntry,
)

_HISTORIES: Mapping[str, tuple[str, Any]] = {
    "initiations": ("initiation", InitiationEntry),
    "executors": ("executor", ExecutorEntry),
    "statuses": ("status", StatusEntry),
    "measures": ("measure", MeasureEntry),
    "repayments": ("repayment", RepaymentEntry),
}
"""Table and entry of each history. Readers name the tables in this order, after `proceeding`; `answer` comes second."""
_HOLDS = "superseded_by IS NULL"


def columns_of(schema: str, known_at: str | None = None) -> str:
    """The columns of card entries, for a SELECT from `{schema}.proceeding AS p`: one round trip.

    As they read now; with `known_at` (a parameter, such as `$8`) as they read at that moment. Entries of a release
    that did not keep the moments are then among them: `entries_of` shows them without `recorded_at`.
    """
    return ", ".join(("p.number", *_histories(schema, known_at), f"{_revisions(schema, known_at)} AS revisions"))


def _histories(schema: str, known_at: str | None) -> Iterator[str]:
    for name, (table, entry) in _HISTORIES.items():
        yield f"""ARRAY(
            SELECT ({", ".join(entry._fields)}) FROM {schema}.{table}
            WHERE proceeding = p.id AND {known(known_at)} ORDER BY version, ordinal
        ) AS {name}"""  # noqa: S608 - constants of the code


def known(known_at: str | None) -> str:
    """The condition on entries that hold, as columns_of has it."""
    if known_at is None:
        return _HOLDS
    return (
        f"coalesce(recorded_at <= {known_at}, true)"
        f" AND (superseded_by IS NULL OR coalesce(superseded_at > {known_at}, true))"
    )


def _revisions(schema: str, known_at: str | None) -> str:
    until = "" if known_at is None else f"AND recorded_at <= {known_at}"
    return f"""ARRAY(
        SELECT ({", ".join(RevisionEntry._fields)}) FROM {schema}.revision
        WHERE proceeding = p.id {until} ORDER BY revision DESC LIMIT 1
    )"""  # noqa: S608 - constants of the code


def entries_of(row: Mapping[str, Any]) -> CardEntries:
    """The entries in a row of these columns."""
    return CardEntries(
        number=row["number"],
        initiations=tuple(map(_initiation, row["initiations"])),
        executors=tuple(map(ExecutorEntry._make, row["executors"])),
        statuses=tuple(map(StatusEntry._make, row["statuses"])),
        measures=tuple(map(MeasureEntry._make, row["measures"])),
        repayments=tuple(map(RepaymentEntry._make, row["repayments"])),
        revisions=tuple(map(RevisionEntry._make, row["revisions"])),
    )


def _initiation(columns: Sequence[Any]) -> InitiationEntry:
    fields = dict(zip(InitiationEntry._fields, columns, strict=True))
    return InitiationEntry(**{**fields, "claims": claims_from(fields["claims"])})


def claims_to(claims: tuple[ClaimEntry, ...]) -> str:
    """The claims as the column holds them: amounts are strings, as JSON has no decimals."""
    return json.dumps([(*claim[:3], None if claim.amount is None else str(claim.amount)) for claim in claims])


def claims_from(column: str) -> tuple[ClaimEntry, ...]:
    """The claims of a column."""
    return tuple(
        ClaimEntry(number, type_, currency, None if amount is None else Decimal(amount))
        for number, type_, currency, amount in json.loads(column)
    )
