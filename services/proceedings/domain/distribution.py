"""What proceedings of one debtor get of money that they share (Art. 404-406): the calculation, and what is paid out."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

from contracts.acts.enter_share import EnterShare
from contracts.acts.restate_share import RestateShare
from contracts.banking import ExchangeRate
from contracts.commands.distribution import AnnulDistribution, CorrectDistribution, ResolveDistribution
from contracts.distribution import AnnulmentCause, ShareOfProceeding
from contracts.events.distribution import DistributionCorrected, DistributionResolved
from contracts.queries.proceedings import TriedDistribution, TryDistributions
from contracts.registry import Command
from contracts.reversal import ClaimSum
from contracts.values import Money, PositiveMoney
from services.proceedings.domain.allocation import new_receipt
from services.proceedings.domain.computing import computed, course_of
from services.proceedings.domain.consolidated_debtor import Distributed
from services.proceedings.domain.conversion import conversion_steps
from services.proceedings.domain.course import Course
from services.proceedings.domain.distribution_shares import (
    Calculation,
    consolidated_debtor,
    payment_of_share,
    total_of,
)
from services.proceedings.domain.entries import Receipt
from services.proceedings.domain.held_money import explained
from services.proceedings.domain.journal import Journal
from services.proceedings.domain.paid_shares import left_of
from services.proceedings.domain.participation import open_currencies, participation, share_of
from services.proceedings.domain.passed_on import as_it_came
from services.proceedings.domain.persons import NOBODY_JOINED, Payers
from services.proceedings.domain.pledged_money import secured_claims_of
from shared.law.calendar import WorkingCalendar
from shared.law.money import ConsolidatedMoney, consolidate, needed_rates
from shared.law.money.amounts import subtract, zero
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
    rates: tuple[ExchangeRate, ...] = (),
    anew: UUID | None = None,
) -> Calculation | None:
    """How a payment that a proceeding holds is distributed on a day; none where it holds nothing of it.

    `payers`: who is one person. `rates`: by which debts in other currencies share it. `anew`: the distribution that is
    calculated again, as if it had not been made.
    """
    courses = {id_: course_before(state, day, calendar, anew) for id_, state in members.items()}
    receipt = courses[holder].receipts.get(payment)
    if receipt is None or not receipt.awaits or not receipt.unallocated.amount:
        return None
    return _shared(holder, courses, receipt, payers, rates)


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
        waiting = replace(receipt, unallocated=receipt.sum, awaits=True)
        found = _shared(holder, courses, waiting, payers, asked.rates or ())
        yield TriedDistribution(money=money, shares=found.shares, rest=found.rest, explanation=explained(found.steps))


def _shared(
    holder: UUID,
    courses: Mapping[UUID, Course],
    receipt: Receipt,
    payers: Payers,
    rates: tuple[ExchangeRate, ...],
) -> Calculation:
    """What the proceedings of a debtor get of money that one of them holds; in other currencies by these rates."""
    of_debtor, currency = consolidated_debtor(courses[holder], payers), receipt.unallocated.currency
    came = as_it_came(courses[holder], receipt)
    joined = {
        id_: course
        for id_, course in courses.items()
        if not course.ended and consolidated_debtor(course, payers) == of_debtor
    }
    secured = secured_claims_of(receipt, came, holder, {holder: courses[holder], **joined})
    taking_part = {
        id_: part
        for id_, course in joined.items()
        if (
            part := participation(
                course, receipt, came, rates, holder=courses[holder], secured=secured.get(id_) if secured else None
            )
        )
        is not None
    }
    money = ConsolidatedMoney(
        collected=receipt.unallocated,
        participants=tuple(each.participant for each in taking_part.values()),
    )
    found = consolidate(courses[holder].rules.money, money)
    by_number = {each.participant.number: id_ for id_, each in taking_part.items()}
    shares = tuple(share_of(by_number[each.number], taking_part[by_number[each.number]], each) for each in found.shares)
    rest = subtract(receipt.unallocated, total_of(shares, currency))
    open_ = {each for course in joined.values() for each in open_currencies(course)}
    needed = needed_rates((currency, *open_)) if open_ - {currency} else frozenset[str]()
    steps = (*conversion_steps(courses[holder], rates, needed), *found.steps)
    besides = any(id_ != holder for id_ in joined)
    return Calculation(
        shares, rest, steps, rates, needed, whose_pledge_known=secured is not None, shared_besides=besides
    )


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
            return calculated(holder, members, data.payment, day, calendar, payers=payers, rates=data.rates or ())
        case CorrectDistribution():
            resolved = _resolved(members[holder], data.distribution)
            if resolved is None:
                return None
            payment: UUID = resolved.data.payment
            rates = data.rates or _rates_of(members[holder], data.distribution)
            found = calculated(
                holder, members, payment, resolved.day, calendar, payers=payers, rates=rates, anew=data.distribution
            )
            return found if data.rates or found is None else found.with_needed_rates()
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


def _rates_of(state: Journal, distribution: UUID) -> tuple[ExchangeRate, ...]:
    """The rates by which a distribution was calculated last."""
    stated = [
        act.data.rates
        for act in state.acts
        if isinstance(act.data, DistributionResolved | DistributionCorrected) and act.data.distribution == distribution
    ]
    return (stated[-1] if stated else None) or ()


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
    repaid = tuple(
        ClaimSum(claim=each.claim, sum=_positive(each.repays or each.sum)) for each in share.claims if each.sum.amount
    )
    beside = {"repaid": repaid or None, "elsewhere": share.elsewhere}
    return {**{name: _positive(sum_) for name, sum_ in sums.items() if sum_.amount}, **beside}


def _positive(sum_: Money) -> PositiveMoney:
    return PositiveMoney(amount=sum_.amount, currency=sum_.currency)


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
        if receipt is not None and (left := left_of(course, receipt, share)) is not None:
            kept.append(left)
    return tuple(kept)
