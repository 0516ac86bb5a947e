"""Revisions of a course on a real database: standings, the timer, the executor in charge."""

from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from contracts.envelope import EventEnvelope
from contracts.events.proceedings import CourseRevised
from contracts.identifiers import new_id
from contracts.revisions import Entry, revised_entry
from services.deadlines.queries import LimitFilter, limits
from tests.integration.deadlines.kit import Deadlines, event

STARTED, DUE, EXPIRED = date(2026, 6, 1), date(2026, 6, 10), date(2026, 6, 11)
SUSPENDED, RESUMED = date(2026, 6, 4), date(2026, 6, 15)


def revision(stream: UUID, *entries: EventEnvelope[Any], act: int) -> EventEnvelope[CourseRevised]:
    """The entries as a revision; the first is of the first day revised."""
    told = tuple(revised_entry(Entry(each.effective_date, each.data)) for each in entries)
    data = CourseRevised(revision=1, cause=new_id(), act=told[act], since=told[0].day, entries=told)
    return EventEnvelope(
        id=new_id(),
        source="/lea/proceedings",
        type=data.type,
        stream=stream,
        version=1,
        effective_date=told[act].day,
        recorded_at=datetime(2026, 6, 12, 9, tzinfo=UTC),
        actor="test",
        correlation_id=stream,
        causation_id=stream,
        data=data,
    )


async def standings(deadlines: Deadlines) -> list[tuple[str, str, date]]:
    rows = await deadlines.pool.fetch("SELECT limit_id, standing, due FROM limit_standing ORDER BY limit_id, due")
    return [tuple(row) for row in rows]


async def test_an_expiry_is_taken_back_and_announced_again_after_the_rest(deadlines: Deadlines) -> None:
    stream = new_id()
    deadlines.clock.moment = datetime(2026, 6, 12, 9, tzinfo=UTC)
    await deadlines.observe(event(stream, "proceedings.voluntary-term-started", STARTED))
    await deadlines.timer.tick()
    await deadlines.observe(event(stream, "proceedings.compulsory-execution-started", EXPIRED))
    assert await standings(deadlines) == [("voluntary-execution", "expired", DUE)]

    late = revision(stream, event(stream, "proceedings.proceeding-suspended", SUSPENDED, until=None), act=0)
    await deadlines.observe(late)
    await deadlines.observe(late)
    assert await standings(deadlines) == [
        ("resolution-copies", "running", date(2026, 6, 5)),
        ("voluntary-execution", "suspended", DUE),
    ]
    [revised] = await deadlines.pool.fetch("SELECT effective_date, causation_id FROM event WHERE type LIKE '%revised%'")
    assert revised["effective_date"] == SUSPENDED

    deadlines.clock.moment = datetime(2026, 6, 20, 9, tzinfo=UTC)
    await deadlines.observe(event(stream, "proceedings.proceeding-resumed", RESUMED))
    await deadlines.timer.tick()
    assert ("voluntary-execution", "expired", date(2026, 6, 19)) in await standings(deadlines)
    assert [what for what in await deadlines.told() if what[1] == "voluntary-execution"] == [
        ("limit-set", "voluntary-execution", DUE),
        ("limit-expired", "voluntary-execution", DUE),
        ("limit-revised", "voluntary-execution", DUE),
        ("limit-resumed", "voluntary-execution", date(2026, 6, 19)),
        ("limit-expired", "voluntary-execution", date(2026, 6, 19)),
    ]


async def test_a_limit_met_in_time_is_no_longer_missed(deadlines: Deadlines) -> None:
    stream = new_id()
    deadlines.clock.moment = datetime(2026, 6, 12, 9, tzinfo=UTC)
    await deadlines.observe(event(stream, "proceedings.voluntary-term-started", STARTED))
    await deadlines.timer.tick()
    status = {"code": "completed-fulfilled", "reason": "complete-fulfilled", "article": "Art. 400(1) ind. 2"}
    done = event(stream, "proceedings.proceeding-completed", date(2026, 6, 5), status=status)
    await deadlines.observe(revision(stream, done, act=0))
    met = await deadlines.pool.fetchrow(
        "SELECT standing, met_in_time FROM limit_standing WHERE limit_id = 'voluntary-execution'"
    )
    assert tuple(met) == ("met", True)


async def test_an_older_hand_over_recorded_later_leaves_the_newer_executor(deadlines: Deadlines) -> None:
    stream = new_id()
    deadlines.clock.moment = datetime(2026, 6, 12, 9, tzinfo=UTC)
    older, newer = (
        event(stream, "proceedings.executor-assigned", day, executor={"id": id_, "full_name": "Kavalenka Piotr"})
        for day, id_ in ((date(2026, 6, 5), "0101-003"), (date(2026, 6, 10), "0101-002"))
    )
    await deadlines.observe(event(stream, "proceedings.proceeding-initiated", STARTED), newer)
    await deadlines.observe(revision(stream, older, newer, act=0))
    assert await _executor(deadlines, stream) == "0101-002"
    payment = event(stream, "proceedings.payment-received", date(2026, 6, 11))
    await deadlines.observe(revision(stream, payment, act=0))
    assert await _executor(deadlines, stream) == "0101-002"
    async with deadlines.pool.acquire() as connection:
        assert await limits(connection, LimitFilter(executor="0101-003")) == []
        assert await limits(connection, LimitFilter(executor="0101-002"))


async def test_a_hand_over_that_was_taken_back_gives_the_executor_before_it(deadlines: Deadlines) -> None:
    stream = new_id()
    deadlines.clock.moment = datetime(2026, 6, 12, 9, tzinfo=UTC)
    initiated = event(stream, "proceedings.proceeding-initiated", STARTED)
    handed_over = event(
        stream,
        "proceedings.executor-assigned",
        date(2026, 6, 5),
        executor={"id": "0101-002", "full_name": "Kavalenka Piotr"},
    )
    await deadlines.observe(initiated, handed_over)
    assert await _executor(deadlines, stream) == "0101-002"
    payment = event(stream, "proceedings.payment-received", date(2026, 6, 5))
    await deadlines.observe(revision(stream, payment, act=0))
    assert await _executor(deadlines, stream) == initiated.data.executor.id


async def test_a_transfer_that_was_struck_gives_the_proceeding_back_to_its_body(deadlines: Deadlines) -> None:
    stream = new_id()
    deadlines.clock.moment = datetime(2026, 6, 12, 9, tzinfo=UTC)
    other = {"id": "0201-004", "full_name": "Kavalenka Piotr"}
    taken_up, executor = (
        event(stream, f"proceedings.{type_}", date(2026, 6, 5), executor=other)
        for type_ in ("proceeding-taken-up", "executor-assigned")
    )
    await deadlines.observe(event(stream, "proceedings.proceeding-initiated", STARTED, body="0101"), taken_up, executor)
    assert await _body(deadlines, stream) == "0201"
    payment = event(stream, "proceedings.payment-received", date(2026, 6, 5))
    await deadlines.observe(revision(stream, payment, act=0))
    assert await _body(deadlines, stream) == "0101"


async def test_a_measure_recorded_late_is_suspended_by_what_was_observed_before(deadlines: Deadlines) -> None:
    stream = new_id()
    deadlines.clock.moment = datetime(2026, 6, 12, 9, tzinfo=UTC)
    await deadlines.observe(event(stream, "proceedings.proceeding-initiated", STARTED))
    await deadlines.observe(event(stream, "proceedings.proceeding-suspended", SUSPENDED, until=None))
    levy = event(stream, "proceedings.measure-added", date(2026, 6, 3), code="third-party-levy", status="adopted")
    await deadlines.observe(levy)
    assert ("third-party-levy-to-bank", "suspended", date(2026, 6, 8)) in await standings(deadlines)


async def test_a_limit_about_an_act_whose_stream_was_not_seen_from_the_start(deadlines: Deadlines) -> None:
    stream = new_id()
    deadlines.clock.moment = datetime(2026, 6, 12, 9, tzinfo=UTC)
    started = event(stream, "proceedings.voluntary-term-started", STARTED)
    await deadlines.observe(started.model_copy(update={"version": 2}))
    late = revision(stream, event(stream, "proceedings.proceeding-suspended", SUSPENDED, until=None), act=0)
    await deadlines.observe(late.model_copy(update={"version": 3}))
    assert await standings(deadlines) == [
        ("resolution-copies", "running", date(2026, 6, 5)),
        ("voluntary-execution", "suspended", DUE),
    ]
    assert await deadlines.pool.fetchval("SELECT count(*) FROM observed_event") == 0


async def _body(deadlines: Deadlines, stream: UUID) -> object:
    return await deadlines.pool.fetchval("SELECT body FROM watched_stream WHERE stream = $1", stream)


async def _executor(deadlines: Deadlines, stream: UUID) -> object:
    return await deadlines.pool.fetchval("SELECT executor FROM watched_stream WHERE stream = $1", stream)
