"""What must hold for every time limit, whatever its rule, its start and its history."""

from collections.abc import Sequence
from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from shared.law.calendar import CalendarAct, OutsideCalendar, belarus
from shared.law.names import LANGUAGES
from shared.law.time_limits import (
    Direction,
    Entry,
    Extended,
    Interrupted,
    Limit,
    Restarted,
    Restored,
    Resumed,
    Suspended,
    Unit,
    compute,
    due_date,
    sentence,
    step_in_words,
)
from shared.law.time_limits.columns import Limits, Running
from shared.law.time_limits.recalculation import recalculate

CALENDAR = belarus()
NEW_CALENDAR = CALENDAR.with_overrides(
    [
        CalendarAct.model_validate(
            {
                "version": "2027-1",
                "act": {},
                "settles": [2027],
                "days": [
                    {"date": "2027-01-08", "kind": "non_working", "exchanged_with": "2027-01-16"},
                    {"date": "2027-01-16", "kind": "working", "exchanged_with": "2027-01-08"},
                    {"date": "2026-12-28", "kind": "non_working"},
                ],
            }
        )
    ]
)
MEASURED = (Unit.WORKING_DAYS, Unit.MONTHS, Unit.YEARS)

days = st.dates(date(2024, 1, 1), date(2028, 12, 31))


@st.composite
def limits(draw: st.DrawFn, directions: Sequence[Direction] = tuple(Direction)) -> Limit:
    unit = draw(st.sampled_from(Unit))
    amount = draw(st.integers(1, {Unit.WORKING_DAYS: 40, Unit.MONTHS: 14}.get(unit, 3)))
    return Limit(
        id="drawn",
        article="Art. 134(1)",
        amount=amount if unit in MEASURED else None,
        unit=unit,
        direction=draw(st.sampled_from(directions)),
    )


@st.composite
def histories(draw: st.DrawFn, rule: Limit, start: date) -> list[Entry]:
    """Entries that can have happened one after another."""
    backward = rule.direction in {Direction.BEFORE, Direction.NOT_EARLIER_THAN_BEFORE}
    entries: list[Entry] = []
    suspended = interrupted = False
    on = start
    for gap in draw(st.lists(st.integers(0, 90), max_size=6)):
        on += timedelta(days=gap)
        choices: list[Entry] = [Resumed(on=on) if suspended else Suspended(on=on)]
        if interrupted:
            choices.append(Restarted(on=on))
        elif not backward:
            until = on + timedelta(days=draw(st.integers(0, 60)))
            unit = draw(st.sampled_from(MEASURED))
            amount = draw(st.integers(1, 2 if unit is Unit.YEARS else 12))  # six extensions end within the calendar
            choices += [Interrupted(on=on), Extended(on=on, until=until), Restored(on=on), Restored(on=on, until=until)]
            choices.append(Extended(on=on, amount=amount, unit=unit))
        entry = draw(st.sampled_from(choices))
        suspended = isinstance(entry, Suspended) or (suspended and not isinstance(entry, Resumed))
        interrupted = isinstance(entry, Interrupted) or (interrupted and not isinstance(entry, Restarted))
        entries.append(entry)
    return entries


@st.composite
def running(draw: st.DrawFn) -> Running:
    rule, start = draw(limits()), draw(days)
    return Running(rule, start, draw(histories(rule, start)))


@given(limits(), days, st.integers(0, 400))
def test_a_later_event_never_gives_an_earlier_date(rule: Limit, start: date, gap: int) -> None:
    earlier, later = (due_date(rule, day, CALENDAR) for day in (start, start + timedelta(days=gap)))
    assert earlier is not None
    assert later is not None
    assert earlier <= later


@given(limits((Direction.AFTER, Direction.NOT_EARLIER_THAN)), days, st.integers(0, 300), st.integers(0, 300))
def test_suspension_never_shortens(rule: Limit, start: date, after: int, pause: int) -> None:
    suspended = start + timedelta(days=after)
    history = (Suspended(on=suspended), Resumed(on=suspended + timedelta(days=pause)))
    plain, paused = due_date(rule, start, CALENDAR), due_date(rule, start, CALENDAR, history)
    assert plain is not None
    assert paused is not None
    assert plain <= paused


@given(limits((Direction.AFTER,)), days, days, st.integers(0, 90))
def test_extension_and_restoration_never_shorten(rule: Limit, start: date, on: date, days_more: int) -> None:
    on = max(start, on)
    plain = due_date(rule, start, CALENDAR)
    assert plain is not None
    for entry in (Extended(on=on, until=on + timedelta(days=days_more)), Restored(on=on)):
        prolonged = due_date(rule, start, CALENDAR, (entry,))
        assert prolonged is not None
        assert plain <= prolonged


@given(limits((Direction.AFTER, Direction.NOT_EARLIER_THAN)), days, st.data())
def test_the_date_is_a_working_day_after_the_event(rule: Limit, start: date, data: st.DataObject) -> None:
    due = due_date(rule, start, CALENDAR, data.draw(histories(rule, start)))
    if due is not None:
        assert due >= start
        assert rule.unit in {Unit.IMMEDIATE, Unit.STATED} or CALENDAR.is_working(due)


@given(running())
def test_the_explanation_leads_to_the_same_date(limit: Running) -> None:
    computed = compute(limit.rule, limit.start, CALENDAR, limit.history)
    assert computed.due == due_date(limit.rule, limit.start, CALENDAR, limit.history)
    for language in LANGUAGES:
        assert sentence(computed, language).endswith(".")
        assert all(step_in_words(step, language) for step in computed.steps)


@given(st.integers(1, 60), days)
def test_every_day_is_counted_or_named_as_skipped(amount: int, start: date) -> None:
    rule = Limit(id="drawn", article="Art. 134(3)", amount=amount, unit=Unit.WORKING_DAYS)
    computed = compute(rule, start, CALENDAR)
    skipped = [step.date for step in computed.steps if step.kind == "skipped"]
    assert computed.due is not None
    assert (computed.due - start).days == amount + len(skipped)
    assert not any(CALENDAR.is_working(day) for day in skipped)


EXTENDED_WHILE_SUSPENDED = Running(
    Limit(id="drawn", article="Art. 135(2)", amount=None, unit=Unit.IMMEDIATE),
    date(2024, 1, 1),
    (
        Suspended(on=date(2024, 1, 1)),
        Extended(on=date(2024, 1, 1), until=date(2024, 1, 2)),
        Resumed(on=date(2024, 1, 2)),
    ),
)


@given(st.lists(running(), min_size=1, max_size=40))
@example([EXTENDED_WHILE_SUSPENDED])
@settings(max_examples=150, deadline=None)
def test_recalculation_equals_one_by_one(together: list[Running]) -> None:
    before = [limit._replace(due=due_date(limit.rule, limit.start, CALENDAR, limit.history)) for limit in together]
    columns = Limits.of(before)
    recalculated = recalculate(columns, NEW_CALENDAR)
    singly = [compute(limit.rule, limit.start, NEW_CALENDAR, limit.history) for limit in together]

    assert recalculated.due.tolist() == [computed.due for computed in singly]
    assert recalculated.provisional.tolist() == [computed.provisional for computed in singly]
    differing = [i for i, (old, new) in enumerate(zip(before, singly, strict=True)) if old.due != new.due]
    assert recalculated.changed.tolist() == differing
    assert [change[0] for change in recalculated.differences(columns)] == differing


def test_recalculation_under_the_same_calendar_changes_nothing() -> None:
    rule = Limit(id="x", article="Art. 357(1)", amount=7, unit=Unit.WORKING_DAYS)
    starts = [date(2026, 1, 1) + timedelta(days=n) for n in range(365)]
    columns = Limits.of(Running(rule, start, (), due_date(rule, start, CALENDAR)) for start in starts)
    assert recalculate(columns, CALENDAR).changed.size == 0


def test_recalculation_of_nothing() -> None:
    assert recalculate(Limits.of([]), CALENDAR).due.tolist() == []


def test_recalculation_outside_of_the_calendar_is_refused() -> None:
    rule = Limit(id="x", article="Art. 357(1)", amount=7, unit=Unit.WORKING_DAYS)
    for start in (date(1999, 6, 1), date(2050, 12, 30), date(2060, 1, 1)):
        columns = Limits.of([Running(rule, start)])
        with pytest.raises(OutsideCalendar):
            recalculate(columns, CALENDAR)


def test_recalculation_takes_columns_without_due_dates() -> None:
    rule = Limit(id="x", article="Art. 357(1)", amount=7, unit=Unit.WORKING_DAYS)
    result = recalculate(Limits.of([Running(rule, date(2026, 4, 15))]), CALENDAR)
    assert result.due == np.array(["2026-04-27"], dtype="datetime64[D]")
    assert result.changed.tolist() == [0]
