"""Reverse of execution in the money of a course (Art. 334(1), 335): what was recovered on a claim goes back.

What the body still holds for the recoverer, put aside or not, is the debtor's again, the last money first; what was
paid out is not the body's to return: the debtor claims it by the court order on return (Art. 335(5)).
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple
from uuid import UUID

from contracts.acts.change_claim import RecoveryEndedInPart
from contracts.acts.record_changed_judgment import JudgmentChanged
from contracts.events.money import ExecutionReversed, ReversedMoneyHeld, ReversedRepayment
from contracts.events.proceedings import ProceedingTerminated, Repayment
from contracts.values import Money, PositiveMoney
from services.proceedings.domain.allocation import keep
from services.proceedings.domain.charged_fees import lower_fee_apart
from services.proceedings.domain.course import Course
from services.proceedings.domain.entries import Claim, PaidBeforeReversal, Receipt
from services.proceedings.domain.overpayments import put_aside
from services.proceedings.domain.payees import ON_ITS_WAY
from services.proceedings.domain.reductions import LOST_WITH_CLAIM, cut, less_withheld, still_paid
from services.proceedings.domain.things import Said
from shared.books import Account
from shared.law.money import Withheld, fee_on_value
from shared.law.money.amounts import add, rounded, smaller, subtract, total, zero

GRANTED = "claim-granted"
"""The outcome of a case that leaves nothing to go back: the act stands, or the new one grants the claim again."""


class _Share(NamedTuple):
    """What of a receipt goes back."""

    repaid: Money
    """In the currency of the claim."""
    credited: Money
    """In that of the receipt."""
    held: Money
    """Of it, what was not paid out."""


def executed_on(course: Course, claim: Claim) -> Money:
    """What was recovered on a claim from this debtor."""
    currency = claim.sum.currency if claim.sum else ""
    parts = (part.sum for each in course.receipts.values() for part in each.repayments if part.claim == claim.number)
    return total(parts, currency)


def reverse(course: Course, claim: Claim, sum_: Money, day: date, article: str) -> None:
    """Take back what was recovered on a claim, up to a sum; the ten percent of it lose their base."""
    if claim.sum is None or claim.repaid is None:
        return
    rest, parts, lost = smaller(add(sum_), executed_on(course, claim)), list[ReversedRepayment](), list[Money]()
    on_their_way = _on_their_way(course)
    claim.sum, claim.repaid = subtract(claim.sum, rest), subtract(claim.repaid, rest)
    left: dict[str, Money] = {}
    for receipt in reversed(list(course.receipts.values())):
        share = _share(course, receipt, claim.number, rest, left)
        if share is None:
            continue
        rest = subtract(rest, share.repaid)
        parts.append(
            ReversedRepayment(
                payment=receipt.payment,
                claim=claim.number,
                sum=PositiveMoney(amount=share.repaid.amount, currency=share.repaid.currency),
                held=share.held,
            )
        )
        lost.append(_take_back(course, receipt, claim.number, share))
        paid_out = subtract(share.credited, share.held)
        if paid_out.amount and not receipt.past_account:
            course.paid_before_reversal.append(PaidBeforeReversal(receipt.payment, paid_out, on_their_way))
    if parts:
        course.publish(ExecutionReversed(repayments=tuple(parts), article=article), day)
    for currency in sorted({fee.currency for fee in lost}):
        lower_fee_apart(course, currency, day, article)
    for fee in lost:
        collected = smaller(fee, still_paid(course, LOST_WITH_CLAIM, fee.currency))
        if collected.amount:
            cut(course, LOST_WITH_CLAIM, collected, day, article)


def hold_for_debtor(course: Course, payout: UUID, day: date, article: str) -> None:
    """Of a payout that came back, what a reversal takes back that was ordered while it was on its way."""
    opened = course.custody.postings.opened.get(payout)
    if opened is None or opened.account is not Account.RECOVERER_PAYABLE or payout in _on_their_way(course):
        return
    currency = opened.sum.currency
    left = min(opened.sum.amount, course.custody.holds(course.items, Account.RECOVERER_PAYABLE, currency))
    for place, paid in enumerate(course.paid_before_reversal):
        amount = min(left, paid.sum.amount) if payout in paid.payouts and paid.sum.currency == currency else 0
        if amount > 0:
            left -= amount
            held = PositiveMoney(amount=amount, currency=currency)
            course.paid_before_reversal[place] = paid._replace(sum=subtract(paid.sum, held))
            receipt = course.receipts[paid.payment]
            keep(course, replace(receipt, refund=add(receipt.refund or zero(currency), held)))
            course.publish(ReversedMoneyHeld(payment=paid.payment, sum=held, article=article), day)


def _on_their_way(course: Course) -> frozenset[UUID]:
    """Payouts to the recoverer that did not come back, of which nobody knows whether they arrived."""
    return frozenset(
        thing
        for thing, opened in course.custody.postings.opened.items()
        if opened.to is Account.PAYOUT_IN_TRANSIT
        and opened.account is Account.RECOVERER_PAYABLE
        and course.things.status(thing) in ON_ITS_WAY
    )


def _share(course: Course, receipt: Receipt, claim: int, rest: Money, left: dict[str, Money]) -> _Share | None:
    """What of a receipt goes back; `left` is what is still held for the recoverer, by currency."""
    repaid = total((part.sum for part in receipt.repayments if part.claim == claim), rest.currency)
    taken = smaller(repaid, rest)
    if not taken.amount:
        return None
    currency, credited = receipt.sum.currency, taken
    if currency != taken.currency:
        # Converted money (Art. 369(2)): the same part of what was credited for it.
        all_repaid = sum(part.sum.amount for part in receipt.repayments if part.sum.currency == taken.currency)
        credited = rounded(Fraction(receipt.credited.amount) * Fraction(taken.amount) / Fraction(all_repaid), currency)
    if currency not in left:
        held = course.custody.holds(course.items, Account.RECOVERER_PAYABLE, currency)
        held += sum((amount for _, amount in put_aside(course, Account.RECOVERER_PAYABLE, currency)), Decimal())
        left[currency] = Money(amount=max(held, zero(currency).amount), currency=currency)
    held_here = zero(currency) if receipt.past_account else smaller(credited, left[currency])
    left[currency] = subtract(left[currency], held_here)
    return _Share(taken, credited, held_here)


def _take_back(course: Course, receipt: Receipt, claim: int, share: _Share) -> Money:
    """Enter what goes back; returns the ten percent that were withheld on it."""
    currency = share.credited.currency
    ledger, nothing = course.ledger(currency), zero(currency)
    bearing, lost = receipt.bearing, nothing
    if bearing is not None:
        credited = smaller(share.credited, bearing.credited)
        after = fee_on_value(course.rules.money, subtract(ledger.bearing_fee.credited, credited)).fee
        lost = smaller(subtract(ledger.bearing_fee.fee, smaller(ledger.bearing_fee.fee, after)), bearing.fee)
        taken = Withheld(credited=credited, fee=lost, costs=nothing)
        ledger.bearing_fee, bearing = less_withheld(ledger.bearing_fee, taken), less_withheld(bearing, taken)
    if receipt.past_account and receipt.fee_due:
        ledger.past_account = subtract(ledger.past_account, smaller(ledger.past_account, share.credited))
    keep(
        course,
        replace(
            receipt,
            credited=subtract(receipt.credited, share.credited),
            repayments=_less(receipt.repayments, claim, share.repaid),
            refund=add(receipt.refund or nothing, share.held),
            bearing=bearing,
        ),
    )
    return lost


def _less(repayments: tuple[Repayment, ...], claim: int, taken: Money) -> tuple[Repayment, ...]:
    rest, found = taken, list[Repayment]()
    for part in reversed(repayments):
        less = smaller(part.sum, rest) if part.claim == claim else zero(part.sum.currency)
        if part.claim == claim:
            rest = subtract(rest, less)
        amount = subtract(part.sum, less)
        if amount.amount:
            found.append(Repayment(claim=part.claim, sum=PositiveMoney(amount=amount.amount, currency=amount.currency)))
    return tuple(reversed(found))


def undecided_reversals(course: Course) -> list[Said]:
    """The changed judgments of which the court is still to decide on reversal; they did not refuse it."""
    found = []
    for thing in course.things.acts:
        changed = course.things.said(thing, "record-changed-judgment")
        undecided = course.things.status(thing) in {"open", "asked"}
        if changed and undecided and changed[-1].data.on_reversal != "refused":
            found.append(changed[-1])
    return found


def terminated_on(course: Course, ground: str) -> bool:
    """Whether the proceeding ended by a termination on a ground."""
    return _termination(course, ground) is not None


def _termination(course: Course, ground: str) -> date | None:
    ends = course.items_of.get(course.ended_by, ()) if course.ended_by else ()
    on_it = (end for end in ends if isinstance(end.data, ProceedingTerminated) and end.data.status.reason == ground)
    return next((end.day for end in on_it), None)


def awaits_judgment(course: Course) -> bool:
    """Whether the act behind the document is known to be cancelled, and how the case ended is not on record.

    That the claim was granted all the same answers no cancellation of a later day.
    """
    said = [*course.things.every("record-changed-judgment")]
    if any(each.data.outcome != GRANTED for each in said):
        return False
    granted = max((each.day for each in said), default=date.min)
    grounds = course.rules.proceedings.money.payouts_before_reversal.grounds
    return any(day > granted for ground in grounds for day in _cancelled_on(course, ground))


def _cancelled_on(course: Course, ground: str) -> list[date]:
    """The days of the papers by which questions show a ground; that of the termination on it where none does."""
    ended = _termination(course, ground)
    by_end = course.ended_by if ended is not None else None
    asked = (each for each in course.matters.questions.values() if each.ground == ground and each.shows)
    papers = [each.paper.dated for each in asked if each.decided_by is None or each.decided_by == by_end]
    return papers or ([ended] if ended is not None else [])


def executed_in_any_part(course: Course) -> bool:
    """Whether this debtor performed anything of the document."""
    claims = [claim for claim in course.claims.values() if claim.fell_on is None]
    return any(claim.fulfilled_on or (claim.sum and executed_on(course, claim).amount) for claim in claims)


def reversal_undecided(course: Course) -> bool:
    """Whether the court is still to decide on reversal: what was not executed is ended, and does not go back."""
    return bool(undecided_reversals(course)) and executed_in_any_part(course)


def may_be_paid_out(course: Course, account: Account, currency: str) -> Decimal:
    """What an account holds without what waits for a judgment, or for the decision on reversal (Art. 334(1))."""
    held = course.custody.holds(course.items, account, currency)
    if held <= 0 or account not in course.rules.proceedings.money.payouts_before_reversal.accounts:
        return held
    changes = undecided_reversals(course)
    if awaits_judgment(course):
        return Decimal()
    return free_of_reversals(course, changes, account, account, currency) or Decimal() if changes else held


def free_of_reversals(
    course: Course, changes: Sequence[Said], holding: Account, account: Account, currency: str
) -> Decimal | None:
    """What is held beyond what undecided reversals may take of an account; none: that is not stated, all of it waits.

    `holding` is the account itself, or the one on which money of it was put aside, which goes back last.

    Of a claim no more goes back than was recovered on it, and than its changed part without what the same paper ended
    because it was not executed (Art. 334).
    """
    reversed_ = course.copy()
    for said in changes:
        data: JudgmentChanged = said.data
        if data.extent != "part" or not data.claims:
            return None
        for part in data.claims:
            claim = reversed_.claims[part.claim]
            ended = total(_ended_by(course, data, claim), part.sum.currency)
            may_go_back = subtract(part.sum, smaller(part.sum, ended))
            if claim.sum is not None and may_go_back.amount:
                reverse(reversed_, claim, may_go_back, said.day, "Art. 334(1)")
    before, after = (each.custody.holds(each.items, account, currency) for each in (course, reversed_))
    if holding is not account:
        aside = sum((amount for _, amount in put_aside(course, account, currency)), Decimal())
        return max(aside + min(after, Decimal()), Decimal())
    return max(min(before, after), Decimal())


def _ended_by(course: Course, changed: JudgmentChanged, claim: Claim) -> Iterator[Money]:
    for each in course.items:
        if isinstance(each.data, RecoveryEndedInPart) and each.data.paper == changed.paper:
            yield from (part.sum for part in each.data.claims if part.claim == claim.number)
