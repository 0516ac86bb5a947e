"""Measures and actions: how they begin, move on, and end with the proceeding (Art. 348, 351, 360, 399)."""

from datetime import date

from contracts.events.proceedings import MeasureAdded, MeasureStatusChanged
from services.proceedings.domain.caps import cap_of
from services.proceedings.domain.carried_out import shown_by_acts
from services.proceedings.domain.conditions.attested import INCOME_BASIS, attests
from services.proceedings.domain.course import Course
from services.proceedings.domain.effects.registry import EFFECTS
from services.proceedings.domain.entries import Measure, Pause, Since
from services.proceedings.domain.measure_terms import BY_LAW, ENDED
from services.proceedings.domain.periodic import payments_to_come
from shared.law.procedures import Act, ActRow
from shared.law.rule_sets.parts.measures import AtTheEnd


@EFFECTS.named("add-measure")
def add_measure(course: Course, act: Act, _: ActRow) -> None:
    """A measure begins."""
    data: MeasureAdded = act.data
    limit = cap_of(course, data) if act.draft else None
    if limit is not None:
        data = data.model_copy(update={"cap": limit.limit})
    course.measures[data.measure] = Measure(
        data.measure,
        data.code,
        [Since(data.status, act.day)],
        data.sum,
        data.subject,
        owed=data.owed,
        accounts=data.accounts,
        by_record=not attests(act, INCOME_BASIS),
    )
    course.publish(data, act.day)


@EFFECTS.named("move-measure")
def move_measure(course: Course, act: Act, row: ActRow) -> None:
    """A measure moves on; where the row says to which status, that is published beside the act."""
    measure = course.measures.get(act.data.measure)
    if measure is None:
        return  # it begins later than it is said to have moved
    if row.moves_measure is not None:
        until = getattr(act.data, "until", None)
        measure.pause = Pause(until, measure.status, row.article, stops=True) if until is not None else None
        course.move_measure(measure, row.moves_measure.to, act.day, row.article, row.act)
        return
    data: MeasureStatusChanged = act.data
    measure.end_rest()
    article = _article_of(course, measure, data, act.day)
    measure.history.append(Since(data.status, act.day))
    course.publish(data.model_copy(update={**measure.described, "article": article}), act.day)


def _article_of(course: Course, measure: Measure, data: MeasureStatusChanged, day: date) -> str:
    """The article of the step that a measure takes from where it was on that day, in whatever order acts were recorded.

    One that no step to that status has was read from an older stream, and stays.
    """
    row = course.rules.measure(measure.code, day)
    steps = {step.from_: str(step.article or row.article) for step in course.rules.steps(row) if step.to == data.status}
    known = {str(row.article), *steps.values()}
    return steps.get(measure.status, data.article) if data.article in known else data.article


def follow_performance(course: Course, day: date) -> None:
    """What lasts until the debtor has performed ends with that by law, and is back with it (Art. 348(3) ind. 10).

    What was performed is owed again where the bank takes a payment back, or a claim grows; the ruling was not lifted.
    """
    settled = all(claim.settled for claim in course.claims.values())
    for measure in course.measures.values():
        if not course.rules.asked_by_measure(measure.code).until_performed:
            continue
        article = str(course.rules.measure(measure.code, day).article)
        if settled and measure.status in course.rules.proceedings.measures.binding and not payments_to_come(course):
            measure.performed_from = measure.status
            course.move_measure(measure, ENDED, day, article, BY_LAW)
        elif not settled and (back_to := _ended_early(course, measure, day)):
            measure.performed_from = None
            course.move_measure(measure, back_to, day, article, BY_LAW)


def _ended_early(course: Course, measure: Measure, day: date) -> str | None:
    """What a measure was that performance alone ended before its last day; none: it is over, or the proceeding is."""
    over = measure.last_day is not None and day > measure.last_day
    return measure.performed_from if measure.status == ENDED and not over and not course.ended else None


@EFFECTS.named("report-step")
def report_step(course: Course, act: Act, row: ActRow) -> None:
    """A measure is where its addressee brought it."""
    measure = course.measures.get(act.data.measure)
    if measure is not None:  # else it begins later than it is said to have moved
        step = course.step(measure, act.data.status, act.day)
        article = step.article if step is not None and step.article is not None else row.article
        measure.end_rest()
        course.move_measure(measure, act.data.status, act.day, article, row.act)


@EFFECTS.named("release-measures")
def release_measures(course: Course, act: Act, _: ActRow) -> None:
    """What the end of the proceeding does to the measures that are still open."""
    if course.ended:
        return
    for measure in list(course.measures.values()):
        fate = _fate(course, measure, act) if _is_open(course, measure, act) else None
        if fate is not None and fate.to is not None:
            # A bank has a levy from its adoption on, and carries it out whenever there is money (Art. 369(3)).
            binding = measure.status in course.rules.proceedings.measures.binding
            binds = frozenset(course.rules.asked_by_measure(measure.code).binds if binding else ())
            statuses = course.rules.proceedings.measures.carried_out
            performed = measure.status in statuses or shown_by_acts(course, measure)
            course.matters.bound_by_fallen |= binds
            course.matters.measures_fell = course.matters.measures_fell or performed or bool(binds)
            measure.history.append(Since(fate.to, act.day))
            changed = MeasureStatusChanged(
                measure=measure.id, status=fate.to, article=fate.article, **measure.described
            )
            course.publish(changed, act.day)


def _is_open(course: Course, measure: Measure, act: Act) -> bool:
    row = course.rules.measure(measure.code, act.day)
    return any(step.from_ == measure.status for step in course.rules.steps(row))


def _fate(course: Course, measure: Measure, act: Act) -> AtTheEnd | None:
    row = course.rules.measure(measure.code, act.day)
    arrest = course.rules.asked_by_measure(measure.code).arrest
    end = act.data.status.code
    for fate in course.rules.proceedings.measures.at_the_end:
        if (
            (not fate.measures or measure.code in fate.measures)
            and (fate.category is None or fate.category == row.category)
            and (fate.decided_by is None or fate.decided_by in row.decided_by)
            and (not fate.arrest or arrest)
            and (not fate.statuses or measure.status in fate.statuses)
            and (not fate.ends or end in fate.ends)
        ):
            return fate
    return None
