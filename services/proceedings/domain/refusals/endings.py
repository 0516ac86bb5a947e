"""Claims, grounds, and the end of a proceeding (Art. 365-366, 400)."""

from services.proceedings.domain.refusals.refusal import Refusal

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
GROUND_NEEDS_ORDER = Refusal("ground-needs-order", "the ground rests on a document at a payer", None, "ground")
SOMETHING_TO_LEVY_ON = Refusal(
    "something-to-levy-on", "the ground rests on that nothing is left to levy on", None, "ground"
)
SOMETHING_LEFT_TO_TRY = Refusal(
    "something-left-to-try", "the ground rests on that nothing is left to hand over or to propose", None, "ground"
)
ACT_MISSING = Refusal("act-missing", "the act on the circumstances is drawn up first", "Art. 366(2)", "act_drawn_up")
ALL_FULFILLED = Refusal(
    "nothing-left-to-return", "a document is returned while it is not fully executed", "Art. 366(1)", "ground"
)
CLAIM_OUTSTANDING = Refusal("claim-outstanding", "the demands are fulfilled first", "Art. 400(1) ind. 2")
NOTHING_CLAIMED = Refusal("nothing-claimed", "a proceeding whose demands fell away is terminated", "Art. 365(1) ind. 6")
COSTS_OUTSTANDING = Refusal("costs-outstanding", "the costs of execution are recovered first", "Art. 400(1) ind. 2")
FEE_OUTSTANDING = Refusal("fee-outstanding", "the fee is recovered first", "Art. 400(1) ind. 2")
