"""Which usage of a consumer is unusual."""

from collections.abc import Iterator
from dataclasses import dataclass

from contracts.events.edge import AlarmKind


@dataclass(frozen=True, slots=True)
class Usage:
    """What a consumer asked in a window, and what it usually asks."""

    requests: int
    refused: int
    look_ups: int
    not_found: int
    adjacent: int
    """Proceedings in answers whose number directly follows that of another one."""
    usual: float | None
    """Average number of look-ups in a window of the same length before; none where there are too few of them."""


@dataclass(frozen=True, slots=True)
class Thresholds:
    """From when on usage is an anomaly."""

    min_count: int
    """Smaller numbers are never an anomaly."""
    ratio: float
    """Part of all look-ups, or requests."""
    growth_factor: float
    """Times the usual number of look-ups."""


@dataclass(frozen=True, slots=True)
class Anomaly:
    """Unusual usage."""

    kind: AlarmKind
    counted: int
    expected: int
    """The largest number that would not have been an anomaly."""


def anomalies_in(usage: Usage, thresholds: Thresholds) -> Iterator[Anomaly]:
    """The anomalies of a window, each kind once."""
    guessed = max(usage.not_found, usage.adjacent)
    counts = [
        (AlarmKind.ENUMERATION, guessed, usage.look_ups * thresholds.ratio),
        (AlarmKind.REFUSALS, usage.refused, usage.requests * thresholds.ratio),
    ]
    if usage.usual is not None:
        counts.append((AlarmKind.ODD_VOLUME, usage.look_ups, usage.usual * thresholds.growth_factor))
    for kind, counted, tolerated in counts:
        expected = max(thresholds.min_count, int(tolerated))
        if counted > expected:
            yield Anomaly(kind, counted, expected)
