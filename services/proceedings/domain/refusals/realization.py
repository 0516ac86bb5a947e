"""The way of arrested property to a sale or to the recoverer (Art. 381-383)."""

from services.proceedings.domain.refusals.refusal import Refusal

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
REFUSED_FOR_GOOD = Refusal(
    "refused-for-good", "what the recoverer refused the last time is released", "Art. 383(5)", "property"
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
NO_FAILED_SALE = Refusal("no-failed-sale", "a sale of the pledged property failed", "Art. 383(6)", "property")
PLEDGE_UNFIT = Refusal("pledge-unfit", "the pledge gives or takes the right", "Art. 383(7)", "pledged_to_recoverer")
PLEDGE_TOO_LATE = Refusal("pledgeholders-month-over", "the pledgeholder has a month", "Art. 383(7)", "effective_date")
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
    "what property is worth to the recoverer counts once it has passed",
    "Art. 383(9)",
    "paid_difference",
)
NOT_AS_PROPERTY_PASSES = Refusal(
    "credit-after-transfer", "the value repays the debt on the day of the transfer", "Art. 383(9)", "effective_date"
)
KEPT_PROPERTY_UNNAMED = Refusal(
    "kept-property-unnamed", "the credit names the property that the recoverer keeps", "Art. 383(9)", "property"
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
