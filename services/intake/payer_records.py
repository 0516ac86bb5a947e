"""Whose payer number is whose: what statements and proceedings state of their parties, and where that contradicts.

What stands is kept: of a statement until it is refused or returned, then of the proceeding that it began.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import combinations
from typing import Any
from uuid import UUID

import asyncpg

from contracts.commands.intake import RegisterStatement
from contracts.commands.intake_corrections import ApproveCorrection
from contracts.envelope import CommandEnvelope, EventEnvelope
from contracts.events.intake import StatementRegistered
from contracts.events.parties import SuccessorNamed
from contracts.events.proceedings import CourseRevised, ProceedingInitiated
from contracts.identifiers import derived_id
from contracts.registry import Event
from contracts.revisions import Entry, entry_of
from contracts.values import Party, PayerRecord
from services.intake.domain.drafts import PROCEEDING
from shared.database import Change, Connection

Registration = tuple[UUID, date, RegisterStatement | StatementRegistered]
"""What states parties since a day: the proceeding that follows from a statement, or a correction that is proposed."""
_States = RegisterStatement | StatementRegistered | ProceedingInitiated
_TYPES = frozenset({ProceedingInitiated.type, SuccessorNamed.type})
_SAME_STATEMENT = "the statement itself names another person with the same number as the other party"


def proceeding_of(statement: UUID) -> UUID:
    """The proceeding that a statement begins."""
    return derived_id(statement, PROCEEDING)


async def contradictions(
    connection: Connection,
    registrations: Sequence[tuple[CommandEnvelope[Any], RegisterStatement]],
    approvals: Sequence[CommandEnvelope[ApproveCorrection]],
) -> Mapping[UUID, Mapping[str, str]]:
    """By command, and by role of a party, the record that says otherwise whose its numbers are.

    The numbers are locked until the transaction ends, so that of two records that contradict each other one is kept.
    """
    stated = [
        (command.id, proceeding_of(command.stream), role, record.unp, record.personal_number)
        for command, data in registrations
        for role, record in _records(data)
    ]
    if not stated and not approvals:
        return {}
    proposals = [(each.id, proceeding_of(each.stream), each.data.correction) for each in approvals]
    asked = (*_columns(stated, 5), *_columns(proposals, 3))
    await connection.execute(_LOCK, asked[3], asked[4], asked[7])
    found: dict[UUID, dict[str, str]] = {}
    for command, data in registrations:
        if within := _contradicting_itself(data):
            found[command.id] = dict.fromkeys(within, _SAME_STATEMENT)
    for row in await connection.fetch(_CONTRADICTIONS, *asked):
        found.setdefault(row["command"], {}).setdefault(row["role"], _named(row))
    return found


async def note_parties(connection: Connection, registrations: Iterable[Registration]) -> None:
    """Note what registrations state, in place of what was stated before.

    Raises a conflict where two of one batch contradict each other: then one is decided after the other.
    """
    noted: list[tuple[UUID, PayerRecord]] = []
    for source, day, data in registrations:
        await connection.execute(_FORGET, source, date.min)
        for role, record in _records(data):
            await connection.execute(_NOTE, source, role, day, *record)
            noted.append((source, record))
    if any(one != other and record.contradicts(another) for (one, record), (other, another) in combinations(noted, 2)):
        raise asyncpg.SerializationError("two registrations of one batch contradict each other")


def stated_in_proceeding(event: EventEnvelope[Any]) -> Iterator[Change]:
    """What a proceeding says of its parties; a revision says it again from its first day on."""
    entries = [Entry(event.effective_date, event.data)]
    if isinstance(event.data, CourseRevised):
        yield _FORGET, (event.stream, event.data.since)
        entries = [entry_of(each) for each in event.data.entries if each.type in _TYPES]
    for day, data in entries:
        if isinstance(data, ProceedingInitiated):
            yield _FORGET, (event.stream, date.min)
        for role, record in _stated(data):
            yield _NOTE, (event.stream, role, day, *record)


def _stated(data: Event) -> Iterator[tuple[str, PayerRecord]]:
    if isinstance(data, ProceedingInitiated):
        yield from _records(data)
    elif isinstance(data, SuccessorNamed) and (record := data.successor.payer_record):
        yield data.role.value, record


def _records(data: _States) -> Iterator[tuple[str, PayerRecord]]:
    parties: Mapping[str, Party] = {"recoverer": data.recoverer, "debtor": data.debtor}
    return ((role, record) for role, party in parties.items() if (record := party.payer_record))


def _contradicting_itself(data: RegisterStatement) -> Sequence[str]:
    records = dict(_records(data))
    return [*records] if any(a.contradicts(b) for a, b in combinations(records.values(), 2)) else []


def _named(row: Mapping[str, Any]) -> str:
    which = "payer number" if row["same_payer"] else "personal number"
    return f"statement {row['registration_number']} of body {row['body']} names another person with this {which}"


def _columns(rows: Sequence[tuple[Any, ...]], width: int) -> list[list[Any]]:
    return [[row[place] for row in rows] for place in range(width)]


_LOCK = """
SELECT pg_advisory_xact_lock(hashtextextended('payer:' || number, 0)) FROM (
    SELECT unnest($1::text[]) AS number UNION SELECT unnest($2::text[])
    UNION SELECT unp FROM payer_record WHERE source = ANY($3::uuid[])
    UNION SELECT personal_number FROM payer_record WHERE source = ANY($3::uuid[])
    ORDER BY number
) AS numbers WHERE number IS NOT NULL
"""
# A statement that was refused or returned binds nobody; its document may come again with other numbers.
_CONTRADICTIONS = """
WITH asked AS (
    SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[], $5::text[])
        AS stated(command, source, role, unp, personal_number)
    UNION ALL
    SELECT a.command, a.source, r.role, r.unp, r.personal_number
    FROM unnest($6::uuid[], $7::uuid[], $8::uuid[]) AS a(command, source, correction)
    JOIN payer_record r ON r.source = a.correction
)
SELECT DISTINCT ON (command, role) a.command, a.role, d.body, d.registration_number, r.unp = a.unp AS same_payer
FROM asked a
JOIN payer_record r
    ON (r.unp = a.unp AND r.personal_number IS DISTINCT FROM a.personal_number)
    OR (r.personal_number = a.personal_number AND r.unp <> a.unp)
JOIN presented_document d ON d.proceeding = r.source
WHERE r.source <> a.source AND (d.initiated_on IS NOT NULL OR d.ended_on IS NULL)
ORDER BY command, role, d.body, d.registration_number
"""
_FORGET = "DELETE FROM payer_record WHERE source = $1 AND stated_on >= $2"
_NOTE = "INSERT INTO payer_record (source, role, stated_on, unp, personal_number) VALUES ($1, $2, $3, $4, $5)"
