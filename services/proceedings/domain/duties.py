"""Duties: what somebody has to do, as it follows from the acts. Which there are is the rows' business (duties.yaml)."""

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import Any
from uuid import UUID

from contracts.acts.call_consideration import ConsiderationCalled
from contracts.acts.cancel_payout import PayoutCancelled
from contracts.acts.extend_suspension import SuspensionExtended
from contracts.acts.hand_over_arrest_act import ArrestActHandedOver
from contracts.acts.hand_over_valuation_act import ValuationActHandedOver
from contracts.acts.notify_of_consideration import PartyNotified
from contracts.acts.petition_on_measure import MeasurePetitionFiled
from contracts.acts.recall_effect import EffectRecalled
from contracts.acts.record_delay_until_event import DelayUntilEventGranted
from contracts.acts.record_grant_of_delay import DelayGranted
from contracts.acts.record_payment_by_employer import PaymentByEmployerRecorded
from contracts.acts.record_refusal_of_delay import DelayRefused
from contracts.acts.record_withheld_returned import WithheldReturnedToDebtor
from contracts.acts.refer_for_liability import LiabilityReferred
from contracts.acts.return_payout import PayoutReturned
from contracts.acts.send_document import DocumentSent
from contracts.acts.send_notice import NoticeSent
from contracts.events.proceedings import (
    DocumentReturned,
    PaymentReceived,
    ProceedingCompleted,
    ProceedingResumed,
    ProceedingSuspended,
    ProceedingTerminated,
    ResolutionCopiesSent,
)
from services.proceedings.domain.aftermath import AFTER_THE_END, RETURNED_OR_TERMINATED, left_to_do
from services.proceedings.domain.allocation import owes
from services.proceedings.domain.caps import above_cap, bank_levy_covered
from services.proceedings.domain.changed_judgments import changed_part_open
from services.proceedings.domain.claims_on_property import claim_pending, claimed_property_held
from services.proceedings.domain.conditions.attested import all_notified, cause_gone
from services.proceedings.domain.conditions.documents import duplicate_to_be_asked
from services.proceedings.domain.conditions.stages import suspended_long_enough
from services.proceedings.domain.conversion import still_demanded
from services.proceedings.domain.copies import COPIES, lacking, lacking_of_arrest, made_in_none, uninformed
from services.proceedings.domain.correspondence import (
    bringing_failed,
    bringing_needless,
    lasting_grounds,
    search_refused,
    third_person_answered,
)
from services.proceedings.domain.costs_to_come import costs_to_come, performance_unrecorded, storage_pay_unrecorded
from services.proceedings.domain.course import Course
from services.proceedings.domain.differences import (
    difference_falls_short,
    difference_to_return,
    difference_unpaid,
    difference_unrecorded,
)
from services.proceedings.domain.earnest_money import earnest_money_to_return
from services.proceedings.domain.fees import fee_to_be_charged, fee_to_be_imposed, fee_unresolved, fee_without_check
from services.proceedings.domain.income import INCOME, at_payers, begun, deducts, recovery_goes_on
from services.proceedings.domain.journal import ANNULMENT
from services.proceedings.domain.kept_property import kept_price_not_credited
from services.proceedings.domain.measure_requests import COURT, decider
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
from services.proceedings.domain.outward import (
    act_of_payout,
    note_outward,
    recalled,
    reconsider,
    settle_outward,
)
from services.proceedings.domain.overpayments import asked_back, contested, not_asked_back
from services.proceedings.domain.paydays import REMIT, WITHHELD
from services.proceedings.domain.periodic import payments_to_come
from services.proceedings.domain.prices_paid import earnest_money_to_set_off, price_not_credited
from services.proceedings.domain.realization import (
    is_immovable,
    of_pledged,
    pledge_to_be_presented,
    with_buyer,
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
from services.proceedings.domain.valuation import lacking_of_valuation
from shared.law.rule_sets.parts.acts import ANNULLED
from shared.law.rule_sets.parts.procedures import Duty

Circumstance = Callable[[Course], bool]
_OF_PROPERTY: Mapping[str, Callable[[Course, UUID], bool]] = {"handed-over": with_buyer, "immovable": is_immovable}
MEASURE = "measure"
_RELEASE_CLAIM = "suspend-must-release-claim"


def settle_duties(course: Course, name: str, act: UUID, day: date, data: Any = None) -> None:
    """Open and close the duties that an act of that name changes, after it took effect."""
    for duty, row in course.rules.duties_after[name].items():
        if row.as_long_as is not None:
            _follow(course, duty, CIRCUMSTANCES[row.as_long_as](course), act, day)
        elif name in row.opened_by or name in row.closed_by or course.duties.has(duty):
            _settle(course, duty, row, name, act, day, data)
    note_outward(course, name, act, day, data)
    settle_outward(course, name, act, day)
    if name == ANNULMENT:
        reconsider(course, day)


def _settle(course: Course, duty: str, row: Duty, name: str, act: UUID, day: date, data: Any) -> None:
    # What recurs, such as a check, fulfils the duty that was open and opens it for the next time.
    fulfilled = [*_fulfilled(course, duty, name, data)] if name in row.closed_by and _fulfils(row, data) else []
    over = falls_with_the_end(course, row)
    if name in row.opened_by and (not over or outlasts(course, row, data)) and _concerns(course, name, row, data, day):
        course.open_duty(duty, act, day, who=getattr(data, row.who_stated) if row.who_stated else None)
    for each in fulfilled:
        course.close_duty(duty, each, day, act)
        recalled(course, duty, each)
    if name in row.closed_by:
        _state_the_rest(course, duty, name, data, day)
    if row.falls_away:
        for without_object in [*_without_object(course, duty, row)]:
            course.close_duty(duty, without_object, day, act)
    for open_for in course.duties.of(duty) if over else ():
        if not any(outlasts(course, row, each.data) for each in course.published_by(open_for)):
            course.close_duty(duty, open_for, day, act)


def follow_circumstances(course: Course, act: UUID, day: date) -> None:
    """Open and close the duties that last with a circumstance, after something happened by law; they concern an act."""
    for duty, row in course.rules.lasting_duties.items():
        if row.as_long_as is not None:
            _follow(course, duty, CIRCUMSTANCES[row.as_long_as](course), act, day)


def falls_with_the_end(course: Course, row: Duty) -> bool:
    """Whether nobody has to do it any more because the proceeding is over."""
    return row.ends_with_proceeding and course.ended and not (row.until_final and at_payers(course))


def outlasts(course: Course, row: Duty, data: Any) -> bool:
    """Whether the duty about an act is still to be fulfilled after an end."""
    if row.outlasts_end is None:
        return False
    thing: UUID | None = getattr(data, row.outlasts_end.of, None)
    opened = course.things.acts.get(thing, ())[:1] if thing is not None else ()
    return any(getattr(each.data, row.outlasts_end.field) in row.outlasts_end.values for each in opened)


def _concerns(course: Course, name: str, row: Duty, data: Any, day: date) -> bool:
    """Whether an act opens the duty: what it states, where the things are that it names, who decides on its measure."""
    if row.kinds and course.document.kind not in row.kinds:
        return False
    if COPIES in row.closed_by and made_in_none(course.rules, name, data):
        return False
    stated = all(getattr(data, field) in values for field, values in row.where.items())
    stated = stated and all(getattr(data, field) is not None for field in row.stating)
    there = all(course.things.status(getattr(data, of)) in statuses for of, statuses in row.where_thing.items())
    there = there and all(course.things.said(getattr(data, of), act) for of, act in row.where_said.items())
    there = there and (row.where_property is None or _OF_PROPERTY[row.where_property](course, data.property))
    pledged = not row.pledged or of_pledged(course, data)
    deducted = not row.while_deducting or deducts(course, data.income_order, day)
    deducted = deducted and not (row.not_begun and begun(course, data.income_order))
    return (
        stated
        and there
        and pledged
        and deducted
        and (row.decided_by is None or row.decided_by == decider(course, data, day))
    )


def _fulfils(row: Duty, data: Any) -> bool:
    """Whether an act states what the duty asks of it: a part performed leaves the statement on the rest undecided."""
    sum_ = getattr(data, row.closed_with_sum, None) if row.closed_with_sum else None
    if sum_ is not None and not sum_.amount:
        return False
    return all(not hasattr(data, field) or getattr(data, field) in values for field, values in row.closed_where.items())


def _follow(course: Course, duty: str, holds: bool, act: UUID, day: date) -> None:
    """A duty that is open as long as a circumstance lasts; it concerns the act that brought it about."""
    if holds == course.duties.has(duty):
        return
    if holds:
        course.open_duty(duty, act, day)
    for each in course.duties.of(duty) if not holds else ():
        course.close_duty(duty, each, day, act)


def _fulfilled(course: Course, duty: str, name: str, data: Any) -> Iterator[UUID | None]:
    """The acts whose duty an act fulfils; none where the course does not know them."""
    match data:
        case ResolutionCopiesSent():
            yield None if lacking(course, data.resolution) else course.causes.get(data.resolution)
        case EffectRecalled():
            yield data.act
        case NoticeSent():
            yield None if uninformed(course, data.act, course.rules.duties[duty]) else data.act
        case ArrestActHandedOver():
            yield from () if lacking_of_arrest(course, data.property) else _about_the_same(course, duty, name, data)
        case ValuationActHandedOver():
            yield from () if lacking_of_valuation(course, data.property) else _about_the_same(course, duty, name, data)
        case PayoutCancelled() | PayoutReturned():
            yield act_of_payout(course, data.payout)
        case DocumentSent():
            yield course.ended_by
        case LiabilityReferred():  # of several demands or losses the first; the referral names a person
            yield from _first(course, duty)
        case DelayGranted() | DelayUntilEventGranted():
            yield from course.duties.of(duty) if data.granted_by == COURT else ()
        case DelayRefused():
            yield from (act for act in course.duties.of(duty) if _names(course, act, "kind", data.kind))
        case PaymentReceived() | PaymentByEmployerRecorded() | WithheldReturnedToDebtor() if duty == REMIT:
            settled = data.payday is not None and course.things.status(data.payday) != WITHHELD
            yield from _about_the_same(course, duty, name, data) if settled else ()
        case ConsiderationCalled():  # nobody has to be notified of the day before
            yield from (each.act for each in course.things.said(data.question, name)[:-1])
        case PartyNotified():
            asked = course.matters.questions[data.question]
            yield asked.called_by if all_notified(course, asked) else None
        case (
            ProceedingResumed()
            | ProceedingSuspended()
            | SuspensionExtended()
            | ProceedingTerminated()
            | DocumentReturned()
            | ProceedingCompleted()
        ):
            decided = (each for each in course.matters.questions.values() if each.decided)
            yield from (act for each in decided for act in (each.act, each.called_by))
        case _:
            yield from _about_the_same(course, duty, name, data)


def _first(course: Course, duty: str) -> list[UUID]:
    """The act for which a duty is open longest."""
    return sorted(course.duties.of(duty), key=lambda act: min(each.day for each in course.published_by(act)))[:1]


def _state_the_rest(course: Course, duty: str, name: str, data: Any, day: date) -> None:
    """Copies and notices that went to some of those who must have one leave the duty open for the others.

    Art. 343(5), 352(6), 354(2), 361(1), 379(5).
    """
    match data:
        case ResolutionCopiesSent():
            acts, whom = [course.causes.get(data.resolution)], lacking(course, data.resolution)
        case NoticeSent():
            acts, whom = [data.act], uninformed(course, data.act, course.rules.duties[duty])
        case ArrestActHandedOver():
            acts = list(_about_the_same(course, duty, name, data))
            whom = lacking_of_arrest(course, data.property)
        case ValuationActHandedOver():
            acts = list(_about_the_same(course, duty, name, data))
            whom = lacking_of_valuation(course, data.property)
        case _:
            return
    for act in acts:
        if act is not None and (duty, act) in course.duties:
            course.open_duty(duty, act, day, whom=whom)


def _about_the_same(course: Course, duty: str, name: str, data: Any) -> Iterator[UUID]:
    """The acts with that duty which name what an act is about or moves: the same petition, measure, or other thing."""
    row = course.rules.law.procedures.enforcement.rows.get(name)
    if row is None:
        return
    fields = dict.fromkeys([row.about, *(move.of for move in row.moves_thing)])
    things = [(field, thing) for field in fields if field and (thing := getattr(data, field, None)) is not None]
    for act in course.duties.of(duty):
        if any(_names(course, act, field, thing) for field, thing in things):
            yield act


def _without_object(course: Course, duty: str, row: Duty) -> Iterator[UUID]:
    """The acts with that duty whose thing has come where nothing is left to do about it, or was annulled (Art. 353)."""
    return (act for act in course.duties.of(duty) if has_no_object(course, act, row))


def has_no_object(course: Course, act: UUID, row: Duty) -> bool:
    """Whether the thing that the act names is where nothing is left to do about it."""
    return any(_status_of(course, act, of) in {*statuses, ANNULLED} for of, statuses in row.falls_away.items())


def _status_of(course: Course, act: UUID, of: str) -> str | None:
    """The status of the thing or measure that a field of the act names; none: it names none."""
    named = (getattr(each.data, of, None) for each in course.published_by(act))
    thing = next((each for each in named if each is not None), None)
    if of == MEASURE:
        return course.measures[thing].status if thing in course.measures else None
    return course.things.status(thing) if thing is not None else None


def _names(course: Course, act: UUID, field: str, thing: Any) -> bool:
    return any(getattr(each.data, field, None) == thing for each in course.published_by(act))


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
    "successor-missing": lambda course: (not course.ended or at_payers(course)) and course.successor_missing,
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
        and not (course.nothing_claimed or course.rest_waived)
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
    "nothing-claimed": lambda course: not course.ended and course.nothing_claimed and not course.rest_waived,
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
