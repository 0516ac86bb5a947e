"""The files of the bank that were taken in, in the database of the desk: what each was, and what became of its entries.

A file is known by its digest, within the body whose account it is of. Names and purposes are left out.
"""

import json
from collections.abc import Iterable
from datetime import datetime
from hashlib import sha256
from typing import Annotated, Any, NamedTuple
from uuid import UUID

from pydantic import BaseModel, Field

from contracts.identifiers import new_id
from contracts.values import Instant, Money
from services.desk.access.tables import record
from services.desk.domain.statement_files import (
    EntryStanding,
    Settled,
    TakenEntries,
    TakenEntry,
    TakenStatement,
    TakenStatements,
    Turnover,
    turnover_of,
)
from shared.bank_statements.entries import BankStatement
from shared.clock import Clock
from shared.database import Connection, Pool, in_transaction

_LONGEST_NAME, _LONGEST_BANK, _LONGEST_ACCOUNT, _LONGEST_PLACE = 200, 200, 100, 40  # characters

_TAKE = """
    INSERT INTO bank_statement (id, body, digest, name, format, number, dated, account, bank, since, until, opening,
                                closing, turnover, entries, pending, taken_by, taken_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12::jsonb, $13::jsonb, $14::jsonb, $15, $16, $17, $18)
    ON CONFLICT (body, digest) DO NOTHING
"""
_ENTRIES = """
    INSERT INTO bank_entry (statement, ordinal, place, kind, order_number, booked_on, amount, currency)
    SELECT $1, ordinal, place, kind, order_number, booked_on, amount, currency
    FROM unnest($2::text[], $3::text[], $4::text[], $5::date[], $6::numeric[], $7::text[])
         WITH ORDINALITY AS entry (place, kind, order_number, booked_on, amount, currency, ordinal)
"""
_SHOWN = """
    SELECT bank_statement.*, encode(digest, 'hex') AS hex, counted.*
    FROM bank_statement CROSS JOIN LATERAL (
        SELECT count(*) FILTER (WHERE standing = 'matched') AS matched,
               count(*) FILTER (WHERE standing = 'suspense') AS suspense,
               count(*) FILTER (WHERE standing = 'refused') AS refused,
               count(*) FILTER (WHERE standing = 'left') AS left_,
               count(*) FILTER (WHERE standing = 'unanswered') AS unanswered,
               count(*) FILTER (WHERE standing = 'open') AS open
        FROM bank_entry WHERE statement = bank_statement.id
    ) AS counted
"""
_KNOWN = f"{_SHOWN} WHERE body = $1 AND digest = $2"
_ONE = f"{_SHOWN} WHERE body = $1 AND id = $2"
_LIST = f"""{_SHOWN}
    WHERE body = $1 AND ($2::timestamptz IS NULL OR (taken_at, id) < ($2, $3::uuid))
    ORDER BY taken_at DESC, id DESC LIMIT $4
"""
_LIST_ENTRIES = "SELECT * FROM bank_entry WHERE statement = $1 AND ordinal > $2 ORDER BY ordinal LIMIT $3"
# What is on record stays what became of an entry when it is found there again. What somebody else settled since this
# person's look at the services counts, unless this one has recorded the entry.
_SETTLE = """
    UPDATE bank_entry
    SET standing = said.standing, step = said.step, found_in = said.found_in, problems = said.problems,
        settled_by = $2, settled_at = $3
    FROM unnest($4::text[], $5::text[], $6::text[], $7::text[], $8::jsonb[])
         AS said (place, standing, step, found_in, problems)
    WHERE statement = $1 AND bank_entry.place = said.place
      AND NOT (said.step IS NULL AND bank_entry.found_in IS NOT DISTINCT FROM said.found_in
               AND bank_entry.standing = said.standing)
      AND (settled_at IS NULL OR settled_at <= $9 OR said.standing IN ('matched', 'suspense'))
      AND statement IN (SELECT id FROM bank_statement WHERE body = $10)
"""


class StatementKey(BaseModel):
    """The place of a file in the list."""

    taken_at: Instant
    id: UUID


class EntryKey(BaseModel):
    """The place of an entry in its file."""

    ordinal: Annotated[int, Field(ge=1, lt=2**31)]


class Taken(NamedTuple):
    """A file that was taken in."""

    id: UUID
    before: TakenStatement | None
    """As it was, if it was taken in before."""


class StatementFiles:
    """The files of all bodies."""

    def __init__(self, pool: Pool, clock: Clock) -> None:
        self._pool = pool
        self._clock = clock

    async def take(self, body: str, name: str, content: bytes, statement: BankStatement, account: str) -> Taken:
        """Keep what a file is, and its entries. A file that was taken in before stays as it is."""
        digest = sha256(content).digest()
        return await in_transaction(
            self._pool, lambda connection: self._take(connection, body, name, digest, statement, account)
        )

    async def settle(
        self, body: str, statement: UUID, entries: Iterable[Settled], account: str, since: datetime
    ) -> None:
        """Keep what became of entries; `since`: when the services were asked about them."""
        rows = [
            (each.place, each.standing.value, each.step and each.step.value, _cut(each.found_in, _LONGEST_PLACE),
             _problems(each))
            for each in entries
        ]  # fmt: skip
        if rows:
            columns = [list(column) for column in zip(*rows, strict=True)]
            await self._pool.execute(_SETTLE, statement, account, self._clock.now(), *columns, since, body)

    async def listed(self, body: str, limit: int, after: StatementKey | None = None) -> TakenStatements:
        """The files of a body, the latest first."""
        place = (after.taken_at, after.id) if after else (None, None)
        rows = await self._pool.fetch(_LIST, body, *place, limit + 1)
        return TakenStatements(statements=tuple(map(_statement, rows[:limit])), more=len(rows) > limit)

    async def shown(self, body: str, statement: UUID, limit: int, after: EntryKey | None = None) -> TakenEntries | None:
        """A file of a body with some of its entries; None: there is none."""
        row = await self._pool.fetchrow(_ONE, body, statement)
        if row is None:
            return None
        rows = await self._pool.fetch(_LIST_ENTRIES, statement, after.ordinal if after else 0, limit + 1)
        return TakenEntries(statement=_statement(row), entries=tuple(map(_entry, rows[:limit])), more=len(rows) > limit)

    async def _take(
        self, connection: Connection, body: str, name: str, digest: bytes, statement: BankStatement, account: str
    ) -> Taken:
        id_, (since, until) = new_id(), statement.period or (statement.since, statement.until)
        turnover = [each.model_dump(mode="json") for each in turnover_of(statement.entries)]
        done = await connection.execute(
            _TAKE, id_, body, digest, _cut(_printable(name), _LONGEST_NAME) or "", statement.format, statement.number,
            statement.dated, _cut(statement.account, _LONGEST_ACCOUNT), _cut(statement.bank, _LONGEST_BANK), since,
            until, _json(statement.opening), _json(statement.closing), json.dumps(turnover), len(statement.entries),
            statement.pending, account, self._clock.now(),
        )  # fmt: skip
        if done != "INSERT 0 1":
            row = await connection.fetchrow(_KNOWN, body, digest)
            return Taken(row["id"], _statement(row))
        rows = [
            (each.place, each.kind.value, each.order, each.booked_on, each.sum.amount, each.sum.currency)
            for each in statement.entries
        ]
        if rows:
            await connection.execute(_ENTRIES, id_, *(list(column) for column in zip(*rows, strict=True)))
        await record(connection, account, "bank-statement-taken", subject=str(id_))
        return Taken(id_, None)


def key_of(found: TakenStatements) -> StatementKey | None:
    """Where the next page begins; none where nothing follows."""
    last = found.statements[-1] if found.more else None
    return StatementKey(taken_at=last.taken_at, id=last.id) if last else None


def entry_key_of(found: TakenEntries) -> EntryKey | None:
    """Where the next page begins; none where nothing follows."""
    return EntryKey(ordinal=found.entries[-1].ordinal) if found.more else None


def _statement(row: Any) -> TakenStatement:
    read = {"digest": row["hex"], "left": row["left_"]}
    read |= {name: json.loads(row[name]) if row[name] else None for name in ("opening", "closing")}
    turnover = [Turnover.model_validate(each) for each in json.loads(row["turnover"])]
    plain = TakenStatement.model_fields.keys() - {*read, "turnover"}
    return TakenStatement.model_validate({**{name: row[name] for name in plain}, **read, "turnover": turnover})


def _entry(row: Any) -> TakenEntry:
    return TakenEntry.model_validate(
        {
            **{name: row[name] for name in ("ordinal", "place", "kind", "booked_on", "step", "found_in")},
            **{name: row[name] for name in ("settled_by", "settled_at")},
            "order": row["order_number"],
            "sum": {"amount": row["amount"], "currency": row["currency"]},
            "standing": EntryStanding(row["standing"]),
            "problems": json.loads(row["problems"] or "[]"),
        }
    )


def _problems(each: Settled) -> str | None:
    return json.dumps([problem.model_dump(mode="json") for problem in each.problems]) if each.problems else None


def _json(sum_: Money | None) -> str | None:
    return sum_.model_dump_json() if sum_ else None


def _printable(text: str) -> str:
    return "".join(char for char in text if char.isprintable())


def _cut(text: str | None, at_most: int) -> str | None:
    return text[:at_most] if text else None
