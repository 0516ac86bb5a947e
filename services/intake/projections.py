"""The projection of intake: documents that proceedings let go can be presented again (Art. 366(3), 391(3))."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any, NamedTuple
from uuid import UUID

from contracts.acts.record_awaited_event import AwaitedEventOccurred
from contracts.acts.record_cancelled_delay import DelayCancelled
from contracts.acts.record_delay_until_event import DelayUntilEventGranted
from contracts.acts.record_grant_of_delay import DelayGranted
from contracts.acts.renew_proceeding import ProceedingRenewed
from contracts.acts.send_document import DocumentSent
from contracts.envelope import EventEnvelope
from contracts.events.proceedings import (
    CourseRevised,
    DocumentReturned,
    ExecutorAssigned,
    ProceedingCompleted,
    ProceedingTerminated,
)
from contracts.revisions import Entry, entry_of
from services.intake.payer_records import stated_in_proceeding
from shared.database import Change, Connection, run_in_order
from shared.law.statuses import ended
from shared.messaging.projection import SimpleProjection
from shared.substitutions import note_substitutions

SENT_TO_INCOME = "completed-sent-to-income"
"""The document is with the employer, who returns it when the debtor leaves (Art. 391(3)); the proceeding is over, so
a person who encloses the original may present it again."""


RECOVERER = "recoverer"


class ReturnedDocuments(SimpleProjection):
    """Keeps which documents lie in execution, and which came back to the recoverer (Art. 339(2), 359(1) ind. 8)."""

    name = "intake"

    async def apply(self, connection: Connection, events: Sequence[EventEnvelope[Any]]) -> None:
        """Note which documents the proceedings of a batch let go; a revised course is noted from its first day on."""
        ends: list[_End] = []
        for event in events:
            if isinstance(event.data, CourseRevised):
                await _let_go(connection, ends)
                await connection.execute(_REVISE, event.stream, _taken_back_since(event.data))
                ends = []
            ends += _ends(event)
        await _let_go(connection, ends)
        await run_in_order(connection, (change for event in events for change in _dispatch(event)))
        await run_in_order(connection, (change for event in events for change in _delays(event)))
        await run_in_order(connection, (change for event in events for change in _work(event)))
        await run_in_order(connection, (change for event in events for change in stated_in_proceeding(event)))
        await note_substitutions(connection, events)


class _End(NamedTuple):
    proceeding: UUID
    day: date
    returned: bool
    counts: bool


def _taken_back_since(revision: CourseRevised) -> date:
    """The first day whose end no longer stands, as long as the revision does not say it again.

    Where the proceeding goes on by the revision, an end of an earlier day was annulled from the first day on that the
    revision describes (Art. 353): it does not stand either.
    """
    moved = [status for each in revision.entries if isinstance(status := each.data.get("status"), dict)]
    return date.min if moved and moved[-1]["code"] not in ended() else revision.since


def _ends(event: EventEnvelope[Any]) -> Iterator[_End]:
    entries = [Entry(event.effective_date, event.data)]
    if isinstance(event.data, CourseRevised):
        entries = [entry_of(each) for each in event.data.entries if each.type in _ENDS]
    for day, data in entries:
        if isinstance(data, DocumentReturned):
            yield _End(event.stream, day, returned=True, counts=data.counts_for_twice_returned)
        elif isinstance(data, ProceedingCompleted) and data.status.code == SENT_TO_INCOME:
            yield _End(event.stream, day, returned=False, counts=False)


def _dispatch(event: EventEnvelope[Any]) -> Iterator[Change]:
    """When a document went to the recoverer (Art. 339(2)); a revision says it again from its first day on."""
    entries = [Entry(event.effective_date, event.data)]
    if isinstance(event.data, CourseRevised):
        yield _UNSENT, (event.stream, event.data.since)
        entries = [entry_of(each) for each in event.data.entries if each.type == DocumentSent.type]
    for day, data in entries:
        if isinstance(data, DocumentSent) and data.recipient == RECOVERER:
            yield _SENT, (event.stream, day)


def _delays(event: EventEnvelope[Any]) -> Iterator[Change]:
    """Until when execution is delayed (Art. 366(1) ind. 10, 11); a revision says it again from its first day on.

    A delay until an event has no last day before that occurs (Art. 368(1)).
    """
    entries = [Entry(event.effective_date, event.data)]
    if isinstance(event.data, CourseRevised):
        yield _NOT_GRANTED, (event.stream, event.data.since)
        yield _NOT_OCCURRED, (event.stream, event.data.since)
        yield _NOT_CANCELLED, (event.stream, event.data.since)
        entries = [entry_of(each) for each in event.data.entries if each.type in _DELAYS]
    for day, data in entries:
        if isinstance(data, DelayGranted):
            yield _GRANTED, (event.stream, data.delay, day, data.until, False)
        elif isinstance(data, DelayUntilEventGranted):
            yield _GRANTED, (event.stream, data.delay, day, date.max, True)
        elif isinstance(data, AwaitedEventOccurred):
            yield _OCCURRED, (event.stream, data.delay, day)
        elif isinstance(data, DelayCancelled):
            yield _CANCELLED, (event.stream, data.delay, day)


def _work(event: EventEnvelope[Any]) -> Iterator[Change]:
    """Who has the document in execution, and that the proceeding is over; a revision says both from its day on.

    A renewal that the revised course no longer has undoes no end any more: the document lies with the payer again.
    """
    entries = [Entry(event.effective_date, event.data)]
    if isinstance(event.data, CourseRevised):
        taken_back = _taken_back_since(event.data)
        yield _UNRENEWED, (event.stream, event.data.since)
        yield _GOES_ON, (event.stream, taken_back)
        if taken_back == date.min:
            yield _IS_BACK, (event.stream, date.max)
        entries = [entry_of(each) for each in event.data.entries if each.type in _WORK]
    for day, data in entries:
        if isinstance(data, ExecutorAssigned):
            yield _HAND_OVER, (event.stream, data.executor.id)
        elif isinstance(data, ProceedingTerminated | DocumentReturned | ProceedingCompleted):
            yield _IS_OVER, (event.stream, day)
        elif isinstance(data, ProceedingRenewed):
            yield _RENEWED, (event.stream, day)
            yield _IS_OPEN, (event.stream, day)
            yield _IS_BACK, (event.stream, day)


async def _let_go(connection: Connection, ends: Sequence[_End]) -> None:
    if ends:
        await connection.execute(_LET_GO, *map(list, zip(*ends, strict=True)))


_ENDS = frozenset({DocumentReturned.type, ProceedingCompleted.type})

_WORK = frozenset({ExecutorAssigned.type, ProceedingTerminated.type, ProceedingRenewed.type, *_ENDS})

_DELAYS = frozenset({DelayGranted.type, DelayUntilEventGranted.type, AwaitedEventOccurred.type, DelayCancelled.type})

_GRANTED = """
INSERT INTO granted_delay (proceeding, delay, granted_on, until, awaits_event) VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (proceeding, delay) DO UPDATE SET granted_on = $3, until = $4, awaits_event = $5
"""

_CANCELLED = "UPDATE granted_delay SET cancelled_on = $3 WHERE proceeding = $1 AND delay = $2"

_OCCURRED = "UPDATE granted_delay SET until = $3 WHERE proceeding = $1 AND delay = $2 AND awaits_event"

_NOT_OCCURRED = "UPDATE granted_delay SET until = 'infinity' WHERE proceeding = $1 AND awaits_event AND until >= $2"

_NOT_GRANTED = "DELETE FROM granted_delay WHERE proceeding = $1 AND granted_on >= $2"

_NOT_CANCELLED = "UPDATE granted_delay SET cancelled_on = NULL WHERE proceeding = $1 AND cancelled_on >= $2"

_SENT = "UPDATE returned_document SET sent_on = $2 WHERE proceeding = $1 AND stands AND returned_on <= $2"

_UNSENT = "UPDATE returned_document SET sent_on = NULL WHERE proceeding = $1 AND sent_on >= $2"

_HAND_OVER = "UPDATE presented_document SET executor = $2 WHERE proceeding = $1"

_IS_OVER = "UPDATE presented_document SET ended_on = $2 WHERE proceeding = $1"

_IS_OPEN = "UPDATE presented_document SET ended_on = NULL WHERE proceeding = $1 AND ended_on <= $2"

# Art. 391(3): the payer returned it, and the proceeding goes on; a document that lies elsewhere by now stays there.
_IS_BACK = """
UPDATE presented_document d SET lies_here = true, freed_on = NULL
WHERE d.proceeding = $1 AND d.freed_on <= $2 AND NOT EXISTS (
    SELECT FROM presented_document o
    WHERE o.lies_here AND (o.issuer, o.number_key) = (d.issuer, d.number_key)
        AND (o.issued_on = d.issued_on OR o.case_key = d.case_key)
)
"""

# What the renewal undoes, so that it stands again where the renewal is taken back.
_RENEWED = """
INSERT INTO renewed_document (proceeding, renewed_on, ended_on)
SELECT proceeding, $2, ended_on FROM presented_document WHERE proceeding = $1 AND ended_on <= $2
ON CONFLICT DO NOTHING
"""

# An end that is taken back as well, or said again, is what the revision makes of it.
_UNRENEWED = """
WITH withdrawn AS (
    DELETE FROM renewed_document WHERE proceeding = $1 AND renewed_on >= $2 RETURNING renewed_on, ended_on
), first AS (
    SELECT ended_on FROM withdrawn ORDER BY renewed_on LIMIT 1
)
UPDATE presented_document d SET lies_here = false, freed_on = f.ended_on, ended_on = f.ended_on
FROM first f WHERE d.proceeding = $1 AND f.ended_on < $2
"""

_GOES_ON = "UPDATE presented_document SET ended_on = NULL WHERE proceeding = $1 AND ended_on >= $2"

_LET_GO = """
WITH ended AS (
    SELECT * FROM unnest($1::uuid[], $2::date[], $3::boolean[], $4::boolean[])
        AS e(proceeding, day, returned, counts)
), freed AS (
    UPDATE presented_document d SET lies_here = false, freed_on = e.day FROM ended e WHERE d.proceeding = e.proceeding
    RETURNING d.issuer, d.number, d.issued_on, e.proceeding, e.day, e.returned, e.counts
)
INSERT INTO returned_document (proceeding, issuer, number, issued_on, returned_on, counts)
SELECT proceeding, issuer, number, issued_on, day, counts FROM freed WHERE returned
"""

# What the revised course lets go, it says again; a document that lies elsewhere by now stays there.
_REVISE = """
WITH withdrawn AS (
    UPDATE returned_document SET stands = false WHERE proceeding = $1 AND returned_on >= $2 AND stands
)
UPDATE presented_document d SET lies_here = true, freed_on = NULL
WHERE d.proceeding = $1 AND d.freed_on >= $2 AND NOT EXISTS (
    SELECT FROM presented_document o
    WHERE o.lies_here AND (o.issuer, o.number_key) = (d.issuer, d.number_key)
        AND (o.issued_on = d.issued_on OR o.case_key = d.case_key)
)
"""
