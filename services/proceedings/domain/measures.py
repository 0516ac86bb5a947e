"""Measures and actions: how they begin, move on and end with the proceeding (Art. 348, 351, 360, 399)."""

from collections.abc import Iterator
from typing import Any

from contracts.commands.proceedings import AddMeasure, ChangeMeasureStatus
from contracts.events.proceedings import MeasureAdded, MeasureStatusChanged
from contracts.problems import Problem
from contracts.values import Money, PartyKind
from services.proceedings.domain import refusals as refused
from services.proceedings.domain.caps import cap_of, fault_of_sum
from services.proceedings.domain.case import Case
from services.proceedings.domain.state import Measure
from shared.decider import Decided, Rejection
from shared.law.rule_sets.parts.proceedings import AtTheEnd, Family, Transition
from shared.law.rule_sets.rows import Measure as MeasureRow

_TERM_OVER = "voluntary-term-over"
_INDIVIDUAL = "debtor-is-individual"


def add(case: Case[AddMeasure]) -> Decided:
    """Initiate a measure; what the court decides begins as a request."""
    data = case.data
    if data.measure in case.proceeding.measures:
        raise Rejection(refused.MEASURE_REPEATED.because("a measure has this id already"))
    row = case.rules.measure(data.code, case.day)
    family = case.rules.family(row)
    if family is None:
        detail = f"{data.code} is a {row.category.value}, not a measure of a proceeding"
        raise Rejection(refused.MEASURE_UNFIT.because(detail, row.article))
    cap = cap_of(case)
    problems = (*_unmet(case, row, family), *fault_of_sum(case, cap))
    if problems:
        raise Rejection(*problems)
    return [_added(case, row, family, cap.limit if cap else None)]


def _added(case: Case[AddMeasure], row: MeasureRow, family: Family, cap: Money | None) -> MeasureAdded:
    data = case.data
    return MeasureAdded(
        measure=data.measure,
        code=data.code,
        status=family.starts,
        article=row.article,
        cap=cap,
        sum=data.sum,
        subject=data.subject,
    )


def _unmet(case: Case[AddMeasure], row: MeasureRow, family: Family) -> Iterator[Problem]:
    if case.status not in family.statuses:
        detail = f"{row.id} does not begin while the proceeding is {case.status}"
        yield refused.NOT_IN_THIS_STATUS.at("code").because(detail, family.article)
    elif _TERM_OVER in row.preconditions and case.status != "compulsory":
        # Art. 351(1) ind. 8, 377(1): some executive actions wait for the end of the voluntary term too.
        detail = f"{row.id} waits for the end of the voluntary term"
        yield refused.NOT_IN_THIS_STATUS.at("code").because(detail, row.article)
    asked = case.rules.asked_by_measure(row.id)
    if (asked.individual or _INDIVIDUAL in row.preconditions) and case.proceeding.debtor is PartyKind.LEGAL_PERSON:
        yield refused.DEBTOR_NOT_INDIVIDUAL.because("the debtor is a legal person", row.article)
    natures = {case.rules.nature(claim.type) for claim in case.proceeding.claims.values()}
    if asked.claim is not None and asked.claim not in natures:
        yield refused.NO_FITTING_CLAIM.because(f"the document holds no {asked.claim.value} claim", row.article)


def change_status(case: Case[ChangeMeasureStatus]) -> Decided:
    """Move a measure along its machine."""
    measure = case.proceeding.measures.get(case.data.measure)
    if measure is None:
        raise Rejection(refused.MEASURE_UNKNOWN.because("the proceeding has no measure with this id"))
    row = case.rules.measure(measure.code, case.day)
    step = _step(case, measure, row)
    if case.day < measure.history[-1].day:
        detail = f"the measure is {measure.status} since {measure.history[-1].day}"
        raise Rejection(refused.BEFORE_MEASURE_STATUS.because(detail, row.article))
    return [_moved(measure, step.to, step.article or row.article, case.data.note)]


def _step(case: Case[ChangeMeasureStatus], measure: Measure, row: MeasureRow) -> Transition:
    wanted = case.data.status
    for step in case.rules.steps(row):
        if (step.from_, step.to) == (measure.status, wanted):
            problem = _closed(case, step, row)
            if problem:
                raise Rejection(problem)
            return step
    detail = f"{measure.code} cannot go from {measure.status} to {wanted}"
    raise Rejection(refused.MEASURE_STEP_IMPOSSIBLE.because(detail, row.article))


def _closed(case: Case[ChangeMeasureStatus], step: Transition, row: MeasureRow) -> Problem | None:
    if case.proceeding.ended and (step.to != "cancelled" or _is_the_executors(row)):
        return refused.FINISHED.because(f"the proceeding is {case.status}; only the court's cancellation is left")
    if case.status == "suspended" and not step.while_suspended:
        detail = f"{row.id} is not carried on while the proceeding is suspended"
        return refused.NOT_IN_THIS_STATUS.at("status").because(detail, row.article)
    return None


def _is_the_executors(row: MeasureRow) -> bool:
    return "court-executor" in row.decided_by


def _moved(measure: Measure, status: str, article: str, note: str | None = None) -> MeasureStatusChanged:
    return MeasureStatusChanged(measure=measure.id, status=status, article=article, note=note)


def released(case: Case[Any], end: str) -> list[MeasureStatusChanged]:
    """What the end of the proceeding does to the measures that are still open."""
    open_measures = [measure for measure in case.proceeding.measures.values() if _is_open(case, measure)]
    fates = [(measure, _fate(case, measure, end)) for measure in open_measures]
    return [_moved(measure, fate.to, fate.article) for measure, fate in fates if fate and fate.to]


def _is_open(case: Case[Any], measure: Measure) -> bool:
    row = case.rules.measure(measure.code, case.day)
    return any(step.from_ == measure.status for step in case.rules.steps(row))


def _fate(case: Case[Any], measure: Measure, end: str) -> AtTheEnd | None:
    row = case.rules.measure(measure.code, case.day)
    arrest = case.rules.asked_by_measure(measure.code).arrest
    for fate in case.rules.proceedings.measures.at_the_end:
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
