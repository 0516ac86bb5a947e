"""What changes claims, and takes back what was recovered or charged (Art. 211, 334-335, 337, 353, 402)."""

from datetime import date
from typing import Any

from contracts.acts.change_claim import RecoveryEndedInPart
from contracts.acts.name_successor_of_part import SuccessorOfPartNamed
from contracts.acts.record_changed_judgment import JudgmentChanged
from contracts.acts.record_succession_cause import SuccessionCauseRecorded
from contracts.events.money import Charge, ChargeReduced, ClaimChanged
from contracts.values import Money, PositiveMoney
from services.proceedings.domain.allocation import owes
from services.proceedings.domain.course import Course
from services.proceedings.domain.effects.registry import EFFECTS
from services.proceedings.domain.entries import Claim
from services.proceedings.domain.held_money import allocate_held
from services.proceedings.domain.overpayments import find_overpayments
from services.proceedings.domain.reductions import CHARGED_FEE, COSTS, TEN_PERCENT, cut, still_paid
from services.proceedings.domain.reversals import GRANTED, reverse
from shared.law.money.amounts import add, smaller, subtract, zero
from shared.law.procedures import Act, ActRow

WAIVER = "waiver"
UPHELD = "upheld"
"""Status of a question of reversal that nobody has to decide on."""
_PARTY_STAYS = frozenset({"assignment", "debt-transfer"})
"""Causes of a succession after which the party is still there for the rest."""


@EFFECTS.named("end-recovery")
def end_recovery(course: Course, act: Act, row: ActRow) -> None:
    """Claims fall by what the court ended of them and is not repaid (Art. 334(2)), or the recoverer waived."""
    data: RecoveryEndedInPart = act.data
    _lower(course, data, act.day, row)
    course.rest_waived = data.cause == WAIVER and not any(course.open_claims())
    _settle(course, act.day)


@EFFECTS.named("pass-part")
def pass_part(course: Course, act: Act, row: ActRow) -> None:
    """Claims fall by what passed to a successor who has an order on it (Art. 331(1)); it is no repayment.

    Where the party is still there, nothing else is to be asked of the court; one that is gone has another successor.
    """
    data: SuccessorOfPartNamed = act.data
    _lower(course, data, act.day, row)
    causes = [
        each.data.cause
        for each in course.items
        if isinstance(each.data, SuccessionCauseRecorded) and each.data.role == data.role
    ]
    if causes and causes[-1] in _PARTY_STAYS:
        course.requests.decided(data.role)
    _settle(course, act.day)


def _lower(course: Course, data: RecoveryEndedInPart | SuccessorOfPartNamed, day: date, row: ActRow) -> None:
    """A demand falls whole, sums as far as they are open."""
    course.claims_fell = True
    demand = course.claims.get(data.fallen) if data.fallen is not None else None
    if demand is not None and demand.sum is None and not demand.settled:
        demand.fell_on = day
        claim_changed(course, demand, day, row)
    for each in data.claims:
        claim = course.claims.get(each.claim)
        if claim is not None and claim.sum is not None and claim.outstanding is not None:
            claim.sum = subtract(claim.sum, smaller(each.sum, claim.outstanding))
            claim_changed(course, claim, day, row)


@EFFECTS.named("accrue-claim")
def accrue_claim(course: Course, act: Act, row: ActRow) -> None:
    """A claim grows; what is held for the debtor pays it first."""
    claim = course.claims.get(act.data.claim)
    if claim is not None and claim.sum is not None:
        claim.sum = add(claim.sum, act.data.sum)
        claim_changed(course, claim, act.day, row)
        allocate_held(course, act.day, surplus_too=True)


@EFFECTS.named("replace-claim")
def replace_claim(course: Course, act: Act, row: ActRow) -> None:
    """Money is owed instead of a thing or an action (Art. 211(1))."""
    data: Any = act.data
    claim = course.claims.get(data.claim)
    if claim is not None and claim.sum is None and claim.fulfilled_on is None:
        claim.type, claim.sum, claim.repaid = data.kind, add(data.sum), zero(data.sum.currency)
        claim.replaced = True
        claim_changed(course, claim, act.day, row)
        allocate_held(course, act.day, surplus_too=True)


@EFFECTS.named("nothing-to-reverse")
def nothing_to_reverse(course: Course, act: Act, _: ActRow) -> None:
    """Where the claim is granted all the same, no reverse of execution is to be decided on (Art. 334(1))."""
    data: JudgmentChanged = act.data
    if data.outcome == GRANTED:
        course.things.move(data.reversal, UPHELD, act)


@EFFECTS.named("reverse-execution")
def reverse_execution(course: Course, act: Act, row: ActRow) -> None:
    """What was recovered goes back: claims and repayments fall together (Art. 334(1))."""
    for each in act.data.returned:
        claim = course.claims.get(each.claim)
        if claim is not None and claim.sum is not None and each.sum is not None:
            reverse(course, claim, each.sum, act.day, row.article)
            claim_changed(course, claim, act.day, row)
    find_overpayments(course, row)
    _settle(course, act.day)


@EFFECTS.named("reduce-costs")
def reduce_costs(course: Course, act: Act, row: ActRow) -> None:
    """Costs are lower than was charged: first what is still owed falls."""
    sum_ = add(act.data.sum)
    ledger = course.ledger(sum_.currency)
    owed = smaller(sum_, ledger.costs_owed)
    ledger.costs = subtract(ledger.costs, owed)
    _charge_reduced(course, Charge.COSTS, owed, act.day, row)
    paid = smaller(subtract(sum_, owed), still_paid(course, COSTS, sum_.currency))
    cut(course, COSTS, paid, act.day, row.article)
    _settle(course, act.day)


@EFFECTS.named("reduce-fee")
def reduce_fee(course: Course, act: Act, row: ActRow) -> None:
    """A fee is lower than was charged or withheld; of one charged by resolution first what is still owed falls."""
    sum_ = add(act.data.sum)
    ledger, what = course.ledger(sum_.currency), TEN_PERCENT
    if act.data.act is not None:
        what, owed = CHARGED_FEE, smaller(sum_, ledger.fee_owed)
        ledger.imposed = subtract(ledger.imposed, owed)
        _charge_reduced(course, Charge.FEE, owed, act.day, row)
        sum_ = subtract(sum_, owed)
    cut(course, what, smaller(sum_, still_paid(course, what, sum_.currency)), act.day, row.article)
    _settle(course, act.day)


def claim_changed(course: Course, claim: Claim, day: date, row: ActRow) -> None:
    """Publish what a claim comes to from a day on."""
    sum_, fell = add(claim.sum) if claim.sum else None, True if claim.fell_on else None
    course.publish(ClaimChanged(claim=claim.number, kind=claim.type, sum=sum_, article=row.article, fell=fell), day)


def _charge_reduced(course: Course, charge: Charge, sum_: Money, day: date, row: ActRow) -> None:
    if sum_.amount:
        owed = PositiveMoney(amount=sum_.amount, currency=sum_.currency)
        course.publish(ChargeReduced(charge=charge, sum=owed, article=row.article), day)


def _settle(course: Course, day: date) -> None:
    """Money that was held for a conversion is the debtor's when nothing is owed."""
    if not owes(course):
        allocate_held(course, day)
