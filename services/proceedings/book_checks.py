"""The books against what follows from the events, and what is missing in them posted."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from functools import reduce
from typing import Any, NamedTuple
from uuid import UUID

from contracts.envelope import EventEnvelope
from contracts.identifiers import derived_id
from services.proceedings.account_tables import account_sums, accounts
from services.proceedings.application import SERVICE
from services.proceedings.books import Transaction, following, sums, write
from services.proceedings.domain.accounts import ACCOUNTS
from services.proceedings.domain.decide import PROCEEDING
from services.proceedings.domain.journal import State
from services.proceedings.periods import nobody_posts
from shared.books import Key, delta
from shared.clock import day_of
from shared.database import Connection
from shared.eventstore.store import EventStore

_PAGE = 200
BEFORE_ALL = UUID(int=0)
"""Where the first page of proceedings begins."""
_ANOTHER = "the books say something else than the events"
Events = Sequence[EventEnvelope[Any]]


class Fault(NamedTuple):
    """A proceeding, or the account of a body, whose books are not in order."""

    number: str
    fault: str


@dataclass
class Checked:
    """The result of a check."""

    proceedings: int = 0
    faults: list[Fault] = field(default_factory=list)
    posted: int = 0
    """How many transactions were posted because they were missing."""


async def check_books(connection: Connection) -> Checked:
    """Whether every transaction adds up, lies in an open period, and the books say what follows from the events.

    In a transaction that is read repeatably: the books are compared with the events of the same moment.
    """
    checked = Checked()
    for query, fault in ((_UNEVEN, "a transaction does not add up"), (_CLOSED, "posted in a closed period")):
        checked.faults += [Fault(row["number"], fault) for row in await connection.fetch(query)]
    last = BEFORE_ALL
    while page := await _page(connection, last):
        last, held = page[-1], await sums(connection, page)
        for stream, events in (await EventStore(SERVICE).load_many(connection, page)).items():
            state = _folded(events)
            if state is None:
                continue
            checked.proceedings += 1
            if delta(held.get(stream, {}), following(state)):
                checked.faults.append(Fault(state.number, _ANOTHER))
    bodies = await accounts(connection)
    held = await sums(connection, list(bodies))
    for account, events in (await EventStore(SERVICE).load_many(connection, list(bodies))).items():
        if delta(held.get(account, {}), account_sums(reduce(ACCOUNTS.evolve, events, ACCOUNTS.initial))):
            checked.faults.append(Fault(bodies[account], _ANOTHER))
    return checked


async def post_missing(connection: Connection, after: UUID, now: datetime) -> tuple[UUID | None, int]:
    """Post what is missing of the next proceedings, in the caller's transaction.

    The last of them, none where there are no more, and how many transactions were posted. Done twice, it posts
    nothing the second time.
    """
    page = await _page(connection, after)
    if not page:
        return None, 0
    await nobody_posts(connection)
    held, stored = await sums(connection, page), await EventStore(SERVICE).load_many(connection, page)
    missing = [
        transaction
        for stream, events in stored.items()
        for transaction in (_rest(events, held[stream]) if stream in held else _from_the_beginning(events))
    ]
    await write(connection, missing, day_of(now))
    return page[-1], len(missing)


def _from_the_beginning(events: Events) -> Iterator[Transaction]:
    """What each event of a stream of an earlier release would have posted, known since the event was recorded."""
    state, before = PROCEEDING.initial, dict[Key, Decimal]()
    for event in events:
        state = PROCEEDING.evolve(state, event)
        after = following(state) if state is not None else before
        if legs := delta(before, after):
            yield Transaction(
                derived_id(event.id, "books"), event.stream, (event.causation_id,), event.recorded_at, legs
            )
        before = after


def _rest(events: Events, held: Mapping[Key, Decimal]) -> Iterator[Transaction]:
    """What the books of a stream lack that has transactions already."""
    state, last = _folded(events), events[-1]
    if state is not None and (legs := delta(held, following(state))):
        id_ = derived_id(last.id, "books, missing")
        yield Transaction(id_, last.stream, (last.causation_id,), last.recorded_at, legs)


def _folded(events: Events) -> State:
    state: State = PROCEEDING.initial
    for event in events:
        state = PROCEEDING.evolve(state, event)
    return state


async def _page(connection: Connection, after: UUID) -> list[UUID]:
    return [row["proceeding"] for row in await connection.fetch(_PROCEEDINGS, after, _PAGE)]


_PROCEEDINGS = "SELECT proceeding FROM proceeding_number WHERE proceeding > $1 ORDER BY proceeding LIMIT $2"
_UNEVEN = """
SELECT number FROM book_leg JOIN book_account USING (account) JOIN book_transaction ON id = transaction
JOIN account_owner ON owner = proceeding
GROUP BY number, transaction, book, effective_on, currency HAVING sum(amount) <> 0
"""
_CLOSED = """
SELECT number FROM book_transaction JOIN account_owner ON owner = proceeding JOIN closed_period USING (body)
WHERE until >= posted_on AND closed_at < recorded_at
"""
