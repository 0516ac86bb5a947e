"""Money that all proceedings of one debtor share: held, distributed, entered in each of them (Art. 404-406)."""

from dataclasses import replace
from datetime import date
from uuid import UUID

from contracts.acts.enter_share import ShareEntered
from contracts.acts.restate_share import ShareRestated
from contracts.distribution import ShareOfProceeding
from contracts.events.distribution import DistributionAnnulled, DistributionCorrected, DistributionResolved
from contracts.events.money import Held
from contracts.events.proceedings import PaymentSource, Repayment
from contracts.values import Money
from services.proceedings.domain.allocation import Parts, allocated, brought, keep, new_receipt, take
from services.proceedings.domain.course import Course
from services.proceedings.domain.distribution_shares import divided_by, in_the_queues, total_of
from services.proceedings.domain.effects.complaints import annulment_carried_out
from services.proceedings.domain.effects.registry import EFFECTS
from services.proceedings.domain.effects.reversals import anew, publish_reversal, undo
from services.proceedings.domain.entries import Division, Receipt
from services.proceedings.domain.held_money import allocate_held, gain, publish_allocation
from services.proceedings.domain.overpayments import (
    end_overpayments,
    find_overpayments,
    on_accounts,
    surplus_still_held,
)
from shared.law.money.amounts import add, not_above, smaller, subtract, total, zero
from shared.law.procedures import Act, ActRow


@EFFECTS.named("consolidate")
def consolidate(course: Course, act: Act, row: ActRow) -> None:
    """From now on money is distributed among all proceedings of the debtor; so is what was left and is held still.

    It is a surplus once the documents of all of them are paid (Art. 403, 404).
    """
    course.consolidated = True
    for receipt in list(course.receipts.values()):
        left = surplus_still_held(course, receipt.surplus)
        if left.amount and in_the_queues(course, receipt.source):
            _take_back(course, act, row, replace(receipt, awaits=True), left)


@EFFECTS.named("end-consolidation")
def end_consolidation(course: Course, act: Act, _: ActRow) -> None:
    """What waits for a distribution is the proceeding's alone."""
    course.consolidated = False
    for receipt in list(course.receipts.values()):
        _release(course, receipt)
    allocate_held(course, act.day)


@EFFECTS.named("resolve-distribution")
def resolve_distribution(course: Course, act: Act, _: ActRow) -> None:
    """The money leaves the proceeding that held it; what is left when all are paid stays there."""
    data: DistributionResolved = act.data
    receipt = course.receipts.get(data.payment)
    course.distributions[data.distribution] = Division(data.payment, data.shares, data.distributed)
    if receipt is not None:
        left = subtract(receipt.unallocated, smaller(receipt.unallocated, data.distributed))
        keep(course, replace(receipt, unallocated=left))
    if _own(course, data.shares) is None:
        _leave_the_rest(course, data.distribution, act.day)


@EFFECTS.named("correct-distribution")
def correct_distribution(course: Course, act: Act, row: ActRow) -> None:
    """The money is divided otherwise; shares that read otherwise are stated anew in their proceedings."""
    data: DistributionCorrected = act.data
    before = course.distributions.get(data.distribution)
    if before is None:
        return
    held = on_accounts(course)
    _take_back_the_rest(course, act, row, before)
    _divide_anew(course, data, data.distributed)
    if _own(course, before.shares) == _own(course, data.shares):
        _leave_the_rest(course, data.distribution, act.day)
        allocate_held(course, act.day, surplus_too=True)
        end_overpayments(course, row, held)
        find_overpayments(course, row)  # otherwise when its own share is stated, before which the rest waits


@EFFECTS.named("annul-distribution")
def annul_distribution(course: Course, act: Act, row: ActRow) -> None:
    """What was not paid out is held again, and waits for another distribution where money is still shared.

    So does what was left, and is there still: whether anything is left shows when all documents are paid (Art. 403).
    """
    data: DistributionAnnulled = act.data
    before = course.distributions.get(data.distribution)
    _divide_anew(course, data, total_of(data.shares, data.returned.currency))
    if before is not None and not course.consolidated and _own(course, before.shares) == _own(course, data.shares):
        _leave_the_rest(course, data.distribution, act.day)
    receipt = course.receipts.get(before.payment) if before is not None else None
    left = surplus_still_held(course, receipt.surplus) if receipt is not None else zero(data.returned.currency)
    if receipt is not None and course.consolidated and left.amount:
        _take_back(course, act, row, receipt, left)
    annulment_carried_out(course, course.things.steps[data.distribution][0].act, act.day, act.id)


def _take_back_the_rest(course: Course, act: Act, row: ActRow, before: Division) -> None:
    """What was left is needed for shares that come to more: first what is the debtor's, then all that it paid here.

    Shares and what is left are together the money that came (Art. 403); what was paid out of it is due back.
    """
    receipt = course.receipts.get(before.payment)
    if receipt is None:
        return
    held = add(receipt.unallocated, before.total)
    missing = subtract(act.data.distributed, smaller(act.data.distributed, held))
    if missing.amount and not_above(missing, receipt.surplus):
        _take_back(course, act, row, receipt, missing)
    elif missing.amount:
        here = subtract(receipt.sum, course.given_of(receipt))
        shared = total((course.distributions[id_].total for id_ in divided_by(course, receipt.payment)), here.currency)
        undo(course, receipt)
        publish_reversal(course, receipt, act, row, here)
        keep(course, replace(anew(receipt, receipt.sum), unallocated=subtract(here, shared)))
        brought(course, receipt)


def _take_back(course: Course, act: Act, row: ActRow, receipt: Receipt, sum_: Money) -> None:
    """What was left is no surplus: it is to be divided."""
    nothing = zero(sum_.currency)
    unallocated, surplus = add(receipt.unallocated, sum_), subtract(receipt.surplus, sum_)
    keep(course, replace(receipt, unallocated=unallocated, surplus=surplus))
    to_nothing = Parts(nothing, nothing, nothing, nothing, (), nothing, bears_fee=False, steps=())
    publish_allocation(
        course, receipt.payment, Held.SURPLUS, to_nothing, nothing, act.day,
        article=row.article, unallocated=sum_,
    )  # fmt: skip


def _divide_anew(course: Course, data: DistributionCorrected | DistributionAnnulled, distributed: Money) -> None:
    before = course.distributions.get(data.distribution)
    if before is None:
        return
    course.distributions[data.distribution] = Division(before.payment, data.shares, distributed)
    receipt = course.receipts.get(before.payment)
    if receipt is not None:
        held = add(receipt.unallocated, before.total)
        left = subtract(held, smaller(held, distributed))
        keep(course, replace(receipt, unallocated=left, awaits=True))


@EFFECTS.named("enter-share")
def enter_share(course: Course, act: Act, row: ActRow) -> None:
    """The share is money of the proceeding, and pays in it what the calculation says."""
    data: ShareEntered = act.data
    held = on_accounts(course)
    receipt = new_receipt(
        data.payment, act.day, data.sum, PaymentSource(data.source), fee_due=data.bears_fee, share_of=data.distribution
    )
    _pay(course, replace(receipt, unallocated=receipt.sum), data, act.day)
    _after_own_share(course, data, act.day)
    if _corrected(course, data.distribution):  # otherwise it is later money, which is not kept back (Art. 403)
        end_overpayments(course, row, held)
    find_overpayments(course, row)


def _corrected(course: Course, distribution: UUID) -> bool:
    """Whether the proceeding holds the money, and divided it otherwise before."""
    found = (each.data for each in course.items if isinstance(each.data, DistributionCorrected))
    return any(each.distribution == distribution for each in found)


@EFFECTS.named("restate-share")
def restate_share(course: Course, act: Act, row: ActRow) -> None:
    """All that the share paid is undone, and what it reads now pays anew; what was paid out too much is due back."""
    data: ShareRestated = act.data
    receipt = course.receipts.get(data.payment)
    if receipt is None:
        return
    held = on_accounts(course)
    left = add(data.sum) if data.sum is not None else None
    undo(course, receipt)
    publish_reversal(course, receipt, act, row, left)
    if left is None:
        keep(course, replace(anew(receipt, receipt.sum), taken_back_on=act.day))
    else:
        _pay(course, replace(anew(receipt, left), unallocated=left), data, act.day)
    _after_own_share(course, data, act.day)
    allocate_held(course, act.day, surplus_too=True)
    end_overpayments(course, row, held)
    find_overpayments(course, row)


def _pay(course: Course, receipt: Receipt, data: ShareEntered | ShareRestated, day: date) -> None:
    """Allocate a share as it was calculated; where that does not fit any more, like any money of the proceeding."""
    sum_, nothing = receipt.unallocated, zero(receipt.sum.currency)
    emptied = replace(receipt, unallocated=nothing)
    parts = _as_calculated(course, data, sum_) or allocated(course, emptied, sum_)
    after = take(course, emptied, parts)
    keep(course, after)
    publish_allocation(
        course,
        receipt.payment,
        Held.UNALLOCATED,
        parts,
        gain(after.surplus, nothing),
        day,
        article=course.rules.money.distribution.queue_order.article,
        unallocated=gain(after.unallocated, nothing),
    )
    allocate_held(course, day)


def _as_calculated(course: Course, data: ShareEntered | ShareRestated, sum_: Money) -> Parts | None:
    """The parts of a share; none where less is owed in the proceeding by now."""
    nothing = zero(sum_.currency)
    costs, charged, fee = (add(each) if each else nothing for each in (data.costs, data.charged_fees, data.fee))
    credited = subtract(sum_, costs, charged, fee)
    ledger, beside, repaid = course.ledger(sum_.currency), data.elsewhere, data.repaid or ()
    fits = True
    if beside is not None:
        costs, charged = subtract(costs, beside.costs), subtract(charged, beside.fee)
        other = course.ledger(beside.costs_repaid.currency)
        fits = not_above(beside.costs_repaid, other.costs_owed) and not_above(beside.fee_repaid, other.fee_owed)
    fits = fits and not_above(costs, ledger.costs_owed) and not_above(charged, ledger.fee_owed)
    for part in repaid:
        claim = course.claims.get(part.claim)
        open_ = claim.outstanding if claim else None
        fits = fits and open_ is not None and open_.currency == part.sum.currency and part.sum.amount <= open_.amount
    if not fits:
        return None
    return Parts(
        costs=costs,
        fee=add(charged, fee),
        imposed=charged,
        credited=credited,
        repayments=tuple(Repayment(claim=part.claim, sum=part.sum) for part in repaid),
        rest=nothing,
        bears_fee=data.bears_fee and bool(repaid),
        steps=(),
        elsewhere=beside,
    )


def _own(course: Course, shares: tuple[ShareOfProceeding, ...]) -> ShareOfProceeding | None:
    return next((share for share in shares if share.number == course.number and share.sum.amount), None)


def _after_own_share(course: Course, data: ShareEntered | ShareRestated, day: date) -> None:
    """In the proceeding that held the money: what is left is its own when its share is entered."""
    division = course.distributions.get(data.distribution)
    if division is not None and (course.things.status(data.distribution) == "resolved" or not course.consolidated):
        _leave_the_rest(course, data.distribution, day)


def _leave_the_rest(course: Course, distribution: UUID, day: date) -> None:
    """What is left is no surplus, and waits, while a document has not got all that is open in it (Art. 403, 404)."""
    division = course.distributions[distribution]
    receipt = course.receipts.get(division.payment)
    in_full = all(claim.sum.amount == claim.outstanding.amount for each in division.shares for claim in each.claims)
    if receipt is not None and (in_full or not course.consolidated):
        _release(course, receipt)
        allocate_held(course, day)


def _release(course: Course, receipt: Receipt) -> None:
    if receipt.awaits:
        keep(course, replace(receipt, awaits=False))
