"""What all proceedings record of the numbers of their parties, and who is one person by that.

A record that joins two numbers, or contradicts another, may change of whom other proceedings are. Commands that may
bring one are handled with nobody beside them (`groups.lock_moves`); then what belongs to a person is brought up to
date.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple
from uuid import UUID

from contracts.acts.name_successor_of_part import NameSuccessorOfPart
from contracts.commands.backlogs import RecordActs
from contracts.commands.corrections import CorrectEntry, CorrectSlip
from contracts.commands.parties import NameSuccessor
from contracts.commands.proceedings import InitiateProceeding
from contracts.envelope import CommandEnvelope
from contracts.events.parties import PartyRole
from contracts.registry import MalformedMessage, UnknownType
from contracts.revisions import command_of
from contracts.values import IdentifierKind, Party, PartyKind, PersonIdentifier
from services.proceedings.domain.corrections import CORRECTIONS
from services.proceedings.domain.journal import Journal
from services.proceedings.domain.persons import Payers, parties_of
from shared.database import Connection

Commands = Sequence[CommandEnvelope[Any]]
Row = tuple[Any, ...]


async def joins_or_parts(connection: Connection, commands: Commands) -> bool:
    """Whether a command may change who is one person."""
    if any(type(command.data) in CORRECTIONS for command in commands):
        return True
    records = [party.payer_record for command in commands for _, party in _parties(command.data)]
    if any(record is not None and record.personal_number is not None for record in records):
        return True
    if any(isinstance(command.data, RecordActs) and _names_successor(command.data) for command in commands):
        return True
    legal = {record.unp for record in records if record is not None}
    found: bool = await connection.fetchval(_OF_NATURAL_PERSONS, sorted(legal)) if legal else False
    return found


async def related(connection: Connection, proceedings: Collection[UUID]) -> set[str]:
    """The personal numbers whose person the records of these proceedings may decide on."""
    return {row["personal_number"] for row in await connection.fetch(_RELATED, list(proceedings))}


async def payers_among(connection: Connection, numbers: Collection[str]) -> Payers:
    """The payer numbers of those whose personal numbers these are, as far as records join them."""
    if not numbers:
        return {}
    return {row["personal_number"]: row["unp"] for row in await connection.fetch(_PAYERS, sorted(numbers))}


async def one_person(
    connection: Connection, unps: Collection[str], personal_numbers: Collection[str]
) -> Mapping[str, str]:
    """By personal number, the payer number of the same person, where records join the two: of those who have one of
    these numbers."""
    stating = await connection.fetch(_STATED_BESIDE, sorted(unps)) if unps else ()
    beside = {row["personal_number"] for row in stating}
    payers = await payers_among(connection, {*personal_numbers, *beside})
    return {one: unp for one, unp in payers.items() if one in personal_numbers or unp in unps}


class Numbers(NamedTuple):
    """What names the person who is asked for."""

    unps: list[str]
    personal_numbers: list[str]
    contradicting: tuple[str, ...] = ()
    """The proceedings whose records say of whom the number is, and contradict each other: it joins nobody."""


async def person_named_by(connection: Connection, identifier: PersonIdentifier | None) -> Numbers:
    """The numbers of a person: where records join the payer number and the personal number, both."""
    value = identifier.value if identifier else None
    match identifier and identifier.kind:
        case IdentifierKind.UNP:
            stating = [row["personal_number"] for row in await connection.fetch(_PERSONAL_NUMBERS, value)]
            joined = [each for each, unp in (await payers_among(connection, stating)).items() if unp == value]
            found = Numbers([str(value)], joined)
        case IdentifierKind.PERSONAL_NUMBER:
            payers = await payers_among(connection, {str(value)})
            found = Numbers([*payers.values()], [str(value)])
        case _:
            return Numbers([], [])
    if found.unps and found.personal_numbers:
        return found
    rows = await connection.fetch(_CONTRADICTING, *found[:2])
    return found._replace(contradicting=tuple(row["number"] for row in rows))


async def contradictions(connection: Connection, commands: Commands) -> Mapping[UUID, Mapping[str, str]]:
    """By command that names a party, and by role, the record that says otherwise whose its numbers are."""
    asked = [
        (command.id, command.stream if type(command.data) in CORRECTIONS else None, role.value, *record)
        for command in commands
        for role, party in _parties(_corrected(command.data))
        if not isinstance(command.data, InitiateProceeding) and (record := party.payer_record)
    ]
    found: dict[UUID, dict[str, str]] = {}
    for row in await connection.fetch(_CONTRADICTIONS, *_columns(asked)) if asked else ():
        which = "payer number" if row["same_payer"] else "personal number"
        detail = f"proceeding {row['number']} names another person with this {which}"
        found.setdefault(row["command"], {}).setdefault(row["role"], detail)
    return found


async def write_records(connection: Connection, states: Iterable[tuple[UUID, Journal]]) -> None:
    """Write what proceedings record of their parties, in place of what was written before."""
    rows = {stream: [*_records(stream, state)] for stream, state in states}
    written = _columns([row for each in rows.values() for row in each]) or [[] for _ in range(6)]
    await connection.execute(_WRITE, list(rows), *written)


def _records(stream: UUID, state: Journal) -> Iterator[Row]:
    for role in PartyRole:
        *before, now = parties_of(state, role)
        for party in (*before, now):
            values = {each.kind: each.value for each in party.identifiers}
            unp, personal = values.get(IdentifierKind.UNP), values.get(IdentifierKind.PERSONAL_NUMBER)
            if unp or personal:
                yield stream, role.value, unp, personal, party.kind is PartyKind.LEGAL_PERSON, party is now


def _corrected(data: Any) -> Any:
    """The act that a correction states; none where it states none, or nothing that can be read."""
    if not isinstance(data, CorrectEntry | CorrectSlip):
        return data
    try:
        return command_of(data.data) if data.data is not None else None
    except (UnknownType, MalformedMessage):
        return None


def _parties(data: Any) -> Iterator[tuple[PartyRole, Party]]:
    match data:
        case InitiateProceeding():
            yield PartyRole.RECOVERER, data.recoverer
            yield PartyRole.DEBTOR, data.debtor
        case NameSuccessor() | NameSuccessorOfPart():
            yield PartyRole(data.role), data.successor


def _names_successor(backlog: RecordActs) -> bool:
    return any(act.type == NameSuccessor.type for act in backlog.acts)


def _columns(rows: Sequence[Row]) -> list[list[Any]]:
    return [list(column) for column in zip(*rows, strict=True)]


_OF_NATURAL_PERSONS = """
SELECT EXISTS (SELECT FROM party_record WHERE unp = ANY($1::text[]) AND personal_number IS NOT NULL)
"""
_RELATED = """
SELECT personal_number FROM party_record WHERE proceeding = ANY($1::uuid[]) AND personal_number IS NOT NULL
UNION
SELECT other.personal_number FROM party_record own JOIN party_record other USING (unp)
WHERE own.proceeding = ANY($1::uuid[]) AND other.personal_number IS NOT NULL
"""
_PAYERS = """
SELECT r.personal_number, min(r.unp) AS unp FROM party_record r
WHERE r.personal_number = ANY($1::text[]) AND r.unp IS NOT NULL
GROUP BY r.personal_number
HAVING min(r.unp) = max(r.unp) AND NOT EXISTS (
    SELECT FROM party_record other
    WHERE other.unp = min(r.unp) AND (other.legal OR other.personal_number <> r.personal_number)
)
"""
_PERSONAL_NUMBERS = """
SELECT DISTINCT personal_number FROM party_record WHERE unp = $1 AND personal_number IS NOT NULL
"""
_STATED_BESIDE = """
SELECT DISTINCT personal_number FROM party_record WHERE unp = ANY($1::text[]) AND personal_number IS NOT NULL
"""
# Where records state both numbers of the person and yet join nobody.
_CONTRADICTING = """
WITH stating AS (
    SELECT unp, personal_number FROM party_record
    WHERE (unp = ANY($1::text[]) OR personal_number = ANY($2::text[]))
        AND unp IS NOT NULL AND personal_number IS NOT NULL
)
SELECT DISTINCT i.number FROM stating s
JOIN party_record r ON (r.unp = s.unp AND (r.legal OR r.personal_number IS NOT NULL))
    OR (r.personal_number = s.personal_number AND r.unp IS NOT NULL)
JOIN proceeding_index i ON i.proceeding = r.proceeding
ORDER BY i.number LIMIT 20
"""
_CONTRADICTIONS = """
SELECT DISTINCT ON (command, role) a.command, a.role, i.number, r.unp = a.unp AS same_payer
FROM unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[], $5::text[])
    AS a(command, corrected, role, unp, personal_number)
JOIN party_record r
    ON (r.unp = a.unp AND r.personal_number IS DISTINCT FROM a.personal_number
        AND (r.personal_number IS NOT NULL OR r.legal))
    OR (r.personal_number = a.personal_number AND r.unp <> a.unp)
JOIN proceeding_index i ON i.proceeding = r.proceeding
WHERE r.proceeding IS DISTINCT FROM a.corrected
ORDER BY a.command, a.role, i.number
"""
_WRITE = """
WITH replaced AS (DELETE FROM party_record WHERE proceeding = ANY($1::uuid[]))
INSERT INTO party_record (proceeding, role, unp, personal_number, legal, now)
SELECT * FROM unnest($2::uuid[], $3::text[], $4::text[], $5::text[], $6::boolean[], $7::boolean[])
"""
