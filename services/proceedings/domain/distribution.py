"""What proceedings of one debtor get of money that they share (Art. 404-406): the calculation, and what is paid out."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

from contracts.acts.enter_share import EnterShare
from contracts.acts.restate_share import RestateShare
from contracts.commands.distribution import AnnulDistribution, CorrectDistribution, ResolveDistribution
from contracts.distribution import AnnulmentCause, ShareOfClaim, ShareOfProceeding
from contracts.events.distribution import DistributionCorrected, DistributionResolved
from contracts.queries.proceedings import TriedDistribution, TryDistributions
from contracts.registry import Command
from contracts.reversal import ClaimSum
from contracts.values import Money, PositiveMoney
from services.proceedings.domain.allocation import new_receipt
from services.proceedings.domain.computing import computed, course_of
from services.proceedings.domain.consolidated_debtor import Distributed
from services.proceedings.domain.course import Course
from services.proceedings.domain.distribution_shares import Calculation, consolidated_debtor, payment_of_share
from services.proceedings.domain.entries import Receipt
from services.proceedings.domain.fees import right_to_fee
from services.proceedings.domain.held_money import explained
from services.proceedings.domain.journal import Journal
from services.proceedings.domain.performance import given_on
from services.proceedings.domain.persons import NOBODY_JOINED, Payers
from shared.books import Account
from shared.law.calendar import WorkingCalendar
from shared.law.money import (
    ConsolidatedMoney,
    OpenClaim,
    Participant,
    consolidate,
    fee_on_value,
)
from shared.law.money.amounts import add, larger, smaller, subtract, zero
from shared.law.procedures import Act


def course_before(state: Journal, day: date, calendar: WorkingCalendar, without: UUID | None = None) -> Course:
    """The course to the end of a day, without what a distribution did to it."""
    if without is None and state.through <= day and all(act.day <= day for act in state.acts):
        return course_of(state, day, calendar)  # it is remembered for the share that is entered next
    acts = tuple(
        act
        for act in state.acts
        if act.day <= day and (without is None or getattr(act.data, "distribution", None) != without)
    )
    return computed(replace(state, acts=acts), day, calendar)


def still_joined(others: Mapping[UUID, Journal], day: date, calendar: WorkingCalendar) -> list[str]:
    """The numbers of proceedings that go on and share their money on a day: one that ended takes part no more."""
    courses = (course_before(state, day, calendar) for _, state in sorted(others.items()))
    return [course.number for course in courses if course.consolidated and not course.ended]


def calculated(
    holder: UUID,
    members: Mapping[UUID, Journal],
    payment: UUID,
    day: date,
    calendar: WorkingCalendar,
    *,
    payers: Payers,
    anew: UUID | None = None,
) -> Calculation | None:
    """How a payment that a proceeding holds is distributed on a day; none where it holds nothing of it.

    `payers`: who is one person. `anew`: the distribution that is calculated again, as if it had not been made.
    """
    courses = {id_: course_before(state, day, calendar, anew) for id_, state in members.items()}
    receipt = courses[holder].receipts.get(payment)
    if receipt is None or not receipt.awaits or not receipt.unallocated.amount:
        return None
    return _shared(holder, courses, receipt, payers)


def tried(
    holder: UUID,
    members: Mapping[UUID, Journal],
    asked: TryDistributions,
    calendar: WorkingCalendar,
    payers: Payers,
) -> Iterator[TriedDistribution]:
    """How sums that a proceeding might receive would be distributed on their days, each for itself."""
    for money in asked.money:
        courses = {id_: course_before(state, money.day, calendar) for id_, state in members.items()}
        receipt = new_receipt(
            holder, money.day, money.sum, asked.source, fee_due=False, pledged_thing=asked.pledged_thing
        )
        found = _shared(holder, courses, replace(receipt, unallocated=receipt.sum, awaits=True), payers)
        yield TriedDistribution(money=money, shares=found.shares, rest=found.rest, explanation=explained(found.steps))


def _shared(holder: UUID, courses: Mapping[UUID, Course], receipt: Receipt, payers: Payers) -> Calculation:
    """What the proceedings of a debtor get of money that one of them holds."""
    of_debtor = consolidated_debtor(courses[holder], payers)
    taking_part = {
        id_: participant
        for id_, course in courses.items()
        if not course.ended and consolidated_debtor(course, payers) == of_debtor
        for participant in [_participant(course, receipt, own=id_ == holder)]
        if participant is not None
    }
    money = ConsolidatedMoney(
        collected=receipt.unallocated, participants=tuple(taking_part.values()), pledged_thing=receipt.pledged_thing
    )
    found = consolidate(courses[holder].rules.money, money)
    by_number = {participant.number: id_ for id_, participant in taking_part.items()}
    shares = tuple(
        ShareOfProceeding(
            proceeding=by_number[share.number],
            number=share.number,
            costs=share.costs,
            charged_fees=share.charged_fees,
            fee=share.fee,
            bears_fee=taking_part[by_number[share.number]].bears_fee,
            claims=tuple(
                ShareOfClaim(claim=each.claim, queue=each.queue, outstanding=each.outstanding, sum=each.paid)
                for each in share.claims
            ),
        )
        for share in found.shares
    )
    return Calculation(shares, found.surplus, found.steps)


def calculation_for(
    data: Command,
    holder: UUID,
    members: Mapping[UUID, Journal],
    day: date,
    calendar: WorkingCalendar,
    payers: Payers = NOBODY_JOINED,
) -> Calculation | None:
    """What is to be known for a command on a distribution; none for every other, and where nothing is distributed."""
    match data:
        case ResolveDistribution():
            return calculated(holder, members, data.payment, day, calendar, payers=payers)
        case CorrectDistribution():
            resolved = _resolved(members[holder], data.distribution)
            if resolved is None:
                return None
            payment: UUID = resolved.data.payment
            return calculated(holder, members, payment, resolved.day, calendar, payers=payers, anew=data.distribution)
        case AnnulDistribution():
            division = course_before(members[holder], day, calendar).distributions.get(data.distribution)
            if division is None:
                return None
            kept = (
                ()
                if data.cause is AnnulmentCause.BANK_REVERSAL
                else paid_out(division.shares, data.distribution, members, day, calendar)
            )
            return Calculation(kept, zero(division.total.currency))
        case _:
            return None


def taking_part(holder: Journal, distribution: UUID) -> frozenset[UUID]:
    """The proceedings that ever had a share of a distribution, by the acts of the one that holds the money."""
    return frozenset(
        share.proceeding
        for act in holder.acts
        if isinstance(act.data, DistributionResolved | DistributionCorrected) and act.data.distribution == distribution
        for share in act.data.shares
    )


def _resolved(state: Journal, distribution: UUID) -> Act | None:
    """The act by which a distribution was resolved."""
    return next(
        (
            act
            for act in state.acts
            if isinstance(act.data, DistributionResolved) and act.data.distribution == distribution
        ),
        None,
    )


def shares_to_state(
    course: Course, distribution: UUID, noted: Distributed
) -> Iterator[tuple[UUID, EnterShare | RestateShare]]:
    """What each proceeding is to record, where its share reads otherwise than was noted.

    `course` is that of the proceeding that holds the money.
    """
    division = course.distributions[distribution]
    now = {share.proceeding: share for share in division.shares if share.sum.amount}
    for id_ in sorted({*now, *noted.shares}):
        share = now.get(id_)
        if share == noted.shares.get(id_):
            continue
        payment, bears_fee = payment_of_share(distribution, id_), share is not None and share.bears_fee
        if id_ in noted.entered:
            yield id_, RestateShare(payment=payment, distribution=distribution, bears_fee=bears_fee, **_parts(share))
        else:
            yield (
                id_,
                EnterShare(
                    payment=payment,
                    distribution=distribution,
                    holder=course.number,
                    source=course.receipts[division.payment].source.value,
                    bears_fee=bears_fee,
                    **_parts(share),
                ),
            )


def _parts(share: ShareOfProceeding | None) -> dict[str, Any]:
    """The parts of a share as it is recorded; what is nothing is left out."""
    if share is None:
        return {}
    sums = {"sum": share.sum, "costs": share.costs, "charged_fees": share.charged_fees, "fee": share.fee}
    repaid = tuple(ClaimSum(claim=each.claim, sum=_positive(each.sum)) for each in share.claims if each.sum.amount)
    return {**{name: _positive(sum_) for name, sum_ in sums.items() if sum_.amount}, "repaid": repaid or None}


def _positive(sum_: Money) -> PositiveMoney:
    return PositiveMoney(amount=sum_.amount, currency=sum_.currency)


def _participant(course: Course, receipt: Receipt, *, own: bool) -> Participant | None:
    """What is owed in a proceeding in the currency of the money; none where nothing is."""
    currency = receipt.sum.currency
    ledger = course.ledger(currency)
    claims = tuple(
        OpenClaim(claim=claim.number, kind=claim.type, outstanding=claim.outstanding)
        for claim in course.claims_in(currency)
        if claim.outstanding is not None and claim.outstanding.amount
    )
    if not claims and not ledger.costs_owed.amount and not ledger.fee_owed.amount:
        return None
    # Art. 402(3): each proceeding by the acts performed in it; what shows the source of the money holds for all.
    paid_on = given_on(course.rules, receipt.source, receipt.order, receipt.day)
    right = right_to_fee(course, receipt.source, receipt.measure if own else None, paid_on)
    return Participant(
        number=course.number,
        initiated_on=course.initiated_on,
        costs=ledger.costs_owed,
        charged_fees=ledger.fee_owed,
        claims=claims,
        bears_fee=right.due and bool(claims),
        earlier=ledger.bearing_fee,
    )


def paid_out(
    shares: Collection[ShareOfProceeding],
    distribution: UUID,
    members: Mapping[UUID, Journal],
    day: date,
    calendar: WorkingCalendar,
) -> tuple[ShareOfProceeding, ...]:
    """What of each share was paid out by the end of a day, and so stays where a distribution is annulled."""
    kept = []
    for share in shares:
        state = members.get(share.proceeding)
        if state is None or not share.sum.amount:
            continue
        course = course_before(state, day, calendar)
        receipt = course.receipts.get(payment_of_share(distribution, share.proceeding))
        if receipt is not None and (left := _left_of(course, receipt, share)) is not None:
            kept.append(left)
    return tuple(kept)


def _left_of(course: Course, receipt: Receipt, share: ShareOfProceeding) -> ShareOfProceeding | None:
    """Of a share, what is not held any more: costs, claims with the fee on them, charged fees."""
    currency = receipt.sum.currency
    costs = _gone(course, Account.COSTS_PAYABLE, receipt.costs)
    credited = _gone(course, Account.RECOVERER_PAYABLE, receipt.credited)
    of_fee = _gone(course, Account.FEE_PAYABLE, receipt.fee)
    charged = smaller(of_fee, receipt.imposed)
    # The ten percent of what the recoverer got stay, whether sent off or not.
    ten_percent = subtract(receipt.fee, receipt.imposed)
    borne = fee_on_value(course.rules.money, credited).fee if share.bears_fee else zero(currency)
    fee = smaller(ten_percent, larger(subtract(of_fee, charged), borne))
    if not (costs.amount or credited.amount or charged.amount or fee.amount):
        return None
    rest, claims = credited, []
    for part in receipt.repayments:
        queue = next((each for each in share.claims if each.claim == part.claim), share.claims[0])
        taken = smaller(add(part.sum), rest)
        rest = subtract(rest, taken)
        if taken.amount:
            claims.append(queue.model_copy(update={"claim": part.claim, "sum": taken}))
    return share.model_copy(update={"costs": costs, "charged_fees": charged, "fee": fee, "claims": tuple(claims)})


def _gone(course: Course, account: Account, sum_: Money) -> Money:
    """What of a sum is not on its account any more."""
    held = Money(amount=max(course.custody.holds(course.items, account, sum_.currency), 0), currency=sum_.currency)
    return subtract(sum_, smaller(add(sum_), held))
