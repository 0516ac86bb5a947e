"""The command side of intake: its decider over its own tables."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from contracts.commands.intake import RegisterStatement
from contracts.envelope import CommandEnvelope, EventEnvelope
from contracts.events.intake import (
    InitiationDecided,
    InitiationRefused,
    KnownReturn,
    StatementRegistered,
    StatementReturned,
)
from contracts.identifiers import derived_id
from services.intake.domain.assessment import Rules
from services.intake.domain.decider import PROCEEDING, decider
from services.intake.domain.facts import Facts
from services.intake.domain.journal import Statement
from shared.clock import Clock
from shared.database import Connection
from shared.eventstore.application import Application

SERVICE = "intake"


def application(rules: Rules, clock: Clock) -> "Application[Statement, Facts]":
    """The command side of intake."""
    return Application(SERVICE, decider(rules), PresentedDocuments(), clock)


class PresentedDocuments:
    """Which execution documents lie with an enforcement body, and how often each was returned."""

    async def facts(self, connection: Connection, commands: Sequence[CommandEnvelope[Any]]) -> dict[UUID, Facts]:
        """What is known of the document of each statement."""
        registrations = [command for command in commands if isinstance(command.data, RegisterStatement)]
        # A statement registered in this very batch is not in the tables yet.
        documents = {command.stream: command.data.document for command in registrations}
        asked = [(command, documents.get(command.stream)) for command in commands]
        rows = await connection.fetch(
            _FACTS,
            [command.id for command in registrations],
            [command.data.document.issuer.code for command in registrations],
            [command.data.document.number for command in registrations],
            [command.data.document.issued_on for command in registrations],
            [command.data.body for command in registrations],
            [command.data.registration_number for command in registrations],
            [command.id for command, _ in asked],
            [command.stream for command, _ in asked],
            [document.issuer.code if document else None for _, document in asked],
            [document.number if document else None for _, document in asked],
            [document.issued_on if document else None for _, document in asked],
        )
        presented: dict[UUID, bool] = defaultdict(bool)
        taken: dict[UUID, bool] = defaultdict(bool)
        returns: dict[UUID, list[KnownReturn]] = defaultdict(list)
        for row in rows:
            command = row["command"]
            presented[command] |= row["presented"]
            taken[command] |= row["taken"]
            if row["returned_on"] is not None:
                returns[command].append(
                    KnownReturn(initiated_on=row["initiated_on"], returned_on=row["returned_on"], counts=row["counts"])
                )
        return {
            command.id: Facts(presented[command.id], taken[command.id], tuple(returns[command.id]))
            for command in commands
        }

    async def record(
        self,
        connection: Connection,
        events: Sequence[EventEnvelope[Any]],
        states: Mapping[UUID, Statement],  # noqa: ARG002
    ) -> None:
        """Note new documents, the days of initiation, and free documents whose statement was refused or returned."""
        registered = [event for event in events if isinstance(event.data, StatementRegistered)]
        closed = [event.stream for event in events if isinstance(event.data, InitiationRefused | StatementReturned)]
        if registered:
            await connection.execute(
                _PRESENT,
                [event.stream for event in registered],
                [derived_id(event.stream, PROCEEDING) for event in registered],
                [event.data.body for event in registered],
                [event.data.registration_number for event in registered],
                [event.data.document.issuer.code for event in registered],
                [event.data.document.number for event in registered],
                [event.data.document.issued_on for event in registered],
            )
        initiated = [event for event in events if isinstance(event.data, InitiationDecided)]
        if initiated:
            days = [event.effective_date for event in initiated]
            await connection.execute(_INITIATE, [event.stream for event in initiated], days)
        if closed:
            await connection.execute(_FREE, closed)


_FACTS = """
WITH registration AS (
    SELECT * FROM unnest($1::uuid[], $2::text[], $3::text[], $4::date[], $5::text[], $6::text[])
        AS r(command, issuer, number, issued_on, body, registration_number)
)
SELECT r.command, d.lies_here AS presented, false AS taken,
    NULL::date AS initiated_on, NULL::date AS returned_on, NULL::boolean AS counts
FROM registration r JOIN presented_document d USING (issuer, number, issued_on)
UNION ALL
SELECT r.command, false, true, NULL, NULL, NULL
FROM registration r JOIN presented_document d USING (body, registration_number)
UNION ALL
(
    SELECT c.command, false, false, p.initiated_on, b.returned_on, b.counts
    FROM unnest($7::uuid[], $8::uuid[], $9::text[], $10::text[], $11::date[])
        AS c(command, statement, issuer, number, issued_on)
    LEFT JOIN presented_document d USING (statement)
    JOIN returned_document b
        ON b.issuer = coalesce(c.issuer, d.issuer)
        AND b.number = coalesce(c.number, d.number)
        AND b.issued_on = coalesce(c.issued_on, d.issued_on)
    JOIN presented_document p ON p.proceeding = b.proceeding
    WHERE b.stands AND p.statement <> c.statement
    ORDER BY b.returned_on, b.proceeding
)
"""

_PRESENT = """
INSERT INTO presented_document (statement, proceeding, body, registration_number, issuer, number, issued_on)
SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[], $5::text[], $6::text[], $7::date[])
"""

_INITIATE = """
UPDATE presented_document SET initiated_on = i.initiated_on
FROM unnest($1::uuid[], $2::date[]) AS i(statement, initiated_on)
WHERE presented_document.statement = i.statement
"""

_FREE = "UPDATE presented_document SET lies_here = false WHERE statement = ANY($1)"
