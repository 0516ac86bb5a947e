"""Proceedings found by number, document, court case, party or executor, from the index of the service."""

import re
from collections.abc import Mapping
from typing import Any

from contracts.base import AS_STORED
from contracts.canonical import look_alike_key
from contracts.queries import proceedings as queries
from services.proceedings.domain import refusals as refused
from services.proceedings.persons import person_named_by
from shared.check_digits import fault_of
from shared.database import Connection
from shared.decider import Rejection
from shared.law.statuses import left


async def find_proceedings(connection: Connection, asked: queries.FindProceedings) -> queries.ProceedingRows:
    """Proceedings that match, by number. Raises Rejection."""
    debtor, recoverer = asked.debtor, asked.recoverer
    _check_identifiers(asked)
    persons = await person_named_by(connection, debtor), await person_named_by(connection, recoverer)
    rows = await connection.fetch(
        _FIND,
        asked.number,
        look_alike_key(asked.document) if asked.document else None,
        asked.issuer,
        debtor and debtor.kind.value,
        debtor and debtor.value,
        recoverer and recoverer.kind.value,
        recoverer and recoverer.value,
        asked.limit + 1,
        *persons[0][:2],
        *persons[1][:2],
        asked.executor,
        asked.body,
        asked.open,
        asked.after,
        sorted(left()),
        look_alike_key(asked.case) if asked.case else None,
        _beginnings(asked.name) if asked.name else None,
    )
    listed = [queries.ProceedingRow.model_validate(_listed(row), context=AS_STORED) for row in rows[: asked.limit]]
    contradicting = tuple(sorted({number for person in persons for number in person.contradicting}))
    return queries.ProceedingRows(
        proceedings=tuple(listed), more=len(rows) > asked.limit, contradicting=contradicting or None
    )


def _check_identifiers(asked: queries.FindProceedings) -> None:
    """Raises Rejection where nobody can have an identifier that is asked for."""
    for field, identifier in (("debtor", asked.debtor), ("recoverer", asked.recoverer)):
        if identifier and (fault := fault_of(identifier)):
            raise Rejection(refused.NO_SUCH_IDENTIFIER.at(f"{field}.value").because(fault))


def _listed(row: Mapping[str, Any]) -> dict[str, Any]:
    """A row, with the identifiers of the parties."""
    parties = {
        f"{role}_identifier": {"kind": row[f"{role}_kind"], "value": row[f"{role}_identifier"]}
        for role in ("debtor", "recoverer")
    }
    return {name: value for name, value in {**row, **parties}.items() if name not in ("debtor_kind", "recoverer_kind")}


def _beginnings(name: str) -> str:
    """A text search for words that begin so; what is no letter or digit parts words, and nothing is an operator."""
    return " & ".join(f"'{word}':*" for word in re.findall(r"\w+", name))


_FIND = """
SELECT proceeding AS id, number, body, executor, status, since, initiated_on, document, issuer, debtor, recoverer,
       version, receiving, debtor_kind, debtor_identifier, recoverer_kind, recoverer_identifier
FROM proceeding_index
WHERE ($1::text IS NULL OR number = $1)
  AND ($2::text IS NULL OR document_key = $2)
  AND ($3::text IS NULL OR issuer = $3)
  AND ($5::text IS NULL OR (debtor_identifier = $5 AND debtor_kind = $4) OR proceeding IN (
      SELECT proceeding FROM party_record
      WHERE role = 'debtor' AND (unp = ANY($9::text[]) OR personal_number = ANY($10::text[]))
  ))
  AND ($7::text IS NULL OR (recoverer_identifier = $7 AND recoverer_kind = $6) OR proceeding IN (
      SELECT proceeding FROM party_record
      WHERE role = 'recoverer' AND (unp = ANY($11::text[]) OR personal_number = ANY($12::text[]))
  ))
  AND ($13::text IS NULL OR executor = $13)
  AND ($14::text IS NULL OR body = $14 OR receiving = $14)
  AND ($15::boolean IS NULL OR (status = ANY($17::text[])) IS DISTINCT FROM $15)
  AND ($16::text IS NULL OR number > $16)
  AND ($18::text IS NULL OR case_key = $18)
  AND ($19::text IS NULL OR to_tsvector('simple', debtor || ' ' || recoverer) @@ to_tsquery('simple', $19))
ORDER BY number LIMIT $8
"""
