"""Deadlines on a real database: observation, standings, the timer, a new calendar."""

import json
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from contracts.commands.deadlines import PublishCalendar, RestoreLimit
from contracts.events.deadlines import CalendarDay, DayKind
from contracts.identifiers import new_id
from contracts.queries.base import QueryEnvelope
from contracts.queries.deadlines import LimitKey, Limits, ListLimits, Standing
from contracts.registry import Command
from contracts.replies import Accepted, Rejected
from infra.cli import deadlines as cli
from infra.stack.errors import StackError
from services.deadlines.application import application
from services.deadlines.queries import LimitFilter, limits
from services.deadlines.query_handler import DeadlineQueries
from services.deadlines.timer import Timer
from shared.database import Connection
from shared.failures import NotYet
from shared.law.calendar.published import CALENDAR
from shared.law.rule_sets import RuleSets
from shared.law.rule_sets.rule_set import packaged
from tests.integration.deadlines.kit import Deadlines, event


async def test_a_limit_is_set_approaches_and_expires_once(deadlines: Deadlines) -> None:
    stream = new_id()
    await deadlines.observe(event(stream, "proceedings.voluntary-term-started", date(2026, 3, 16)))
    due = date(2026, 3, 25)
    assert await deadlines.told() == [("limit-set", "voluntary-execution", due)]

    for days in range(15):
        deadlines.clock.moment = datetime(2026, 3, 16, 9, tzinfo=UTC) + timedelta(days=days)
        await deadlines.timer.tick()
    assert await deadlines.told() == [
        ("limit-set", "voluntary-execution", due),
        ("limit-approaching", "voluntary-execution", due),
        ("limit-expired", "voluntary-execution", due),
    ]
    [expired] = await deadlines.pool.fetch("SELECT effective_date FROM event WHERE type LIKE '%expired%'")
    assert expired["effective_date"] == date(2026, 3, 26)


async def test_an_event_of_tomorrow_is_observed_tomorrow(deadlines: Deadlines) -> None:
    """A machine whose clock is ahead recorded it: refused here, its limits would never be set."""
    started = event(new_id(), "proceedings.voluntary-term-started", date(2026, 3, 17))
    with pytest.raises(NotYet, match="2026-03-17 has not begun"):
        await deadlines.observe(started)
    assert await deadlines.pool.fetchval("SELECT count(*) FROM command") == 0
    deadlines.clock.advance(timedelta(days=1))
    await deadlines.observe(started)
    assert [name for name, _, _ in await deadlines.told()] == ["limit-set"]


async def test_the_same_event_twice_sets_a_limit_once(deadlines: Deadlines) -> None:
    started = event(new_id(), "proceedings.voluntary-term-started", date(2026, 3, 16))
    await deadlines.observe(started)
    await deadlines.observe(started)
    assert len(await deadlines.told()) == 1


async def test_a_new_calendar_moves_running_limits_and_names_both_dates(deadlines: Deadlines) -> None:
    running, met = new_id(), new_id()
    await deadlines.observe(
        event(running, "proceedings.voluntary-term-started", date(2026, 3, 16)),
        event(met, "intake.statement-registered", date(2026, 3, 16)),
        event(met, "intake.initiation-decided", date(2026, 3, 16)),
    )
    await deadlines.timer.tick()
    before = await deadlines.told()
    off = CalendarDay(day=date(2026, 3, 20), kind=DayKind.NON_WORKING, exchanged_with=date(2026, 3, 28))
    worked = CalendarDay(day=date(2026, 3, 28), kind=DayKind.WORKING, exchanged_with=date(2026, 3, 20))
    published = await deadlines.command(CALENDAR, PublishCalendar(version="by-2026-extra", days=(off, worked)))
    assert isinstance(published, Accepted)

    assert await deadlines.timer.tick()
    assert (await deadlines.told())[len(before) :] == [("limit-rescheduled", "voluntary-execution", date(2026, 3, 26))]
    [moved] = await deadlines.pool.fetch("SELECT data FROM event WHERE type LIKE '%rescheduled%'")
    data = json.loads(moved["data"])
    assert (data["old_due"], data["due"]) == ("2026-03-25", "2026-03-26")
    assert data["cause"] == f"calendar {data['calendar']}"
    assert not await deadlines.timer.tick(), "nothing is new any more"


async def test_years_that_become_settled_make_dates_certain(deadlines: Deadlines) -> None:
    deadlines.clock.moment = datetime(2026, 12, 29, 9, tzinfo=UTC)
    await deadlines.observe(event(new_id(), "proceedings.voluntary-term-started", date(2026, 12, 28)))
    [line] = await deadlines.pool.fetch("SELECT due, provisional FROM limit_standing")
    assert line["provisional"]

    await deadlines.command(CALENDAR, PublishCalendar(version="by-2027", settles=(2027,)))
    await deadlines.timer.tick()
    [settled] = await deadlines.pool.fetch("SELECT due, provisional FROM limit_standing")
    assert (settled["due"], settled["provisional"]) == (line["due"], False)


@pytest.mark.parametrize(
    ("data", "code", "field"),
    [
        (PublishCalendar(version="empty"), "calendar-act-inconsistent", "days"),
        (
            PublishCalendar(version="far", days=(CalendarDay(day=date(2199, 1, 1), kind=DayKind.WORKING),)),
            "calendar-act-inconsistent",
            "days",
        ),
        (RestoreLimit(occurrence=UUID(int=7), until=date(2026, 4, 1), reasons="ill"), "unknown-limit", "occurrence"),
    ],
)
async def test_bad_commands_are_refused_with_field_and_rule(
    deadlines: Deadlines, data: Command, code: str, field: str
) -> None:
    sender = "registrar:0101-003" if isinstance(data, RestoreLimit) else "operator:test"
    answer = await deadlines.command(CALENDAR, data, sender)
    assert isinstance(answer, Rejected)
    assert (answer.problems[0].code, answer.problems[0].field) == (code, field)
    assert await deadlines.pool.fetchval("SELECT count(*) FROM event") == 0


async def test_an_act_on_another_stream_than_the_calendar_is_refused(deadlines: Deadlines) -> None:
    act = PublishCalendar(version="by-2027", settles=(2027,))
    assert isinstance(await deadlines.command(CALENDAR, act), Accepted)
    answer = await deadlines.command(UUID(int=7), act)
    assert isinstance(answer, Rejected)
    assert (answer.problems[0].code, answer.problems[0].field) == ("stream-is-not-the-calendar", "stream")


def _with_nine_days() -> RuleSets:
    """The law with its voluntary term corrected from seven days to nine."""
    [contents] = packaged()
    rows = tuple(
        replace(placed, value=placed.value.model_copy(update={"amount": 9}))
        if placed.key == "voluntary-execution"
        else placed
        for placed in contents.rows
    )
    return RuleSets.of(replace(contents, rows=rows))


async def test_a_corrected_row_moves_running_limits(deadlines: Deadlines) -> None:
    await deadlines.observe(event(new_id(), "proceedings.voluntary-term-started", date(2026, 3, 16)))
    await deadlines.timer.tick()
    corrected, clock = _with_nine_days(), deadlines.clock
    timer = Timer(deadlines.pool, application(corrected, clock), corrected, clock, interval=1, quiet_period=0)
    assert await timer.tick()
    assert (await deadlines.told())[-1] == ("limit-rescheduled", "voluntary-execution", date(2026, 3, 27))


async def test_a_missed_limit_can_be_restored_and_only_a_missed_one(deadlines: Deadlines) -> None:
    stream = new_id()
    await deadlines.observe(event(stream, "proceedings.debtor-served", date(2026, 3, 16)))
    occurrence = await deadlines.pool.fetchval("SELECT occurrence FROM limit_standing")
    restore = RestoreLimit(occurrence=occurrence, until=date(2026, 5, 4), reasons="Illness of the debtor")
    early = await deadlines.command(stream, restore, "court:EC-MINSK")
    assert isinstance(early, Rejected)
    assert early.problems[0].article == "Art. 138(1)"

    deadlines.clock.moment = datetime(2026, 4, 20, 9, tzinfo=UTC)
    await deadlines.timer.tick()
    assert isinstance(await deadlines.command(stream, restore, "court:EC-MINSK"), Accepted)
    assert await deadlines.pool.fetchval("SELECT (standing, due)::text FROM limit_standing") == "(running,2026-05-04)"


async def test_a_limit_is_for_the_executor_who_has_the_proceeding(deadlines: Deadlines) -> None:
    stream, restored = new_id(), date(2026, 5, 4)
    await deadlines.observe(event(stream, "proceedings.proceeding-initiated", date(2026, 3, 16)))
    ruling = {"kind": "ruling", "dated": "2026-03-16", "author": "Court"}
    await deadlines.observe(event(stream, "proceedings.successor-named", date(2026, 3, 16), basis=ruling))
    found = await deadlines.pool.fetchrow(
        "SELECT occurrence, executor FROM limit_standing JOIN watched_stream USING (stream)"
        " WHERE limit_id = 'appeal-against-ruling'"
    )
    deadlines.clock.moment = datetime(2026, 4, 20, 9, tzinfo=UTC)
    await deadlines.timer.tick()
    restore = RestoreLimit(occurrence=found["occurrence"], until=restored, reasons="Illness of the debtor")
    other = await deadlines.command(stream, restore, "executor:0101-999")
    assert isinstance(other, Rejected)
    assert [(each.code, each.field) for each in other.problems] == [("not-the-executor", "actor")]
    appointed = {"executor": found["executor"], "substitute": "0101-999", "since": "2026-04-01", "until": "2026-04-20"}
    await deadlines.observe(event(new_id(), "proceedings.substitute-appointed", date(2026, 4, 1), **appointed))
    assert isinstance(await deadlines.command(stream, restore, "executor:0101-999"), Accepted)
    deadlines.clock.moment = datetime(2026, 5, 20, 9, tzinfo=UTC)
    await deadlines.timer.tick()
    restore = restore.model_copy(update={"until": date(2026, 6, 1)})
    assert isinstance(await deadlines.command(stream, restore, "executor:0101-999"), Rejected)
    assert isinstance(await deadlines.command(stream, restore, f"executor:{found['executor']}"), Accepted)


async def test_limits_are_listed_by_proceeding_body_and_executor(deadlines: Deadlines) -> None:
    stream = new_id()
    await deadlines.observe(
        event(stream, "proceedings.proceeding-initiated", date(2026, 3, 16)),
        event(stream, "proceedings.voluntary-term-started", date(2026, 3, 16)),
    )
    async with deadlines.pool.acquire() as connection:
        by_number = await limits(connection, LimitFilter(number="0101-2026-000123"))
        assert [line.limit for line in by_number] == ["resolution-copies", "voluntary-execution"]
        due = LimitFilter(body="0101", executor="0101-017", standing="running", due_to=date(2026, 3, 20))
        assert [line.limit for line in await limits(connection, due)] == ["resolution-copies"]
        assert await limits(connection, LimitFilter(body="0201")) == []


async def test_the_latest_limits_come_in_pages(deadlines: Deadlines) -> None:
    stream = new_id()
    await deadlines.observe(
        event(stream, "proceedings.proceeding-initiated", date(2026, 3, 16)),
        event(stream, "proceedings.voluntary-term-started", date(2026, 3, 16)),
    )
    async with deadlines.pool.acquire() as connection:
        every = await limits(connection, LimitFilter(body="0101"))
        seen, before = list[UUID](), None
        while page := await limits(connection, LimitFilter(body="0101", before=before), 1, latest=True):
            seen = [*(line.id for line in page), *seen]
            before = LimitKey(due=page[0].due, number=page[0].number, id=page[0].id)
        assert len(every) == 2
        assert seen == [line.id for line in every]
        handler = DeadlineQueries(RuleSets.load())
        for asked, shown, more in (
            (ListLimits(body="0101", limit=1, latest=True), every[1:], True),
            (ListLimits(body="0101", limit=2, latest=True), every, False),
            (ListLimits(body="0101", limit=1), every[:1], True),
        ):
            reply = await handler.answer(
                connection,
                QueryEnvelope[Any](id=new_id(), source="/lea/test", type=asked.type, actor="test", data=asked),
            )
            assert isinstance(reply, Limits)
            assert ([each.id for each in reply.limits], reply.more) == ([line.id for line in shown], more)


async def test_an_unknown_executor_is_an_error(deadlines: Deadlines) -> None:
    stream = new_id()
    await deadlines.observe(
        event(stream, "proceedings.proceeding-initiated", date(2026, 3, 16)),
        event(stream, "proceedings.voluntary-term-started", date(2026, 3, 16)),
    )
    async with deadlines.pool.acquire() as connection:
        asked = Asked(connection)
        none = date(2026, 1, 1)
        assert not (await cli.limits_of(asked, ListLimits(executor="0101-017", due_to=none))).limits
        assert not (await cli.limits_of(asked, ListLimits(due_to=none))).limits
        for unknown in (
            ListLimits(executor="0101-999"),
            ListLimits(body="0999"),
            ListLimits(number="0101-2026-999999"),
        ):
            with pytest.raises(StackError, match="No time limit was ever recorded for"):
                await cli.limits_of(asked, unknown)


async def test_a_query_names_the_limits_and_says_whether_there_are_more(deadlines: Deadlines) -> None:
    stream = new_id()
    await deadlines.observe(
        event(stream, "proceedings.proceeding-initiated", date(2026, 3, 16)),
        event(stream, "proceedings.voluntary-term-started", date(2026, 3, 16)),
    )
    async with deadlines.pool.acquire() as connection:
        first = await Asked(connection).limits(ListLimits(body="0101", limit=1))
        assert first.more
        [copies] = first.limits
        assert (copies.number, copies.limit) == ("0101-2026-000123", "resolution-copies")
        assert copies.names.ru == "Направить копии постановления сторонам"
        both = await Asked(connection).limits(ListLimits(body="0101", standing=Standing.RUNNING, limit=2))
        assert not both.more
        assert [limit.due for limit in both.limits] == sorted(limit.due for limit in both.limits)
        assert copies.id
        key = LimitKey(due=copies.due, number=copies.number, id=copies.id)
        rest = await Asked(connection).limits(ListLimits(body="0101", after=key))
        assert (copies, *rest.limits) == (await Asked(connection).limits(ListLimits(body="0101"))).limits
        assert rest.limits
        assert not any(each.explanation for each in (copies, *rest.limits))
        explained = await Asked(connection).limits(ListLimits(body="0101", explained=True))
        assert all(each.explanation and "16 March 2026" in each.explanation.en for each in explained.limits)


@dataclass(frozen=True)
class Asked:
    """Answers queries without a broker."""

    connection: Connection

    async def limits(self, asked: ListLimits) -> Limits:
        envelope = QueryEnvelope[Any](id=new_id(), source="/lea/test", type=asked.type, actor="test", data=asked)
        reply = await DeadlineQueries(RuleSets.load()).answer(self.connection, envelope)
        assert isinstance(reply, Limits)
        return reply
