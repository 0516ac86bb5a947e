"""The postings that follow from the events of a proceeding as they read now."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any, NamedTuple
from uuid import UUID

from contracts.acts.charge_fee_apart import FeeChargedApart
from contracts.events import proceedings as events
from contracts.events.debtor_groups import RepaidByAnotherDebtor
from contracts.events.distribution import DistributionAnnulled, DistributionCorrected, DistributionResolved
from contracts.events.money import (
    AllocationReversed,
    Charge,
    ChargeReduced,
    ClaimChanged,
    CostAnnulled,
    ExecutionReversed,
    FeeAnnulled,
    Held,
    MoneyAllocated,
    OverpaymentEnded,
    OverpaymentFound,
    ReversedMoneyHeld,
    UnclaimedTakenBack,
)
from contracts.registry import Event
from contracts.values import Money
from shared.books.legs import Leg, Move
from shared.law.rule_sets import RuleSets
from shared.law.rule_sets.accounts import Account, Line
from shared.law.rule_sets.parts.acts import ActRow


def booked(entries: Iterable[tuple[date, Event]]) -> Iterator[Leg]:
    """The legs of both books, from the events in the order in which they take effect, from the initiation on."""
    postings = Postings()
    for day, data in entries:
        for move in postings.of(data):
            yield from move.legs(day)


class Opened(NamedTuple):
    """A thing such as a payout: the sum that moved with the act that opened it, and between which accounts."""

    account: Account
    """The account that it left."""
    sum: Money
    to: Account


@dataclass
class Postings:
    """What each event posts, taken in their order: later postings have to know of earlier ones."""

    law: str = ""
    """The rule set of the initiation."""
    imposed: defaultdict[str, Decimal] = field(default_factory=lambda: defaultdict(Decimal))
    """Fees charged by a resolution of their own and not paid yet, by currency."""
    opened: dict[Any, Opened] = field(default_factory=dict)
    """Things by their ids."""
    moved: dict[UUID, tuple[Move, ...]] = field(default_factory=dict)
    """What was posted for each payment."""
    paid_fees: dict[tuple[UUID, str], Decimal] = field(default_factory=dict)
    """What each payment gave to fees charged by a resolution of their own, by their currency."""
    annulled_fees: dict[tuple[UUID, str], Decimal] = field(default_factory=dict)
    """Of it, what went to fees that were annulled since."""
    claims: dict[int, Money] = field(default_factory=dict)
    """What the claims come to."""

    def copy(self) -> "Postings":
        """The same postings; what is posted after it leaves these as they are."""
        return replace(
            self,
            imposed=self.imposed.copy(),
            opened=self.opened.copy(),
            moved=self.moved.copy(),
            paid_fees=self.paid_fees.copy(),
            annulled_fees=self.annulled_fees.copy(),
            claims=self.claims.copy(),
        )

    def of(self, data: Event) -> Iterator[Move]:
        """What the next event posts."""
        match data:
            case events.ProceedingInitiated():
                yield from self._initiated(data)
            case events.CostIncurred():
                if data.kind not in _costs_of_others(self.law):
                    yield _charge(data.sum, Line.COSTS)
            case events.FeeImposed() | FeeChargedApart():
                self.imposed[data.sum.currency] += data.sum.amount
                yield _charge(data.sum, Line.FEE)
            case ClaimChanged():
                yield from self._claim_changed(data)
            case ExecutionReversed():
                yield from self._execution_reversed(data)
            case ChargeReduced():
                yield self._charge_reduced(data)
            case FeeAnnulled():
                yield self._fee_annulled(data)
            case CostAnnulled():
                yield Move(Account.CHARGED, Account.OUTSTANDING, data.sum, Line.COSTS)
            case events.PaymentReceived():
                yield from self._payment(data)
            case RepaidByAnotherDebtor():
                yield from _repaid_by_another(data)
            case MoneyAllocated():
                yield from self._allocation(data)
            case AllocationReversed():
                yield from self._reversal(data)
            case DistributionResolved():
                yield Move(Account.UNALLOCATED, Account.BANK, data.distributed)
            case DistributionCorrected():
                yield Move(Account.BANK, Account.UNALLOCATED, data.returned)
                yield Move(Account.UNALLOCATED, Account.BANK, data.distributed)
            case DistributionAnnulled():
                yield Move(Account.BANK, Account.UNALLOCATED, data.returned)
            case OverpaymentFound() | OverpaymentEnded():
                yield _overpaid(data)
            case UnclaimedTakenBack():
                yield self._taken_back(data)
            case ReversedMoneyHeld():
                move = Move(Account.RECOVERER_PAYABLE, Account.REFUND_PAYABLE, data.sum)
                yield from self._of_payment(data.payment, (move,))
            case _:
                row = posting_rows(self.law).get(data.type) if self.law else None
                if row is not None:
                    yield from self._by_row(row, data)

    def by_row(self, row: ActRow, data: Event) -> Iterator[Move]:
        """What an act posts by its row; nothing where the thing that it names was not opened."""
        return (move for _, move in self._posted(row, data))

    def _posted(self, row: ActRow, data: Event) -> Iterator[tuple[UUID | None, Move]]:
        """The same, each with the money with which it is undone."""
        for posting in row.posts:
            if posting.where_stated is not None and getattr(data, posting.where_stated) is None:
                continue
            debit, credit = self._account(posting.debit, data), self._account(posting.credit, data)
            sum_ = self._sum(posting.sum, data)
            if debit is not None and credit is not None and sum_ is not None:
                yield getattr(data, posting.of, None), Move(debit, credit, sum_, posting.line)

    def _by_row(self, row: ActRow, data: Event) -> Iterator[Move]:
        posted = tuple(self._posted(row, data))
        for thing in row.moves_thing if posted else ():
            if not thing.from_:
                _, first = posted[0]
                self.opened[getattr(data, thing.of)] = Opened(first.debit, first.sum, first.credit)
        for of, move in posted:
            yield from self._of_payment(of, (move,)) if of is not None else (move,)

    def _account(self, named: str, data: Event) -> Account | None:
        """`{payable}` is the account that this field names, or that was debited when the thing in it was opened."""
        if not named.startswith("{"):
            return Account(named)
        value = getattr(data, named.strip("{}"))
        if isinstance(value, str):
            return Account(value)
        opened = self.opened.get(value)
        return opened.account if opened else None

    def _sum(self, named: str, data: Event) -> Money | None:
        """The sum that a field states, or that moved when the thing in it was opened."""
        value = getattr(data, named)
        if isinstance(value, Money):
            return value
        opened = self.opened.get(value)
        return opened.sum if opened else None

    def _initiated(self, data: events.ProceedingInitiated) -> Iterator[Move]:
        self.law = data.rule_set
        for claim in data.claims:
            if claim.sum is not None:
                self.claims[claim.number] = claim.sum
                yield _charge(claim.sum, Line.CLAIM, claim.number)

    def _claim_changed(self, data: ClaimChanged) -> Iterator[Move]:
        """The difference to what the claim came to before."""
        if data.sum is None:
            return
        before = self.claims.get(data.claim)
        more = data.sum.amount - (before.amount if before else Decimal())
        self.claims[data.claim] = data.sum
        difference = Money(amount=abs(more), currency=data.sum.currency)
        yield (_charge if more > 0 else _discharge)(difference, Line.CLAIM, data.claim)

    def _execution_reversed(self, data: ExecutionReversed) -> Iterator[Move]:
        """What was repaid is not, and what is held for the recoverer goes back; the claim falls by itself."""
        for part in data.repayments:
            moves = (
                Move(Account.OUTSTANDING, Account.REPAID, part.sum, Line.CLAIM, part.claim),
                Move(Account.RECOVERER_PAYABLE, Account.REFUND_PAYABLE, part.held),
            )
            yield from self._of_payment(part.payment, moves)

    def _charge_reduced(self, data: ChargeReduced) -> Move:
        if data.charge is Charge.COSTS:
            return _discharge(data.sum, Line.COSTS)
        self.imposed[data.sum.currency] -= data.sum.amount
        return _discharge(data.sum, Line.FEE)

    def _fee_annulled(self, data: FeeAnnulled) -> Move:
        currency = data.sum.currency
        left = min(data.sum.amount, self.imposed[currency])
        self.imposed[currency] -= left
        for each in data.paid:
            key = each.payment, each.sum.currency
            self.annulled_fees[key] = self.annulled_fees.get(key, Decimal()) + each.sum.amount
        return Move(Account.CHARGED, Account.OUTSTANDING, Money(amount=left, currency=currency), Line.FEE)

    def _payment(self, data: events.PaymentReceived) -> Iterator[Move]:
        currency = data.sum.currency
        # Earlier releases did not state it: a charged fee that is owed by then is paid first.
        imposed = data.imposed or Money(amount=min(data.fee.amount, self.imposed[currency]), currency=currency)
        credited = Money(amount=sum((part.sum.amount for part in data.repayments), Decimal()), currency=currency)
        account = Account.CASH_IN_HAND if data.cash_in_hand else Account.BANK
        moves = (
            Move(account, Account.UNALLOCATED, data.sum),
            *self._divided(data, Account.UNALLOCATED, imposed, credited),
            Move(Account.UNALLOCATED, Account.SURPLUS_PAYABLE, data.surplus),
        )
        yield from self._of_payment(data.payment, moves)

    def _allocation(self, data: MoneyAllocated) -> Iterator[Move]:
        """Of money past the account the debt book alone."""
        if data.held is Held.RECOVERER:
            repaid = (_repay(part.sum, Line.CLAIM, part.claim) for part in data.repayments)
            yield from self._of_payment(data.payment, tuple(repaid))
            return
        held = _HELD[data.held]
        yield from self._charge_falls(data)
        moves = (
            *self._not_due(data),
            *self._divided(data, held, data.imposed, data.credited),
            *self._elsewhere(data, held),
            Move(held, Account.SURPLUS_PAYABLE, data.surplus),
            Move(held, Account.UNALLOCATED, data.unallocated),
            *([Move(held, Account.REFUND_PAYABLE, data.refund)] if data.refund else []),
        )
        yield from self._of_payment(data.payment, moves)

    def _charge_falls(self, data: MoneyAllocated) -> Iterator[Move]:
        """What a resolution charged and was not due; it stays so where the bank takes the payment back."""
        if data.held is Held.COSTS:
            yield _discharge(data.released or _whole(data), Line.COSTS)
        if data.held is Held.FEE and data.from_imposed is not None:
            key = data.payment, data.from_imposed.currency
            self.paid_fees[key] = self.paid_fees.get(key, Decimal()) - data.from_imposed.amount
            yield _discharge(data.from_imposed, Line.FEE)

    def _not_due(self, data: MoneyAllocated) -> Iterator[Move]:
        """What had paid costs or a fee that were not due has paid them no more."""
        if data.held is Held.COSTS:
            yield Move(Account.OUTSTANDING, Account.REPAID, data.released or _whole(data), Line.COSTS)
        if data.held is Held.FEE:
            yield Move(Account.OUTSTANDING, Account.REPAID, data.released or _whole(data), Line.FEE)
            if data.from_imposed is None:  # the ten percent were charged with the payment
                yield _discharge(_whole(data), Line.FEE)

    def _reversal(self, data: AllocationReversed) -> Iterator[Move]:
        """All that was posted for the payment, the other way round; an annulled fee that it paid is owed no more."""
        for move in self.moved.pop(data.payment, ()):
            yield move._replace(debit=move.credit, credit=move.debit)
        for payment, currency in [key for key in self.paid_fees if key[0] == data.payment]:
            annulled = self.annulled_fees.pop((payment, currency), Decimal())
            self.imposed[currency] += self.paid_fees.pop((payment, currency)) - annulled
            yield Move(Account.CHARGED, Account.OUTSTANDING, Money(amount=annulled, currency=currency), Line.FEE)
        if data.left is not None:
            yield from self._of_payment(data.payment, (Move(Account.BANK, Account.UNALLOCATED, data.left),))

    def _taken_back(self, data: UnclaimedTakenBack) -> Move:
        """What was put aside is less by it, also for its owner."""
        opened = self.opened[data.unclaimed]
        left = Money(amount=opened.sum.amount - data.sum.amount, currency=data.sum.currency)
        self.opened[data.unclaimed] = opened._replace(sum=left)
        return Move(opened.to, Account(data.payable), data.sum)

    def _divided(
        self, data: events.PaymentReceived | MoneyAllocated, held: Account, imposed: Money, credited: Money
    ) -> Iterator[Move]:
        """Costs, fee and claims out of money that is held."""
        self._fee_paid(data.payment, imposed)
        yield Move(held, Account.COSTS_PAYABLE, data.costs)
        yield _repay(data.costs, Line.COSTS)
        # The ten percent are charged as they are withheld (Art. 402(1) ind. 2).
        yield _charge(Money(amount=data.fee.amount - imposed.amount, currency=imposed.currency), Line.FEE)
        yield Move(held, Account.FEE_PAYABLE, data.fee)
        yield _repay(data.fee, Line.FEE)
        yield Move(held, Account.RECOVERER_PAYABLE, credited)
        yield from (_repay(part.sum, Line.CLAIM, part.claim) for part in data.repayments)

    def _elsewhere(self, data: MoneyAllocated, held: Account) -> Iterator[Move]:
        """Costs and charged fees of another currency: the money stays in its own, the debt falls in theirs."""
        part = data.elsewhere
        if part is not None:
            self._fee_paid(data.payment, part.fee_repaid)
            yield Move(held, Account.COSTS_PAYABLE, part.costs)
            yield _repay(part.costs_repaid, Line.COSTS)
            yield Move(held, Account.FEE_PAYABLE, part.fee)
            yield _repay(part.fee_repaid, Line.FEE)

    def _fee_paid(self, payment: UUID, imposed: Money) -> None:
        key = payment, imposed.currency
        self.imposed[imposed.currency] -= imposed.amount
        self.paid_fees[key] = self.paid_fees.get(key, Decimal()) + imposed.amount

    def _of_payment(self, payment: UUID, moves: tuple[Move, ...]) -> tuple[Move, ...]:
        self.moved[payment] = (*self.moved.get(payment, ()), *moves)
        return moves


_HELD = {
    Held.UNALLOCATED: Account.UNALLOCATED,
    Held.SURPLUS: Account.SURPLUS_PAYABLE,
    Held.COSTS: Account.COSTS_PAYABLE,
    Held.FEE: Account.FEE_PAYABLE,
}


def _whole(data: MoneyAllocated) -> Money:
    """All that was allocated."""
    parts = [
        data.costs,
        data.fee,
        data.credited,
        data.surplus,
        data.unallocated,
        *([data.refund] if data.refund else []),
    ]
    return Money(amount=sum((part.amount for part in parts), Decimal()), currency=data.costs.currency)


def _overpaid(data: OverpaymentFound | OverpaymentEnded) -> Move:
    payable = Account(data.payable)
    if isinstance(data, OverpaymentFound):
        return Move(Account.OVERPAID_RECEIVABLE, payable, data.sum)
    return Move(payable, Account.OVERPAID_RECEIVABLE, data.sum)


def _repaid_by_another(data: RepaidByAnotherDebtor) -> Iterator[Move]:
    """In the debt book alone: the money is in the proceeding of the debtor who paid (Art. 331)."""
    for part in data.repayments:
        yield _repay(part.sum, Line.CLAIM, part.claim)
    for part in data.restored:
        yield Move(Account.OUTSTANDING, Account.REPAID, part.sum, Line.CLAIM, part.claim)


@cache
def posting_rows(rule_set: str) -> Mapping[str, ActRow]:
    """The acts whose rows say what they post, by the type of the event that records them."""
    law = RuleSets.load().named(rule_set)
    procedure = law.procedures.enforcement
    return {
        f"lea.{procedure.service}.{name}.v1": row for row in procedure.acts.values() if row.posts for name in row.emits
    }


@cache
def _costs_of_others(rule_set: str) -> frozenset[str]:
    """Kinds of costs that the debtor does not bear (Art. 401(3))."""
    return frozenset(RuleSets.load().named(rule_set).proceedings.money.costs_of_others)


def _charge(sum_: Money, line: Line, claim: int | None = None) -> Move:
    return Move(Account.OUTSTANDING, Account.CHARGED, sum_, line, claim)


def _repay(sum_: Money, line: Line, claim: int | None = None) -> Move:
    return Move(Account.REPAID, Account.OUTSTANDING, sum_, line, claim)


def _discharge(sum_: Money, line: Line, claim: int | None = None) -> Move:
    return Move(Account.CHARGED, Account.OUTSTANDING, sum_, line, claim)
