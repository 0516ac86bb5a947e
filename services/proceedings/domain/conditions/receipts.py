"""What conversions, payments past the account, fees on them, and reversals ask for (Art. 345, 369, 391, 402)."""

from typing import Any

from contracts.acts.bank_seized_cash import SeizedCashBanked
from contracts.acts.charge_fee_apart import FeeChargedApart
from contracts.acts.confirm_direct_payment import DirectPaymentConfirmed
from contracts.acts.convert_receipt import ReceiptConverted
from contracts.acts.execute_exchange import ExchangeExecuted
from contracts.acts.refund_held_money import HeldMoneyRefunded
from contracts.acts.refuse_receipt import ReceiptRefused
from contracts.acts.transfer_money_to_other_body import MoneyTransferred
from contracts.events.distribution import DistributionCorrected
from contracts.events.proceedings import PaymentReceived, PaymentSource
from services.proceedings.domain import refusals as refused
from services.proceedings.domain.allocation import charged_in, owed_in, owes
from services.proceedings.domain.cancelled_levies import ordered_by
from services.proceedings.domain.conditions.registry import CONDITIONS, Problems
from services.proceedings.domain.conversion import converted, open_at, rates_of, still_demanded
from services.proceedings.domain.course import Course
from services.proceedings.domain.entries import Receipt
from services.proceedings.domain.fees import fee_to_be_charged
from services.proceedings.domain.passed_on import credited_on, passed_on
from services.proceedings.domain.realization import sales_on_record
from services.proceedings.domain.sale_prices import finally_ended
from services.proceedings.domain.seized_cash import in_hand
from shared.law.money import needed_rates
from shared.law.money.amounts import subtract, written
from shared.law.procedures import Act, ActRow

AFTER_THE_END = "after-the-end"


@CONDITIONS.derived("known-receipt", of_form=True)
def known_receipt(course: Course, act: Act, _: ActRow) -> Problems:
    """The payment came to the account: what the recoverer received is not the bank's or the body's to change."""
    receipt = course.receipts.get(act.data.payment)
    if receipt is None or receipt.past_account or receipt.exchanged_from or receipt.share_of:
        yield refused.PAYMENT_UNKNOWN.because("no payment that came to the account has this id")


@CONDITIONS.derived("receipt-or-exchange", of_form=True)
def receipt_or_exchange(course: Course, act: Act, _: ActRow) -> Problems:
    """The payment came to the account, or is what the bank gave for such a one; a share is its distribution's."""
    receipt = course.receipts.get(act.data.payment)
    if receipt is None or receipt.past_account or receipt.share_of:
        yield refused.PAYMENT_UNKNOWN.because("no payment that came to the account has this id")


@CONDITIONS.derived("money-on-account", of_form=True)
def money_on_account(course: Course, act: Act, _: ActRow) -> Problems:
    """The money is on the account of the body, from wherever it came."""
    receipt = course.receipts.get(act.data.payment)
    if receipt is None or receipt.past_account:
        yield refused.PAYMENT_UNKNOWN.because("no payment that came to the account has this id")


@CONDITIONS.derived("money-was-passed-on")
def money_was_passed_on(course: Course, act: Act, _: ActRow) -> Problems:
    """No more comes from another body than it passed on of the payment, and from the source from which that came."""
    data: PaymentReceived = act.data
    if data.passed_on is None:
        return
    first = course.receipts.get(data.passed_on)
    left = passed_on(course, data.passed_on, data.sum.currency)
    if first is None or data.sum.amount > left.amount:
        yield refused.NOT_PASSED_ON.because(f"{written(left)} of it were passed on and have not come yet")
    elif data.source is not first.source:
        yield refused.NOT_PASSED_ON.at("source").because(f"it came first from {first.source.value}")


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


def _payment_of(course: Course, data: Any) -> Any:
    """The payment that is converted or distributed; a correction names its distribution."""
    if not isinstance(data, DistributionCorrected):
        return data.payment
    division = course.distributions.get(data.distribution)
    return division.payment if division else None


@CONDITIONS.derived("rate-of-the-day")
def rate_of_the_day(course: Course, act: Act, _: ActRow) -> Problems:
    """The official rate of the day on which the money came, whatever day it counts from, or went on by another body."""
    data: Any = act.data
    receipt = course.receipts.get(_payment_of(course, data))
    if receipt is None:
        return
    came_on = credited_on(course, receipt)
    for rate in rates_of(data):
        if rate.day != came_on:
            yield refused.RATE_OF_ANOTHER_DAY.because(f"the money came on {came_on}, the rate is of {rate.day}")


@CONDITIONS.derived("money-unallocated")
def money_unallocated(course: Course, act: Act, _: ActRow) -> Problems:
    """Something of the payment is held, and not for a distribution."""
    receipt = course.receipts[act.data.payment]
    if receipt.awaits:
        yield refused.NOTHING_UNALLOCATED.because("it waits for a distribution, which states the rates", "Art. 404")
    elif not receipt.unallocated.amount:
        yield refused.NOTHING_UNALLOCATED.because("nothing of the payment is held unallocated")


@CONDITIONS.derived("claims-open-in-currency")
def claims_open_in_currency(course: Course, act: Act, _: ActRow) -> Problems:
    """Something is owed in the currency into which the money is converted or exchanged.

    Which documents share what waits for a distribution, and at what rates, that says.
    """
    data: Any = act.data
    if course.receipts[data.payment].awaits:
        return
    into = data.into if isinstance(data, ReceiptConverted) else data.got.currency
    if not owed_in(course, into).amount:
        yield refused.NO_CLAIM_IN_CURRENCY.because(f"nothing is owed in currency {into}")


@CONDITIONS.derived("comes-to-something")
def comes_to_something(course: Course, act: Act, row: ActRow) -> Problems:
    """What is held comes to the smallest unit of the currency at least; else it stays held."""
    data: ReceiptConverted = act.data
    receipt = course.receipts[data.payment]
    if _nothing_of_it(course, receipt, data, row):
        held = written(receipt.unallocated)
        yield refused.COMES_TO_NOTHING.because(f"{held} comes to less than half of the smallest unit of {data.into}")


def _nothing_of_it(course: Course, receipt: Receipt, data: ReceiptConverted | HeldMoneyRefunded, row: ActRow) -> bool:
    """Whether what is owed in a currency takes nothing of what is held, at the rates that are stated."""
    if data.into is None or not receipt.unallocated.amount or not owed_in(course, data.into).amount:
        return False
    rated = {rate.currency for rate in rates_of(data)} == needed_rates((receipt.sum.currency, data.into))
    return rated and converted(course, receipt, data, data.into, row.article).rest == receipt.unallocated


@CONDITIONS.derived("still-demanded")
def demanded(course: Course, _: Act, __: ActRow) -> Problems:
    """Where the act behind the document was cancelled, nothing is demanded that held money could repay."""
    if not still_demanded(course):
        yield refused.FINISHED.because(f"the proceeding is {course.status} since {course.statuses[-1].day}")


@CONDITIONS.derived("no-claim-takes-it")
def no_claim_takes_it(course: Course, act: Act, row: ActRow) -> Problems:
    """Held money goes back where nothing is owed that it could repay, or its conversion comes to nothing."""
    data: HeldMoneyRefunded = act.data
    receipt = course.receipts[data.payment]
    held = receipt.unallocated.amount and not receipt.awaits
    if held and still_demanded(course) and owes(course) and not _nothing_of_it(course, receipt, data, row):
        detail = f"{written(receipt.unallocated)} is converted or exchanged for what is owed in another currency"
        yield refused.CLAIM_TAKES_IT.because(detail)


@CONDITIONS.derived("two-currencies", of_form=True)
def two_currencies(_: Course, act: Act, __: ActRow) -> Problems:
    """An exchange gives one currency for another."""
    data: ExchangeExecuted = act.data
    if data.given.currency == data.got.currency:
        yield refused.SAME_CURRENCY.because(f"both sums are in currency {data.given.currency}")


@CONDITIONS.derived("not-above-held")
def not_above_held(course: Course, act: Act, row: ActRow) -> Problems:
    """No more is given or refunded than is held unallocated of the payment, in its currency."""
    data: Any = act.data
    field = "given" if isinstance(data, ExchangeExecuted) else "sum"
    receipt = course.receipts[data.payment]
    sum_, held = getattr(data, field), receipt.unallocated
    if receipt.awaits and isinstance(data, HeldMoneyRefunded):
        yield refused.ABOVE_HELD.because("it waits for a distribution among the documents", "Art. 404")
    elif sum_.currency != held.currency or sum_.amount > held.amount:
        yield refused.ABOVE_HELD.at(field).because(f"{written(held)} is held", row.article)


@CONDITIONS.derived("not-exchanged")
def not_exchanged(course: Course, act: Act, _: ActRow) -> Problems:
    """Nothing of the payment was exchanged: who gives that back is for a decision, not for a reversal."""
    if course.exchanged(act.data.payment):
        yield refused.PAYMENT_EXCHANGED.because("the bank exchanged a part of it")


@CONDITIONS.derived("not-above-receipt")
def not_above_receipt(course: Course, act: Act, row: ActRow) -> Problems:
    """No more goes back than there is left of the payment."""
    data: Any = act.data
    receipt = course.receipts.get(data.payment)
    if receipt is None or data.sum is None:
        return
    left, is_left = receipt.sum, "the payment is over"
    if isinstance(data, SeizedCashBanked):
        left, is_left = in_hand(course, receipt), "of the payment, there is in hand"
    elif isinstance(data, MoneyTransferred):  # of the others, `not-exchanged` says so
        left = subtract(receipt.sum, course.given_of(receipt))
    if data.sum.currency != left.currency or data.sum.amount > left.amount:
        yield refused.ABOVE_RECEIPT.because(f"{is_left} {written(left)}", row.article)


@CONDITIONS.derived("price-of-an-invalid-sale")
def price_of_an_invalid_sale(course: Course, act: Act, row: ActRow) -> Problems:
    """The payment is the price of a sale; where sales are on record, the court declared one of them invalid."""
    receipt = course.receipts.get(act.data.payment)
    if receipt is not None and receipt.source is not PaymentSource.PROPERTY_SALE:
        yield refused.SALE_NOT_INVALID.because("the payment is no price of a sale", row.article)
    sales = sales_on_record(course)
    if sales and all(course.things.status(sale) != "invalid" for sale in sales):
        yield refused.SALE_NOT_INVALID.because("no sale on record was declared invalid", row.article)


@CONDITIONS.derived("known-direct-payment", of_form=True)
def known_direct_payment(course: Course, act: Act, _: ActRow) -> Problems:
    """The recoverer received the payment past the account."""
    receipt = course.receipts.get(act.data.payment)
    if receipt is None or not receipt.past_account:
        yield refused.PAYMENT_UNKNOWN.at("payment").because("no payment past the account has this id", "Art. 391(2)")


@CONDITIONS.derived("cause-of-refusal")
def cause_of_refusal(course: Course, act: Act, _: ActRow) -> Problems:
    """Money that is said to come after the end does, and repays nothing."""
    data: ReceiptRefused = act.data
    before = course.rules.proceedings.money.taken_before_the_end
    if data.cause != AFTER_THE_END:
        return
    owed, charged = owed_in(course, data.sum.currency), charged_in(course, data.sum.currency)
    if not course.ended:
        yield refused.CAUSE_UNFIT.because("the proceeding goes on")
    elif owed.amount and not finally_ended(course):
        detail = f"{written(owed)} is owed, and is levied on the income"
        yield refused.CAUSE_UNFIT.because(detail, "Art. 400(1) ind. 3")
    elif data.sum.amount <= charged.amount:
        detail = f"costs and fees of {written(charged)} are owed after the end as well"
        yield refused.CAUSE_UNFIT.because(detail, "Art. 401(2)")
    elif owed.amount and course.status in before.statuses:
        returned = course.statuses[-1].day
        if ordered_by(data, returned):
            detail = f"the bank order is not after the return of {returned}: it repays the debt"
            yield refused.CAUSE_UNFIT.because(detail, str(before.article))


@CONDITIONS.derived("not-above-open-claims")
def not_above_open_claims(course: Course, act: Act, _: ActRow) -> Problems:
    """What goes beyond the open claims is between the parties, and is not recorded."""
    data: Any = act.data
    open_ = open_at(course, data.sum.currency, getattr(data, "into", None), rates_of(data))
    if data.sum.amount > open_.amount:
        yield refused.ABOVE_OPEN_CLAIMS.because(f"{written(open_)} is open")


@CONDITIONS.derived("direct-rates-fit", of_form=True)
def direct_rates_fit(_: Course, act: Act, __: ActRow) -> Problems:
    """What repays a debt in another currency states it, with the official rates of the day of the payment."""
    data: Any = act.data
    rates, paid_on = rates_of(data), getattr(data, "paid_on", None) or act.day
    needed = needed_rates((data.sum.currency, data.into)) if data.into not in {None, data.sum.currency} else frozenset()
    given = [rate.currency for rate in rates]
    if sorted(given) != sorted(needed):
        yield refused.RATES_UNFIT.because(f"needed: {', '.join(sorted(needed))}; stated: {', '.join(given)}")
    for rate in rates:
        if rate.day != paid_on:
            yield refused.RATE_OF_ANOTHER_DAY.because(f"it was paid on {paid_on}, the rate is of {rate.day}")


@CONDITIONS.derived("paid-before-initiation", of_form=True)
def paid_before_initiation(course: Course, act: Act, _: ActRow) -> Problems:
    """What was paid before the initiation counts from its day; what was paid later, from its own."""
    data: Any = act.data
    paid_on = data.paid_on if isinstance(data, DirectPaymentConfirmed) else data.credited_on
    if paid_on is None:
        return
    if paid_on >= course.initiated_on:
        yield refused.PAID_SINCE_INITIATION.because(f"the proceeding was initiated on {course.initiated_on}")
    elif act.day != course.initiated_on:
        yield refused.COUNTS_FROM_INITIATION.because(f"the proceeding was initiated on {course.initiated_on}")


@CONDITIONS.derived("measure-fits-payment", of_form=True)
def measure_fits_payment(course: Course, act: Act, row: ActRow) -> Problems:
    """The measure under which the recoverer is paid, or keeps the property, is one that can bring that."""
    data: Any = act.data
    measure = course.measures.get(data.measure)
    source = course.rules.source(course.rules.source_past_account(row.act))
    if measure is None:
        yield refused.MEASURE_UNKNOWN.because("the proceeding has no measure with this id")
    elif measure.code not in source.brought_by:
        refusal = refused.NO_LEVY_ON_INCOME if source.source is PaymentSource.INCOME_LEVY else refused.SOURCE_UNFIT
        yield refusal.because(f"{measure.code} brings no {source.source.value}", row.article)


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
