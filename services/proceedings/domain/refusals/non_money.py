"""Demands that are not for money (Art. 396-398)."""

from services.proceedings.domain.refusals.refusal import Refusal

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
ANSWER_GIVEN = Refusal(
    "answer-given", "silence is no refusal where the recoverer has answered", "Art. 396(4)", "proposal"
)
ANSWER_STILL_DUE = Refusal(
    "answer-still-due", "silence is a refusal after the day for the answer", "Art. 396(4)", "proposal"
)
