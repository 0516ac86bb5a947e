"""Parties, their successors and representatives, and service on them (Art. 62, 79, 142-143)."""

from contracts.problems import Problem
from contracts.values import Party
from services.proceedings.domain.refusals.refusal import Refusal

BASIS_LATER = Refusal("basis-after-act", "the ruling comes before what it decides", "Art. 62(1)", "basis.dated")
NO_SUCH_IDENTIFIER = Refusal(
    "identifier-impossible", "the identifier of a party is one that its register gives", "Art. 355(2) ind. 3"
)
IDENTIFIERS_CONTRADICT = Refusal(
    "identifiers-contradict",
    "a payer number and a personal number are of one person in all records",
    "Art. 355(2) ind. 3",
)
SUCCESSION_NOT_ASKED = Refusal("succession-not-asked", "the court refuses what it was asked for", None, "role")
POWERS_RUN_OUT = Refusal("powers-run-out", "a representative acts while the powers last", None, "until")
POWER_UNKNOWN = Refusal("power-unknown", "a special power is for an action that the Code names", None, "powers")
REPRESENTATIVE_UNFIT = Refusal(
    "representative-unfit", "the kind of representative is one that the party may have", None, "kind"
)
POWER_MISSING = Refusal(
    "power-missing", "a representative receives what was awarded with a power for it", None, "taken_over_by"
)
PART_UNFIT = Refusal(
    "part-unfit", "what passes is a part of the open claims, and not all of them", "Art. 62(1)", "claims"
)
POWER_TO_DISPOSE_MISSING = Refusal(
    "power-to-dispose-missing", "a representative waives claims, or settles, with a power for it", None, "represented"
)
SERVICE_GROUND_UNFIT = Refusal(
    "service-ground-unfit", "only service that counts without receipt has a ground", "Art. 142(2)", "ground"
)
SERVICE_GROUND_MISSING = Refusal(
    "service-ground-missing", "what was not received counts as served on a ground", "Art. 142(2)", "ground"
)
ADDRESSEE_NOT_INDIVIDUAL = Refusal(
    "addressee-not-individual", "only citizens and sole traders are notified at work", "Art. 140(4)", "place"
)
MOVE_UNKNOWN = Refusal(
    "change-of-address-unknown",
    "what goes to an old address is served after an unreported move",
    "Art. 143(1)",
    "ground",
)
DUE_DAY_PASSED = Refusal("day-set-passed", "the day set does not precede the service", "Art. 345-2(1)", "due")
DUE_DAY_NOT_OVER = Refusal(
    "day-set-not-over", "nobody fails to answer before the day set", "Art. 345-2(1)", "effective_date"
)
PARTY_UNCHANGED = Refusal("party-unchanged", "another person takes the place of a party", "Art. 62(1)", "successor")


def contradicted(party: Party, where: str, record: str) -> Problem:
    """Another record says otherwise whose the numbers of a party are; `where`: the field of the party."""
    which = "second_identifier" if party.second_identifier else "identifier"
    return IDENTIFIERS_CONTRADICT.at(f"{where}.{which}.value").because(record)
