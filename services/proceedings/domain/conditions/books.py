"""What acts of book-keeping ask for: money where they take it from (Art. 401-403)."""

from collections.abc import Iterator
from decimal import Decimal

from contracts.acts.order_payout import PayoutOrdered
from contracts.acts.retain_commission import CommissionRetained
from contracts.acts.set_off_overpayment import OverpaymentSetOff
from contracts.events.proceedings import CostKind
from contracts.values import Money
from services.proceedings.domain import refusals as refused
from services.proceedings.domain.conditions.registry import CONDITIONS, Problems
from services.proceedings.domain.costs_to_come import costs_to_come
from services.proceedings.domain.course import Course
from services.proceedings.domain.fees import fee_unresolved
from services.proceedings.domain.overpayments import is_overpaid, named_debts, owed_by
from services.proceedings.domain.payees import left_for, own_costs, set_aside_for_payers, to_be_paid
from services.proceedings.domain.reversals import (
    awaits_judgment,
    free_of_reversals,
    undecided_reversals,
)
from services.proceedings.domain.sale_costs import sale_costs_uncharged
from services.proceedings.domain.sale_prices import finally_ended, recovers_no_more
from shared.books import ASSETS, Account, Move
from shared.law.money.amounts import written
from shared.law.procedures import Act, ActRow

_OF_THE_BANK = frozenset({Account.BANK, Account.PAYOUT_IN_TRANSIT})
"""What leaves these has left an account of the body before."""
_WAITING = frozenset({Account.SURPLUS_PAYABLE, Account.REFUND_PAYABLE})


@CONDITIONS.derived("account-holds")
def account_holds(course: Course, act: Act, row: ActRow) -> Problems:
    """No more is taken from an account than it holds: other people's money is on the same deposit account."""
    for move in course.custody.would_post(course.items, row, act.data):
        taken = [move.credit] if move.credit in ASSETS else []
        taken += [move.debit] if move.debit not in ASSETS else []
        for account in taken:
            held = _free(course, account, move)
            if account not in _OF_THE_BANK and move.sum.amount > held:
                sum_ = written(move.sum)
                detail = f"{account.value} holds {held} in currency {move.sum.currency}, not {sum_}"
                yield refused.ACCOUNT_SHORT.because(detail, row.article)


@CONDITIONS.derived("set-off-of-own-debt")
def set_off_of_own_debt(course: Course, act: Act, row: ActRow) -> Problems:
    """Who waits for money gives up as much of it as was paid too much to him, and not to another (Art. 403)."""
    data: OverpaymentSetOff = act.data
    own = _due(course, act)
    if own < data.sum.amount <= sum(owed_by(course, data.sum.currency).values()):
        detail = f"of what was paid out of {data.payable}, {own} in currency {data.sum.currency} is due back"
        yield refused.NOT_OWN_DEBT.because(detail, row.article)


@CONDITIONS.derived("overpaid-person-named")
def overpaid_person_named(course: Course, act: Act, row: ActRow) -> Problems:
    """Where several persons were paid too much, it says whose overpayment it is (Art. 403)."""
    sum_: Money = act.data.sum
    due = owed_by(course, sum_.currency)
    whose = named_debts(course.items, act.data, due)
    if len(whose) > 1:
        accounts = ", ".join(dict.fromkeys(each.account.value for each in whose))
        detail = f"{len(whose)} persons owe what was paid out of {accounts}"
        yield refused.OVERPAYMENT_OF_WHOM.because(detail, row.article)
    elif sum(due[each] for each in whose) < sum_.amount <= sum(due.values()):
        detail = f"the person who is named owes {_due(course, act)} in currency {sum_.currency}"
        yield refused.OVERPAYMENT_OF_ANOTHER.because(detail, row.article)


def _due(course: Course, act: Act) -> Decimal:
    """What is due back from who the act names."""
    due = owed_by(course, act.data.sum.currency)
    return sum((due[each] for each in named_debts(course.items, act.data, due)), Decimal())


@CONDITIONS.derived("payee-of-costs-named", of_form=True)
def payee_of_costs_named(_: Course, act: Act, __: ActRow) -> Problems:
    """A payout of recovered costs says to whom they go (Art. 401(2))."""
    data: PayoutOrdered = act.data
    if data.payable == Account.COSTS_PAYABLE.value and data.payee is None:
        yield refused.COSTS_OF_ANOTHER.because("the payee of the costs is not named")


@CONDITIONS.derived("costs-go-to-who-paid")
def costs_go_to_who_paid(course: Course, act: Act, row: ActRow) -> Problems:
    """No more goes to a payee than the costs that this one had paid, as far as that is stated (Art. 401(2))."""
    data: PayoutOrdered = act.data
    if data.payee is None:
        return
    if data.payable != Account.COSTS_PAYABLE.value:
        yield refused.COSTS_OF_ANOTHER.because(f"nothing of {data.payable} goes to a payee of costs", row.article)
        return
    left = left_for(course, data.payee, data.sum.currency)
    if left is not None and data.sum.amount > left:
        detail = f"of the costs {max(left, Decimal())} in currency {data.sum.currency} are for {data.payee}"
        yield refused.COSTS_OF_ANOTHER.because(detail)


@CONDITIONS.derived("commission-on-record")
def commission_on_record(course: Course, act: Act, row: ActRow) -> Problems:
    """What a trading organization kept back is its commission, which nobody had paid to it yet (Art. 401(1) ind. 6)."""
    sum_: Money = act.data.sum
    left = left_for(course, to_be_paid(course), sum_.currency)
    if left is None:
        return
    owed = own_costs(course, to_be_paid(course), {CostKind.TRADING_COMMISSION})
    kept_back = (each.data.sum.amount for each in course.items if isinstance(each.data, CommissionRetained))
    left = min(left, owed - sum(kept_back, Decimal()))
    if sum_.amount > left:
        detail = f"of the commission on record {max(left, Decimal())} in currency {sum_.currency} is not paid yet"
        yield refused.COSTS_OF_ANOTHER.at("sum").because(detail, row.article)


@CONDITIONS.derived("payout-while-suspended")
def payout_while_suspended(course: Course, act: Act, row: ActRow) -> Problems:
    """While the proceeding is suspended, only what others paid in goes back to them."""
    open_ = course.rules.proceedings.money.payouts_while_suspended.accounts
    if course.status == "suspended" and act.data.payable not in open_:
        detail = f"nothing of {act.data.payable} is paid out while the proceeding is suspended"
        yield refused.NOT_IN_THIS_STATUS.because(detail, row.article)


@CONDITIONS.derived("payout-before-reversal")
def payout_before_reversal(course: Course, act: Act, row: ActRow) -> Problems:
    """What the debtor may get back is not sent to others before the court has decided on reversal (Art. 334(1))."""
    waiting = course.rules.proceedings.money.payouts_before_reversal
    field = "payable" if hasattr(act.data, "payable") else row.moves_thing[0].of
    for move in course.custody.would_post(course.items, row, act.data):
        owned = _put_aside_from(course, act, row) if move.debit is Account.UNCLAIMED_PAYABLE else move.debit
        if owned in waiting.accounts:
            for detail in _before_reversal(course, move, owned):
                yield refused.REVERSAL_UNDECIDED.at(field).because(detail, str(waiting.article))


def _before_reversal(course: Course, move: Move, account: Account) -> Iterator[str]:
    """Why a sum of an account waits; `account` is the one that it was put aside from, where it was."""
    if awaits_judgment(course):
        yield f"{account.value} waits until the judgment that cancels the act is on record"
    changes = undecided_reversals(course)
    if not changes:
        return
    free = free_of_reversals(course, changes, move.debit, account, move.sum.currency)
    if free is None:
        yield f"the judgment was changed, and {account.value} waits for the decision on reversal"
    elif move.sum.amount > free:
        yield f"the judgment was changed in part, and all but {free} of {account.value} waits for the decision"


def _put_aside_from(course: Course, act: Act, row: ActRow) -> Account | None:
    opened = course.custody.postings.opened.get(getattr(act.data, row.moves_thing[0].of))
    return opened.account if opened else None


@CONDITIONS.derived("overpaid-so-much")
def overpaid_so_much(course: Course, act: Act, row: ActRow) -> Problems:
    """No more is asked back than was paid out too much."""
    sum_: Money = act.data.sum
    due = course.custody.holds(course.items, Account.OVERPAID_RECEIVABLE, sum_.currency)
    if sum_.amount > due:
        detail = f"overpaid-receivable holds {due} in currency {sum_.currency}, not {written(sum_)}"
        yield refused.ACCOUNT_SHORT.at("sum").because(detail, row.article)


@CONDITIONS.derived("something-overpaid")
def something_overpaid(course: Course, _: Act, row: ActRow) -> Problems:
    """Something was paid out too much."""
    if not is_overpaid(course):
        yield refused.ACCOUNT_SHORT.because("nothing was paid out too much", row.article)


def _free(course: Course, account: Account, move: Move) -> Decimal:
    """What an account holds; what goes to the debtor or a payer waits for persons who were paid too much.

    It does not wait where what they owe ends with it, nor does what a stranger paid in by mistake: that was never the
    debtor's. What the body covered goes back as far as they have returned it.
    """
    currency = move.sum.currency
    held = course.custody.holds(course.items, account, currency)
    if account is Account.BODY_COVER_PAYABLE:
        return held - max(course.custody.holds(course.items, Account.OVERPAID_RECEIVABLE, currency), Decimal())
    if account not in _WAITING or move.credit is Account.OVERPAID_RECEIVABLE:
        return held
    missing = course.custody.holds(course.items, Account.OVERPAID_RECEIVABLE, currency)
    covered = course.custody.holds(course.items, Account.BODY_COVER_PAYABLE, currency)
    free = held - max(missing - covered, Decimal())
    return max(free, min(held, set_aside_for_payers(course, currency))) if account is Account.REFUND_PAYABLE else free


@CONDITIONS.derived("nothing-before-the-surplus")
def nothing_before_the_surplus(course: Course, act: Act, row: ActRow) -> Problems:
    """Nothing goes back to the debtor while a claim, a cost or a fee of the document is open in any currency.

    Nor while a fee is due that no resolution lays on the debtor yet, as long as one can (Art. 402(1)).
    """
    if act.data.payable != Account.SURPLUS_PAYABLE:
        return
    recovered = not recovers_no_more(course)  # after a termination what is open is recovered no more
    money = [claim for claim in course.claims.values() if claim.outstanding is not None and recovered]
    if not all(claim.settled for claim in money) or not all(each.settled for each in course.ledgers.values()):
        yield refused.SURPLUS_TOO_EARLY.because("the document is not paid in full", row.article)
    elif sale_costs_uncharged(course) and not finally_ended(course):
        yield refused.SURPLUS_TOO_EARLY.because("costs of a sale without result are not charged yet", "Art. 401(3)")
    elif costs_to_come(course) and not finally_ended(course):
        detail = "a performance of the recoverer, or the pay of a keeper, is not charged yet"
        yield refused.SURPLUS_TOO_EARLY.because(detail, "Art. 401(2)")
    elif fee_unresolved(course) and not finally_ended(course):
        yield refused.SURPLUS_TOO_EARLY.because("a fee is due that is not charged yet", "Art. 402(1)")
