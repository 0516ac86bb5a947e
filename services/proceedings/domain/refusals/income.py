"""Levy on wages, pensions and other income (Art. 389-398)."""

from services.proceedings.domain.refusals.refusal import Refusal

DEDUCTION_UNFIT = Refusal("deduction-unfit", "a payer withholds what the Code gives", "Art. 392(1)", "withheld")
INCOME_UNKNOWN = Refusal("income-kind-unknown", "the Code names the kinds of income", "Art. 389(3)")
INCOME_EXEMPT = Refusal("income-exempt", "exempt income is not levied on", "Art. 394(1)", "kinds")
ANSWER_UNFIT = Refusal("income-answer-unfit", "who pays the debtor states the income", "Art. 390(1)", "income")
INCOME_CURRENCIES = Refusal("income-in-several-currencies", "a payday is in one currency", "Art. 391(2)", "income")
NOT_PAID_THERE = Refusal("debtor-not-paid-there", "the document goes where the debtor is paid", "Art. 391(1)", "payer")
ORDER_AT_PAYER = Refusal("document-at-payer", "the document is in one place", "Art. 391(1)", "income_order")
BASIS_UNFIT = Refusal("income-levy-basis-unfit", "income is levied on where its basis holds", "Art. 389(1)", "basis")
RETURN_UNFIT = Refusal(
    "return-by-payer-unfit", "the cause of the return fits what is on record", "Art. 391(3)", "cause"
)
RECALL_UNFIT = Refusal("recall-unfit", "the cause of the recall is there", "Art. 365(2)", "cause")
FINDING_UNFIT = Refusal("finding-unfit", "a finding and its difference fit each other", "Art. 395(1)", "finding")
OPEN_SUM_UNFIT = Refusal("open-sum-unfit", "the payer withholds what is open", "Art. 391(1)", "sum")
SHARE_UNFOUNDED = Refusal("share-unfounded", "another share rests on a legislative act", "Art. 392(1)", "paper")
FAILURE_UNFIT = Refusal("failure-unfit", "a failure names what it concerns", "Art. 398(1)", "kind")
WITHHELD_DUE = Refusal(
    "withheld-sum-due", "what was not to be withheld goes back to the debtor", "Art. 394(1)", "cause"
)
ABOVE_WITHHELD = Refusal(
    "above-withheld", "no more goes back than was withheld and is not sent on", "Art. 391(2)", "sum"
)
PAYER_NOT_LATE = Refusal("payer-not-late", "a payer fails after its last day", "Art. 398(1)", "kind")
