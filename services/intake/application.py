"""The command side of intake: its decider over its own tables."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from functools import partial
from typing import Any
from uuid import UUID

from contracts.commands.intake import AssessStatement, DecideOnStatement, RegisterStatement
from contracts.commands.intake_corrections import ApproveCorrection, CorrectEntry
from contracts.commands.intake_handling import DistributeStatement
from contracts.envelope import CommandEnvelope, EventEnvelope
from contracts.events.intake import (
    InitiationDecided,
    InitiationRefused,
    KnownReturn,
    Proposal,
    StatementRegistered,
    StatementReturned,
)
from contracts.events.intake_corrections import CorrectionMade, CorrectionProposed
from contracts.events.intake_handling import (
    ComplaintOfDecisionDecided,
    ComplaintOutcome,
    Load,
    RefusedDocumentSent,
    StatementDistributed,
)
from contracts.identifiers import derived_id
from contracts.registry import Command
from contracts.revisions import entry_of
from services.intake import numbers_of_papers
from services.intake.documents import number_resolutions
from services.intake.domain.assessment import Rules
from services.intake.domain.corrections import stated_command
from services.intake.domain.decider import PROCEEDING, decider
from services.intake.domain.distribution import least_loaded
from services.intake.domain.facts import Facts
from services.intake.domain.journal import Statement
from services.intake.domain.preview import outcome
from services.intake.outgoing import note_outgoing
from services.intake.payer_records import Registration, contradictions, note_parties, proceeding_of
from services.intake.tasks import note_tasks
from shared.clock import Clock
from shared.database import Change, Connection, run_in_order
from shared.decider import Rejection
from shared.eventstore.application import Application
from shared.substitutions import stand_ins

SERVICE = "intake"


def application(rules: Rules, clock: Clock) -> "Application[Statement, Facts]":
    """The command side of intake."""
    return Application(
        SERVICE, decider(rules), PresentedDocuments(rules, clock), clock, outcome=partial(outcome, rules)
    )


class PresentedDocuments:
    """Which execution documents lie with an enforcement body, who has them, and how often each was returned."""

    def __init__(self, rules: Rules, clock: Clock) -> None:
        self._rules = rules
        self._clock = clock

    async def facts(self, connection: Connection, commands: Sequence[CommandEnvelope[Any]]) -> dict[UUID, Facts]:
        """What is known of the document of each statement."""
        registrations = [(command, command.data) for command in commands if isinstance(command.data, RegisterStatement)]
        # A statement registered in this very batch is not in the tables yet.
        registered = {command.stream: data for command, data in registrations}
        documents = {stream: data.document for stream, data in registered.items()}
        asked = [(command, documents.get(command.stream)) for command in commands]
        registrations += [(command, data) for command in commands if (data := _corrected_registration(command.data))]
        of_the_document = [command for command in commands if _asks_where_it_lies(command.data)]
        stated = [(each, registered[each.stream]) for each in of_the_document if each.stream in registered]
        stated += registrations
        tabled = [each for each in of_the_document if each.stream not in registered]
        approvals = [command for command in commands if isinstance(command.data, ApproveCorrection)]
        rows = await connection.fetch(
            _FACTS,
            [command.id for command, _ in stated],
            [command.stream for command, _ in stated],
            *_identities([data for _, data in stated]),
            [command.id for command in approvals],
            [command.data.correction for command in approvals],
            [command.id for command in tabled],
            [command.stream for command in tabled],
            [command.id for command, _ in asked],
            [command.stream for command, _ in asked],
            [document.issuer.code if document else None for _, document in asked],
            [document.number if document else None for _, document in asked],
            [document.issued_on if document else None for _, document in asked],
            [document.case_number if document else None for _, document in asked],
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
                    KnownReturn(
                        initiated_on=row["initiated_on"],
                        returned_on=row["returned_on"],
                        counts=row["counts"],
                        received_on=row["received_on"],
                        delayed_until=row["delayed_until"],
                        delay_lasts=row["delay_lasts"],
                        in_time=row["in_time"],
                    )
                )
        numbers = await numbers_of_papers.taken(connection, commands)
        loads = await _loads(connection, commands)
        contradicted = await contradictions(connection, registrations, approvals)
        stands_in = await stand_ins(connection, commands, self._clock.today())
        return {
            command.id: Facts(
                presented[command.id],
                taken[command.id],
                command.id in numbers,
                tuple(returns[command.id]),
                loads.get(command.id, ()),
                contradicted.get(command.id, {}),
                stands_in.get(command.id, frozenset()),
            )
            for command in commands
        }

    async def record(
        self,
        connection: Connection,
        events: Sequence[EventEnvelope[Any]],
        states: Mapping[UUID, Statement],
    ) -> None:
        """Note new documents, who has them, and where they go: into a proceeding, back, or to their issuer.

        Refusals and returns get their numbers; what is to be done about statements is noted for work lists.
        """
        registered = [event for event in events if isinstance(event.data, StatementRegistered)]
        if registered:
            await connection.execute(
                _PRESENT,
                [event.stream for event in registered],
                [derived_id(event.stream, PROCEEDING) for event in registered],
                *_identities([event.data for event in registered]),
                [event.data.received_on for event in registered],
            )
        for event in events:
            await _record_correction(connection, event)
        await note_parties(connection, _registrations(events))
        initiated = [event for event in events if isinstance(event.data, InitiationDecided)]
        if initiated:
            days = [event.effective_date for event in initiated]
            await connection.execute(_INITIATE, [event.stream for event in initiated], days)
            await numbers_of_papers.hold(connection, initiated)
        await run_in_order(connection, (change for event in events for change in _handling(event)))
        await number_resolutions(connection, events, states, self._rules)
        await note_tasks(connection, events, states, self._rules)
        await note_outgoing(connection, events, states)


async def _loads(connection: Connection, commands: Sequence[CommandEnvelope[Any]]) -> Mapping[UUID, tuple[Load, ...]]:
    """What the executors of each distribution have in work, with the statements that those before it give them."""
    asked = {command.id: command.data for command in commands if isinstance(command.data, DistributeStatement)}
    if not asked:
        return {}
    executors = sorted({each.id for data in asked.values() for each in data.executors})
    # Two distributions at one time would both find the same executor idle.
    await connection.execute(_ONE_AT_A_TIME)
    documents = dict.fromkeys(executors, 0)
    documents |= {row["executor"]: row["documents"] for row in await connection.fetch(_LOADS, executors)}
    loads: dict[UUID, tuple[Load, ...]] = {}
    for id_, data in asked.items():
        of = sorted(each.id for each in data.executors)
        loads[id_] = tuple(Load(executor=each, documents=documents[each]) for each in of)
        documents[least_loaded(loads[id_])] += 1
    return loads


def _handling(event: EventEnvelope[Any]) -> Iterator[Change]:
    """Who has a statement, that it is decided, and where its document goes."""
    match event.data:
        case StatementDistributed() | InitiationDecided():
            yield _GIVE, (event.stream, event.data.executor.id)
        case InitiationRefused():
            yield _END, (event.stream, event.effective_date)
        case StatementReturned():
            yield _END_AND_FREE, (event.stream, event.effective_date)
        case RefusedDocumentSent():
            yield _FREE, (event.stream,)
        case ComplaintOfDecisionDecided(outcome=ComplaintOutcome.ANNULLED):
            yield _REOPEN, (event.stream,)


def _asks_where_it_lies(data: Command) -> bool:
    """Whether it counts that the document lies elsewhere: it may have been presented there before, or since."""
    initiates = isinstance(data, DecideOnStatement) and data.decision is Proposal.INITIATE
    return initiates or isinstance(data, AssessStatement)


def _corrected_registration(data: Command | CorrectionProposed) -> RegisterStatement | None:
    """The registration that a correction states; none where it states something else, or nothing that can be read."""
    if isinstance(data, CorrectEntry | CorrectionProposed) and data.data is not None:
        with suppress(Rejection):
            stated = stated_command(data.data)
            return stated if isinstance(stated, RegisterStatement) else None
    return None


def _identities(registrations: Sequence[RegisterStatement | StatementRegistered]) -> tuple[list[Any], ...]:
    """Body, number, issuer, number of the document, day of its issue and number of its case, in columns."""
    return (
        [each.body for each in registrations],
        [each.registration_number for each in registrations],
        [each.document.issuer.code for each in registrations],
        [each.document.number for each in registrations],
        [each.document.issued_on for each in registrations],
        [each.document.case_number for each in registrations],
    )


def _registrations(events: Sequence[EventEnvelope[Any]]) -> Iterator[Registration]:
    """What new registrations state of parties, and what corrections of them do: what is proposed, and what is made."""
    for event in events:
        match event.data:
            case StatementRegistered():
                yield proceeding_of(event.stream), event.effective_date, event.data
            case CorrectionProposed() if proposed := _corrected_registration(event.data):
                yield event.data.correction, event.effective_date, proposed
            case CorrectionMade(reads=reads) if reads and isinstance(data := entry_of(reads).data, StatementRegistered):
                yield proceeding_of(event.stream), data.received_on, data


async def _record_correction(connection: Connection, event: EventEnvelope[Any]) -> None:
    """Note the document that a correction of a registration gives: what is proposed, and what is made."""
    if isinstance(event.data, CorrectionProposed):
        proposed = _corrected_registration(event.data)
        if proposed is not None:
            identity = [column for [column] in _identities([proposed])]
            await connection.execute(_PROPOSE, event.data.correction, event.stream, *identity)
    elif isinstance(event.data, CorrectionMade) and event.data.reads is not None:
        data = entry_of(event.data.reads).data
        if isinstance(data, StatementRegistered):
            identity = [column for [column] in _identities([data])[1:]]
            await connection.execute(_CORRECT, event.stream, *identity, data.received_on)


# A duplicate is the same document, issued on another day in the same case (Art. 332).
_FACTS = """
WITH registration AS (
    SELECT command, statement, body, number_key(registration_number) AS registered, issuer,
        number_key(number) AS number_key, issued_on, number_key(case_number) AS case_key
    FROM (
        SELECT *
        FROM unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[], $5::text[], $6::text[], $7::date[], $8::text[])
            AS r(command, statement, body, registration_number, issuer, number, issued_on, case_number)
        UNION ALL
        SELECT a.command, p.statement, p.body, p.registration_number, p.issuer, p.number, p.issued_on, p.case_number
        FROM unnest($9::uuid[], $10::uuid[]) AS a(command, correction) JOIN proposed_registration p USING (correction)
        UNION ALL
        SELECT i.command, o.statement, o.body, o.registration_number, o.issuer, o.number, o.issued_on, o.case_number
        FROM unnest($11::uuid[], $12::uuid[]) AS i(command, statement) JOIN presented_document o USING (statement)
    ) AS stated
)
SELECT r.command, d.lies_here AS presented, false AS taken,
    NULL::date AS initiated_on, NULL::date AS returned_on, NULL::boolean AS counts,
    NULL::date AS received_on, NULL::date AS delayed_until, false AS delay_lasts, NULL::boolean AS in_time
FROM registration r JOIN presented_document d USING (issuer, number_key)
WHERE d.statement <> r.statement AND (d.issued_on = r.issued_on OR d.case_key = r.case_key)
UNION ALL
SELECT r.command, false, true, NULL, NULL, NULL, NULL, NULL, false, NULL
FROM registration r JOIN presented_document d USING (body, registered) WHERE d.statement <> r.statement
UNION ALL
(
    SELECT c.command, false, false, p.initiated_on, coalesce(b.sent_on, b.returned_on), b.counts, p.received_on,
        (
            SELECT max(g.until) FROM granted_delay g
            WHERE g.proceeding = p.proceeding AND g.cancelled_on IS NULL AND g.until < 'infinity'
        ),
        EXISTS (
            SELECT FROM granted_delay g
            WHERE g.proceeding = p.proceeding AND g.cancelled_on IS NULL AND g.until = 'infinity'
        ),
        (
            SELECT (convert_from(e.data, 'UTF8')::jsonb #>> '{presentation,in_time}')::boolean
            FROM event e WHERE e.stream = p.statement AND e.type = 'lea.intake.statement-assessed.v1'
            ORDER BY e.version DESC LIMIT 1
        )
    FROM unnest($13::uuid[], $14::uuid[], $15::text[], $16::text[], $17::date[], $18::text[])
        AS c(command, statement, issuer, number, issued_on, case_number)
    LEFT JOIN presented_document d USING (statement)
    JOIN presented_document p
        ON p.issuer = coalesce(c.issuer, d.issuer)
        AND p.number_key = coalesce(number_key(c.number), d.number_key)
        AND (p.issued_on = coalesce(c.issued_on, d.issued_on)
             OR p.case_key = coalesce(number_key(c.case_number), d.case_key))
    JOIN returned_document b ON b.proceeding = p.proceeding
    WHERE b.stands AND p.statement <> c.statement
    ORDER BY coalesce(b.sent_on, b.returned_on), b.proceeding
)
"""

# What lies with a body stays there, whatever another statement says: that one is registered, and returned (Art. 359).
_PRESENT = """
INSERT INTO presented_document
    (statement, proceeding, body, registration_number, issuer, number, issued_on, case_number, received_on, lies_here)
SELECT p.*, NOT EXISTS (
    SELECT FROM presented_document o
    WHERE o.lies_here AND (o.issuer, o.number_key) = (p.issuer, number_key(p.number))
        AND (o.issued_on = p.issued_on OR o.case_key = number_key(p.case_number))
)
FROM unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[], $5::text[], $6::text[], $7::date[], $8::text[], $9::date[])
    AS p(statement, proceeding, body, registration_number, issuer, number, issued_on, case_number, received_on)
"""

_PROPOSE = """
INSERT INTO proposed_registration
    (correction, statement, body, registration_number, issuer, number, issued_on, case_number)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
"""

_CORRECT = """
UPDATE presented_document SET registration_number = $2, issuer = $3, number = $4, issued_on = $5, case_number = $6,
    received_on = $7, lies_here = NOT EXISTS (
        SELECT FROM presented_document o
        WHERE o.lies_here AND o.statement <> $1 AND (o.issuer, o.number_key) = ($3, number_key($4))
            AND (o.issued_on = $5 OR o.case_key = number_key($6))
    )
WHERE statement = $1
"""

_INITIATE = """
UPDATE presented_document SET initiated_on = i.initiated_on, lies_here = true
FROM unnest($1::uuid[], $2::date[]) AS i(statement, initiated_on)
WHERE presented_document.statement = i.statement
"""

_FREE = "UPDATE presented_document SET lies_here = false WHERE statement = $1"

_GIVE = "UPDATE presented_document SET executor = $2 WHERE statement = $1"

_END = "UPDATE presented_document SET ended_on = $2 WHERE statement = $1"

_END_AND_FREE = "UPDATE presented_document SET ended_on = $2, lies_here = false WHERE statement = $1"

# A document whose return was annulled is sent in again, unless it was presented elsewhere since.
_REOPEN = """
UPDATE presented_document d SET ended_on = NULL, lies_here = d.lies_here OR NOT EXISTS (
    SELECT FROM presented_document o
    WHERE o.lies_here AND (o.issuer, o.number_key) = (d.issuer, d.number_key)
        AND (o.issued_on = d.issued_on OR o.case_key = d.case_key)
)
WHERE d.statement = $1
"""

_LOADS = """
SELECT executor, count(*)::integer AS documents FROM presented_document
WHERE executor = ANY($1) AND ended_on IS NULL GROUP BY executor
"""

_ONE_AT_A_TIME = "SELECT pg_advisory_xact_lock(hashtext('distribute-statement'))"
