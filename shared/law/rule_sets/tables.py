"""The tables of the Code: lists of rows, each in a file or folder of its name."""

from shared.law.rule_sets.fields import Row
from shared.law.rule_sets.rows import (
    Actor,
    Article,
    Chapter,
    Condition,
    Decision,
    Document,
    EntryIntoForce,
    Event,
    ExecutionDocumentKind,
    ExemptProperty,
    Ground,
    ImmediateExecution,
    Measure,
    Notification,
    Rule,
    Status,
    TimeLimit,
)

TABLES: dict[str, type[Row]] = {
    model.table: model
    for model in (
        Chapter,
        Article,
        Actor,
        Decision,
        Condition,
        Event,
        TimeLimit,
        Ground,
        Measure,
        Document,
        Notification,
        ImmediateExecution,
        EntryIntoForce,
        ExecutionDocumentKind,
        ExemptProperty,
        Status,
        Rule,
    )
}
