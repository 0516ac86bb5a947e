"""The initiation, its claims, and the voluntary term (Art. 333, 356-357)."""

from services.proceedings.domain.refusals.refusal import Refusal

NOT_FOR_PROCEEDINGS = Refusal("command-not-for-proceedings", "the service owns the command")
UNKNOWN_PROCEEDING = Refusal("proceeding-unknown", "an act belongs to an initiated proceeding", "Art. 356(1)", "stream")
UNKNOWN_RESOLUTION = Refusal("resolution-unknown", "a resolution made in the system has a number", "Art. 343(2)")
NO_DOCUMENT = Refusal("document-missing", "a resolution has a document once it was rendered", "Art. 343(2)", "language")
NO_DRAFT = Refusal("no-draft", "a resolution has a draft if it is made in the system", "Art. 343(2)", "command")
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
NUMBER_TAKEN = Refusal(
    "proceeding-number-taken", "a number is that of one proceeding of the body and year", "Art. 356(1)", "number"
)
