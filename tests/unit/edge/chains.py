"""Chains of the access log, unchanged and forged."""

from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

from shared.access_log.chain import ChainHead, Entry, Link, linked
from shared.access_log.verification import KeptHead

CHAIN, OTHER = UUID(int=1), UUID(int=2)
START = datetime(2026, 11, 20, 9, tzinfo=UTC)

ENTRY = Entry(
    answer_digest=bytes(range(32)),
    answer_signature="sig=:AAEC:",
    as_known_at=None,
    as_of=date(2026, 11, 1),
    at=START,
    consumer="supreme-court",
    court_case="155ЭИП2412",
    key="supreme-court-1",
    legal_ground="case-at-hand",
    look_ups=("proceeding-number", "debtor"),
    operation="information-request",
    outcomes=("found", "not-found"),
    problem=None,
    proceedings=("0101-2026-000001",),
    repeated=False,
    request_digest=bytes(32),
    request_id=UUID(int=7),
    status=200,
    trace_id=None,
)


def chain(length: int, id_: UUID = CHAIN) -> list[Link]:
    """A log as it is written, a second between two requests."""
    made = (ENTRY._replace(at=START + timedelta(seconds=n), status=200 + n) for n in range(length))
    return list(linked(ChainHead(id_), made))


def lines(links: Sequence[Link]) -> list[bytes]:
    return [link.line() for link in links]


def kept(link: Link, after: timedelta | None = None) -> KeptHead:
    """The head at a record; `after`: from the record to its sealing."""
    at = link.entry.at
    return KeptHead(str(link.chain), link.sequence, link.hash.hex(), at, None if after is None else at + after)


def dated(at: datetime, id_: UUID = OTHER, length: int = 1) -> list[Link]:
    """A chain whose records all state this moment."""
    return list(linked(ChainHead(id_), [ENTRY._replace(at=at)] * length))


def rewritten(links: Sequence[Link], start: int, change: Callable[[list[Entry]], list[Entry]]) -> list[Link]:
    """The chain with all records from one on replaced, and valid hashes."""
    tail = change([link.entry for link in links[start:]])
    return [*links[:start], *linked(links[start - 1].head if start else ChainHead(links[0].chain), tail)]
