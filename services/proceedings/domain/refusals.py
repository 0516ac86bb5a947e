"""Why a command is refused: stable codes, each with its rule, its article and the field at fault."""

from dataclasses import dataclass, replace

from contracts.problems import Problem
from contracts.values import Party


@dataclass(frozen=True, slots=True)
class Refusal:
    """A rule that a command may break."""

    code: str
    rule: str
    article: str | None = None
    field: str | None = None

    def because(self, detail: str, article: str | None = None) -> Problem:
        """The problem found; `article` where the broken rule rests on another row than the usual one."""
        return Problem(code=self.code, rule=self.rule, detail=detail, field=self.field, article=article or self.article)

    def at(self, field: str) -> "Refusal":
        """The same rule, broken by another field."""
        return replace(self, field=field)


NOT_FOR_PROCEEDINGS = Refusal("command-not-for-proceedings", "the service owns the command", None, "type")
UNKNOWN_PROCEEDING = Refusal("proceeding-unknown", "an act belongs to an initiated proceeding", "Art. 356(1)", "stream")
UNKNOWN_RESOLUTION = Refusal("resolution-unknown", "a resolution made in the system has a number", "Art. 343(2)")
NO_DOCUMENT = Refusal("document-missing", "a resolution has a document once it was rendered", "Art. 343(2)", "language")
ALREADY_INITIATED = Refusal("proceeding-already-initiated", "a proceeding is initiated once", "Art. 356(1)", "stream")
STREAM_OF_A_GROUP = Refusal(
    "stream-of-a-group", "a proceeding has a stream that nothing else has", "Art. 331(2)", "stream"
)
FINISHED = Refusal("proceeding-finished", "nothing is done in a finished proceeding", "Art. 400(1)", "stream")
NOT_IN_THIS_STATUS = Refusal("act-not-allowed-in-status", "an act is open in certain statuses only")
BEFORE_INITIATION = Refusal(
    "effective-date-before-initiation", "no act precedes the initiation", "Art. 356(1)", "effective_date"
)

NO_RULE_SET = Refusal("rule-set-unknown", "a rule set is in force on the day of the act", None, "effective_date")
NO_CLAIMS = Refusal("claims-missing", "the document states its demands", "Art. 333(1)", "claims")
CLAIM_TWICE = Refusal("claim-number-repeated", "each claim has a number of its own", "Art. 333(1)", "claims")
CLAIM_SUM = Refusal(
    "claim-sum-unfit", "a money claim states its sum, any other claim has none", "Art. 333(1)", "claims"
)

ALREADY_SERVED = Refusal("debtor-already-served", "the resolution on initiation is served once", "Art. 357(1)")
TERM_UNKNOWN = Refusal(
    "voluntary-term-not-computed", "compulsory execution begins after the voluntary term", "Art. 357(1)"
)
TERM_NOT_OVER = Refusal(
    "voluntary-term-not-over",
    "compulsory execution begins after the voluntary term",
    "Art. 357(1)",
    "effective_date",
)

RESOLUTION_UNKNOWN = Refusal(
    "resolution-unknown", "copies are sent of a resolution of this proceeding", "Art. 343(5)", "resolution"
)
COPIES_BEFORE_RESOLUTION = Refusal(
    "copies-before-resolution", "copies follow the resolution", "Art. 343(5)", "effective_date"
)
EXECUTOR_OF_ANOTHER_BODY = Refusal(
    "executor-of-another-body", "the head of the body hands over inside the body", "Art. 344(3)", "executor.id"
)
EXECUTOR_UNCHANGED = Refusal(
    "executor-unchanged", "the proceeding goes to another executor", "Art. 344(3)", "executor.id"
)

MEASURE_REPEATED = Refusal("measure-already-added", "a measure is initiated once", None, "measure")
MEASURE_UNKNOWN = Refusal("measure-unknown", "the measure belongs to the proceeding", None, "measure")
MEASURE_UNFIT = Refusal("measure-unfit", "the code names a measure of a proceeding", None, "code")
DEBTOR_NOT_INDIVIDUAL = Refusal("debtor-not-individual", "the measure is for citizens and sole traders", None, "code")
DEBTOR_NO_LEGAL_PERSON = Refusal("debtor-no-legal-person", "the measure is for legal persons", None, "code")
NO_FITTING_CLAIM = Refusal("no-fitting-claim", "the measure serves a claim of its kind", None, "code")
MEASURE_STEP_IMPOSSIBLE = Refusal("measure-transition-impossible", "a measure moves along its statuses", None, "status")
BEFORE_MEASURE_STATUS = Refusal(
    "effective-date-before-measure-status",
    "a status of a measure does not precede the one before it",
    None,
    "effective_date",
)
PRESENTED_IN_VAIN = Refusal(
    "presentation-not-needed", "the executor presents to the court what the court decides", None, "requested_by"
)
DECIDED_BY_ANOTHER = Refusal(
    "decided-by-another", "who is competent for a measure decides on it", "Art. 348(4)", "measure"
)
PETITIONER_UNFIT = Refusal("petitioner-unfit", "a petition is for those whom the Code names", None, "petitioner")
PETITION_ON_ANOTHER = Refusal(
    "petition-on-another-measure", "the decision is on the measure of the petition", None, "measure"
)
SUBSTITUTE_MISSING = Refusal(
    "substitute-unfit", "a substitution, and nothing else, names the measure that begins", None, "new_measure"
)
SUM_NOT_LOWER = Refusal("secured-sum-not-lower", "a reduction secures less than before", None, "sum")
TIME_UNFIT = Refusal("time-unfit", "the times of an action fit its day", None, "began_at")
NOT_ASKED = Refusal("nothing-asked", "what is refused was asked before", None, "measure")
MEASURE_LASTS = Refusal(
    "measure-term-not-over", "a measure ends, or goes on, after its last day", "Art. 348(3)", "effective_date"
)
NOT_IN_WORKING_TIME = Refusal(
    "act-outside-working-time",
    "actions on execution are performed on working days, by day, save what admits of no delay",
    "Art. 351(4)",
    "effective_date",
)
SUM_MISSING = Refusal("measure-sum-missing", "claims in several currencies: the measure names its sum", None, "sum")
CAP_EXCEEDED = Refusal("cap-exceeded", "no more is secured or levied than execution needs", "Art. 369(1)", "sum")
OUT_OF_ORDER_OF_LEVY = Refusal(
    "levy-out-of-order", "other property is levied on where money is absent or short", "Art. 369(6)", "sum"
)
NOTHING_OWED_IN_CURRENCY = Refusal(
    "currency-without-debt",
    "money counts in the currency in which something is owed",
    "Art. 369(1)",
    "sum.currency",
)

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
SAME_CURRENCY = Refusal("exchange-into-the-same-currency", "two currencies are exchanged", "Art. 369(2)", "got")
PAYMENT_EXCHANGED = Refusal(
    "payment-exchanged", "what the bank exchanged is put right before the payment is", "Art. 369(2)", "payment"
)
ABOVE_HELD = Refusal("above-held-money", "no more is taken of a payment than is held of it", None, "sum")
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

THING_REPEATED = Refusal("thing-already-opened", "what an id stands for is opened once")
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
PAYER_NOT_LATE = Refusal("payer-not-late", "a payer fails after its last day", "Art. 398(1)", "kind")
THING_UNKNOWN = Refusal("thing-unknown", "the act names what the proceeding has on record")
THING_STEP_IMPOSSIBLE = Refusal("thing-transition-impossible", "a thing moves along its statuses")
THING_OF_ANOTHER = Refusal("thing-of-another", "an act names things that belong together")
ACCOUNT_SHORT = Refusal("account-short", "no more is taken from an account than it holds", None, "sum")
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

CLAIM_UNKNOWN = Refusal("claim-unknown", "the claim belongs to the document", None, "claim")
CLAIM_FOR_MONEY = Refusal("claim-for-money", "a money claim is fulfilled by payment", "Art. 403", "claim")
CLAIM_FULFILLED = Refusal("claim-already-fulfilled", "a claim is fulfilled once", None, "claim")

GROUND_UNFIT = Refusal("ground-unfit", "the ground belongs to this decision", None, "ground")
GROUND_NOT_IN_STATUS = Refusal(
    "ground-not-allowed-in-status", "the ground is open in certain statuses only", None, "ground"
)
GROUND_NEEDS_INDIVIDUAL = Refusal(
    "ground-needs-individual", "the ground concerns citizens and sole traders", None, "ground"
)
GROUND_NEEDS_CLAIM = Refusal("ground-needs-claim", "the ground concerns a claim of another nature", None, "ground")
GROUND_NEEDS_MEASURE = Refusal("ground-needs-measure", "the ground rests on a measure carried out", None, "ground")
ACT_MISSING = Refusal("act-missing", "the act on the circumstances is drawn up first", "Art. 366(2)", "act_drawn_up")
ALL_FULFILLED = Refusal(
    "nothing-left-to-return", "a document is returned while it is not fully executed", "Art. 366(1)", "ground"
)
CLAIM_OUTSTANDING = Refusal("claim-outstanding", "the demands are fulfilled first", "Art. 400(1) ind. 2")
COSTS_OUTSTANDING = Refusal("costs-outstanding", "the costs of execution are recovered first", "Art. 400(1) ind. 2")
FEE_OUTSTANDING = Refusal("fee-outstanding", "the fee is recovered first", "Art. 400(1) ind. 2")

ACTOR_UNFIT = Refusal("actor-unfit", "the act is for those whom the Code names", None, "actor")
ACTOR_OF_ANOTHER_BODY = Refusal(
    "actor-of-another-body", "the body that has the proceeding acts in it", "Art. 354(2)", "actor"
)
NOT_THE_EXECUTOR = Refusal("not-the-executor", "the executor who has the proceeding acts in it", "Art. 344(3)", "actor")
ATTESTATION_MISSING = Refusal(
    "attestation-missing", "the recording says on which paper this rests", None, "recording.attestations"
)
DEMAND_PERFORMED = Refusal("demand-performed", "the debtor has not performed the demand", "Art. 396(2)", "code")
LIABILITY_FIRST = Refusal("liability-missing", "the debtor is first brought to liability", "Art. 396(3)", "code")
TRANSFER_MISSING = Refusal(
    "transfer-missing", "named property is seized and handed over by an act", "Art. 397(1)", "claim"
)
CLAIM_OF_ANOTHER_NATURE = Refusal(
    "claim-of-another-nature", "the claim is open, and one of the kind that the act is for", None, "claim"
)
THING_NOT_CLAIMED = Refusal("thing-not-claimed", "what is taken is still claimed", "Art. 397(1)", "named_thing")
THING_STAYS = Refusal(
    "thing-stays", "what was seized goes back once the recoverer is not to have it", "Art. 366(1) ind. 5", "named_thing"
)
INVENTORY_MISSING = Refusal(
    "inventory-missing", "a thing goes to a keeper after its inventory", "Art. 397(2)", "inventory_act"
)
DEFAULT_NOT_SHOWN = Refusal("default-not-shown", "what was not done is on record first", "Art. 396(2)", "default")
REASONS_NOT_EXAMINED = Refusal(
    "reasons-not-examined", "the court first finds the reasons of the default invalid", "Art. 398(1)", "liability"
)
ANSWER_DAY_PASSED = Refusal(
    "answer-day-passed", "the day for an answer does not precede the question", "Art. 396(3)", "answer_by"
)
ANSWER_STILL_DUE = Refusal(
    "answer-still-due", "silence is a refusal after the day for the answer", "Art. 396(4)", "proposal"
)
MEASURE_NOT_CARRIED_OUT = Refusal(
    "measure-not-carried-out", "what is sold was arrested or seized before", "Art. 381(1)", "measure"
)

TERM_MISSING = Refusal("suspension-term-missing", "the suspension has a term", "Art. 364(1)", "until")
TERM_NOT_A_DATE = Refusal(
    "suspension-term-not-a-date", "the suspension lasts until its circumstance ends", "Art. 364(1)", "until"
)
TERM_BEFORE_START = Refusal("suspension-term-too-short", "the term ends after it begins", "Art. 364(1)", "until")
TERM_OUTSIDE_CALENDAR = Refusal(
    "suspension-term-outside-calendar", "the working calendar knows the last day", "Art. 135(7)", "until"
)
TERM_TOO_LONG = Refusal("suspension-term-too-long", "the term has a longest length", "Art. 364(1)", "until")
RIGHTS_UNFIT = Refusal(
    "rights-unfit", "a restriction takes the rights that the Code names", "Art. 348(3) ind. 10", "rights"
)
NOTHING_TO_RECALL = Refusal("nothing-to-recall", "what is recalled rests on what was taken back", None, "act")
TERM_NOT_LONGER = Refusal("suspension-term-not-later", "an extension ends later than the term", "Art. 364(1)", "until")
REASON_UNFIT = Refusal("reason-unfit", "the reason is one of resumption", "Art. 364(2)", "reason")
SUSPENSION_NOT_OVER = Refusal(
    "suspension-term-not-over", "the term of the suspension has expired", "Art. 364(1)", "effective_date"
)
SUSPENDED_ON_THIS_GROUND = Refusal(
    "suspended-on-this-ground", "a ground suspends once while it lasts", "Art. 362(1)", "ground"
)
SUSPENSION_NOT_NAMED = Refusal(
    "suspension-not-named", "of several grounds of suspension the resumption names one", "Art. 364(2)", "ground"
)
SUSPENSION_UNKNOWN = Refusal(
    "suspension-unknown", "the resumption ends a suspension that lasts", "Art. 364(2)", "ground"
)
BASIS_LATER = Refusal("basis-after-act", "the ruling comes before what it decides", "Art. 62(1)", "basis.dated")
NO_SUCH_IDENTIFIER = Refusal(
    "identifier-impossible", "the identifier of a party is one that its register gives", "Art. 355(2) ind. 3"
)
IDENTIFIERS_CONTRADICT = Refusal(
    "identifiers-contradict",
    "a payer number and a personal number are of one person in all records",
    "Art. 355(2) ind. 3",
)
EXECUTOR_REMOVED = Refusal(
    "executor-removed", "an executor who was removed takes no part in the execution", "Art. 344(1)", "executor"
)
DEMAND_NOT_DUE = Refusal("demand-not-due", "a demand may be fulfilled until the day set", "Art. 342(1)", "demand")
BODY_UNCHANGED = Refusal("body-unchanged", "a proceeding is transferred to another body", "Art. 354(2)", "body")
SEARCH_LASTS = Refusal("search-lasts", "a document is not returned while its debtor is searched for", None, "ground")
NOT_TRANSFERRED = Refusal("proceeding-not-transferred", "money goes to another body with its proceeding", None)
MONEY_HELD = Refusal(
    "money-still-held", "held money is paid out, or goes to the other body, before the file does", None, "transfer"
)
PLANNED_BEFORE = Refusal("planned-before", "an action is planned for a day to come", None, "planned")
SUCCESSION_NOT_ASKED = Refusal("succession-not-asked", "the court refuses what it was asked for", None, "role")
POWERS_RUN_OUT = Refusal("powers-run-out", "a representative acts while the powers last", None, "until")
SERVICE_GROUND_UNFIT = Refusal(
    "service-ground-unfit", "only service that counts without receipt has a ground", "Art. 142(2)", "ground"
)
MOVE_UNKNOWN = Refusal(
    "change-of-address-unknown",
    "what goes to an old address is served after an unreported move",
    "Art. 143(1)",
    "ground",
)
NO_NOTICE_OWED = Refusal("no-notice-owed", "others are informed of an act where that is owed", None, "act")
DUE_DAY_PASSED = Refusal("day-set-passed", "the day set does not precede the service", "Art. 345-2(1)", "due")
DUE_DAY_NOT_OVER = Refusal(
    "day-set-not-over", "nobody fails to answer before the day set", "Art. 345-2(1)", "effective_date"
)
PARTY_UNCHANGED = Refusal("party-unchanged", "another person takes the place of a party", "Art. 62(1)", "successor")
SUCCESSOR_MISSING = Refusal(
    "successor-not-named", "the suspension lasts until a successor is named", "Art. 364(1) ind. 2", "ground"
)
ORDER_NOT_STATED = Refusal(
    "order-not-stated", "where the order of acts of one day changes the course, it is stated", None, "effective_date"
)
ORDER_CONTRADICTORY = Refusal("order-contradictory", "acts of one day come one after the other", None, "effective_date")
TOO_MANY_REVISIONS = Refusal(
    "too-many-revisions", "a course is revised a limited number of times on one day", None, "stream"
)

LIMIT_RUNS_LATER = Refusal(
    "limit-runs-later", "the limit for a complaint runs from a day before it", "Art. 353(2)", "runs_from"
)
LIMIT_RUNS_FROM_ANOTHER_DAY = Refusal(
    "limit-runs-from-another-day", "the limit runs from the day of what started it", "Art. 353(2)", "runs_from"
)
OUTCOME_INCOMPLETE = Refusal(
    "outcome-incomplete", "a decision says what is annulled from when, or what is ordered", "Art. 353(10)", "outcome"
)
COMPLAINT_LATE = Refusal(
    "complaint-late", "a complaint is decided on if it was made in time, or its limit was restored", None, "complaint"
)
COMPLAINT_IN_TIME = Refusal("complaint-in-time", "the complaint was late", "Art. 136(3)", "complaint")
REASON_OF_THE_COURT = Refusal(
    "reason-of-the-court", "form and the earlier decision are tested by the court", "Art. 353(7)", "because"
)
SUPERIOR_HAS_DECIDED = Refusal(
    "superior-has-decided", "the superior body did not decide on the complaint", "Art. 353(4)", "because"
)
NOTHING_TO_CARRY_OUT = Refusal(
    "nothing-to-carry-out", "a decision on the complaint is still to be carried out so", "Art. 353(10)", "complaint"
)
ANOTHER_CURRENCY = Refusal("another-currency", "a claim changes in its currency", "Art. 334(2)", "sum")
CLAIM_TYPE_UNFIT = Refusal("claim-type-unfit", "the new claim is for money", "Art. 211(1)", "kind")
EXECUTED_ALREADY = Refusal("executed-already", "only what was not executed is ended", "Art. 334(2)", "claims")
NOT_EXECUTED = Refusal("not-executed", "only what was recovered from the debtor goes back", "Art. 334(1)", "returned")
REVERSAL_DECIDED = Refusal(
    "reversal-decided", "a statement is for where the new act says nothing", "Art. 335(3)", "reversal"
)
ABOVE_WHAT_WAS_CHARGED = Refusal(
    "above-what-was-charged", "no more falls or comes back than was charged and paid", "Art. 353(10)", "sum"
)
ANNULMENT_NOT_DECIDED = Refusal(
    "annulment-not-decided", "the decision on the complaint annuls the act from that day", "Art. 353(10)", "since"
)

ACT_UNKNOWN = Refusal("act-unknown", "the act belongs to the proceeding", None, "act")
CORRECTION_OF_A_CORRECTION = Refusal(
    "correction-of-a-correction", "a correction is put right by another correction of the same act", None, "act"
)
NOT_CORRECTED_SO = Refusal("act-not-corrected-so", "the correction is not for this act", None, "act")
ACT_STRUCK = Refusal("act-struck", "what never happened is neither annulled nor struck again", None, "act")
FACT_ANNULLED = Refusal("fact-not-annulled", "decisions are annulled, facts remain", "Art. 353(1)", "act")
ANNULLED_BEFORE_MADE = Refusal("annulled-before-made", "an act is annulled from its day on", "Art. 353(1)", "since")
CORRECTED_TO_THE_FUTURE = Refusal("corrected-to-the-future", "an act is on record on or after its day", None, "day")
SLIP_WITHOUT_RESOLUTION = Refusal(
    "slip-without-resolution", "slips are corrected in resolutions and acts of the executor", "Art. 343(4)", "act"
)
ANOTHER_ACT = Refusal("corrected-act-of-another-kind", "the corrected act is of the same kind", None, "data.type")
KEPT = Refusal(
    "not-changed-by-a-correction", "what identifies an act, and the content of a resolution, stays", None, "data"
)
INITIATED_AFTER_AN_ACT = Refusal("initiated-after-an-act", "no act precedes the initiation", "Art. 356(1)", "day")
INITIATED_IN_ANOTHER_YEAR = Refusal("initiated-in-another-year", "the number names the year", None, "day")
CORRECTION_UNKNOWN = Refusal("correction-unknown", "the correction belongs to the proceeding", None, "correction")
CORRECTION_SETTLED = Refusal("correction-settled", "a correction is decided on once", None, "correction")
SECOND_PERSON = Refusal("second-person-needed", "another person than the proposer approves", None, "actor")
CORRECTOR_UNFIT = Refusal(
    "actor-unfit", "a correction is for those whom its row names; the Code names the deciders", None, "actor"
)
CORRECTED_MEANWHILE = Refusal(
    "corrected-meanwhile", "the act reads as it did when the correction was proposed", None, "correction"
)

REASON_MISSING = Refusal("reason-missing", "a refusal states its reason", None, "reason")
WISH_UNDECIDED = Refusal(
    "debtors-order-undecided", "what the debtor names first is decided on before the arrest", "Art. 377(6)", "property"
)
IMMOVABLE_NOT_FREE = Refusal(
    "immovable-not-free", "an immovable of the debtor that is under no arrest is arrested", "Art. 378(2)", "check"
)
NO_IMMOVABLE = Refusal("property-no-immovable", "the arrest of an immovable is registered", "Art. 378(2)", "property")
NOT_ALWAYS_SEIZED = Refusal(
    "seizure-not-obligatory", "securities, precious metals and stones are always seized", "Art. 379(4)", "cause"
)
WRONG_KEEPER = Refusal("keeper-unfit", "the Code names who keeps such property", "Art. 380(4)", "keeper")
KEEPER_UNPAID = Refusal(
    "keeper-not-paid", "another keeper than the debtor and the family is paid", "Art. 380(2)", "property"
)
SELF_SALE_NOT_ASKED = Refusal("self-sale-not-asked", "the debtor asks to sell the property", "Art. 381(5)", "property")
PRICE_UNFIT = Refusal("price-unfit", "the price is the one that the Code gives", None, "sum")
SELF_SALE_OVER = Refusal(
    "self-sale-right-over", "the debtor sells before the property is seized for sale", "Art. 381(5)", "property"
)
SALE_TOO_LATE = Refusal("sale-after-its-term", "the debtor sells within the term", "Art. 381(5)", "effective_date")
TOO_EARLY = Refusal("waiting-time-not-over", "the act waits until a time is over", None, "effective_date")
WORTH_SELLING = Refusal(
    "sale-worth-its-cost", "what costs less to sell than it is worth is sold", "Art. 381(4)", "expenses"
)
NOT_AT_ORGANIZATION = Refusal(
    "property-not-at-organization", "a trading organization sells what it has", "Art. 381(3)", "property"
)
NO_REVALUATION = Refusal(
    "revaluation-without-ground",
    "property is revalued that was not sold and that the recoverer refused",
    "Art. 382(1)",
    "property",
)
PARTIES_NOT_CALLED = Refusal(
    "parties-not-called", "the parties are notified of time and place", "Art. 382(2)", "effective_date"
)
NOT_AGREED = Refusal("transfer-not-agreed", "both parties agree in writing", "Art. 383(8)", "property")
VALUE_SOURCE_UNFIT = Refusal(
    "value-source-unfit", "the value is set by whom the Code asks for it", "Art. 352(1)", "source"
)
VALUE_NOT_APPRAISED = Refusal(
    "value-not-appraised", "a public sale begins with an independent appraisal", "Art. 352(3)", "property"
)
VALUE_DISPUTED = Refusal("value-disputed", "no disagreement with the value is open", "Art. 352(6)", "property")
VALUE_EXAMINED = Refusal("value-examined", "what is settled is not withdrawn", "Art. 352(6)", "disagreement")
DISAGREEMENT_LATE = Refusal(
    "disagreement-late", "a disagreement was stated in time, or its limit restored", "Art. 352(6)", "disagreement"
)
DISAGREEMENT_IN_TIME = Refusal(
    "disagreement-in-time", "the limit for the disagreement was missed", "Art. 138(1)", "disagreement"
)
ANNOUNCED_LATE = Refusal("sale-announced-late", "a sale is announced in time", "Art. 384(1)", "held_on")
REQUESTS_TOO_SHORT = Refusal("requests-end-early", "requests are taken long enough", "Art. 385(2)", "requests_until")
SOLE_PARTICIPANT_UNASKED = Refusal(
    "sole-participant-unanswered", "the sole participant answers first", "Art. 385(11)", "property"
)
SOLE_PARTICIPANT_UNFIT = Refusal(
    "no-sole-participant", "a sole participant asked or came alone", "Art. 385(11)", "sole_participant"
)
BUYER_NOT_IN_DEFAULT = Refusal(
    "buyer-not-in-default", "the earnest money is lost by a buyer in default or without a right", "Art. 385(7)", "cause"
)
REQUESTS_OVER = Refusal("requests-over", "requests are taken until their end", "Art. 385(2)", "effective_date")
SALE_PAST = Refusal("sale-day-past", "a sale is moved before it is held", "Art. 385(3)", "effective_date")
NOT_LATER = Refusal("sale-not-later", "a sale is adjourned to a later day", "Art. 385(3)", "held_on")
SALE_OF_ANOTHER_DAY = Refusal("sale-of-another-day", "a sale is held on its day", "Art. 385(5)", "effective_date")
TOO_FEW_PARTICIPANTS = Refusal(
    "participants-too-few", "a sale has two participants at least", "Art. 386(1) ind. 2", "participants"
)
PARTICIPANTS_UNINFORMED = Refusal(
    "participants-uninformed", "the participants know the costs before the sale", "Art. 385(4)", "sale"
)
COST_OF_THE_BUYER = Refusal(
    "cost-of-the-buyer", "the debtor bears the costs of a sale without result alone", "Art. 401(3)", "cost"
)
SALE_NOT_INVALID = Refusal(
    "sale-not-invalid", "the price of a sale goes back where the court declared it invalid", "Art. 387(1)", "payment"
)
SOLD_OTHERWISE = Refusal(
    "not-sold-at-sale", "the act is about what a sale brought to a buyer", "Art. 387(1)", "property"
)
NO_FAILED_SALE = Refusal("no-failed-sale", "a sale of the pledged property failed", "Art. 383(6)", "property")
PLEDGE_UNFIT = Refusal("pledge-unfit", "the pledge gives or takes the right", "Art. 383(7)", "pledged_to_recoverer")
PLEDGE_TOO_LATE = Refusal("pledgeholders-month-over", "the pledgeholder has a month", "Art. 383(7)", "effective_date")
NUMBER_TAKEN = Refusal(
    "proceeding-number-taken", "a number is that of one proceeding of the body and year", "Art. 356(1)", "number"
)
DIFFERENCE_UNFIT = Refusal(
    "difference-unfit", "the difference is the value less the debts to the recoverer", "Art. 383(9)", "difference"
)
DIFFERENCE_NOT_FIXED = Refusal(
    "difference-not-fixed", "the difference is fixed by a resolution", "Art. 383(9)", "property"
)
DIFFERENCE_UNPAID = Refusal(
    "difference-unpaid",
    "property worth more than the debts passes after the difference is paid",
    "Art. 383(9)",
    "property",
)
PROPERTY_NOT_PASSED = Refusal(
    "property-not-passed",
    "the difference is the debtor's once the property has passed to the recoverer",
    "Art. 383(9)",
    "paid_difference",
)
DIFFERENCE_UNNAMED = Refusal(
    "difference-unnamed", "a difference that goes back is named", "Art. 383(9)", "paid_difference"
)
DIFFERENCE_STAYS = Refusal(
    "difference-stays",
    "a difference goes back whole where the property does not pass to the recoverer",
    "Art. 383(9)",
    "paid_difference",
)
EARNEST_UNNAMED = Refusal(
    "earnest-money-unnamed", "earnest money is that of a bidder at a sale", "Art. 385(1)", "earnest"
)
EARNEST_OF_ANOTHER = Refusal(
    "earnest-money-of-another",
    "earnest money goes into the price of its bidder, to the state, or back",
    "Art. 385(10)",
    "earnest",
)
RELEASE_UNFIT = Refusal("release-ground-unfit", "the ground of the release holds", "Art. 399(1)", "ground")
EXEMPTION_UNFIT = Refusal("exemption-unfit", "an exemption is for debtors of its kind", "Art. 373(2)", "exemption")
CONSOLIDATED_BEFORE = Refusal(
    "proceeding-consolidated", "a proceeding is joined to the others of the debtor once", "Art. 404", "effective_date"
)
NOT_CONSOLIDATED = Refusal(
    "proceeding-not-consolidated", "a proceeding that was joined is separated", "Art. 404", "effective_date"
)
NOT_FOR_DISTRIBUTION = Refusal(
    "payment-not-for-distribution", "money that waits for it is distributed", "Art. 404", "payment"
)
ONE_DOCUMENT = Refusal("one-document-alone", "two or more documents share the money", "Art. 404", "distribution")
NOT_BY_DISTRIBUTION = Refusal(
    "share-not-by-distribution", "the distribution states the share of each proceeding", "Art. 406", "actor"
)
OTHERS_JOINED = Refusal(
    "others-joined", "the last proceeding of a debtor is separated when it is alone", "Art. 404", "cause"
)
EARNEST_WITHOUT_RATE = Refusal(
    "earnest-money-without-rate",
    "earnest money of another currency states the official rate of the day of remittance",
    "Art. 385(1)",
    "rate",
)
EARNEST_RATE_UNFIT = Refusal(
    "earnest-money-rate-unfit",
    "the rate is that of the day of remittance, between the money and the announced sum",
    "Art. 385(1)",
    "rate",
)
PAYMENT_DISTRIBUTED = Refusal(
    "payment-distributed", "the distribution of a payment is corrected or annulled first", "Art. 406", "payment"
)
REQUEST_UNPAID = Refusal(
    "information-not-paid", "information is given on a paid request", "Art. 407", "information_request"
)
REQUEST_WAS_PAID = Refusal(
    "information-was-paid", "a request that was paid for is not refused for want of payment", "Art. 407", "cause"
)


def contradicted(party: Party, where: str, record: str) -> Problem:
    """Another record says otherwise whose the numbers of a party are; `where`: the field of the party."""
    which = "second_identifier" if party.second_identifier else "identifier"
    return IDENTIFIERS_CONTRADICT.at(f"{where}.{which}.value").because(record)
