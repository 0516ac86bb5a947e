"""Which usage of a consumer is an anomaly."""

import pytest

from contracts.events.edge import AlarmKind
from services.edge.alarms.domain.anomalies import Anomaly, Thresholds, Usage, anomalies_in

THRESHOLDS = Thresholds(min_count=100, ratio=0.5, growth_factor=5.0)


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
def test_anomalies_of_a_window(usage: Usage, kinds: list[AlarmKind]) -> None:
    assert [anomaly.kind for anomaly in anomalies_in(usage, THRESHOLDS)] == kinds


def test_an_anomaly_has_the_number_counted_and_the_largest_tolerated() -> None:
    assert list(anomalies_in(Usage(9, 0, 1000, 700, 0, None), THRESHOLDS)) == [Anomaly(AlarmKind.ENUMERATION, 700, 500)]
