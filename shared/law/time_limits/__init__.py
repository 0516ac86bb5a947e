"""Time limits: the arithmetic of Articles 134-139, explained.

Their recalculation in bulk (`recalculation`, `columns`) is imported by its module: only it needs numpy.
"""

from shared.law.time_limits.arithmetic import due_date
from shared.law.time_limits.computation import Computation, Rest, RestUnit, Step, StepKind
from shared.law.time_limits.explanation import compute
from shared.law.time_limits.history import (
    Entry,
    Extended,
    HistoryError,
    Interrupted,
    Restarted,
    Restored,
    Resumed,
    Suspended,
)
from shared.law.time_limits.rules import Direction, Limit, NotComputable, Rule, Unit
from shared.law.time_limits.timeliness import Deadline, Manner, deadline, in_time
from shared.law.time_limits.wording import sentence, step_in_words

__all__ = [
    "Computation",
    "Deadline",
    "Direction",
    "Entry",
    "Extended",
    "HistoryError",
    "Interrupted",
    "Limit",
    "Manner",
    "NotComputable",
    "Rest",
    "RestUnit",
    "Restarted",
    "Restored",
    "Resumed",
    "Rule",
    "Step",
    "StepKind",
    "Suspended",
    "Unit",
    "compute",
    "deadline",
    "due_date",
    "in_time",
    "sentence",
    "step_in_words",
]
