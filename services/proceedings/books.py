"""The two books in the database: what the events of a batch change is posted in their transaction."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from typing import Any
from uuid import UUID

from contracts.acts.charge_fee_apart import FeeChargedApart
from contracts.envelope import EventEnvelope
from contracts.events import proceedings as facts
from contracts.events.corrections import CorrectionMade
from contracts.events.debtor_groups import RepaidByAnotherDebtor
from contracts.events.distribution import DistributionAnnulled, DistributionCorrected, DistributionResolved
from contracts.events.money import (
    AllocationReversed,
    ChargeReduced,
    ClaimChanged,
    CostAnnulled,
    ExecutionReversed,
    FeeAnnulled,
    MoneyAllocated,
    OverpaymentEnded,
    OverpaymentFound,
    ReversedMoneyHeld,
    UnclaimedTakenBack,
)
from contracts.identifiers import derived_id
from contracts.registry import Event
from services.proceedings.domain.computing import procedure_of
from services.proceedings.domain.journal import ANNULMENT, Journal, State
from services.proceedings.domain.tracks import item
from services.proceedings.periods import being_posted, first_open_days
from shared.books import Account, Key, Leg, Line, balances, booked, delta
from shared.books.booking import posting_rows
from shared.clock import day_of
from shared.database import Connection
from shared.law.procedures import Item

_BY_CODE = frozenset(
    {
        facts.ProceedingInitiated.type,
        facts.CostIncurred.type,
        facts.FeeImposed.type,
        RepaidByAnotherDebtor.type,
        DistributionResolved.type,
        DistributionCorrected.type,
        DistributionAnnulled.type,
        FeeChargedApart.type,
        facts.PaymentReceived.type,
        MoneyAllocated.type,
        AllocationReversed.type,
        ChargeReduced.type,
        ClaimChanged.type,
        ExecutionReversed.type,
        FeeAnnulled.type,
        CostAnnulled.type,
        UnclaimedTakenBack.type,
        ReversedMoneyHeld.type,
        OverpaymentFound.type,
        OverpaymentEnded.type,
    }
)
"""What is posted by code; of the other acts the rows say what they post."""


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
        state = states[event.stream]
        if state is not None and _posts(state, event.data):
            by_stream[event.stream].append(event)
    if not by_stream:
        return
    await being_posted(connection)
    before = await sums(connection, list(by_stream))
    transactions = [
        transaction
        for stream, of_stream in by_stream.items()
        if (transaction := _transaction(of_stream, states[stream], before.get(stream, {}))) is not None
    ]
    await write(connection, transactions)


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
        found[row["proceeding"]][key_of(row)] = row["amount"]
    return dict(found)


def key_of(row: Mapping[str, Any]) -> Key:
    """Where a row of legs stands."""
    line = Line(row["line"]) if row["line"] else None
    return Key(row["effective_on"], Account(row["account"]), row["currency"], line, row["claim"])


def _transaction(
    events: Sequence[EventEnvelope[Any]], state: State, before: Mapping[Key, Decimal]
) -> Transaction | None:
    legs = delta(before, following(state)) if state else ()
    if not legs:
        return None
    last = events[-1]
    causes = tuple(dict.fromkeys(event.causation_id for event in events))
    return Transaction(derived_id(last.id, "books"), last.stream, causes, last.recorded_at, legs)


def following(state: Journal) -> dict[Key, Decimal]:
    """The sums that follow from the events as they read now."""
    return balances(booked(entries(state)))


def _posts(state: Journal, data: Event) -> bool:
    """Whether an event may change the books."""
    return isinstance(data, facts.CourseRevised | CorrectionMade) or data.type in _posted(state.initiation.rule_set)


@cache
def _posted(rule_set: str) -> frozenset[str]:
    """The types of what is posted."""
    return frozenset({*_BY_CODE, *posting_rows(rule_set)})


def entries(state: Journal) -> Iterator[tuple[date, Event]]:
    """What is posted, as the course reads now and in its order: acts of one day have it by their times."""
    posted = _posted(state.initiation.rule_set)
    found = [each for track in state.published.values() for each in track if each.data.type in posted]
    for each in sorted([*found, *_annulled_fees(state)], key=lambda each: (each.day, each.place)):
        yield each.day, each.data


def _annulled_fees(state: Journal) -> Iterator[Item]:
    """The annulled fees of a stream of an earlier release, which published nothing of them."""
    fees = {act.id: act.data for act in state.acts if isinstance(act.data, facts.FeeImposed | FeeChargedApart)}
    article = procedure_of(state.initiation.rule_set).annulments[ANNULMENT].article
    for act in state.acts:
        if isinstance(act.data, CorrectionMade) and act.data.act in fees:
            data = FeeAnnulled(act=act.data.act, sum=fees[act.data.act].sum, paid=(), article=article)
            each = item(data, act.day)
            if each.track not in state.published:
                yield each


async def write(connection: Connection, transactions: Sequence[Transaction], today: date | None = None) -> None:
    """Post transactions on the day of their recording, or on `today`; where that is closed, on the first open day."""
    if not transactions:
        return
    opens = await first_open_days(connection, [each.proceeding for each in transactions])
    await connection.executemany(
        _TRANSACTION,
        [
            (
                each.id,
                each.proceeding,
                each.causes,
                each.recorded_at,
                max(today or day_of(each.recorded_at), opens.get(each.proceeding, date.min)),
            )
            for each in transactions
        ],
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
_TRANSACTION = """
INSERT INTO book_transaction (id, proceeding, causes, recorded_at, posted_on) VALUES ($1, $2, $3, $4, $5)
"""
_LEG = """
INSERT INTO book_leg (transaction, ordinal, effective_on, account, currency, line, claim, amount)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
"""
