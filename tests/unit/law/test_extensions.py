"""Extensions of limits in months and years: in its own unit a limit becomes longer, whatever happened to it before."""

from datetime import date, timedelta

from hypothesis import assume, given
from hypothesis import strategies as st

from shared.law.calendar import belarus
from shared.law.time_limits import Entry, Extended, Limit, Resumed, Suspended, Unit, compute, due_date
from shared.law.time_limits.arithmetic import add_months, in_months

CALENDAR = belarus()
days = st.dates(date(2024, 1, 1), date(2028, 12, 31))
lengths = st.integers(1, 4)  # three extensions in years end within the calendar
units = st.sampled_from([Unit.MONTHS, Unit.YEARS])


def limit(amount: int, unit: Unit) -> Limit:
    return Limit(id="drawn", article="Art. 134(1)", amount=amount, unit=unit)


def extended(on: date, amount: int, unit: Unit) -> Extended:
    return Extended.model_validate({"on": on, "amount": amount, "unit": unit})


@given(lengths, st.lists(lengths, min_size=1, max_size=3), units, days)
def test_extensions_add_to_the_length(amount: int, more: list[int], unit: Unit, start: date) -> None:
    history = [extended(start, each, unit) for each in more]
    assert due_date(limit(amount, unit), start, CALENDAR, history) == due_date(
        limit(amount + sum(more), unit), start, CALENDAR
    )


@given(lengths, lengths, units, days, st.integers(0, 200), st.integers(0, 60), st.booleans())
def test_a_suspension_moves_the_longer_limit_as_it_would_have_moved_it_from_the_start(
    amount: int, more: int, unit: Unit, start: date, after: int, pause: int, first: bool
) -> None:
    since = start + timedelta(days=after)
    assume(since <= add_months(start, in_months(amount, unit)))  # before the shorter limit is over
    resumed = since + timedelta(days=pause)
    suspension: list[Entry] = [Suspended(on=since), Resumed(on=resumed)]
    extension = extended(since if first else resumed, more, unit)
    history = [extension, *suspension] if first else [*suspension, extension]
    assert due_date(limit(amount, unit), start, CALENDAR, history) == due_date(
        limit(amount + more, unit), start, CALENDAR, suspension
    )


@given(st.sampled_from([(Unit.MONTHS, Unit.YEARS), (Unit.YEARS, Unit.MONTHS)]), lengths, lengths, days)
def test_an_extension_in_another_unit_runs_on_from_the_last_day(
    pair: tuple[Unit, Unit], amount: int, more: int, start: date
) -> None:
    own, other = pair
    end = add_months(start, in_months(amount, own))
    history = [extended(start, more, other)]
    expected = CALENDAR.next_working(add_months(end, in_months(more, other)))
    assert due_date(limit(amount, own), start, CALENDAR, history) == expected


def test_the_explanation_says_that_the_month_has_no_such_day() -> None:
    computed = compute(
        limit(1, Unit.MONTHS), date(2025, 12, 31), CALENDAR, [extended(date(2026, 1, 20), 1, Unit.MONTHS)]
    )
    assert [
        (step.kind, step.date) for step in computed.steps if step.kind in {"extended", "short_month", "rolled"}
    ] == [
        ("extended", date(2026, 1, 20)),
        ("short_month", date(2026, 2, 28)),
        ("rolled", date(2026, 2, 28)),
    ]
