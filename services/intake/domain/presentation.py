"""The presentation limit of an execution document (Art. 337-340)."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta

from contracts.documents import Claim, ExecutionDocument, InterruptionKind, PresentationInterruption
from contracts.events.intake import KnownReturn, PaymentLimit, PresentationLimit
from contracts.values import Period
from services.intake.domain import refusals as refused
from services.intake.domain.periodic import limit_of_payment, listed
from shared.law.calendar import OutsideCalendar, WorkingCalendar
from shared.law.rule_sets import RuleSet
from shared.law.rule_sets.rows import TimeLimit
from shared.law.time_limits import (
    Computation,
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
_ONE_DAY = timedelta(days=1)


class EarlierPresentation(PresentationInterruption):
    """An earlier presentation, and what it shows of the limit of the document."""

    kept: bool
    """It shows that the limit was kept, though the day that is known of it may lie after the last one."""


def presentation_limit(
    document: ExecutionDocument,
    presented_on: date,
    rule_set: RuleSet,
    calendar: WorkingCalendar,
    start: date | None = None,
) -> PresentationLimit:
    """Whether the document was presented in time, and until when it could be, where its limit began on `start`.

    Without it the limit began with legal force, when a delay ended after it, or as the kind of the document says. A
    court order that names no day of legal force is not late: when its limit began is not known.

    Raises Rejection where the dates of the document contradict each other or leave the working calendar.
    """
    limit, began = _beginning(document, rule_set)
    computed = presentation_computation(document, rule_set, calendar, start)
    start, due = start or began, computed.due if computed else None
    return PresentationLimit(
        limit=limit.id,
        article=str(limit.article),
        rule_set=rule_set.id,
        start=start,
        due=due,
        provisional=computed.provisional if computed else False,
        presented_on=presented_on,
        in_time=due is None or presented_on <= due,
    )


def presentation_computation(
    document: ExecutionDocument, rule_set: RuleSet, calendar: WorkingCalendar, start: date | None = None
) -> Computation | None:
    """The presentation limit with every step; None where it is not known when it began.

    Raises Rejection.
    """
    limit, began = _beginning(document, rule_set)
    if not _is_known(document, rule_set):
        return None
    initiated_in_time = (
        start is None
    )  # of a single payment the initiation may have left out what was late (Art. 337(3))
    start = start or began
    try:
        return compute(limit, start, calendar, _history(document, start, initiated_in_time=initiated_in_time))
    except (OutsideCalendar, OverflowError) as error:
        raise refused.reject(refused.OUTSIDE_CALENDAR, str(error), article=str(limit.article)) from error
    except HistoryError as error:
        raise refused.reject(refused.HISTORY_CONTRADICTORY, str(error)) from error


def limit_that_runs(document: ExecutionDocument, rule_set: RuleSet) -> TimeLimit:
    """The row of the presentation limit (Art. 337(1))."""
    return _beginning(document, rule_set)[0]


def _beginning(document: ExecutionDocument, rule_set: RuleSet) -> tuple[TimeLimit, date]:
    """The limit that runs, and the day of the event that it runs from (Art. 337(1)).

    A delay that ended before legal force moved nothing: until that day the document could not be presented at all.
    """
    delay, in_force = document.delay_ended_on, _in_force_on(document, rule_set)
    if delay is not None and delay >= in_force:
        return rule_set.limit(FROM_END_OF_DELAY), delay
    return rule_set.limit(FROM_LEGAL_FORCE), in_force


def _in_force_on(document: ExecutionDocument, rule_set: RuleSet) -> date:
    """The day of legal force, or what stands for it in a document of a kind that need not state one."""
    if document.legal_force_not_stated and (row := rule_set.intake.presentation.starts.get(document.kind)):
        return document.issued_on if row.day == "issued_on" else document.decided_on
    return document.in_force_on


def _is_known(document: ExecutionDocument, rule_set: RuleSet) -> bool:
    """Whether it is known when the limit began."""
    stated = document.delay_ended_on or not document.legal_force_not_stated
    return bool(stated) or document.kind in rule_set.intake.presentation.starts


def with_payments(
    limit: PresentationLimit,
    document: ExecutionDocument,
    claims: Iterable[Claim],
    rule_set: RuleSet,
    calendar: WorkingCalendar,
) -> PresentationLimit:
    """The limit with that of each listed periodic payment, which begins when the payment is due (Art. 337(3)).

    What was due before the judgment was in force can be presented from that day only. Raises Rejection.
    """
    if not _is_known(document, rule_set):
        return limit  # when it began is not known of any payment either
    payments: list[PaymentLimit] = []
    for claim, payment in listed(claims):
        start = max(payment.due_on, limit.start)
        if start > limit.presented_on:
            found = limit.model_copy(update={"due": None, "in_time": True})
        else:
            found = presentation_limit(document, limit.presented_on, rule_set, calendar, start)
        payments.append(limit_of_payment(claim, payment, found))
    return limit.model_copy(update={"payments": tuple(payments)}) if payments else limit


def not_begun(limit: PresentationLimit, rule_set: RuleSet) -> PresentationLimit:
    """The limit while execution is delayed until an event: it runs from that (Art. 337(1)), so nothing is late."""
    row, open_ = rule_set.limit(FROM_END_OF_DELAY), {"due": None, "in_time": True, "provisional": False}
    payments = tuple(each.model_copy(update={"due": None, "in_time": True}) for each in limit.payments or ())
    stated = {"limit": row.id, "article": str(row.article), "payments": payments or None}
    return limit.model_copy(update={**open_, **stated})


def with_known_returns(
    interruptions: Iterable[PresentationInterruption], returns: Iterable[KnownReturn], *, periodic: bool = False
) -> tuple[EarlierPresentation, ...]:
    """The presentations of a document: those it tells of, and the proceedings that the system itself returned it from.

    A document lies in one place at a time: a proceeding it tells of that overlaps a known one is that one, on the days
    the system knows (Art. 339). Only what was received in time is initiated, within three days or after an annulled
    refusal (Art. 337(4), 356): the day that the notice on the document bears may lie after the limit, which was kept
    all the same. With `periodic` claims it may have been that of some payments alone (Art. 337(3)).
    """
    known = [
        EarlierPresentation(
            kind=InterruptionKind.PROCEEDING_INITIATED,
            presented_on=min(each.received_on or each.initiated_on or each.returned_on, each.returned_on),
            returned_on=each.returned_on,
            kept=not periodic if each.in_time is None else each.in_time,
        )
        for each in returns
    ]
    told = (
        EarlierPresentation(
            kept=each.kind is InterruptionKind.PROCEEDING_INITIATED and not periodic,
            **dict(each),
        )
        for each in interruptions
        if not any(same_execution(each, other) for other in known)
    )
    return tuple(sorted([*known, *told], key=lambda each: (each.presented_on, each.returned_on or date.max)))


def same_execution(told: PresentationInterruption, known: PresentationInterruption) -> bool:
    """Whether both are the same proceeding: they end on one day, or overlap."""
    if told.kind is not known.kind:
        return False
    ends = told.returned_on or date.max, known.returned_on or date.max
    return ends[0] == ends[1] or (told.presented_on < ends[1] and known.presented_on < ends[0])


def days_of(interruptions: Sequence[PresentationInterruption], field: str) -> dict[str, date | None]:
    """The days that earlier presentations tell of, by the path of their field."""
    return {
        f"{field}.{place}.{name}": day
        for place, each in enumerate(interruptions)
        for name, day in (("presented_on", each.presented_on), ("returned_on", each.returned_on))
    }


def overlapping(periods: Sequence[Period]) -> bool:
    """Whether a paper tells of suspensions that overlap."""
    return len(_united(periods)) < len(periods)


def _history(document: ExecutionDocument, start: date, *, initiated_in_time: bool) -> list[Entry]:
    """What moved the limit after it began, in order; what lasted when it began moves it from there on."""
    entries: list[Entry] = []
    for period in _united((*document.suspensions, *(document.limitation_suspensions or ()))):
        if period.until is None or period.until >= start:
            article = "Art. 337(2)" if overlapping((period, *document.suspensions)) else "Art. 338(1)"
            entries.append(Suspended(on=max(period.since, start), article=article))
            entries += [Resumed(on=period.until + _ONE_DAY, article=article)] if period.until else []
    for each in document.interruptions:  # Art. 339
        if each.returned_on is None or each.returned_on >= start:
            kept = initiated_in_time and isinstance(each, EarlierPresentation) and each.kept
            entries.append(Interrupted(on=max(each.presented_on, start), kept=kept))
            entries += [Restarted(on=each.returned_on)] if each.returned_on else []
    restored = _restored(document)
    if restored is not None and restored >= start:  # Art. 337(1)
        entries.append(Restored(on=restored, article="Art. 340(1)"))
    return sorted(entries, key=lambda entry: entry.on)


def _restored(document: ExecutionDocument) -> date | None:
    """The day of the ruling that restored the limit, where it stands (Art. 340(5))."""
    restored, annulled = document.restored_on, document.restoration_annulled_on
    return None if restored and annulled and restored <= annulled else restored


def _united(periods: Iterable[Period]) -> tuple[Period, ...]:
    """The days of several periods as periods that do not overlap."""
    return tuple(_unite(sorted(periods, key=lambda period: period.since)))


def _unite(in_order: Sequence[Period]) -> Iterator[Period]:
    current: Period | None = None
    for period in in_order:
        if current is None:
            current = period
        elif current.until is not None and current.until < period.since:
            yield current
            current = period
        elif current.until is not None:
            until = max(current.until, period.until) if period.until else None
            current = Period(since=current.since, until=until)
    if current is not None:
        yield current
