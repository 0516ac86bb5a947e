"""Days are those of Minsk, three hours ahead of UTC all the year."""

from datetime import UTC, date, datetime, timedelta

from shared.clock import FixedClock, SystemClock, day_of


def test_the_day_begins_at_midnight_in_minsk() -> None:
    assert day_of(datetime(2026, 7, 31, 20, 59, 59, tzinfo=UTC)) == date(2026, 7, 31)
    assert day_of(datetime(2026, 7, 31, 21, 0, tzinfo=UTC)) == date(2026, 8, 1)
    assert day_of(datetime(2026, 1, 31, 21, 0, tzinfo=UTC)) == date(2026, 2, 1)


def test_a_fixed_clock_moves_only_when_moved() -> None:
    clock = FixedClock(datetime(2026, 2, 27, 20, 30, tzinfo=UTC))
    assert (clock.now(), clock.today()) == (clock.moment, date(2026, 2, 27))

    clock.advance(timedelta(hours=1))

    assert clock.today() == date(2026, 2, 28)


def test_the_clock_of_the_machine_is_in_utc() -> None:
    assert SystemClock().now().utcoffset() == timedelta(0)
