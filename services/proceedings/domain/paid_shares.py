"""What of a share was paid out: that stays with its proceeding where the distribution is annulled (Art. 353(10))."""

from collections.abc import Iterator
from fractions import Fraction

from contracts.distribution import ShareOfClaim, ShareOfProceeding
from contracts.events.money import InOtherCurrency
from contracts.values import Money
from services.proceedings.domain.course import Course
from services.proceedings.domain.entries import Receipt
from shared.books import Account
from shared.law.money import fee_on_value
from shared.law.money.amounts import add, larger, rounded, smaller, subtract, zero


def left_of(course: Course, receipt: Receipt, share: ShareOfProceeding) -> ShareOfProceeding | None:
    """Of a share, what is not held any more: costs, claims with the fee on them, charged fees."""
    currency, beside = receipt.sum.currency, receipt.elsewhere
    charged_fees = add(receipt.imposed, *(each.fee for each in beside))
    costs = _gone(course, Account.COSTS_PAYABLE, add(receipt.costs, *(each.costs for each in beside)))
    credited = _gone(course, Account.RECOVERER_PAYABLE, receipt.credited)
    of_fee = _gone(course, Account.FEE_PAYABLE, add(receipt.fee, *(each.fee for each in beside)))
    charged = smaller(of_fee, charged_fees)
    # The ten percent of what the recoverer got stay, whether sent off or not.
    ten_percent = subtract(receipt.fee, receipt.imposed)
    borne = fee_on_value(course.rules.money, credited).fee if share.bears_fee else zero(currency)
    fee = smaller(ten_percent, larger(subtract(of_fee, charged), borne))
    if not (costs.amount or credited.amount or charged.amount or fee.amount):
        return None
    kept = {"costs": costs, "charged_fees": charged, "fee": fee, "elsewhere": _beside(receipt, costs, charged)}
    return share.model_copy(update={**kept, "claims": tuple(_claims(receipt, share, credited))})


def _claims(receipt: Receipt, share: ShareOfProceeding, credited: Money) -> Iterator[ShareOfClaim]:
    """The claims that what was paid out repaid, in their order."""
    rest = credited
    for part in receipt.repayments:
        of_share = next((each for each in share.claims if each.claim == part.claim), share.claims[0])
        whole = of_share.sum if of_share.repays is not None else add(part.sum)
        taken = smaller(whole, rest)
        rest = subtract(rest, taken)
        if taken.amount:
            repays = _in_proportion(part.sum, taken, whole) if of_share.repays is not None else None
            yield of_share.model_copy(update={"claim": part.claim, "sum": taken, "repays": repays})


def _beside(receipt: Receipt, costs: Money, charged: Money) -> InOtherCurrency | None:
    """What of kept costs and charged fees pays those of another currency: those of the money come first."""
    for each in receipt.elsewhere:
        of_costs, of_fee = _above(costs, receipt.costs), _above(charged, receipt.imposed)
        if of_costs.amount or of_fee.amount:
            return InOtherCurrency(
                costs=of_costs,
                fee=of_fee,
                costs_repaid=_in_proportion(each.costs_repaid, of_costs, each.costs),
                fee_repaid=_in_proportion(each.fee_repaid, of_fee, each.fee),
            )
    return None


def _above(sum_: Money, own: Money) -> Money:
    return subtract(sum_, smaller(sum_, own))


def _in_proportion(repaid: Money, taken: Money, whole: Money) -> Money:
    """What a part of a sum repays of what all of it repaid."""
    if taken.amount == whole.amount:
        return add(repaid)
    return rounded(Fraction(repaid.amount) * Fraction(taken.amount) / Fraction(whole.amount), repaid.currency)


def _gone(course: Course, account: Account, sum_: Money) -> Money:
    """What of a sum is not on its account any more."""
    held = Money(amount=max(course.custody.holds(course.items, account, sum_.currency), 0), currency=sum_.currency)
    return subtract(sum_, smaller(add(sum_), held))
