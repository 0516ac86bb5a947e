"""Whether a consumer asks in an odd way."""

from collections.abc import Iterator
from dataclasses import dataclass

from contracts.events.edge import AlarmKind


@dataclass(frozen=True, slots=True)
class Usage:
    """How a consumer asked in a window, and how it used to ask."""

    requests: int
    refused: int
    look_ups: int
    not_found: int
    adjacent: int
    """Proceedings told about whose number comes right after that of another one."""
    usual: float | None
    """Look-ups of a window as long, on average of those before; none where there are too few of them."""


@dataclass(frozen=True, slots=True)
class Thresholds:
    """From where on something is odd."""

    least: int
    """What happens less often is never odd."""
    part: float
    """Part of all look-ups, or requests."""
    growth: float
    """Times as many as usual."""


@dataclass(frozen=True, slots=True)
class Odd:
    """Something odd."""

    kind: AlarmKind
    counted: int
    expected: int
    """What might have happened with nobody noticing."""


def odd(usage: Usage, thresholds: Thresholds) -> Iterator[Odd]:
    """What is odd about it, each kind once."""
    tried = max(usage.not_found, usage.adjacent)
    counts = [
        (AlarmKind.ENUMERATION, tried, usage.look_ups * thresholds.part),
        (AlarmKind.REFUSALS, usage.refused, usage.requests * thresholds.part),
    ]
    if usage.usual is not None:
        counts.append((AlarmKind.ODD_VOLUME, usage.look_ups, usage.usual * thresholds.growth))
    for kind, counted, borne in counts:
        expected = max(thresholds.least, int(borne))
        if counted > expected:
            yield Odd(kind, counted, expected)
