"""A proceeding as rows of the read model, in the order of the columns."""

from collections.abc import Iterator, Sequence
from hashlib import sha256
from typing import Any

from services.court_query.domain.proceeding import Proceeding
from shared.court_card.card import cards
from shared.court_card.entries import (
    CardEntries,
    ExecutorEntry,
    InitiationEntry,
    MeasureEntry,
    RepaymentEntry,
    StatusEntry,
)
from shared.court_card.provenance import provenance
from shared.court_card.reading import claims_to

Row = tuple[Any, ...]

_ENTRY = {"proceeding": "uuid", "version": "integer", "effective": "date"}
_PLACE = {
    "ordinal": "smallint",
    "superseded_by": "integer",
    "recorded_at": "timestamptz",
    "superseded_at": "timestamptz",
    "known_since": "timestamptz",
}
_STATED = {
    "initiated_on": "date",
    "body": "text",
    "claims": "jsonb",
    "issuer": "text",
    "document_number": "text",
    "document_issued_on": "date",
    "court_case": "text",
    "debtor_kind": "text",
    "debtor_identifier": "text",
}
"""What an initiation states."""
_PARTIES = dict.fromkeys(("debtor_unp", "debtor_personal_number", "recoverer_unp", "recoverer_personal_number"), "text")
"""Whose payer number is whose, as it says."""

TABLES = {
    "change": {"number": "text", "digest": "bytea"},
    "proceeding": {
        "id": "uuid",
        "number": "text",
        "version": "integer",
        "recorded_at": "timestamptz",
        **_STATED,
        "revision": "integer",
        "known_since": "timestamptz",
        "provenance": "bytea",
    },
    "initiation": {**_ENTRY, **_STATED, **_PARTIES, **_PLACE},
    "answer": {"number": "text", "language": "text", "digest": "bytea", "card": "bytea"},
    "executor": {**_ENTRY, "executor": "text", "full_name": "text", **_PLACE},
    "status": {**_ENTRY, "code": "text", "reason": "text", **_PLACE},
    "measure": {**_ENTRY, "measure": "uuid", "code": "text", "status": "text", **_PLACE},
    "repayment": {**_ENTRY, "claim": "integer", "amount": "numeric", **_PLACE},
    "revision": {
        "proceeding": "uuid",
        "revision": "integer",
        "version": "integer",
        "since": "date",
        "recorded_at": "timestamptz",
    },
}
"""The tables of a copy, with the types of those of their columns that follow from the proceeding."""

Entry = InitiationEntry | ExecutorEntry | StatusEntry | MeasureEntry | RepaymentEntry


def rows_of(proceeding: Proceeding, before: Proceeding | None = None) -> Iterator[tuple[str, Row]]:
    """Its rows with their tables: all of them, or those that are other than `before`."""
    course, initiation = proceeding.course, _stated(proceeding.course.initiation)
    known = provenance(course)
    yield (
        "proceeding",
        (
            *(proceeding.id, course.number, proceeding.version, proceeding.recorded_at),
            *(initiation[name] for name in _STATED),
            *(course.revision, known and known.known_since, known and known.body),
        ),
    )
    if before is not None and course is before.course:
        return
    answers = [(language, sha256(card).digest(), card) for language, card in cards(course).items()]
    yield "change", (course.number, _digest(course, [digest for _, digest, _ in answers]))
    for answer in answers:
        yield "answer", (course.number, *answer)
    histories: dict[str, Sequence[Entry]] = {
        "initiation": course.initiations,
        "executor": course.executors,
        "status": course.statuses,
        "measure": course.measures,
        "repayment": course.repayments,
    }
    for table, entries in histories.items():
        for entry in entries:
            # What was superseded now is written once more, with the version that superseded it.
            if before is None or entry.version > before.version or entry.superseded_by is not None:
                yield table, (proceeding.id, *_columns(entry))
    for revision in course.revisions:
        if before is None or revision.version > before.version:
            yield "revision", (proceeding.id, *revision)


def _columns(entry: Entry) -> Iterator[Any]:
    return iter(_stated(entry).values()) if isinstance(entry, InitiationEntry) else iter(entry)


def _stated(entry: InitiationEntry) -> dict[str, Any]:
    return {**entry._asdict(), "claims": claims_to(entry.claims)}


def _digest(course: CardEntries, cards: Sequence[bytes]) -> bytes:
    """What moves a proceeding in the feed of changes: its cards, and each revision, which may change the past alone."""
    revised = str(course.revision).encode() if course.revision else b""
    return sha256(b"".join(cards) + revised).digest()
