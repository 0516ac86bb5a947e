"""Service objectives: what may fail within thirty days, and the rules of Prometheus that watch how fast it is used up.

`make docs` writes `objectives.yml`. Every objective has a pair of alerts. The fast one fires when the failures of the
last hour, and still those of the last five minutes, would use up the budget of thirty days in two; the slow one when
those of the last day, and still of the last two hours, would in ten ("The Site Reliability Workbook", chapter 5).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

import yaml

RUNBOOKS = "{{ $externalURL }}/user/runbooks.md"
"""Where Prometheus itself serves the runbooks (`--web.user-assets`)."""
_HEAD = """\
# Written by `make docs` from infra/telemetry/objectives.py, which explains it.
"""


@dataclass(frozen=True)
class Objective:
    """What is promised, and the share of it that may fail."""

    name: str
    promise: str
    """The sentence an operator reads, without what may fail."""
    budget: float
    failed: str = ""
    """Rate of what failed, in the window `WINDOW`."""
    everything: str = ""
    """Rate of everything that was asked, in the same window."""
    broken: str = ""
    """Instead of both: 1 while the promise is broken, and where nobody measures it."""

    @property
    def title(self) -> str:
        """The beginning of the names of its alerts."""
        return "".join(word.capitalize() for word in self.name.split("-"))


class Pace(NamedTuple):
    """How fast a budget is used up at most, seen in a long and a short window."""

    name: str
    factor: float
    long: str
    short: str
    severity: str
    used_up: str


PACES = (
    Pace("Fast", 14.4, "1h", "5m", "critical", "two days"),
    Pace("Slow", 3, "1d", "2h", "warning", "ten days"),
)
WINDOWS = tuple(window for pace in PACES for window in (pace.short, pace.long))

OBJECTIVES = (
    Objective(
        "answers",
        "Requests of the court are answered without a fault of ours",
        0.001,
        failed='sum(rate(haproxy_frontend_http_responses_total{proxy="court",code="5xx"}[WINDOW]))',
        everything='sum(rate(haproxy_frontend_http_responses_total{proxy="court"}[WINDOW]))',
    ),
    Objective(
        "answer-time",
        "Requests of the court are answered within a quarter of a second",
        0.01,
        failed='sum(rate(lea_edge_seconds_count[WINDOW])) - sum(rate(lea_edge_seconds_bucket{le="0.25"}[WINDOW]))',
        everything="sum(rate(lea_edge_seconds_count[WINDOW]))",
    ),
    Objective(
        "freshness",
        "The answers to the court are at most fifteen seconds old",
        0.005,
        broken="max(lea_read_model_lag_seconds) > bool 15 or vector(1)",
    ),
    Objective(
        "timers",
        "An expired time limit is announced within five minutes",
        0.005,
        broken="max(lea_limit_timer_lag_seconds) > bool 300 or vector(1)",
    ),
    Objective(
        "bus",
        "An event has its effect in every service within five seconds",
        0.01,
        failed="sum(rate(lea_event_age_seconds_count[WINDOW]))"
        ' - sum(rate(lea_event_age_seconds_bucket{le="5.0"}[WINDOW]))',
        everything="sum(rate(lea_event_age_seconds_count[WINDOW]))",
    ),
    Objective(
        "desk",
        "Pages of the desk are answered without a fault of ours",
        0.005,
        failed='sum(rate(haproxy_frontend_http_responses_total{proxy="desk",code="5xx"}[WINDOW]))',
        everything='sum(rate(haproxy_frontend_http_responses_total{proxy="desk"}[WINDOW]))',
    ),
)


def rules() -> str:
    """The file of rules."""
    groups = [
        {"name": "objectives", "interval": "15s", "rules": [rule for each in OBJECTIVES for rule in _recorded(each)]},
        {"name": "budgets", "rules": [_alert(each, pace) for each in OBJECTIVES for pace in PACES]},
    ]
    return _HEAD + yaml.safe_dump({"groups": groups}, sort_keys=False, width=10_000, allow_unicode=True)


def ratio(window: str) -> str:
    """The name of the recorded share of failures in a window."""
    return f"lea:objective_failures:ratio_{window}"


BROKEN, BUDGET = "lea:objective_broken", "lea:objective_budget"


def _recorded(objective: Objective) -> Iterator[dict[str, Any]]:
    labels = {"objective": objective.name}
    yield {"record": BUDGET, "expr": f"vector({objective.budget:g})", "labels": labels}
    if objective.broken:
        yield {"record": BROKEN, "expr": objective.broken, "labels": labels}
    for window in WINDOWS:
        if objective.broken:
            share = f'avg_over_time({BROKEN}{{objective="{objective.name}"}}[{window}])'
        else:
            # Without a request there is no failure: `> 0` leaves nothing instead of zero by zero. A series of
            # failures begins with the first one.
            failed = f"({objective.failed} or vector(0))".replace("WINDOW", window)
            share = f"{failed} / ({objective.everything.replace('WINDOW', window)} > 0)"
        yield {"record": ratio(window), "expr": share, "labels": labels}


def _alert(objective: Objective, pace: Pace) -> dict[str, Any]:
    name = f"{objective.title}Burn{pace.name}"
    chosen = f'{{objective="{objective.name}"}}'
    bound = f"{pace.factor:g} * {objective.budget:g}"
    return {
        "alert": name,
        "expr": f"{ratio(pace.long)}{chosen} > {bound} and on (objective) {ratio(pace.short)}{chosen} > {bound}",
        "labels": {"severity": pace.severity, "objective": objective.name},
        "annotations": {
            "summary": f"In {pace.long}, {{{{ $value | humanizePercentage }}}} did not hold: {objective.promise}",
            "description": f"{objective.budget:.1%} may fail in thirty days; at this pace it is used up in "
            f"{pace.used_up}.",
            "runbook_url": f"{RUNBOOKS}#{name.lower()}",
        },
    }
