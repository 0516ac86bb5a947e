"""The courses that follow from the events of the first release, against what that release published."""

from collections import Counter
from collections.abc import Sequence
from typing import Any
from uuid import UUID

import asyncpg

from contracts.commands.proceedings import SendResolutionCopies
from contracts.envelope import CommandEnvelope
from contracts.events import proceedings as events
from contracts.events.duties import DutyClosed
from contracts.identifiers import new_id
from contracts.replies import Accepted
from services.proceedings.application import application
from services.proceedings.domain.computing import course_of
from services.proceedings.domain.decide import PROCEEDING
from services.proceedings.domain.journal import Journal, records_an_act
from services.proceedings.domain.publishing import first_change
from services.proceedings.verification import verify_courses
from shared.clock import SystemClock
from shared.database import Connection
from shared.eventstore.store import EventStore
from shared.law.calendar import belarus
from shared.law.procedures import difference
from tests.releases.sample import Sample

ADDED = (events.DutyOpened, DutyClosed, events.DemandsFulfilled)
"""What the first release did not publish."""
_REVISED = "SELECT stream, data, inputs FROM event WHERE type = $1"


async def journals(sample: Sample) -> list[Journal]:
    """Every proceeding of the sample."""
    connection = await asyncpg.connect(sample.database("proceedings").superuser_url)
    try:
        streams = [row["stream"] for row in await connection.fetch("SELECT DISTINCT stream FROM event")]
        return [*(await _folded(connection, streams)).values()]
    finally:
        await connection.close()


async def _folded(connection: Connection, streams: Sequence[UUID]) -> dict[UUID, Journal]:
    loaded, folded = await EventStore("proceedings").load_many(connection, list(streams)), {}
    for stream, history in loaded.items():
        state = PROCEEDING.initial
        for event in history:
            state = PROCEEDING.evolve(state, event)
        assert state is not None
        folded[stream] = state
    return folded


async def _executors(connection: Connection, proceedings: Sequence[UUID]) -> dict[UUID, str]:
    """Who has each of the proceedings."""
    found = await _folded(connection, proceedings)
    return {id_: course_of(journal, journal.through, belarus()).executor for id_, journal in found.items()}


async def test_courses_read_as_they_were_published_but_for_what_was_recorded_late(first_stage: Sample) -> None:
    found: Counter[str] = Counter()
    for journal in await journals(first_stage):
        course = course_of(journal, journal.through, belarus())
        change = difference(journal.published, course.items, lambda each: records_an_act(each.data))
        assert {type(item.data) for item in change.added} <= {*ADDED}
        if change.since is not None:
            since = first_change(journal, course, lambda each: records_an_act(each.data))
            revised = (each.data for each in course.items if since is not None and each.day >= since)
            found[next(data.type for data in revised if not isinstance(data, ADDED))] += 1
    # The first release published no compulsory execution where an end, or a suspension, was recorded before the expiry
    # of the voluntary term was announced. It distributed money in the order of recording (3 proceedings), rounded the
    # fee of every receipt by itself (5), and put claims that a pledge secures into queue 4 for money from anywhere (1).
    # It imposed the fee on demands that are not for money without a check of their performance (11, Art. 396(1)).
    assert found == {
        "lea.proceedings.compulsory-execution-started.v1": 14,
        "lea.proceedings.payment-received.v1": 9,
        "lea.proceedings.resolution-copies-sent.v1": 11,
    }


async def test_what_reads_otherwise_is_adopted_with_the_next_command(first_stage: Sample) -> None:
    connection = await asyncpg.connect(first_stage.database("proceedings").superuser_url)
    try:
        before = await verify_courses(connection)
        assert {each.explained for each in before.differing} == {True}
        executors = await _executors(connection, [each.proceeding for each in before.differing])
        commands = [_copies_sent(each.proceeding, executors[each.proceeding]) for each in before.differing]
        async with connection.transaction():
            replies = await application(SystemClock()).handle(connection, commands)
        assert {type(reply) for reply in replies} == {Accepted}
        after = await verify_courses(connection)
        revised = await connection.fetch(
            "SELECT stream, data, inputs FROM event WHERE type = $1", events.CourseRevised.type
        )
    finally:
        await connection.close()
    assert (after.courses, list(after.differing)) == (before.courses, [])
    # The others only lacked duties, which the next events add.
    adopted = [row for row in revised if events.CourseRevised.model_validate_json(row["data"]).inputs]
    assert len(adopted) == len({row["stream"] for row in revised}) == 34
    for row in adopted:
        revision = events.CourseRevised.model_validate_json(row["data"])
        assert (revision.act, revision.inputs) == (None, row["inputs"])
        assert row["inputs"] is not None
    # A duty that was open on the first day of an adoption is added by a revision of the act that follows.
    assert len(revised) == 43


def _copies_sent(proceeding: UUID, executor: str) -> CommandEnvelope[Any]:
    clock = SystemClock()
    data = SendResolutionCopies(recipients=("debtor",))
    return CommandEnvelope[Any](
        id=new_id(),
        source="/lea/tests",
        type=data.type,
        stream=proceeding,
        effective_date=clock.today(),
        issued_at=clock.now(),
        actor=f"executor:{executor}",
        correlation_id=new_id(),
        data=data,
    )
