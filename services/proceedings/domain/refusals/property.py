"""Arrested property: arrest, storage, value, release (Art. 352, 377-380, 399)."""

from services.proceedings.domain.refusals.refusal import Refusal

REASON_MISSING = Refusal("reason-missing", "a refusal states its reason", None, "reason")
WISH_UNDECIDED = Refusal(
    "debtors-order-undecided", "what the debtor names first is decided on before the arrest", "Art. 377(6)", "property"
)
IMMOVABLE_NOT_FREE = Refusal(
    "immovable-not-free", "an immovable of the debtor that is under no arrest is arrested", "Art. 378(2)", "check"
)
CLAIMED_BY_OTHERS = Refusal(
    "claimed-by-others",
    "what another person claims, or was granted, is neither sold nor handed over",
    "Art. 379(6)",
    "property",
)
NOT_ON_INVENTORY = Refusal(
    "not-on-the-inventory", "a claim strikes what stands on the inventory", "Art. 362(1) ind. 5", "property"
)
NOT_LEVIED_ON = Refusal(
    "third-person-not-levied-on", "property of a third person is arrested after a levy on it", "Art. 375(3)", "owner"
)
PROPERTY_NOT_LEVIED_ON = Refusal(
    "property-not-levied-on", "property is sold after a levy on it, where money is short", "Art. 369(6)", "property"
)
ARREST_ENDED = Refusal(
    "arrest-ended", "property is sold, or passes, while an arrest of it stands", "Art. 381(3)", "property"
)
NO_IMMOVABLE = Refusal("property-no-immovable", "the arrest of an immovable is registered", "Art. 378(2)", "property")
NOT_ALWAYS_SEIZED = Refusal(
    "seizure-not-obligatory", "securities, precious metals and stones are always seized", "Art. 379(4)", "cause"
)
WRONG_KEEPER = Refusal("keeper-unfit", "the Code names who keeps such property", "Art. 380(4)", "keeper")
KEEPER_UNPAID = Refusal(
    "keeper-not-paid", "another keeper than the debtor and the family is paid", "Art. 380(2)", "property"
)
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
RELEASE_UNFIT = Refusal("release-ground-unfit", "the ground of the release holds", "Art. 399(1)", "ground")
EXEMPTION_UNFIT = Refusal("exemption-unfit", "an exemption is for debtors of its kind", "Art. 373(2)", "exemption")
