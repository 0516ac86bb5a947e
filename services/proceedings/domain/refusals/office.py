"""Who acts, on which papers, and what a body and its executor hand on (Art. 343-344, 354)."""

from services.proceedings.domain.refusals.refusal import Refusal

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
ACTOR_UNFIT = Refusal("actor-unfit", "the act is for those whom the Code names", None, "actor")
ACTOR_OF_ANOTHER_BODY = Refusal(
    "actor-of-another-body", "the body that has the proceeding acts in it", "Art. 354(2)", "actor"
)
NOT_THE_EXECUTOR = Refusal("not-the-executor", "the executor who has the proceeding acts in it", "Art. 344(3)", "actor")
ATTESTATION_MISSING = Refusal(
    "attestation-missing", "the recording says on which paper this rests", None, "recording.attestations"
)
NOTHING_TO_RECALL = Refusal("nothing-to-recall", "what is recalled rests on what was taken back", None, "act")
EXECUTOR_REMOVED = Refusal(
    "executor-removed", "an executor who was removed takes no part in the execution", "Art. 344(1)", "executor"
)
NO_WORK_REMAINS = Refusal(
    "no-work-remains", "an ended proceeding is handed over while something is left to do", None, "executor"
)
CHALLENGE_NOT_GRANTED = Refusal(
    "challenge-not-granted", "a hand-over for a challenge follows a challenge that was granted", None, "reason"
)
CHALLENGED_UNKNOWN = Refusal(
    "challenged-executor-missing",
    "an executor who withdraws and does not have the proceeding is named",
    "Art. 344(1)",
    "challenged_executor",
)
DEMAND_NOT_DUE = Refusal("demand-not-due", "a demand may be fulfilled until the day set", "Art. 342(1)", "demand")
BODY_UNCHANGED = Refusal("body-unchanged", "a proceeding is transferred to another body", "Art. 354(2)", "body")
SEARCH_LASTS = Refusal("search-lasts", "a document is not returned while its debtor is searched for", None, "ground")
NOT_TRANSFERRED = Refusal("proceeding-not-transferred", "money goes to another body with its proceeding", "Art. 354(2)")
TRANSFER_ANNULLED = Refusal(
    "transfer-annulled", "a proceeding is taken up while the resolution on its transfer stands", None, "transfer"
)
MONEY_HELD = Refusal(
    "money-still-held", "held money is paid out, or goes to the other body, before the file does", None, "transfer"
)
PLANNED_BEFORE = Refusal("planned-before", "an action is planned for a day to come", None, "planned")
NO_NOTICE_OWED = Refusal("no-notice-owed", "others are informed of an act where that is owed", None, "act")
DUPLICATE_OF_ANOTHER = Refusal(
    "duplicate-of-another-document", "the court issues a duplicate of a court order", "Art. 332(1)", "loss"
)
DOCUMENT_NOT_HERE = Refusal(
    "document-not-here", "after the end the document can be lost here until it is sent", "Art. 366(1)", "loss"
)
DOCUMENT_LOST = Refusal(
    "document-is-lost", "a lost document is found or replaced before it is sent", "Art. 332(1)", "recipient"
)
NO_LOSS = Refusal("loss-not-recorded", "somebody is referred for a loss that is on record", "Art. 332(5)", "cause")
