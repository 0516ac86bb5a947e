"""A proceeding as rows of the read model, in the order of the columns."""

from collections.abc import Iterator, Sequence
from hashlib import sha256
from typing import Any

from services.court_query.domain.proceeding import Proceeding
from shared.court_card.card import cards
from shared.court_card.entries import ExecutorEntry, MeasureEntry, RepaymentEntry, StatusEntry
from shared.court_card.reading import claims_to

Row = tuple[Any, ...]

_ENTRY = {"proceeding": "uuid", "version": "integer", "effective": "date"}
_PLACE = {"ordinal": "smallint", "superseded_by": "integer"}

TABLES = {
    "change": {"number": "text", "digest": "bytea"},
    "proceeding": {
        "id": "uuid",
        "number": "text",
        "version": "integer",
        "recorded_at": "timestamptz",
        "issuer": "text",
        "document_number": "text",
        "document_issued_on": "date",
        "court_case": "text",
        "debtor_kind": "text",
        "debtor_identifier": "text",
        "body": "text",
        "initiated_on": "date",
        "claims": "jsonb",
    },
    "answer": {"number": "text", "language": "text", "digest": "bytea", "card": "bytea"},
    "executor": {**_ENTRY, "executor": "text", "full_name": "text", **_PLACE},
    "status": {**_ENTRY, "code": "text", "reason": "text", **_PLACE},
    "measure": {**_ENTRY, "measure": "uuid", "code": "text", "status": "text", **_PLACE},
    "repayment": {**_ENTRY, "claim": "integer", "amount": "numeric", **_PLACE},
}
"""The tables of a copy, with the types of those of their columns that follow from the proceeding."""


def rows_of(proceeding: Proceeding, before: Proceeding | None = None) -> Iterator[tuple[str, Row]]:
    """Its rows with their tables: all of them, or those that are other than `before`."""
    course, keys = proceeding.course, proceeding.keys
    yield (
        "proceeding",
        (
            *(proceeding.id, course.number, proceeding.version, proceeding.recorded_at),
            *(keys.issuer, keys.document_number, keys.document_issued_on, keys.court_case),
            *(keys.debtor_kind, keys.debtor_identifier),
            *(course.body, course.initiated_on, claims_to(course.claims)),
        ),
    )
    if before is not None and course is before.course:
        return
    answers = [(language, sha256(card).digest(), card) for language, card in cards(course).items()]
    yield "change", (course.number, sha256(b"".join(digest for _, digest, _ in answers)).digest())
    for answer in answers:
        yield "answer", (course.number, *answer)
    histories: dict[str, Sequence[ExecutorEntry | StatusEntry | MeasureEntry | RepaymentEntry]] = {
        "executor": course.executors,
        "status": course.statuses,
        "measure": course.measures,
        "repayment": course.repayments,
    }
    for table, entries in histories.items():
        for entry in entries:
            # What was superseded now is written once more, with the version that superseded it.
            if before is None or entry.version > before.version or entry.superseded_by is not None:
                yield table, (proceeding.id, *entry)
