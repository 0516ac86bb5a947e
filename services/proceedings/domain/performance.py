"""Since when nothing is left of the demands of the document, and what that does to the voluntary term (Art. 357).

Money counts as paid on the day on which the debtor gave the bank his order (Art. 135(8)), and other acts on their own.
"""

from datetime import date

from contracts.acts.rule_on_complaint import ComplaintRuledOn
from contracts.banking import BankOrder
from contracts.events.proceedings import DemandsFulfilled, DemandsOpenAgain, PaymentReceived, PaymentSource
from services.proceedings.domain.course import VOLUNTARY_TERM, Course
from services.proceedings.domain.passed_on import first_receipt
from services.proceedings.domain.rules import Rules
from shared.law.procedures import Act


def given_on(rules: Rules, source: PaymentSource, order: BankOrder | None, credited_on: date) -> date:
    """The day on which money was paid: where the debtor pays, that of the bank order; else that of its credit."""
    if order is None or not rules.source(source).debtor_pays:
        return credited_on
    return min(order.dated, credited_on)


def paid_on(course: Course, act: Act) -> date:
    """The day on which an act that may fulfil demands counts; money that another body passed on came before."""
    data = act.data
    if not isinstance(data, PaymentReceived):
        return act.day
    first = first_receipt(course, data)
    if first is not None:
        return given_on(course.rules, first.source, first.order, first.day)
    return given_on(course.rules, data.source, data.bank_order, act.day)


def follow_demands(course: Course, act: Act) -> None:
    """Note what an act did to the demands; the voluntary term stops once all are fulfilled, and goes on if not.

    Costs and the fee are no demands of the document (Art. 400(1) ind. 2 names them beside these).
    """
    if course.ended:
        return
    left = course.left_of_demands()
    if left != course.demands_left:
        course.demands_left = left
        course.paid_by = max(course.paid_by, paid_on(course, act))
    fulfilled = all(claim.settled for claim in course.claims.values())
    course.rest_waived = course.rest_waived and fulfilled
    article = str(course.rules.law.limit(VOLUNTARY_TERM, course.initiated_on).article)
    if course.fulfilled_on is not None and not fulfilled:
        course.open_demands_again(act.day)
        course.publish(DemandsOpenAgain(article=article), act.day)
    elif course.fulfilled_on is None and fulfilled and course.in_voluntary_term(course.paid_by):
        course.fulfil_demands(course.paid_by)
        course.publish(DemandsFulfilled(fulfilled_on=course.paid_by, article=article), act.day)


def last_awaited(course: Course, acts: tuple[Act, ...]) -> date | None:
    """The last credit of money that the debtor paid in the voluntary term, which ran out before, if any."""
    due = course.term.due if course.term is not None else None
    if due is None or course.stage != "compulsory":
        return None
    payments = (act for act in acts if isinstance(act.data, PaymentReceived))
    return max((act.day for act in payments if paid_on(course, act) <= due < act.day), default=None)


def looks_back(act: Act) -> bool:
    """Whether an act may change the days before it: it was paid on an earlier day, or sets an annulment aside."""
    data = act.data
    if isinstance(data, ComplaintRuledOn):
        return True
    if not isinstance(data, PaymentReceived):
        return False
    return data.passed_on is not None or (data.bank_order is not None and data.bank_order.dated < act.day)
