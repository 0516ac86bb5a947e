"""Money of several proceedings of one debtor, and information on them (Art. 404-407)."""

from services.proceedings.domain.refusals.refusal import Refusal

CONSOLIDATED_BEFORE = Refusal(
    "proceeding-consolidated", "a proceeding is joined to the others of the debtor once", "Art. 404", "effective_date"
)
NOT_CONSOLIDATED = Refusal(
    "proceeding-not-consolidated", "a proceeding that was joined is separated", "Art. 404", "effective_date"
)
NOT_FOR_DISTRIBUTION = Refusal(
    "payment-not-for-distribution", "money that waits for it is distributed", "Art. 404", "payment"
)
ONE_DOCUMENT = Refusal(
    "one-document-alone", "another document than that of the money shares it", "Art. 404", "distribution"
)
NOT_BY_DISTRIBUTION = Refusal(
    "share-not-by-distribution", "the distribution states the share of each proceeding", "Art. 406", "actor"
)
OTHERS_JOINED = Refusal(
    "others-joined", "the last proceeding of a debtor is separated when it is alone", "Art. 404", "cause"
)
SURPLUS_OF_OTHERS = Refusal(
    "surplus-of-other-documents", "the debtor gets back what all documents against him left", "Art. 404", "payable"
)
NOT_SEPARATED_SO = Refusal(
    "cause-of-separation-not-recorded",
    "a proceeding that has another debtor or body has come to it since it was joined",
    "Art. 404",
    "cause",
)
PAYMENT_DISTRIBUTED = Refusal(
    "payment-distributed", "the distribution of a payment is corrected or annulled first", "Art. 406", "payment"
)
REQUEST_UNPAID = Refusal(
    "information-not-paid", "information is given on a paid request", "Art. 407", "information_request"
)
FIGURES_TO_COME = Refusal("figures-of-a-day-to-come", "information shows how things stood", "Art. 407", "figures_of")
REQUEST_WAS_PAID = Refusal(
    "information-was-paid", "a request that was paid for is not refused for want of payment", "Art. 407", "cause"
)
