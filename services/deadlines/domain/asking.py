"""Acts that `deadlines` records itself: extensions, restorations, what meets a limit unseen (Art. 138, 139, 353)."""

from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import UUID

from contracts.commands.deadlines import ExtendLimit, MeetLimit, RestoreLimit
from contracts.envelope import CommandEnvelope
from contracts.events.deadlines import LimitExtended, LimitMet, LimitRestored
from contracts.events.deadlines import LimitStanding as Standing
from contracts.problems import Problem
from services.deadlines.domain.revising import reread
from services.deadlines.domain.rules import Facts, row_of, waits
from services.deadlines.domain.watch import Occurrence, Watch, after
from shared.decider import Context, Decided, Rejection
from shared.law.calendar import OutsideCalendar, WorkingCalendar
from shared.law.rule_sets import RuleSets
from shared.law.rule_sets.rows import TimeLimit
from shared.law.rule_sets.vocabulary import LimitKind
from shared.law.time_limits.rules import BACKWARD

SET_FOR_THE_CASE = frozenset({LimitKind.SET_BY_COURT, LimitKind.SET_BY_EXECUTOR})
"""Limits that a court or an executor sets, and may extend."""


def asked(watch: Watch, command: CommandEnvelope[Any], context: Context[Facts], rule_sets: RuleSets) -> Decided:
    """The act, and what else it changes: it stands on its own day. Raises Rejection.

    Made on the day of recording it is refused where the limit does not stand for it. Recorded late it is not: what it
    changes follows from its place among the other acts, so that the order of recording decides nothing.
    """
    reading, calendar, on = context.facts.reading, context.facts.calendar, command.effective_date
    late = on < context.today and reading.complete
    # What is wrong with an act by itself is reported first, whatever limit it names.
    until = on if isinstance(command.data, MeetLimit) else _working(command.data.until, calendar)
    occurrence = _known(watch, command.data.occurrence)
    act: LimitExtended | LimitRestored | LimitMet
    match command.data:
        case ExtendLimit():
            act = _extended(occurrence, command.data, until, rule_sets, late)
        case RestoreLimit():
            act = _restored(occurrence, command, until, rule_sets, late, of_a_proceeding=reading.of_a_proceeding)
        case _:
            act = _met(occurrence, command, rule_sets, late)
    if not reading.complete:
        return [act]
    changed = after(watch, act, on)
    return [act, *reread(changed, reading, rule_sets, calendar, command.id, on)]


def _extended(
    occurrence: Occurrence, command: ExtendLimit, until: date, rule_sets: RuleSets, late: bool
) -> LimitExtended:
    if occurrence.standing is not Standing.RUNNING and not late:
        raise _rejected(
            "limit-not-running", "occurrence", "only a running limit is extended", "Art. 139(1)", occurrence.standing
        )
    row = row_of(rule_sets, occurrence.ref)
    if acts := _shown(rule_sets, occurrence, row.extended_by):
        raise _rejected(
            "limit-extended-by-act",
            "occurrence",
            "the act that extends the limit is recorded with the proceeding, whose course changes by it",
            str(row.article),
            f"{row.id} is extended by {', '.join(acts)}",
        )
    if occurrence.until is not None:
        _check_that_no_act_sets(row, "Art. 139(1)")
    if row.direction in BACKWARD or row.kind not in SET_FOR_THE_CASE:
        raise _rejected(
            "limit-of-the-code",
            "occurrence",
            "only a limit that a court or an executor set is extended",
            "Art. 139(1)",
            f"{occurrence.ref.limit} is set by {occurrence.ref.article}",
        )
    if until <= occurrence.due and not late:
        raise _rejected(
            "not-later", "until", "an extension ends later than the limit", "Art. 139(1)", f"due on {occurrence.due}"
        )
    return LimitExtended(ref=occurrence.ref, old_due=occurrence.due, due=until, reasons=command.reasons)


def _check_that_no_act_sets(row: TimeLimit, article: str) -> None:
    """A last day that an act of the proceeding names is moved by another act alone: the course reads no other day."""
    if row.set_by:
        raise _rejected(
            "limit-set-by-act",
            "occurrence",
            "the act that names the last day is made anew, with another day, or corrected",
            article,
            f"{row.id} is set by {', '.join(row.set_by)}",
        )


def _check_that_no_act_restores(occurrence: Occurrence, row: TimeLimit, rule_sets: RuleSets) -> None:
    """What is late counts as done in time by the act of its proceeding alone. Statements have no such act."""
    if acts := _shown(rule_sets, occurrence, row.restored_by):
        raise _rejected(
            "limit-restored-by-act",
            "occurrence",
            "the act that restores the limit is recorded with the proceeding, whose course changes by it",
            "Art. 138(3)",
            f"{row.id} is restored by {', '.join(acts)}",
        )


def _shown(rule_sets: RuleSets, occurrence: Occurrence, names: Iterable[str]) -> list[str]:
    """Of these procedural events those that acts show."""
    shown = rule_sets.named(occurrence.ref.rule_set).shown
    return [name for name in names if name in shown]


def _restored(
    occurrence: Occurrence,
    command: CommandEnvelope[RestoreLimit],
    until: date,
    rule_sets: RuleSets,
    late: bool,
    *,
    of_a_proceeding: bool,
) -> LimitRestored:
    row = row_of(rule_sets, occurrence.ref)
    _check_that_no_act_sets(row, "Art. 138(1)")
    if not row.restored_by:
        raise _rejected(
            "limit-not-restorable",
            "occurrence",
            "a court restores the limit of a participant for an act: no term, no wait, no duty of others",
            "Art. 138(1)",
            f"nothing restores {row.id} ({row.article})",
        )
    if of_a_proceeding:
        _check_that_no_act_restores(occurrence, row, rule_sets)
    if occurrence.standing is not Standing.EXPIRED and not late:
        raise _rejected(
            "limit-not-missed", "occurrence", "only a missed limit is restored", "Art. 138(1)", occurrence.standing
        )
    if until < command.effective_date:
        detail = f"{until} < {command.effective_date}"
        raise _rejected("not-later", "until", "a restored limit lies ahead", "Art. 138(1)", detail)
    return LimitRestored(ref=occurrence.ref, due=until, reasons=command.data.reasons)


def _met(occurrence: Occurrence, command: CommandEnvelope[MeetLimit], rule_sets: RuleSets, late: bool) -> LimitMet:
    row, on = row_of(rule_sets, occurrence.ref), command.effective_date
    if not row.met_by or _shown(rule_sets, occurrence, row.met_by):
        raise _rejected(
            "limit-met-by-event",
            "occurrence",
            "the event that meets the limit is recorded where it belongs",
            str(row.article),
            f"{row.id} is met by {', '.join(row.met_by) or 'nothing'}",
        )
    if not occurrence.open and not late:
        raise _rejected("limit-closed", "occurrence", "the limit stands open", str(row.article), occurrence.standing)
    if on < occurrence.starts_on:
        raise _rejected("before-limit", "effective_date", "it is done after the limit began", str(row.article), f"{on}")
    in_time = occurrence.in_time(on, waits=waits(row))
    return LimitMet(
        ref=occurrence.ref, due=occurrence.due, in_time=in_time, met_by=command.id, basis=command.data.basis
    )


def _working(until: date, calendar: WorkingCalendar) -> date:
    """The last day named, moved to a working day (Art. 135(7))."""
    try:
        return calendar.next_working(until)
    except OutsideCalendar as error:
        raise _rejected(
            "date-outside-calendar", "until", "the working calendar knows the last day", "Art. 135(7)", str(error)
        ) from error


def _known(watch: Watch, occurrence: UUID) -> Occurrence:
    if occurrence not in watch.occurrences:
        raise _rejected("unknown-limit", "occurrence", "the limit was set", None, "no such limit in this stream")
    return watch.occurrences[occurrence]


def _rejected(code: str, field: str | None, rule: str, article: str | None, detail: str) -> Rejection:
    return Rejection(Problem(code=code, field=field, rule=rule, article=article, detail=detail))
