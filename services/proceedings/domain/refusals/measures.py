"""Measures, their steps and their sums (Art. 348, 351, 360, 369)."""

from services.proceedings.domain.refusals.refusal import Refusal

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
NOT_TO_CARRY_OUT = Refusal(
    "measure-not-to-carry-out",
    "what is carried out was decided, and is neither postponed nor over",
    "Art. 368(2)",
    "measure",
)
TIME_UNFIT = Refusal("time-unfit", "the times of an action fit its day", None, "began_at")
ACCOUNTS_UNFIT = Refusal(
    "accounts-unfit", "a measure on accounts, and no other, names accounts that can exist", "Art. 369(3)", "accounts"
)
JUDGMENT_FELL = Refusal("judgment-fell", "recovery under a judgment that fell in whole is ended", "Art. 334(2)")
EVERYTHING_PAID = Refusal("everything-paid", "nothing more is taken or sold once everything is paid", "Art. 377(5)")
NOT_ASKED = Refusal("nothing-asked", "what is refused was asked before", None, "measure")
FIRST_DAY_UNFIT = Refusal(
    "first-day-unfit", "a rest begins after the ruling, and before it ends", "Art. 348(8)", "since"
)
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
RIGHTS_UNFIT = Refusal(
    "rights-unfit", "a restriction takes the rights that the Code names", "Art. 348(3) ind. 10", "rights"
)
PART_UNSTATED = Refusal(
    "lifted-part-unstated", "what lifts a measure in part says what stays", "Art. 348(9)", "subject"
)
