"""What is odd about the way a consumer asks, and what is not."""

import pytest

from contracts.events.edge import AlarmKind
from services.edge.alarms.domain.anomalies import Odd, Thresholds, Usage, odd

THRESHOLDS = Thresholds(least=100, part=0.5, growth=5.0)


@pytest.mark.parametrize(
    ("usage", "kinds"),
    [
        (Usage(1000, 0, 1000, 200, 10, None), []),
        (Usage(1000, 0, 1000, 501, 10, None), [AlarmKind.ENUMERATION]),
        (Usage(1000, 0, 1000, 10, 501, None), [AlarmKind.ENUMERATION]),
        (Usage(100, 0, 100, 100, 0, None), []),
        (Usage(101, 0, 101, 101, 0, None), [AlarmKind.ENUMERATION]),
        (Usage(1000, 501, 499, 0, 0, None), [AlarmKind.REFUSALS]),
        (Usage(1000, 500, 500, 0, 0, None), []),
        (Usage(1000, 0, 5000, 0, 0, 1000.0), []),
        (Usage(1000, 0, 5001, 0, 0, 1000.0), [AlarmKind.ODD_VOLUME]),
        (Usage(90, 0, 90, 0, 0, 0.0), []),
        (Usage(101, 0, 101, 0, 0, 0.0), [AlarmKind.ODD_VOLUME]),
        (Usage(900, 600, 1000, 900, 0, 10.0), [AlarmKind.ENUMERATION, AlarmKind.REFUSALS, AlarmKind.ODD_VOLUME]),
    ],
)
def test_what_is_odd(usage: Usage, kinds: list[AlarmKind]) -> None:
    assert [each.kind for each in odd(usage, THRESHOLDS)] == kinds


def test_an_alarm_says_what_was_counted_and_what_would_have_been_borne() -> None:
    assert list(odd(Usage(9, 0, 1000, 700, 0, None), THRESHOLDS)) == [Odd(AlarmKind.ENUMERATION, 700, 500)]
