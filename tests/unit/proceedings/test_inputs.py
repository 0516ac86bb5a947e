"""New inputs are adopted with the next command; a stream that diverged takes none; revisions of a day are bounded."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from contracts.events import proceedings as events
from services.proceedings.domain.inputs import inputs_of
from services.proceedings.domain.rules import name_of
from shared.decider import BoundReached, Recorded, Rejection, StreamDiverged
from shared.law.calendar import WorkingCalendar, belarus
from shared.law.calendar.acts import Act, transfer
from shared.law.version import tables_version
from tests.unit.proceedings.harness import Fields, Life, life

INITIATED_ON, TODAY = date(2026, 6, 1), date(2026, 6, 15)
COPIES: Fields = {"command": "send-resolution-copies", "day": TODAY, "recipients": ["debtor"]}
EXPIRED: Fields = {"command": "start-compulsory-execution", "day": TODAY, "actor": "policy:voluntary-term"}


def moved_day() -> WorkingCalendar:
    """A Friday of the voluntary term is worked on a Saturday after it."""
    act = Act(adopted=date(2026, 5, 20), number="1")
    return belarus().with_overrides([transfer(act, "by-2026-2", [], [(date(2026, 6, 5), date(2026, 6, 20))])])


def expired(**case: Any) -> Life:
    """A proceeding whose voluntary term ran out, which was published."""
    proceeding = life({"initiated_on": INITIATED_ON, **case})
    proceeding.carry_out({"command": "record-service", "day": INITIATED_ON, "method": "handed-over"})
    assert _names(proceeding.carry_out(EXPIRED)) == ["compulsory-execution-started"]
    return proceeding


def with_calendar(proceeding: Life, calendar: WorkingCalendar) -> Life:
    proceeding.case = {**proceeding.case, "facts": {"calendar": calendar}}
    return proceeding


def altered(proceeding: Life) -> Life:
    """The same stream, as if compulsory execution had been published for another day."""
    assert proceeding.state is not None
    *others, last = proceeding.state.published["status"]
    status = (*others, last._replace(day=date(2026, 6, 12)))
    proceeding.state = replace(proceeding.state, published={**proceeding.state.published, "status": status})
    return proceeding


def _names(recorded: list[Recorded]) -> list[str]:
    return [name_of(each.data.type) for each in recorded]


@pytest.mark.parametrize("command", [COPIES, EXPIRED], ids=lambda command: command["command"])
def test_a_new_calendar_is_adopted_before_the_act_of_the_next_command(command: Fields) -> None:
    proceeding = with_calendar(expired(), moved_day())
    revision, *others = proceeding.carry_out(command)
    assert _names(others) == (["resolution-copies-sent"] if command is COPIES else [])
    assert isinstance(revision.data, events.CourseRevised)
    assert (revision.data.act, revision.data.inputs) == (None, inputs_of(moved_day()))
    assert (revision.effective_date, revision.data.since) == (TODAY, date(2026, 6, 11))
    assert [entry.day for entry in revision.data.entries] == [date(2026, 6, 12)]
    assert _names(proceeding.carry_out(COPIES)) == ["resolution-copies-sent"]


def test_an_act_that_is_refused_adopts_nothing() -> None:
    proceeding = with_calendar(expired(), moved_day())
    with pytest.raises(Rejection):
        proceeding.carry_out({**COPIES, "resolution": "nothing"})
    assert proceeding.state is not None
    assert (proceeding.state.revision, proceeding.state.inputs) == (0, inputs_of(belarus()))


@pytest.mark.parametrize("command", [COPIES, EXPIRED], ids=lambda command: command["command"])
def test_a_difference_without_new_inputs_stops_the_stream(command: Fields) -> None:
    proceeding = altered(expired())
    with pytest.raises(StreamDiverged, match=tables_version()):
        proceeding.carry_out(command)


def test_what_is_missing_of_a_day_already_published_stops_the_stream() -> None:
    proceeding = expired()
    assert proceeding.state is not None
    proceeding.carry_out(COPIES)
    published = {track: items for track, items in proceeding.state.published.items() if track != "service"}
    proceeding.state = replace(proceeding.state, published=published)
    with pytest.raises(StreamDiverged):
        proceeding.carry_out(COPIES)


def test_what_time_alone_adds_is_no_difference() -> None:
    proceeding = life({"initiated_on": INITIATED_ON})
    proceeding.carry_out({"command": "record-service", "day": INITIATED_ON, "method": "handed-over"})
    assert _names(proceeding.carry_out(COPIES)) == ["compulsory-execution-started", "resolution-copies-sent"]


def test_a_course_is_revised_so_often_on_a_day() -> None:
    proceeding = expired(facts={"revisions_per_day": 2})
    grounds = {8: "suspend-must-release-claim", 5: "suspend-must-insolvency-case", 4: "suspend-must-other-law"}
    first, second, third = (
        {"command": "suspend-proceeding", "day": date(2026, 6, day), "ground": ground}
        for day, ground in grounds.items()
    )
    for late in (first, second):
        assert _names(proceeding.carry_out(late, TODAY)) == ["course-revised"]
    with pytest.raises(BoundReached) as refused:
        proceeding.carry_out(third, TODAY)
    assert [(problem.code, problem.field) for problem in refused.value.problems] == [("too-many-revisions", "stream")]
    # What revises nothing, and the next day, are open.
    assert _names(proceeding.carry_out(COPIES)) == ["resolution-copies-sent"]
    assert _names(proceeding.carry_out(third, date(2026, 6, 16))) == ["course-revised"]


def test_inputs_name_code_tables_and_calendar() -> None:
    engine, tables, calendar = inputs_of(belarus()).split()
    assert engine.startswith("engine-")
    assert (tables, calendar) == (tables_version(), belarus().version)
    assert inputs_of(moved_day()) != inputs_of(belarus())
