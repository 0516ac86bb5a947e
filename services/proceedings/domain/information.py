"""What is stated of the proceedings against a debtor: the debt by currency and the encumbrances (Art. 407)."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date

from contracts.events.information import InformationGiven
from contracts.events.parties import PartyRole
from contracts.information import DebtInCurrency, Encumbrance, ProceedingOfDebtor
from contracts.values import Money, Party
from services.proceedings.domain.allocation import open_in, owes
from services.proceedings.domain.caps import PERFORMED
from services.proceedings.domain.course import Course
from services.proceedings.domain.distribution import course_before
from services.proceedings.domain.entries import Measure
from services.proceedings.domain.journal import Journal
from services.proceedings.domain.levies import arrested_under
from services.proceedings.domain.sale_prices import ARRESTS
from services.proceedings.domain.states import says
from shared.law.calendar import WorkingCalendar
from shared.law.money.amounts import add, total
from shared.law.procedures import Act

Figures = tuple[ProceedingOfDebtor, ...]


def figures_on(states: Iterable[Journal], day: date, calendar: WorkingCalendar) -> Figures:
    """The proceedings as they stood at the end of a day, by number."""
    stated = (_figure(state, course_before(state, day, calendar)) for state in states if state.initiated_on <= day)
    return tuple(sorted(stated, key=lambda each: each.number))


def with_figures(act: Act, figures: Figures | None) -> Act:
    """The answer to a request with what was found for it; every other act as it is."""
    if figures is None or not isinstance(act.data, InformationGiven):
        return act
    return replace(act, data=act.data.model_copy(update={"figures": figures}))


def owed_to(recoverer: Party, states: Iterable[Journal], day: date, calendar: WorkingCalendar) -> tuple[Money, ...]:
    """What is owed to a recoverer in proceedings that go on, by currency; costs and the fee are no debts to him."""
    owed: dict[str, Money] = {}
    for state in states:
        course = course_before(state, day, calendar) if state.initiated_on <= day else None
        if course is None or course.ended or not _same_person(course.parties[PartyRole.RECOVERER], recoverer):
            continue
        for currency in course.currencies():
            owed[currency] = total((*filter(None, [owed.get(currency)]), open_in(course, currency)), currency)
    return tuple(sum_ for _, sum_ in sorted(owed.items()) if sum_.amount)


def open_besides(own: Journal, others: Iterable[Journal], day: date, calendar: WorkingCalendar) -> tuple[str, ...]:
    """The numbers of the proceedings of its body against its debtor that go on on a day and in which money is owed."""
    body = course_before(own, day, calendar).office.body
    courses = (course_before(each, day, calendar) for each in others if each.initiated_on <= day)
    return tuple(sorted(each.number for each in courses if each.office.body == body and not each.ended and owes(each)))


def _figure(state: Journal, course: Course) -> ProceedingOfDebtor:
    return ProceedingOfDebtor(
        number=state.number,
        initiated_on=state.initiated_on,
        status=course.status,
        debts=tuple(_debts(course)),
        encumbrances=tuple(
            Encumbrance(measure=each.code, since=each.history[0].day)
            for each in course.measures.values()
            if each.status in course.rules.proceedings.measures.binding or _holds_property(course, each)
        ),
    )


def _holds_property(course: Course, measure: Measure) -> bool:
    """Whether an arrest that was performed holds a thing still: what is seized for sale is there until it is sold."""
    arrested = {said.data.property for said in course.things.every(*ARRESTS)}
    return measure.status == PERFORMED and any(
        measure.id in arrested_under(course, each) and not says(course, each, "no-longer-held") for each in arrested
    )


def _debts(course: Course) -> Iterator[DebtInCurrency]:
    for currency in course.owed_in():
        claims, ledger = course.claims_in(currency), course.ledger(currency)
        yield DebtInCurrency(
            claimed=total((each.sum for each in claims if each.sum), currency),
            repaid=total((each.repaid for each in claims if each.repaid), currency),
            balance=total((each.outstanding for each in claims if each.outstanding), currency),
            expenses=add(ledger.costs_owed, ledger.fee_owed),
        )


def _same_person(one: Party, other: Party) -> bool:
    return any(each in other.identifiers for each in one.identifiers)
