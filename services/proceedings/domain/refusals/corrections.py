"""Corrections of acts, and the order of acts of one day (Art. 343(4), 353)."""

from services.proceedings.domain.refusals.refusal import Refusal

ORDER_NOT_STATED = Refusal(
    "order-not-stated", "where the order of acts of one day changes the course, it is stated", None, "effective_date"
)
ORDER_CONTRADICTORY = Refusal("order-contradictory", "acts of one day come one after the other", None, "effective_date")
TOO_MANY_REVISIONS = Refusal(
    "too-many-revisions", "a course is revised a limited number of times on one day", None, "stream"
)
ACT_UNKNOWN = Refusal("act-unknown", "the act belongs to the proceeding", None, "act")
CORRECTION_OF_A_CORRECTION = Refusal(
    "correction-of-a-correction", "a correction is put right by another correction of the same act", None, "act"
)
NOT_CORRECTED_SO = Refusal("act-not-corrected-so", "the correction is not for this act", None, "act")
ACT_STRUCK = Refusal("act-struck", "what never happened is neither annulled nor struck again", None, "act")
FACT_ANNULLED = Refusal("fact-not-annulled", "decisions are annulled, facts remain", "Art. 353(1)", "act")
ANNULLED_BEFORE_MADE = Refusal("annulled-before-made", "an act is annulled from its day on", "Art. 353(1)", "since")
CORRECTED_TO_THE_FUTURE = Refusal("corrected-to-the-future", "an act is on record on or after its day", None, "day")
SLIP_WITHOUT_RESOLUTION = Refusal(
    "slip-without-resolution", "slips are corrected in resolutions and acts of the executor", "Art. 343(4)", "act"
)
ANOTHER_ACT = Refusal("corrected-act-of-another-kind", "the corrected act is of the same kind", None, "data.type")
KEPT = Refusal(
    "not-changed-by-a-correction", "what identifies an act, and the content of a resolution, stays", None, "data"
)
INITIATED_AFTER_AN_ACT = Refusal("initiated-after-an-act", "no act precedes the initiation", "Art. 356(1)", "day")
INITIATED_IN_ANOTHER_YEAR = Refusal("initiated-in-another-year", "the number names the year", None, "day")
CORRECTION_UNKNOWN = Refusal("correction-unknown", "the correction belongs to the proceeding", None, "correction")
CORRECTION_SETTLED = Refusal("correction-settled", "a correction is decided on once", None, "correction")
SECOND_PERSON = Refusal("second-person-needed", "another person than the proposer approves", None, "actor")
CORRECTOR_UNFIT = Refusal(
    "actor-unfit", "a correction is for those whom its row names; the Code names the deciders", None, "actor"
)
CORRECTED_MEANWHILE = Refusal(
    "corrected-meanwhile", "the act reads as it did when the correction was proposed", None, "correction"
)
