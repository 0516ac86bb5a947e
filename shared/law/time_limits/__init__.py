"""Time limits: the arithmetic of Articles 134-139, explained, and their recalculation in bulk."""

from shared.law.time_limits.arithmetic import due_date
from shared.law.time_limits.columns import History, Limits, Running
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
from shared.law.time_limits.recalculation import Recalculation, recalculate
from shared.law.time_limits.rules import Direction, Limit, NotComputable, Rule, Unit
from shared.law.time_limits.timeliness import Deadline, Manner, deadline, in_time
from shared.law.time_limits.wording import sentence, step_in_words

__all__ = [
    "Computation",
    "Deadline",
    "Direction",
    "Entry",
    "Extended",
    "History",
    "HistoryError",
    "Interrupted",
    "Limit",
    "Limits",
    "Manner",
    "NotComputable",
    "Recalculation",
    "Rest",
    "RestUnit",
    "Restarted",
    "Restored",
    "Resumed",
    "Rule",
    "Running",
    "Step",
    "StepKind",
    "Suspended",
    "Unit",
    "compute",
    "deadline",
    "due_date",
    "in_time",
    "recalculate",
    "sentence",
    "step_in_words",
]
