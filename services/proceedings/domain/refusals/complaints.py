"""Complaints, and what their decisions reverse (Art. 334-335, 353)."""

from services.proceedings.domain.refusals.refusal import Refusal

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
COMPLAINT_ACCEPTED = Refusal(
    "complaint-accepted", "the court returns what breaks the form until it accepts it", "Art. 353(7)", "because"
)
REASON_OF_ANOTHER_STAGE = Refusal(
    "reason-of-another-stage", "a complaint ends for a reason that is tested where it is", "Art. 149(1)", "because"
)
NO_DECISION_TO_SET_ASIDE = Refusal(
    "no-decision-to-set-aside", "the court sets aside what the superior body has decided", "Art. 353(4)", "outcome"
)
WITH_THE_COURT = Refusal(
    "complaint-with-the-court", "another person joins a complaint that is with the court", "Art. 353(4)", "complainant"
)
RULING_ON_RECORD = Refusal(
    "ruling-on-record", "another ruling takes the place of the one on record", "Art. 353(11)", "paper"
)
NOT_LEFT_BY_THE_COURT = Refusal(
    "not-left-by-the-court", "the court takes up again a complaint that it left", "Art. 152(4)", "complaint"
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
EXTENT_UNFIT = Refusal("extent-unfit", "sums of claims are stated of a change in part", "Art. 334(1)", "claims")
NOTHING_TO_REVERSE = Refusal(
    "nothing-to-reverse", "where the claim is granted nothing goes back, and no claim falls", "Art. 334(1)", "outcome"
)
REVERSAL_DECIDED = Refusal(
    "reversal-decided", "a statement is for where the new act says nothing", "Art. 335(3)", "reversal"
)
ABOVE_WHAT_WAS_CHARGED = Refusal(
    "above-what-was-charged", "no more falls or comes back than was charged and paid", "Art. 353(10)", "sum"
)
ANNULMENT_NOT_DECIDED = Refusal(
    "annulment-not-decided", "the decision on the complaint annuls the act from that day", "Art. 353(10)", "since"
)
