"""What is to be done about statements: kept with every event that may change it, and listed."""

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from uuid import UUID

from contracts.envelope import EventEnvelope
from contracts.events.intake import DecisionCopiesSent, InitiationDecided, InitiationRefused, StatementReturned
from contracts.events.intake_corrections import CorrectionMade
from contracts.events.intake_duties import DutyClosed, DutyOpened
from contracts.events.intake_handling import ComplaintOfDecisionDecided, Load, StatementDistributed
from contracts.queries import intake as queries
from services.intake.domain.assessment import Rules
from services.intake.domain.computing import course_of
from services.intake.domain.journal import Statement
from services.intake.domain.tasks import tasks, who_has
from shared.database import Connection

_BEARING = (
    DutyOpened, DutyClosed, InitiationDecided, InitiationRefused, StatementReturned, DecisionCopiesSent,
    ComplaintOfDecisionDecided, CorrectionMade, StatementDistributed,
)  # fmt: skip


async def note_tasks(
    connection: Connection, events: Sequence[EventEnvelope[Any]], states: Mapping[UUID, Statement], rules: Rules
) -> None:
    """Write anew what is to be done about the statements that these events concern."""
    streams = list(dict.fromkeys(event.stream for event in events if isinstance(event.data, _BEARING)))
    if not streams:
        return
    rows = [row for stream in streams for row in _rows(stream, states[stream], rules)]
    await connection.execute(_FORGET, streams)
    if rows:
        await connection.execute(_NOTE, *map(list, zip(*rows, strict=True)))


async def listed_tasks(connection: Connection, asked: queries.ListStatementTasks) -> queries.StatementTasks:
    """What is to be done, the oldest first."""
    after = asked.after
    place = (after.opened_on, after.registration_number, after.duty, after.act) if after else (None,) * 4
    wanted = (asked.body, asked.executor, list(asked.duties) if asked.duties is not None else None)
    rows = await connection.fetch(_TASKS, *wanted, *place, asked.limit + 1)
    found = tuple(
        queries.StatementTask.model_validate(
            {**row, "problems": json.loads(row["problems"]), "whom": json.loads(row["whom"])}
        )
        for row in rows[: asked.limit]
    )
    return queries.StatementTasks(tasks=found, more=len(rows) > asked.limit)


async def undistributed(connection: Connection, asked: queries.ListUndistributed) -> queries.Undistributed:
    """Statements that no executor has, the oldest first, and what each executor of the body has in work."""
    place = (asked.after.received_on, asked.after.registration_number) if asked.after else (None, None)
    rows = await connection.fetch(_UNDISTRIBUTED, asked.body, *place, asked.limit + 1)
    return queries.Undistributed(
        statements=tuple(queries.UndistributedStatement(**row) for row in rows[: asked.limit]),
        more=len(rows) > asked.limit,
        loads=tuple(Load(**row) for row in await connection.fetch(_LOADS, f"{asked.body}-")),
    )


def _rows(stream: UUID, state: Statement, rules: Rules) -> Iterator[tuple[Any, ...]]:
    course = course_of(state.acts, rules, state.through)
    for task, whom in tasks(course, rules):
        problems = json.dumps([problem.model_dump(mode="json") for problem in task.problems])
        yield (
            stream, task.duty, task.act, who_has(course), task.who, task.article, task.opened_on, problems,
            json.dumps(whom),
        )  # fmt: skip


_FORGET = "DELETE FROM task WHERE statement = ANY($1::uuid[])"
_NOTE = """
INSERT INTO task (statement, duty, act, executor, who, article, opened_on, problems, whom)
SELECT * FROM unnest($1::uuid[], $2::text[], $3::uuid[], $4::text[], $5::text[], $6::text[], $7::date[], $8::jsonb[],
                     $9::jsonb[])
"""
_TASKS = """
SELECT statement, registration_number, body, t.executor, duty, who, act, opened_on, article, problems, whom
FROM task t JOIN presented_document USING (statement)
WHERE ($1::text IS NULL OR body = $1) AND ($2::text IS NULL OR t.executor = $2)
  AND ($3::text[] IS NULL OR duty = ANY($3))
  AND ($4::date IS NULL OR (opened_on, registration_number, duty, act) > ($4, $5::text, $6::text, $7::uuid))
ORDER BY opened_on, registration_number, duty, act LIMIT $8
"""
_UNDISTRIBUTED = """
SELECT registration_number, received_on, issuer, number AS document, issued_on
FROM presented_document
WHERE body = $1 AND executor IS NULL AND ended_on IS NULL
  AND ($2::date IS NULL OR (received_on, registration_number) > ($2, $3::text))
ORDER BY received_on, registration_number LIMIT $4
"""
_LOADS = """
SELECT executor, count(*)::integer AS documents FROM presented_document
WHERE starts_with(executor, $1) AND ended_on IS NULL GROUP BY executor ORDER BY executor
"""
