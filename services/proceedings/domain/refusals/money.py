"""Payments, costs, fees and accounts of a proceeding (Art. 331, 369, 401-403)."""

from services.proceedings.domain.refusals.refusal import Refusal

NOT_BY_THE_GROUP = Refusal(
    "share-stated-by-another", "the group of the debtors states what another of them repaid", "Art. 331(2)", "actor"
)
OTHER_ACT_UNKNOWN = Refusal("other-act-unknown", "the other debtor's act is one of a proceeding", "Art. 331(2)", "what")
NO_COMMON_DEBT = Refusal("debt-not-shared", "the debtor is one of several under the decision", "Art. 331(2)", "group")
PAYMENT_REPEATED = Refusal("payment-already-recorded", "a payment is recorded once", None, "payment")
BANK_ORDER_REPEATED = Refusal(
    "bank-order-already-recorded", "a bank order brings money once", "Art. 403", "bank_order.number"
)
IDENTIFICATION_ENDED = Refusal(
    "identification-ended", "money that was struck is identified anew on the account of the body", "Art. 403", "payment"
)
PAID_TO_THE_RECOVERER = Refusal(
    "paid-to-the-recoverer", "what is withheld from income goes to the recoverer", "Art. 391(2)", "bank_order"
)
COSTS_OF_ANOTHER = Refusal(
    "costs-of-another", "recovered costs go to the person who had paid them", "Art. 401(2)", "payee"
)
PAID_SINCE_INITIATION = Refusal(
    "paid-since-initiation", "what is paid after the initiation takes effect on its own day", "Art. 345(2)", "paid_on"
)
COUNTS_FROM_INITIATION = Refusal(
    "counts-from-initiation",
    "what was paid before the initiation lowers the debt from that day on",
    "Art. 370(1)",
    "effective_date",
)
BROUGHT_BY_CANCELLED = Refusal(
    "measure-cancelled", "a measure brings money until it is cancelled", "Art. 369(1)", "measure"
)
NO_LEVY_ON_INCOME = Refusal(
    "measure-no-levy-on-income", "the payer of income withholds under a levy on income", "Art. 391(2)", "measure"
)
PAYMENT_UNKNOWN = Refusal("payment-unknown", "the payment came to the account", "Art. 403", "payment")
PAYMENT_LATER = Refusal("payment-later", "the payment has come by then", "Art. 403", "effective_date")
PAYMENT_TAKEN_BACK = Refusal("payment-taken-back", "the bank takes money back once", "Art. 369(3)", "payment")
RATES_UNFIT = Refusal("rates-unfit", "each currency but the rouble has its rate", "Art. 369(2)", "rate")
RATE_OF_ANOTHER_DAY = Refusal(
    "rate-of-another-day", "money is converted at the rate of the day of receipt", "Art. 369(2)", "rate.day"
)
NOTHING_UNALLOCATED = Refusal("nothing-unallocated", "what is converted is held unallocated", "Art. 369(2)", "payment")
NO_CLAIM_IN_CURRENCY = Refusal(
    "no-claim-in-currency", "a claim is open in the currency of the conversion", "Art. 369(2)", "into"
)
COMES_TO_NOTHING = Refusal(
    "conversion-comes-to-nothing", "what is converted comes to the smallest unit of the currency", "Art. 369(2)", "into"
)
CLAIM_TAKES_IT = Refusal(
    "claim-takes-held-money", "money that a claim takes by its conversion does not go back", "Art. 369(2)", "payment"
)
SAME_CURRENCY = Refusal("exchange-into-the-same-currency", "two currencies are exchanged", "Art. 369(2)", "got")
PAYMENT_EXCHANGED = Refusal(
    "payment-exchanged", "what the bank exchanged is put right before the payment is", "Art. 369(2)", "payment"
)
ABOVE_HELD = Refusal("above-held-money", "no more is taken of a payment than is held of it", None, "sum")
NOT_PASSED_ON = Refusal(
    "not-passed-on", "money that was passed on is that of a payment, by its source", "Art. 354(2)", "passed_on"
)
ABOVE_RECEIPT = Refusal("above-receipt", "no more goes back than came", None, "sum")
CAUSE_UNFIT = Refusal("cause-unfit", "money comes after the end of the proceeding", "Art. 365(3)", "cause")
CASH_OF_ANOTHER_SOURCE = Refusal(
    "cash-of-another-source",
    "seized cash is in the hands of the body, all else comes to the bank",
    "Art. 380(6)",
    "cash_in_hand",
)
COST_UNKNOWN = Refusal("cost-unknown", "the cost is on record", "Art. 401(2)", "cost")
COST_CHARGED = Refusal("cost-charged-before", "the debtor owes a cost once", "Art. 401(2)", "cost")
ABOVE_COST = Refusal("above-cost", "no more is laid on the debtor than was spent", "Art. 401(1)", "sum")
COST_UNLIKE_ITS_ACT = Refusal(
    "cost-unlike-its-act", "a cost is stated as the act that shows it has it", "Art. 401(2)", "sum"
)
ABOVE_OPEN_CLAIMS = Refusal(
    "above-open-claims", "what is paid beyond the open claims is between the parties", "Art. 345(2)", "sum"
)
FEE_APART_NOT_DUE = Refusal(
    "fee-apart-not-due",
    "ten percent of what was paid past the account after an act that bears the fee",
    "Art. 402(3)",
    "sum",
)
ABOVE_DEBT_OF_THIRD_PERSON = Refusal(
    "above-debt-of-third-person",
    "a third person pays what it owes the debtor, the rest goes back to it",
    "Art. 375(2)",
    "sum",
)
COST_REPEATED = Refusal("cost-already-recorded", "a cost is recorded once", None, "cost")
BROUGHT_BY_NO_MEASURE = Refusal(
    "payment-source-without-measure", "levied money names the measure that brought it", None, "measure"
)
SOURCE_UNFIT = Refusal("payment-source-unfit", "the measure can bring money from this source", None, "measure")
ACCOUNT_SHORT = Refusal("account-short", "no more is taken from an account than it holds", None, "sum")
NOT_OWN_DEBT = Refusal(
    "not-own-debt", "what is set off was paid too much to the person who waits for this money", None, "payable"
)
OVERPAYMENT_OF_WHOM = Refusal(
    "overpayment-of-whom", "where several persons were paid too much, the payout is named", None, "payout"
)
OVERPAYMENT_OF_ANOTHER = Refusal(
    "overpayment-of-another", "no more is settled of an overpayment than its person owes", None, "sum"
)
SURPLUS_TOO_EARLY = Refusal(
    "surplus-before-claims", "the debtor gets back what is left when all is paid", None, "payable"
)
FEE_NOT_DUE = Refusal(
    "fee-not-due", "the fee needs a non-property demand that a check found not performed", "Art. 402(1) ind. 3"
)
FEE_UNCHECKED = Refusal(
    "fee-without-check", "the fee rests on a check that found the demand not performed", "Art. 396(1)"
)
FEE_REPEATED = Refusal("fee-already-imposed", "the fee is imposed once per execution document", "Art. 402(1) ind. 3")
BASE_UNIT_UNKNOWN = Refusal(
    "base-unit-unknown",
    "the fee counts in base units of the day of the resolution",
    "Art. 402(1) ind. 3",
    "effective_date",
)
REVERSAL_UNDECIDED = Refusal(
    "reversal-undecided", "what may go back to the debtor waits for the decision on reversal", "Art. 334(1)", "payable"
)
CASH_ABOVE_NEED = Refusal(
    "cash-above-need", "cash is seized as far as the claims, costs and ten percent need it", "Art. 380(6)", "sum"
)
