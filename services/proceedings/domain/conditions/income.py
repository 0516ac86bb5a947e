"""What acts on the income of the debtor ask for (Art. 389-395, 398)."""

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import Any
from uuid import UUID

from contracts.acts.record_payers_failure import PayersFailureRecorded
from contracts.acts.send_income_order import IncomeOrderSent
from contracts.events.proceedings import DutyOpened, PaymentSource
from contracts.values import Money, PartyKind
from services.proceedings.domain import refusals as refused
from services.proceedings.domain.conditions.attested import attests
from services.proceedings.domain.conditions.registry import CONDITIONS, Problems
from services.proceedings.domain.course import Course
from services.proceedings.domain.income import (
    AT_PAYER,
    RETURNED,
    answer_of,
    at_payers,
    claims_open,
    levy_cancelled,
    new_place_named_since,
    orders,
    orders_in,
)
from services.proceedings.domain.last_days import earliest, last_day_named
from services.proceedings.domain.paydays import REMIT, recorded, something_due
from services.proceedings.domain.periodic import NONE_TO_COME, payments_to_come
from shared.law.money.amounts import written
from shared.law.procedures import Act, ActRow

LEGISLATION = "legislative-act"
_DIFFERENT = frozenset({"too-little", "too-much"})
"""Findings that state by how much."""


@CONDITIONS.derived("debtor-has-income")
def debtor_has_income(course: Course, _: Act, row: ActRow) -> Problems:
    """A legal person has no income that is levied on in this way."""
    if course.debtor is PartyKind.LEGAL_PERSON:
        yield refused.DEBTOR_NOT_INDIVIDUAL.because("the debtor is a legal person", row.article)


@CONDITIONS.derived("income-kinds-known", of_form=True)
def income_kinds_known(course: Course, act: Act, _: ActRow) -> Problems:
    """Each kind of income is one of the Code, levied on or exempt."""
    kinds = course.rules.money.income.kinds
    for unknown in sorted({each.kind for each in act.data.income or ()} - set(kinds)):
        yield refused.INCOME_UNKNOWN.at("income").because(f"there is no kind of income {unknown}")


@CONDITIONS.derived("income-may-be-levied-on", of_form=True)
def income_may_be_levied_on(course: Course, act: Act, _: ActRow) -> Problems:
    """Each kind of income that the order names may be levied on."""
    kinds = course.rules.money.income.kinds
    for kind in act.data.kinds:
        if kind not in kinds:
            yield refused.INCOME_UNKNOWN.at("kinds").because(f"there is no kind of income {kind}")
        elif kinds[kind].rate is None:
            yield refused.INCOME_EXEMPT.because(f"nothing is levied on {kinds[kind].names.en}", kinds[kind].article)


@CONDITIONS.derived("answer-complete", of_form=True)
def answer_complete(_: Course, act: Act, row: ActRow) -> Problems:
    """Who pays the debtor says how much; who does not states no income."""
    if act.data.employed is not bool(act.data.income):
        detail = "the payer states the month's income" if act.data.employed else "the debtor is not paid there"
        yield refused.ANSWER_UNFIT.because(detail, row.article)


@CONDITIONS.derived("one-currency-of-income", of_form=True)
def one_currency_of_income(_: Course, act: Act, __: ActRow) -> Problems:
    """Income, deductions and the other documents of a payday are in one currency."""
    data = act.data
    sums: list[Money | None] = [data.withheld, data.sentence_deduction, *(each.sum for each in data.income)]
    sums += [each.outstanding for each in data.other_documents or ()]
    currencies = sorted({each.currency for each in sums if each is not None})
    if len(currencies) > 1:
        yield refused.INCOME_CURRENCIES.because(f"stated: {', '.join(currencies)}")


@CONDITIONS.derived("levy-on-income-named", of_form=True)
def levy_on_income_named(course: Course, act: Act, row: ActRow) -> Problems:
    """The measure that the order carries out is a levy on income."""
    measure = course.measures.get(act.data.measure)
    if measure is None:
        yield refused.MEASURE_UNKNOWN.because("the proceeding has no measure with this id")
    elif measure.code not in course.rules.source(PaymentSource.INCOME_LEVY).brought_by:
        yield refused.NO_LEVY_ON_INCOME.because(f"{measure.code} is no levy on income", row.article)


@CONDITIONS.derived("payer-pays-the-debtor")
def payer_pays_the_debtor(course: Course, act: Act, _: ActRow) -> Problems:
    """The payer did not answer that the debtor is not paid there; one older than a new place counts no more."""
    answer = answer_of(course, act.data.payer.identifier)
    if answer is not None and not answer.data.employed and not new_place_named_since(course, answer.day):
        yield refused.NOT_PAID_THERE.because("by the last answer of the payer the debtor is not paid there")


@CONDITIONS.derived("one-order-at-a-payer")
def one_order_at_a_payer(course: Course, act: Act, row: ActRow) -> Problems:
    """A payer has the document once for each kind of income: what it owes besides is levied on by another order."""
    data: IncomeOrderSent = act.data
    payer = data.payer.identifier
    for order, sent in orders(course):
        there = sent.payer.identifier == payer and course.things.status(order) in AT_PAYER
        if there and not set(sent.kinds).isdisjoint(data.kinds):
            yield refused.ORDER_AT_PAYER.because("the payer has the document already", row.article)
            return


@CONDITIONS.derived("document-to-send-on")
def document_to_send_on(course: Course, act: Act, _: ActRow) -> Problems:
    """After the completion the executor sends on what came back under that levy (Art. 391(3), 400(1) ind. 3)."""
    sent = dict(orders(course))
    back = {sent[order].measure for order in orders_in(course, RETURNED)}
    if at_payers(course) and act.data.measure not in back:
        yield refused.ORDER_AT_PAYER.because("no document came back under this levy", "Art. 391(3)")


@CONDITIONS.derived("cause-of-return-fits")
def cause_of_return_fits(course: Course, act: Act, row: ActRow) -> Problems:
    """The cause that the payer names is not contradicted by what is on record."""
    cause, order = act.data.cause, act.data.income_order
    if cause == "recalled" and course.things.status(order) != "recalled":
        yield refused.RETURN_UNFIT.because("the document was not recalled", row.article)
    elif cause == "fully-withheld" and _something_left(course, act):
        yield refused.RETURN_UNFIT.because("a claim is open, or payments are to come", row.article)
    elif cause == "not-employed" and course.things.said(order, "record-income-payday"):
        yield refused.RETURN_UNFIT.because("the debtor was paid there", row.article)


@CONDITIONS.derived("order-came-back")
def order_came_back(course: Course, _: Act, row: ActRow) -> Problems:
    """No payer has the document any more."""
    if orders_in(course, AT_PAYER):
        yield refused.ORDER_AT_PAYER.because("a payer still has the document", row.article)


@CONDITIONS.derived("cause-of-recall-holds")
def cause_of_recall_holds(course: Course, act: Act, row: ActRow) -> Problems:
    """What the course shows of the cause is there; the others rest on the paper that the recall names."""
    holds = _RECALLS.get(act.data.cause)
    if holds is not None and not holds(course, act):
        yield refused.RECALL_UNFIT.because(f"{act.data.cause} does not hold", row.article)


def _something_left(course: Course, act: Act) -> bool:
    """Whether a claim is open, or payments of a periodic one are to come and no paper shows that none is."""
    return claims_open(course) or (payments_to_come(course) and not attests(act, NONE_TO_COME))


def _levy_is_cancelled(course: Course, act: Act) -> bool:
    return any(
        levy_cancelled(course, said.data.measure)
        for said in course.things.said(act.data.income_order, "send-income-order")
    )


_RECALLS: Mapping[str, Callable[[Course, Act], bool]] = {
    "fulfilled": lambda course, act: not _something_left(course, act),
    "terminated": lambda course, _: course.status == "completed-terminated",
    "returned-to-recoverer": lambda course, _: course.status == "completed-returned",
    "levy-cancelled": _levy_is_cancelled,
}


@CONDITIONS.derived("difference-stated", of_form=True)
def difference_stated(_: Course, act: Act, row: ActRow) -> Problems:
    """Too little or too much is so much; of correct deductions there is no difference."""
    data = act.data
    if data.difference is None and data.finding in _DIFFERENT:
        yield refused.FINDING_UNFIT.because(f"by how much it is {data.finding} is to be stated", row.article)
    elif data.difference is not None and data.finding == "correct":
        yield refused.FINDING_UNFIT.because("correct deductions have no difference", row.article)


@CONDITIONS.derived("found-wrong-before")
def found_wrong_before(course: Course, act: Act, row: ActRow) -> Problems:
    """A check found that the deductions were not right."""
    checks = course.things.said(act.data.income_order, "check-deductions")
    if all(check.data.finding == "correct" for check in checks):
        yield refused.FINDING_UNFIT.at("income_order").because("no check found them wrong", row.article)


@CONDITIONS.derived("share-by-legislation", of_form=True)
def share_by_legislation(_: Course, act: Act, row: ActRow) -> Problems:
    """Another share rests on a legislative act."""
    if act.data.paper.kind != LEGISLATION:
        yield refused.SHARE_UNFOUNDED.because(f"the paper is a {act.data.paper.kind}", row.article)


@CONDITIONS.derived("payday-of-the-measure")
def payday_of_the_measure(course: Course, act: Act, row: ActRow) -> Problems:
    """What was withheld on a payday comes under the levy whose order the payer has, and in its currency."""
    order = course.things.opened_with(act.data.payday).get("income_order") if act.data.payday else None
    for said in course.things.said(order, "send-income-order"):
        if said.data.measure != act.data.measure:
            yield refused.THING_OF_ANOTHER.at("payday").because("it was withheld under another levy", row.article)
    withheld = recorded(course, act.data.payday) if act.data.payday else None
    if withheld is not None and withheld.data.withheld.currency != act.data.sum.currency:
        yield refused.INCOME_CURRENCIES.at("sum").because(
            f"{written(withheld.data.withheld)} was withheld", row.article
        )


@CONDITIONS.derived("failure-names-what-is-missing", of_form=True)
def failure_names_what_is_missing(_: Course, act: Act, row: ActRow) -> Problems:
    """A failure names the question, the order or the payday that it concerns, and nothing else."""
    data: PayersFailureRecorded = act.data
    named = {of for of in ("income_inquiry", "income_order", "payday") if getattr(data, of) is not None}
    wanted = _CONCERNS[data.kind]
    if named != {wanted}:
        yield refused.FAILURE_UNFIT.because(f"{data.kind} names the {wanted.replace('_', ' ')} alone", row.article)


@CONDITIONS.derived("payer-is-late")
def payer_is_late(course: Course, act: Act, row: ActRow) -> Problems:
    """What the payer had to do by a day was not done by then (Art. 390, 391)."""
    data: PayersFailureRecorded = act.data
    last_days = list(_LAST_DAYS[data.kind](course, data))
    if not last_days:
        yield refused.PAYER_NOT_LATE.because("nothing was to be done yet", row.article)
    elif last_days[-1] is None:
        yield refused.PAYER_NOT_LATE.because(_UNKNOWN.get(data.kind, "the last day is not known yet"), row.article)
    elif act.day <= last_days[-1]:
        yield refused.PAYER_NOT_LATE.because(f"the last day is {last_days[-1]}", row.article)


def _day_of_answer(course: Course, data: PayersFailureRecorded) -> Iterator[date | None]:
    for said in course.things.said(data.income_inquiry, "request-income-data"):
        yield last_day_named(course, said.data.until, said.day, "employer-answer")


def _day_of_deduction(course: Course, data: PayersFailureRecorded) -> Iterator[date | None]:
    """The last payday on which something was to be withheld, where nothing was.

    Without such a payday on record nobody knows whether anything was paid out: the days are the payer's (Art. 391(2)).
    Nothing is due once all is repaid, by whomever (Art. 392(1)).
    """
    paydays = course.things.said(data.income_order, "record-income-payday")
    due = [said for said in paydays if something_due(course, said.data.payday)]
    if not due:
        yield None
    yield from (said.day for said in due[-1:] if not said.data.withheld.amount)


def _day_of_remittance(course: Course, data: PayersFailureRecorded) -> Iterator[date | None]:
    """Three days from the payday, or since when something of it is to be sent on again; nothing where nothing is."""
    said = recorded(course, data.payday) if data.payday is not None else None
    if said is not None and (REMIT, said.act) in course.duties:
        yield earliest(course, "employer-remit", _opened_on(course, REMIT, said.act))


def _day_of_return(course: Course, data: PayersFailureRecorded) -> Iterator[date | None]:
    """Three days from the dismissal, or from the receipt where the payer had the document later (Art. 391(2)-(3))."""
    received = (said.day for said in course.things.said(data.income_order, "record-receipt-by-payer"))
    since = max(received, default=date.min)
    for said in course.things.said(data.income_order, "record-dismissal"):
        yield earliest(course, "employer-return-on-dismissal", max(said.day, since))


def _opened_on(course: Course, duty: str, act: UUID) -> date:
    return max(
        each.day
        for each in course.items
        if isinstance(each.data, DutyOpened) and (each.data.duty, each.data.act) == (duty, act)
    )


_CONCERNS = {
    "no-answer": "income_inquiry",
    "no-deductions": "income_order",
    "not-remitted": "payday",
    "not-returned": "income_order",
}
_UNKNOWN = {"no-deductions": "no payday is on record on which something was to be withheld"}
"""What is missing where the last day is not known, if it can be recorded."""
_LAST_DAYS: Mapping[str, Callable[[Course, Any], Iterator[date | None]]] = {
    "no-answer": _day_of_answer,
    "no-deductions": _day_of_deduction,
    "not-remitted": _day_of_remittance,
    "not-returned": _day_of_return,
}
"""By which day the payer had to do it, by kind of failure."""
