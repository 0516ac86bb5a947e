"""The presentation limit of an execution document (Art. 337-340)."""

from datetime import date, timedelta

from contracts.documents import ExecutionDocument
from contracts.events.intake import PresentationLimit
from contracts.problems import Problem
from shared.decider import Rejection
from shared.law.calendar import OutsideCalendar, WorkingCalendar
from shared.law.rule_sets import RuleSet
from shared.law.time_limits import (
    Entry,
    HistoryError,
    Interrupted,
    Restarted,
    Restored,
    Resumed,
    Suspended,
    compute,
)

FROM_LEGAL_FORCE = "presentation-from-legal-force"
FROM_END_OF_DELAY = "presentation-from-end-of-delay"


def presentation_limit(
    document: ExecutionDocument, presented_on: date, rule_set: RuleSet, calendar: WorkingCalendar
) -> PresentationLimit:
    """Whether the document was presented in time, and until when it could be.

    Raises Rejection where the dates of the document contradict each other or leave the working calendar.
    """
    start = document.delay_ended_on or document.in_force_on
    limit = rule_set.limit(FROM_END_OF_DELAY if document.delay_ended_on else FROM_LEGAL_FORCE)
    try:
        computation = compute(limit, start, calendar, _history(document, start))
    except (OutsideCalendar, OverflowError) as error:
        raise Rejection(
            Problem(
                code="date-outside-calendar",
                field="document",
                rule="the limit runs within the years of the working calendar",
                article=str(limit.article),
                detail=str(error),
            )
        ) from error
    except HistoryError as error:
        raise Rejection(
            Problem(
                code="document-history-contradictory",
                field="document",
                rule="suspensions, presentations and restoration of the limit follow each other",
                article="Art. 339(1)",
                detail=str(error),
            )
        ) from error
    return PresentationLimit(
        limit=limit.id,
        article=str(limit.article),
        rule_set=rule_set.id,
        start=start,
        due=computation.due,
        provisional=computation.provisional,
        presented_on=presented_on,
        in_time=computation.due is None or presented_on <= computation.due,
    )


def _history(document: ExecutionDocument, start: date) -> list[Entry]:
    """What moved the limit after it began, in order."""
    entries: list[Entry] = []
    for period in document.suspensions:  # Art. 337(2)
        entries.append(Suspended(on=period.since))
        if period.until is not None:
            entries.append(Resumed(on=period.until + timedelta(days=1)))
    for interruption in document.interruptions:  # Art. 339
        entries.append(Interrupted(on=interruption.presented_on))
        if interruption.returned_on is not None:
            entries.append(Restarted(on=interruption.returned_on))
    if document.restored_on is not None:  # Art. 337(1), 340
        entries.append(Restored(on=document.restored_on))
    return sorted((entry for entry in entries if entry.on >= start), key=lambda entry: entry.on)
