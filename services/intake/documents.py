"""Refusals and returns as documents: numbered, made from the streams as their events made them, and shown."""

from base64 import b64encode
from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import reduce
from typing import Any
from uuid import UUID

from contracts.envelope import EventEnvelope
from contracts.queries import intake as queries
from contracts.queries.proceedings import DocumentView
from services.intake.domain import refusals as refused
from services.intake.domain.assessment import Rules
from services.intake.domain.computing import course_of
from services.intake.domain.journal import Statement, evolve
from services.intake.domain.resolutions import Made, body_of, made_here, resolution
from shared.database import Connection
from shared.decider import Rejection
from shared.documents.numbering import Series, Unnumbered
from shared.documents.resolution import Resolution
from shared.eventstore.store import EventStore

SERIES = Series("statement")


async def number_resolutions(
    connection: Connection, events: Iterable[EventEnvelope[Any]], states: Mapping[UUID, Statement], rules: Rules
) -> None:
    """Give numbers, in the order of the events, to the refusals and returns that these events make."""
    made = [
        Unnumbered(
            event.causation_id, event.id, event.stream, kind, body_of(states[event.stream]), event.effective_date
        )
        for event in events
        if (kind := made_here(event, rules.rule_sets.in_force(event.effective_date))) is not None
    ]
    await SERIES.number(connection, made)


async def made(connection: Connection, due: Mapping[str, Any], *, store: EventStore, rules: Rules) -> Resolution:
    """What a numbered resolution says, as its event made it."""
    events = await store.load(connection, due["stream"])
    place = [event.id for event in events].index(due["event"])
    statement = reduce(evolve, events[: place + 1], Statement())
    course = course_of(statement.acts, rules, events[place].effective_date)
    return resolution(Made(due["number"], due["kind"], events[place], course))


def draft(statement: Statement, event: EventEnvelope[Any], kind: str, rules: Rules) -> Resolution:
    """What the resolution would say that an event would make; `statement` is as it would be after it."""
    course = course_of(statement.acts, rules, event.effective_date)
    return replace(resolution(Made("", kind, event, course)), draft=True)


async def resolutions_of(connection: Connection, statement: UUID) -> tuple[queries.StatementResolution, ...]:
    """The refusals and returns of a statement that were made here, with their documents."""
    rows = await connection.fetch(_OF_STATEMENT, statement)
    documents = await connection.fetch(_DOCUMENTS, [row["act"] for row in rows])
    return tuple(_resolution(row, documents) for row in rows)


async def show_document(connection: Connection, asked: queries.ShowStatementDocument) -> queries.StatementDocument:
    """A document with its bytes. Raises Rejection where there is none."""
    row = await connection.fetchrow(_BY_NUMBER, asked.resolution)
    if row is None:
        detail = f"no resolution made in the system has the number {asked.resolution}"
        raise refused.reject(refused.UNKNOWN_RESOLUTION, detail)
    documents = await connection.fetch(_DOCUMENTS, [row["act"]])
    wanted = [each for each in documents if asked.language in {None, each["language"]}]
    if not wanted:
        detail = f"{asked.resolution} has no document in this language" if documents else "it is not rendered yet"
        raise Rejection(refused.NO_DOCUMENT.because(detail))
    chosen = min(wanted, key=lambda each: each["translation"])
    content = await connection.fetchval(_CONTENT, row["act"], chosen["language"])
    return queries.StatementDocument(
        body=row["body"],
        registration_number=row["registration_number"],
        resolution=_resolution(row, documents),
        document=_document(chosen),
        content=b64encode(content).decode("ascii"),
    )


def _resolution(row: Mapping[str, Any], documents: Iterable[Mapping[str, Any]]) -> queries.StatementResolution:
    return queries.StatementResolution(
        number=row["number"],
        act=row["act"],
        kind=row["kind"],
        made_on=row["made_on"],
        documents=tuple(_document(each) for each in documents if each["act"] == row["act"]),
    )


def _document(row: Mapping[str, Any]) -> DocumentView:
    return DocumentView(
        language=row["language"],
        translation=row["translation"],
        sha256=row["sha256"].hex(),
        size=row["size"],
        signed_by=row["signed_by"],
        rendered_at=row["rendered_at"],
    )


_OF_STATEMENT = "SELECT act, kind, number, made_on FROM resolution WHERE statement = $1 ORDER BY year, running"
_BY_NUMBER = """
SELECT act, kind, r.number, made_on, d.body, d.registration_number
FROM resolution r JOIN presented_document d USING (statement) WHERE r.number = $1
"""
_DOCUMENTS = """
SELECT act, language, translation, sha256, octet_length(content) AS size, signed_by, rendered_at
FROM document WHERE act = ANY($1::uuid[]) ORDER BY translation, language
"""
_CONTENT = "SELECT content FROM document WHERE act = $1 AND language = $2"
