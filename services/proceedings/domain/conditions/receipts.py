"""What conversions, payments past the account, fees on them, and reversals ask for (Art. 345, 369, 391, 402)."""

from typing import Any

from contracts.acts.charge_fee_apart import FeeChargedApart
from contracts.acts.convert_receipt import ReceiptConverted
from contracts.events.proceedings import PaymentSource
from services.proceedings.domain import refusals as refused
from services.proceedings.domain.allocation import fee_to_be_charged, open_in, rates_of
from services.proceedings.domain.conditions.registry import CONDITIONS, Problems
from services.proceedings.domain.course import Course
from shared.law.money import needed_rates
from shared.law.money.amounts import written
from shared.law.procedures import Act, ActRow


@CONDITIONS.derived("known-receipt", of_form=True)
def known_receipt(course: Course, act: Act, _: ActRow) -> Problems:
    """The payment came to the account: what the recoverer received is not the bank's or the body's to change."""
    receipt = course.receipts.get(act.data.payment)
    if receipt is None or receipt.past_account:
        yield refused.PAYMENT_UNKNOWN.because("no payment that came to the account has this id")


@CONDITIONS.derived("receipt-stands", decisive=True)
def receipt_stands(course: Course, act: Act, _: ActRow) -> Problems:
    """The payment has come, and the bank has not taken it back."""
    receipt = course.receipts.get(act.data.payment)
    if receipt is None:
        yield refused.PAYMENT_LATER.because("the payment comes later")
    elif receipt.taken_back:
        yield refused.PAYMENT_TAKEN_BACK.because("the bank took this payment back before")


@CONDITIONS.derived("rates-fit-currencies", of_form=True)
def rates_fit_currencies(course: Course, act: Act, _: ActRow) -> Problems:
    """There is one rate for each of the two currencies that is not the rouble."""
    data: ReceiptConverted = act.data
    receipt = course.receipts.get(data.payment)
    if receipt is None:
        return
    needed, given = needed_rates((receipt.sum.currency, data.into)), [rate.currency for rate in rates_of(data)]
    if sorted(given) != sorted(needed):
        yield refused.RATES_UNFIT.because(f"needed: {', '.join(sorted(needed))}; stated: {', '.join(given)}")


@CONDITIONS.derived("rate-of-the-day")
def rate_of_the_day(course: Course, act: Act, _: ActRow) -> Problems:
    """The official rate of the day on which the money came."""
    data: ReceiptConverted = act.data
    receipt = course.receipts[data.payment]
    for rate in rates_of(data):
        if rate.day != receipt.day:
            yield refused.RATE_OF_ANOTHER_DAY.because(f"the money came on {receipt.day}, the rate is of {rate.day}")


@CONDITIONS.derived("money-unallocated")
def money_unallocated(course: Course, act: Act, _: ActRow) -> Problems:
    """Something of the payment is held."""
    if not course.receipts[act.data.payment].unallocated.amount:
        yield refused.NOTHING_UNALLOCATED.because("nothing of the payment is held unallocated")


@CONDITIONS.derived("claims-open-in-currency")
def claims_open_in_currency(course: Course, act: Act, _: ActRow) -> Problems:
    """A claim is open in the currency into which the money is converted."""
    data: ReceiptConverted = act.data
    if not open_in(course, data.into).amount:
        yield refused.NO_CLAIM_IN_CURRENCY.because(f"no claim is open in currency {data.into}")


@CONDITIONS.derived("not-above-open-claims")
def not_above_open_claims(course: Course, act: Act, _: ActRow) -> Problems:
    """What goes beyond the open claims is between the parties, and is not recorded."""
    data: Any = act.data
    open_ = open_in(course, data.sum.currency)
    if data.sum.amount > open_.amount:
        yield refused.ABOVE_OPEN_CLAIMS.because(f"{written(open_)} is open")


@CONDITIONS.derived("levied-on-income", of_form=True)
def levied_on_income(course: Course, act: Act, _: ActRow) -> Problems:
    """The payer of income withholds under a measure of that kind."""
    data: Any = act.data
    measure = course.measures.get(data.measure)
    source = course.rules.source(PaymentSource.INCOME_LEVY)
    if measure is None:
        yield refused.MEASURE_UNKNOWN.because("the proceeding has no measure with this id")
    elif measure.code not in source.brought_by:
        yield refused.NO_LEVY_ON_INCOME.because(f"{measure.code} is no levy on income")


@CONDITIONS.derived("fee-of-direct-payments")
def fee_of_direct_payments(course: Course, act: Act, _: ActRow) -> Problems:
    """The fee is ten percent of all that was paid past the account since it is due, less what was charged before."""
    due = fee_to_be_charged(course)
    if not due:
        yield refused.FEE_APART_NOT_DUE.because("nothing is to be charged")
        return
    data: FeeChargedApart = act.data
    if all(fee.currency != data.sum.currency or data.sum.amount > fee.amount for fee in due):
        yield refused.FEE_APART_NOT_DUE.because(f"to be charged: {', '.join(map(written, due))}")
