"""The two books in the database: what the events of a batch change is posted in their transaction."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from contracts.acts.charge_fee_apart import FeeChargedApart
from contracts.envelope import EventEnvelope
from contracts.events import proceedings as facts
from contracts.events.corrections import CorrectionMade
from contracts.events.money import AllocationReversed, MoneyAllocated
from contracts.identifiers import derived_id
from contracts.registry import Event
from services.proceedings.domain.journal import Journal, State
from shared.books import Account, FeeAnnulled, Key, Leg, Line, balances, booked, delta
from shared.books.beancount import Posted
from shared.clock import day_of
from shared.database import Connection

_ORDER: tuple[type[Event], ...] = (
    facts.ProceedingInitiated,
    facts.CostIncurred,
    facts.FeeImposed,
    FeeChargedApart,
    facts.PaymentReceived,
    MoneyAllocated,
    AllocationReversed,
)
"""What is posted, in the order of its ranks within a day."""


@dataclass(frozen=True)
class Transaction:
    """What the events of one batch post for one proceeding."""

    id: UUID
    proceeding: UUID
    causes: tuple[UUID, ...]
    recorded_at: datetime
    legs: tuple[Leg, ...]


async def post(connection: Connection, events: Sequence[EventEnvelope[Any]], states: Mapping[UUID, State]) -> None:
    """Post how the events change the books of their proceedings, the one transaction for each."""
    by_stream: defaultdict[UUID, list[EventEnvelope[Any]]] = defaultdict(list)
    for event in events:
        if isinstance(event.data, (*_ORDER, facts.CourseRevised, CorrectionMade)):
            by_stream[event.stream].append(event)
    if not by_stream:
        return
    before = await sums(connection, list(by_stream))
    transactions = [
        transaction
        for stream, of_stream in by_stream.items()
        if (transaction := _transaction(of_stream, states[stream], before.get(stream, {}))) is not None
    ]
    await _write(connection, transactions)


async def sums(
    connection: Connection,
    proceedings: Sequence[UUID],
    *,
    as_of: date | None = None,
    as_known_at: datetime | None = None,
) -> dict[UUID, dict[Key, Decimal]]:
    """The sums of the legs of each proceeding: up to a day, as they were known at a moment."""
    found: defaultdict[UUID, dict[Key, Decimal]] = defaultdict(dict)
    for row in await connection.fetch(_SUMS, proceedings, as_of, as_known_at):
        found[row["proceeding"]][_key(row)] = row["amount"]
    return dict(found)


async def posted(connection: Connection, bodies: Sequence[str] = ()) -> list[Posted]:
    """Every leg, of some bodies or of all, for the export."""
    rows = await connection.fetch(_POSTED, list(bodies))
    return [Posted(row["transaction"], row["number"], _key(row), row["amount"]) for row in rows]


def _key(row: Mapping[str, Any]) -> Key:
    line = Line(row["line"]) if row["line"] else None
    return Key(row["effective_on"], Account(row["account"]), row["currency"], line, row["claim"])


def _transaction(
    events: Sequence[EventEnvelope[Any]], state: State, before: Mapping[Key, Decimal]
) -> Transaction | None:
    legs = delta(before, balances(booked(entries(state)))) if state else ()
    if not legs:
        return None
    last = events[-1]
    causes = tuple(dict.fromkeys(event.causation_id for event in events))
    return Transaction(derived_id(last.id, "books"), last.stream, causes, last.recorded_at, legs)


def entries(state: Journal) -> Iterator[tuple[date, Event | FeeAnnulled]]:
    """What is posted, as the course reads now."""
    fees = {act.id: act.data for act in state.acts if isinstance(act.data, facts.FeeImposed | FeeChargedApart)}
    found: list[tuple[date, int, Event | FeeAnnulled]] = [
        (item.day, _ORDER.index(type(item.data)), item.data)
        for track in state.published.values()
        for item in track
        if type(item.data) in _ORDER
    ]
    # An annulment comes before the other acts of its day.
    found += [
        (act.day, 0, FeeAnnulled(fees[act.data.act].sum))
        for act in state.acts
        if isinstance(act.data, CorrectionMade) and act.data.act in fees
    ]
    for day, _, data in sorted(found, key=lambda each: each[:2]):
        yield day, data


async def _write(connection: Connection, transactions: Sequence[Transaction]) -> None:
    if not transactions:
        return
    await connection.executemany(
        _TRANSACTION,
        [(each.id, each.proceeding, each.causes, each.recorded_at, day_of(each.recorded_at)) for each in transactions],
    )
    await connection.executemany(
        _LEG,
        [
            (each.id, ordinal, key.effective_on, key.account.value, key.currency, key.line, key.claim, amount)
            for each in transactions
            for ordinal, (key, amount) in enumerate(each.legs, start=1)
        ],
    )


_SUMS = """
SELECT proceeding, effective_on, account, currency, line, claim, sum(amount) AS amount
FROM book_transaction JOIN book_leg ON transaction = id
WHERE proceeding = ANY($1::uuid[])
  AND ($2::date IS NULL OR effective_on <= $2)
  AND ($3::timestamptz IS NULL OR recorded_at <= $3)
GROUP BY proceeding, effective_on, account, currency, line, claim
HAVING sum(amount) <> 0
"""
_POSTED = """
SELECT transaction, number, effective_on, account, currency, line, claim, amount
FROM book_leg JOIN book_transaction ON id = transaction JOIN proceeding_number USING (proceeding)
WHERE $1::text[] = '{}' OR split_part(number, '-', 1) = ANY($1)
ORDER BY transaction, ordinal
"""
_TRANSACTION = """
INSERT INTO book_transaction (id, proceeding, causes, recorded_at, posted_on) VALUES ($1, $2, $3, $4, $5)
"""
_LEG = """
INSERT INTO book_leg (transaction, ordinal, effective_on, account, currency, line, claim, amount)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
"""
