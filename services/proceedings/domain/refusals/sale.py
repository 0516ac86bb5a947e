"""Public sales and the earnest money of bidders (Art. 384-388)."""

from services.proceedings.domain.refusals.refusal import Refusal

MEASURE_NOT_CARRIED_OUT = Refusal(
    "measure-not-carried-out", "what is sold was arrested or seized before", "Art. 381(1)", "measure"
)
ANNOUNCED_LATE = Refusal("sale-announced-late", "a sale is announced in time", "Art. 384(1)", "held_on")
REQUESTS_TOO_SHORT = Refusal("requests-end-early", "requests are taken long enough", "Art. 385(2)", "requests_until")
REQUESTS_AFTER_SALE = Refusal(
    "requests-end-after-sale", "requests end before the sale begins", "Art. 385(2)", "requests_until"
)
SOLE_PARTICIPANT_UNASKED = Refusal(
    "sole-participant-unanswered", "the sole participant answers first", "Art. 385(11)", "property"
)
SOLE_PARTICIPANT_UNFIT = Refusal(
    "no-sole-participant", "a sole participant asked or came alone", "Art. 385(11)", "sole_participant"
)
BUYER_NOT_IN_DEFAULT = Refusal(
    "buyer-not-in-default", "the earnest money is lost by a buyer in default or without a right", "Art. 385(7)", "cause"
)
PAID_LATE = Refusal("buyer-paid-late", "the buyer pays in time", "Art. 386(1) ind. 4", "effective_date")
SUMS_DUE = Refusal(
    "sums-due-from-buyer", "the buyer gets the property when all sums due from him are paid", "Art. 385(8)", "sale"
)
REQUESTS_OVER = Refusal("requests-over", "requests are taken until their end", "Art. 385(2)", "effective_date")
NOT_LATER = Refusal("sale-not-later", "a sale is adjourned to a later day", "Art. 385(3)", "held_on")
SALE_OF_ANOTHER_DAY = Refusal("sale-of-another-day", "a sale is held on its day", "Art. 385(5)", "effective_date")
TOO_FEW_PARTICIPANTS = Refusal(
    "participants-too-few", "a sale has two participants at least", "Art. 386(1) ind. 2", "participants"
)
PARTICIPANTS_UNFIT = Refusal(
    "participants-not-as-requested", "who asked and paid earnest money takes part", "Art. 385(1)", "participants"
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
NOT_TAKEN_BACK = Refusal(
    "not-taken-back", "property is sold anew when it was taken back from the first buyer", "Art. 387(1)", "property"
)
SALE_UNNAMED = Refusal("sale-unnamed", "a release cancels the sale that is announced", "Art. 399(1)", "sale")
EARNEST_UNNAMED = Refusal(
    "earnest-money-unnamed", "earnest money is that of a bidder at a sale", "Art. 385(1)", "earnest"
)
EARNEST_OF_ANOTHER = Refusal(
    "earnest-money-of-another",
    "earnest money goes into the price of its bidder, to the state, or back",
    "Art. 385(10)",
    "earnest",
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
