"""Answers the queries about documents."""

from base64 import b64encode
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any
from uuid import UUID

from contracts.events.proceedings import ResolutionCopiesSent
from contracts.queries import proceedings as queries
from services.proceedings.domain import refusals as refused
from services.proceedings.domain.journal import Journal
from shared.database import Connection
from shared.decider import Rejection


async def list_documents(
    connection: Connection, proceeding: UUID, state: Journal, asked: queries.ListDocuments
) -> queries.Documents:
    """The resolutions made in a proceeding, all or the last of them."""
    place = await connection.fetchrow(_PLACE, proceeding, asked.before) if asked.before else None
    limit = asked.limit and asked.limit + 1
    rows = await connection.fetch(_OF_PROCEEDING, proceeding, *(place or (None, None)), limit)
    shown = rows[: asked.limit] if asked.limit else rows
    more, rows = len(rows) > len(shown), shown[::-1]
    documents = await connection.fetch(_DOCUMENTS, [row["act"] for row in rows])
    return queries.Documents(
        number=state.number,
        resolutions=tuple(_resolution(row, documents, _sent(state)) for row in rows),
        more=more,
    )


async def number_of_proceeding(connection: Connection, resolution: str) -> str:
    """The number of the proceeding in which a resolution was made. Raises Rejection."""
    found: str | None = await connection.fetchval(_PROCEEDING, resolution)
    if found is None:
        detail = f"no resolution made in the system has the number {resolution}"
        raise Rejection(refused.UNKNOWN_RESOLUTION.at("resolution").because(detail))
    return found


async def show_document(connection: Connection, asked: queries.ShowDocument, state: Journal) -> queries.DocumentFile:
    """A document with its bytes. Raises Rejection where it was not rendered."""
    row = await connection.fetchrow(_BY_NUMBER, asked.resolution)
    documents = await connection.fetch(_DOCUMENTS, [row["act"]])
    wanted = [each for each in documents if asked.language in {None, each["language"]}]
    if not wanted:
        detail = f"{asked.resolution} has no document in this language" if documents else "it is not rendered yet"
        raise Rejection(refused.NO_DOCUMENT.because(detail))
    chosen = min(wanted, key=lambda each: each["translation"])
    content = await connection.fetchval(_CONTENT, row["act"], chosen["language"])
    return queries.DocumentFile(
        proceeding=state.number,
        resolution=_resolution(row, documents, _sent(state)),
        document=_document(chosen),
        content=b64encode(content).decode("ascii"),
    )


def _sent(state: Journal) -> Mapping[UUID, date]:
    """By the event of a resolution, the day its copies were sent first."""
    sent = [(act.data.resolution, act.day) for act in state.acts if isinstance(act.data, ResolutionCopiesSent)]
    return dict(sorted(sent, key=lambda each: each[1], reverse=True))


def _resolution(
    row: Mapping[str, Any], documents: Iterable[Mapping[str, Any]], sent: Mapping[UUID, date]
) -> queries.ResolutionView:
    return queries.ResolutionView(
        number=row["number"],
        act=row["act"],
        kind=row["kind"],
        made_on=row["made_on"],
        copies_sent_on=sent.get(row["event"]),
        documents=tuple(_document(each) for each in documents if each["act"] == row["act"]),
    )


def _document(row: Mapping[str, Any]) -> queries.DocumentView:
    return queries.DocumentView(
        language=row["language"],
        translation=row["translation"],
        sha256=row["sha256"].hex(),
        size=row["size"],
        signed_by=row["signed_by"],
        rendered_at=row["rendered_at"],
    )


_COLUMNS = "SELECT act, event, kind, number, made_on FROM resolution"
_OF_PROCEEDING = f"""{_COLUMNS}
WHERE proceeding = $1 AND ($2::integer IS NULL OR (year, running) < ($2, $3::integer))
ORDER BY year DESC, running DESC LIMIT $4
"""
_PLACE = "SELECT year, running FROM resolution WHERE proceeding = $1 AND number = $2"
_BY_NUMBER = f"{_COLUMNS} WHERE number = $1"
_DOCUMENTS = """
SELECT act, language, translation, sha256, octet_length(content) AS size, signed_by, rendered_at
FROM document WHERE act = ANY($1::uuid[]) ORDER BY translation, language
"""
_PROCEEDING = """
SELECT proceeding_number.number FROM resolution JOIN proceeding_number USING (proceeding) WHERE resolution.number = $1
"""
_CONTENT = "SELECT content FROM document WHERE act = $1 AND language = $2"
