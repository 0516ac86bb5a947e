"""Levy on income: what is with which payer, what a payday gives the document, what has to follow (Art. 389-395)."""

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from itertools import dropwhile
from typing import Any
from uuid import UUID

from contracts.acts.record_payment_by_employer import PaymentByEmployerRecorded
from contracts.events.proceedings import PaymentReceived, PaymentSource
from contracts.values import Money, PersonIdentifier
from services.proceedings.domain.allocation import open_in
from services.proceedings.domain.course import Course
from services.proceedings.domain.income_basis import levied_claims, open_by_levy
from services.proceedings.domain.paydays import payments_of
from services.proceedings.domain.periodic import payments_to_come
from services.proceedings.domain.sale_prices import finally_ended
from services.proceedings.domain.things import Said, Step
from shared.law.money.amounts import smaller, subtract, total

SENT_TO_INCOME = "completed-sent-to-income"
WITHHELD_ON = frozenset({"sent", "withholding", "suspended"})
"""Statuses of an order by which income is withheld, or is to be."""
RESTING = frozenset({"suspended", "recalled", "returned"})
"""Statuses of an order by which nothing is to be withheld."""
AT_PAYER = WITHHELD_ON | {"recalled"}
"""Statuses of an order whose document is with the payer."""
RETURNED = frozenset({"returned"})
RECORDED = "recorded"
"""The status of a failure for which nobody sought liability yet."""
_NAMING_A_PLACE = ("record-dismissal", "return-income-order")


def at_payers(course: Course) -> bool:
    """Whether the proceeding is completed, and payers of income withhold (Art. 395, 400(1) ind. 3)."""
    return course.status == SENT_TO_INCOME


def orders(course: Course) -> Iterator[tuple[UUID, Any]]:
    """The orders to payers of income, each with what it stated when it was sent."""
    for thing in course.things.acts:
        for said in course.things.said(thing, "send-income-order"):
            yield thing, said.data


def orders_in(course: Course, statuses: frozenset[str]) -> list[UUID]:
    """The orders with one of these statuses."""
    return [order for order, _ in orders(course) if course.things.status(order) in statuses]


def payers_withhold(course: Course) -> bool:
    """Whether a payer has the document under a levy that holds."""
    return any(
        course.things.status(order) in WITHHELD_ON and not levy_cancelled(course, sent.measure)
        for order, sent in orders(course)
    )


def left_to_levy_for(course: Course) -> list[int]:
    """The numbers of open claims for which no payer withholds under a levy that holds (Art. 389(1)-(2))."""
    levied = {
        claim.number
        for order, sent in orders(course)
        if course.things.status(order) in WITHHELD_ON and not levy_cancelled(course, sent.measure)
        for claim in levied_claims(course, sent.measure)
    }
    return [claim.number for claim in course.open_claims() if claim.number not in levied]


def answer_of(course: Course, payer: PersonIdentifier) -> Said | None:
    """The last answer of a payer; none where it has not answered."""
    answers = [
        answer
        for inquiry in course.things.acts
        for asked in course.things.said(inquiry, "request-income-data")
        if asked.data.payer.identifier == payer
        for answer in course.things.said(inquiry, "record-income-answer")
    ]
    return max(answers, key=lambda answer: answer.day) if answers else None


def new_place_named_since(course: Course, day: date) -> bool:
    """Whether a payer has named a new place of income after a day (Art. 391(3))."""
    return any(
        said.data.new_place is not None and said.day > day
        for order, _ in orders(course)
        for said in course.things.said(order, *_NAMING_A_PLACE)
    )


def open_by_order(course: Course, order: UUID, currency: str) -> Money:
    """What is open in a currency of what a payer withholds for by an order."""
    sent = dict(orders(course)).get(order)
    return open_in(course, currency) if sent is None else open_by_levy(course, sent.measure, currency)


def recovery_goes_on(course: Course) -> bool:
    """Whether payers of income withhold, and something is left, so that what ensures it stays (Art. 395(1), 400(1))."""
    return at_payers(course) and left_to_withhold(course)


def left_to_withhold(course: Course) -> bool:
    """Whether a claim for money is open, or payments of a periodic claim are to come (Art. 337(3))."""
    return claims_open(course) or payments_to_come(course)


def claims_open(course: Course) -> bool:
    """Whether a claim for money is open."""
    return any(claim.sum is not None for claim in course.open_claims())


def after_the_end(course: Course, day: date) -> bool:
    """Whether a day is after the return of the document, or another end that leaves nothing to be withheld."""
    return finally_ended(course) and day > course.statuses[-1].day


def resting(course: Course, order: UUID, day: date) -> Step | None:
    """Since when nothing is withheld by an order on a day; none where something is (Art. 362(1), 365(2), 391(3)).

    On the very day of a suspension, a recall or a return what was paid out before it is still levied on.
    """
    steps = course.things.steps.get(order, ())
    before = [step for step in steps if step.day < day]
    resumed = any(step.day == day and step.status == "withholding" for step in steps)
    return before[-1] if before and before[-1].status in RESTING and not resumed else None


def deducts(course: Course, order: UUID, day: date) -> bool:
    """Whether something is to be withheld by an order on a day."""
    return resting(course, order, day) is None and not after_the_end(course, day)


def begun(course: Course, order: UUID) -> bool:
    """Whether a payer has withheld by an order what it was to withhold (Art. 391(2))."""
    return any(
        said.data.withheld.amount and deducts(course, order, said.day)
        for said in course.things.said(order, "record-income-payday")
    )


def _levy_unsent(course: Course) -> bool:
    brings = course.rules.source(PaymentSource.INCOME_LEVY).brought_by
    ordered = any(each.code in brings and each.status == "adopted" for each in course.measures.values())
    return course.status == "compulsory" and ordered


def _to_be_completed(course: Course) -> bool:
    """Whether a payer has the document, and no claim is open that it cannot fulfil (Art. 400(1) ind. 3)."""
    return payers_withhold(course) and not course.ended and not left_to_levy_for(course)


def _returned(course: Course) -> bool:
    """Whether a document that came back goes on: to the new place for what is open, or by a renewal (Art. 391(3))."""
    back, there = orders_in(course, RETURNED), orders_in(course, AT_PAYER)
    to_send = [order for order in back if _to_be_sent_on(course, order)] if claims_open(course) else []
    if course.status == "compulsory":
        sent = dict(orders(course))
        return any(not levy_cancelled(course, sent[order].measure) for order in to_send)
    renewed = back and not there and left_to_withhold(course)
    return at_payers(course) and bool(to_send or renewed)


def _to_be_sent_on(course: Course, order: UUID) -> bool:
    """Whether the payer named the new place of income, and nothing was sent under the levy since (Art. 391(3))."""
    named = [said for said in course.things.said(order, *_NAMING_A_PLACE) if said.data.new_place is not None]
    if not named:
        return False
    sent = dict(orders(course))
    since = (
        course.things.said(other, "send-income-order")[-1].day
        for other in sent
        if other != order and sent[other].measure == sent[order].measure
    )
    first = next(said for said in named if said.data.new_place == named[-1].data.new_place)
    return first.day > max(since, default=date.min)


def levy_cancelled(course: Course, measure: UUID) -> bool:
    """Whether the levy of an order holds no more."""
    levy = course.measures.get(measure)
    return levy is not None and (levy.annulled or levy.status in course.rules.proceedings.measures.void)


def _without_claim(course: Course) -> bool:
    over = not left_to_withhold(course) or (course.ended and not at_payers(course))
    return any(
        course.things.status(order) in WITHHELD_ON and (over or levy_cancelled(course, sent.measure))
        for order, sent in orders(course)
    )


def _resting_after_resumption(course: Course) -> bool:
    resting = orders_in(course, frozenset({"suspended"}))
    return course.status == "compulsory" and any(
        course.things.steps[order][-1].day <= course.resumed_on for order in resting
    )


def _unaware(course: Course) -> bool:
    return any(
        course.things.status(order) in WITHHELD_ON and _withholds_too_much(course, order, sent.measure)
        for order, sent in orders(course)
    )


def _withholds_too_much(course: Course, order: UUID, measure: UUID) -> bool:
    """Whether more is open by what the payer knows, and sent itself, than by the books."""
    stated = course.things.said(order, "send-income-order", "state-open-sum-to-payer")[-1]
    sums: list[Money] = [stated.data.sum, *(each.sum for each in stated.data.in_other_currencies or ())]
    sent = list(_sent_by_payer(course, order, measure, stated))
    for currency in {each.currency for each in sums}:
        known, open_ = _sum_of(sums, currency), open_by_levy(course, measure, currency)
        if open_.amount and subtract(known, smaller(known, _sum_of(sent, currency))).amount > open_.amount:
            return True
    return False


def _sum_of(sums: list[Money], currency: str) -> Money:
    return total((each for each in sums if each.currency == currency), currency)


def _sent_by_payer(course: Course, order: UUID, measure: UUID, since: Said) -> Iterator[Money]:
    alone = sum(sent.measure == measure for _, sent in orders(course)) == 1
    of_paydays = {
        payment
        for payday in course.things.acts
        if course.things.opened_with(payday).get("income_order") == order
        for payment in payments_of(course, payday)
    }
    # In the order in which they took effect: what was sent earlier on the day of the statement is not in its sum.
    first = next(iter(course.published_by(since.act)), None)
    since_then = dropwhile(lambda item: item is not first, course.items)
    later = {
        item.data.payment for item in since_then if isinstance(item.data, PaymentReceived | PaymentByEmployerRecorded)
    }
    for receipt in course.receipts.values():
        its = receipt.payment in of_paydays or (alone and receipt.measure == measure)
        if its and receipt.payment in later:
            yield from (part.sum for part in receipt.repayments)


def failures_to_present(course: Course) -> list[UUID]:
    """The acts that recorded failures of payers which no case names (Art. 398(1))."""
    return [
        said.act
        for said in course.things.every("record-payers-failure")
        if course.things.status(said.data.failure) == RECORDED
    ]


INCOME: Mapping[str, Callable[[Course], bool]] = {
    "income-levy-unsent": _levy_unsent,
    "order-with-payer-alone": _to_be_completed,
    "returned-by-payer": _returned,
    "income-order-without-claim": _without_claim,
    "deductions-while-suspended": lambda course: (
        course.status == "suspended" and bool(orders_in(course, frozenset({"withholding"})))
    ),
    "deductions-rest-after-resumption": _resting_after_resumption,
    "payer-unaware-of-open-sum": _unaware,
}
"""The circumstances of duties about the levy on income, by name."""
