"""The circumstances that duties last with (duties, `as_long_as`), by name: how things stand in a course."""

from collections.abc import Callable, Collection, Mapping
from uuid import UUID

from contracts.acts.petition_on_measure import MeasurePetitionFiled
from services.proceedings.domain.aftermath import AFTER_THE_END, RETURNED_OR_TERMINATED, left_to_do
from services.proceedings.domain.allocation import owes
from services.proceedings.domain.caps import above_cap, bank_levy_covered
from services.proceedings.domain.changed_judgments import changed_part_open, nothing_stands
from services.proceedings.domain.claims_on_property import claim_pending, claimed_property_held
from services.proceedings.domain.conditions.attested import cause_gone
from services.proceedings.domain.conditions.documents import duplicate_to_be_asked
from services.proceedings.domain.conditions.stages import suspended_long_enough
from services.proceedings.domain.conversion import still_demanded
from services.proceedings.domain.correspondence import (
    bringing_failed,
    bringing_needless,
    lasting_grounds,
    search_refused,
    third_person_answered,
)
from services.proceedings.domain.costs_to_come import costs_to_come, performance_unrecorded, storage_pay_unrecorded
from services.proceedings.domain.course import Course
from services.proceedings.domain.deductions import acts_to_be_sent
from services.proceedings.domain.differences import (
    difference_falls_short,
    difference_to_return,
    difference_unpaid,
    difference_unrecorded,
)
from services.proceedings.domain.earnest_money import earnest_money_to_return
from services.proceedings.domain.fees import fee_to_be_charged, fee_to_be_imposed, fee_unresolved, fee_without_check
from services.proceedings.domain.income import INCOME, at_payers, failures_to_present, recovery_goes_on
from services.proceedings.domain.kept_property import kept_price_not_credited
from services.proceedings.domain.measure_requests import COURT
from services.proceedings.domain.non_money import (
    check_due,
    document_exhausted,
    fulfilment_unrecorded,
    liability_due,
    proposal_due,
    things_held,
    things_missing,
    things_to_return,
    things_to_seize,
)
from services.proceedings.domain.obstructed_sales import obstructed_sale
from services.proceedings.domain.offers import to_be_offered, to_be_released
from services.proceedings.domain.overpayments import asked_back, contested, not_asked_back
from services.proceedings.domain.periodic import payments_to_come
from services.proceedings.domain.prices_paid import earnest_money_to_set_off, price_not_credited
from services.proceedings.domain.realization import (
    pledge_to_be_presented,
)
from services.proceedings.domain.reductions import remitted_not_due
from services.proceedings.domain.registrations import (
    arrest_outlives_measure,
    arrest_outlives_proceeding,
    arrest_outlives_registration,
    registration_outlives_arrest,
)
from services.proceedings.domain.reversals import awaits_judgment, executed_in_any_part, reversal_undecided
from services.proceedings.domain.sale_costs import sale_costs_uncharged
from services.proceedings.domain.suspending_facts import suspension_for_successor_due
from services.proceedings.domain.waiting import successor_missing

Circumstance = Callable[[Course], bool]
_RELEASE_CLAIM = "suspend-must-release-claim"


def _outcome_to_follow(course: Course) -> bool:
    """Whether the cause of a suspension ended so that the proceeding is to end (grounds.yaml, `outcomes`).

    Also after the term of the suspension: it goes on by law, and is still to be ended (Art. 364(1), 365(1) ind. 3).
    """
    ended = course.matters.causes_ended.values()
    return not course.ended and any(each in course.rules.proceedings.grounds.outcomes for each in ended)


def _suspension_to_follow(course: Course) -> bool:
    """Whether a measure such as a search lasts that suspends, and has not yet for as long as it may (Art. 364(1))."""
    suspended, day = {each.ground for each in course.suspensions}, course.items[-1].day
    open_ = lasting_grounds(course) - suspended
    return any(not suspended_long_enough(course, ground, day) for ground in open_)


def _release_claim_pending(course: Course) -> bool:
    """Whether a claim to release or strike property waits for its decision, and nothing rests for it (Art. 362(1))."""
    return claim_pending(course) and not any(each.ground == _RELEASE_CLAIM for each in course.suspensions)


def _has_restriction_of_the_court(course: Course) -> bool:
    """Whether a measure of the court lasts that nobody has asked to cancel."""
    asked = {
        each.data.measure
        for each in course.items
        if isinstance(each.data, MeasurePetitionFiled) and course.things.status(each.data.petition) == "pending"
    }
    return any(
        measure.status in course.rules.proceedings.measures.binding
        and measure.id not in asked
        and COURT in course.rules.measure(measure.code, measure.history[0].day).decided_by
        for measure in course.measures.values()
    )


CIRCUMSTANCES: Mapping[str, Circumstance] = {
    "debtor-not-served": lambda course: course.served_on is None and not course.ended,
    "executor-removed": lambda course: (
        course.office.removed(course.executor) and (not course.ended or left_to_do(course))
    ),
    "bringing-failed": bringing_failed,
    "bringing-needless": bringing_needless,
    "third-person-answered": lambda course: not course.ended and third_person_answered(course),
    "search-announced": lambda course: not course.ended and _suspension_to_follow(course),
    "search-refused": search_refused,
    "release-claim-pending": lambda course: not course.ended and _release_claim_pending(course),
    "claimed-property-held": claimed_property_held,
    "sale-obstructed": obstructed_sale,
    "failed-sale-to-be-offered": to_be_offered,
    "failed-sale-to-be-released": to_be_released,
    "duplicate-to-be-asked": duplicate_to_be_asked,
    "debtor-died": lambda course: suspension_for_successor_due(course, "suspend-must-debtor-death"),
    "debtor-dropped-out": lambda course: suspension_for_successor_due(course, "suspend-must-party-retired"),
    "successor-missing": lambda course: (not course.ended or at_payers(course)) and successor_missing(course),
    "cause-of-suspension-ended": lambda course: any(cause_gone(course, each) for each in course.suspensions),
    "outcome-ends-proceeding": _outcome_to_follow,
    "agreement-approved": lambda course: not course.ended and bool(course.matters.agreements),
    "delay-granted": lambda course: not course.ended and bool(course.matters.delays),
    "obligation-number-twice": lambda course: not course.ended and course.initiation.same_obligation_in is not None,
    **AFTER_THE_END,
    **INCOME,
    "court-restriction-outlives-proceeding": lambda course: (
        course.ended and not recovery_goes_on(course) and _has_restriction_of_the_court(course)
    ),
    "accounts-suspended-without-debt": lambda course: (
        not owes(course)
        and any(
            course.rules.asked_by_measure(measure.code).stops_operations
            and measure.status in course.rules.proceedings.measures.binding
            for measure in course.measures.values()
        )
    ),
    "everything-fulfilled": lambda course: (
        not course.ended
        and not (nothing_stands(course) or course.rest_waived)
        and course.settled
        and not fee_unresolved(course)
        and not sale_costs_uncharged(course)
        and not costs_to_come(course)
        and not payments_to_come(course)
    ),
    "performance-unrecorded": performance_unrecorded,
    "storage-pay-unrecorded": storage_pay_unrecorded,
    "overpaid-not-asked-back": not_asked_back,
    "overpayment-asked-back": asked_back,
    "overpayment-contested": contested,
    "bank-levy-covered": bank_levy_covered,
    "measures-above-fallen-claims": lambda course: (
        not course.ended and not course.nothing_claimed and course.claims_fell and above_cap(course)
    ),
    "nothing-claimed": lambda course: not course.ended and nothing_stands(course) and not course.rest_waived,
    "rest-waived": lambda course: not course.ended and course.rest_waived,
    "changed-judgment-unrecorded": lambda course: awaits_judgment(course) and executed_in_any_part(course),
    "changed-part-open": lambda course: (
        (not course.ended or at_payers(course)) and not course.rest_waived and changed_part_open(course)
    ),
    "reversal-undecided": reversal_undecided,
    "remitted-not-due": remitted_not_due,
    "money-unallocated": lambda course: (
        still_demanded(course) and any(not course.receipts[each].awaits for each in course.undivided)
    ),
    "money-awaits-distribution": lambda course: any(course.receipts[each].awaits for each in course.undivided),
    "fee-to-be-charged-apart": lambda course: bool(fee_to_be_charged(course)),
    "price-not-credited": price_not_credited,
    "pledge-to-be-presented": pledge_to_be_presented,
    "earnest-money-to-return": earnest_money_to_return,
    "earnest-money-to-set-off": earnest_money_to_set_off,
    "arrest-outlives-proceeding": arrest_outlives_proceeding,
    "arrest-outlives-measure": arrest_outlives_measure,
    "arrest-outlives-registration": arrest_outlives_registration,
    "registration-outlives-arrest": registration_outlives_arrest,
    "difference-falls-short": difference_falls_short,
    "kept-price-not-credited": kept_price_not_credited,
    "difference-unpaid": difference_unpaid,
    "difference-to-return": difference_to_return,
    "difference-unrecorded": difference_unrecorded,
    "things-to-seize": things_to_seize,
    "things-held": things_held,
    "things-missing": things_missing,
    "things-to-return": things_to_return,
    "fulfilment-unrecorded": fulfilment_unrecorded,
    "check-due": check_due,
    "liability-due": liability_due,
    "proposal-due": proposal_due,
    "document-exhausted": document_exhausted,
    "fee-without-check": fee_without_check,
    "fee-to-be-imposed": lambda course: (
        (not course.ended or at_payers(course) or course.status in RETURNED_OR_TERMINATED) and fee_to_be_imposed(course)
    ),
}

ACTS_CONCERNED: Mapping[str, Callable[[Course], Collection[UUID]]] = {
    "withheld-to-be-sent": acts_to_be_sent,
    "failure-to-be-presented": failures_to_present,
}
"""By name, the acts for each of which a duty is open (duties, `for_each`)."""
