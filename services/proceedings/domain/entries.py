"""What a course is made of: histories, claims, money, suspensions, the voluntary term."""

from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, NamedTuple
from uuid import UUID

from contracts.banking import Account, BankOrder, ExchangeRate
from contracts.distribution import ShareOfProceeding
from contracts.events.money import InOtherCurrency
from contracts.events.proceedings import CostFund, CostKind, PaymentSource, Repayment
from contracts.reversal import ClaimSum
from contracts.values import Money
from shared.law.money import Withheld
from shared.law.money.amounts import subtract, total, zero
from shared.law.time_limits import Entry, Suspended


class Line(NamedTuple):
    """Claims of one type and currency: of debtors who share a debt, one debt."""

    type: str
    currency: str
    part: bool = False
    """Not what was repaid of the debt, but by how much the part of a partial debtor fell (Art. 331(1))."""


@dataclass(frozen=True, slots=True)
class Since:
    """A status and the day it began."""

    code: str
    day: date


@dataclass(slots=True)
class Claim:
    """A claim of the execution document and what became of it."""

    number: int
    type: str
    sum: Money | None
    repaid: Money | None
    """With what other debtors of the same debt repaid."""
    by_others: Money | None = None
    """Of that, what other debtors repaid (Art. 331)."""
    fulfilled_on: date | None = None
    fell_on: date | None = None
    """Since when a claim that is not for money is no more (Art. 334(2)); a sum falls instead."""
    replaced: bool = False
    """Money took the place of the thing or the action that the document demands (Art. 211(1))."""

    @property
    def outstanding(self) -> Money | None:
        """What is still to be paid; none for a claim that is not for money."""
        return subtract(self.sum, self.repaid) if self.sum and self.repaid else None

    @property
    def settled(self) -> bool:
        """Whether nothing is left of it."""
        if self.sum and self.repaid:
            return self.sum.amount == self.repaid.amount
        return self.fulfilled_on is not None or self.fell_on is not None

    @property
    def fell_away(self) -> bool:
        """Whether nothing of it is claimed any more."""
        return self.fell_on is not None if self.sum is None else not self.sum.amount


@dataclass(frozen=True, slots=True)
class Pause:
    """How long a measure rests, and what comes after it by law."""

    last_day: date
    back_to: str
    """The status it has again on the day after the last one."""
    article: str
    stops: bool
    """It does not end while the proceeding is suspended (Art. 137)."""
    since: date | None = None
    """The first day of a rest to come; none: it began with the act."""


@dataclass(slots=True)
class Measure:
    """A measure and its statuses."""

    id: UUID
    code: str
    history: list[Since]
    sum: Money | None = None
    """What it secures or levies, where that is stated."""
    subject: str | None = None
    """What it is directed at, where that is stated."""
    brought: list[Money] = field(default_factory=list)
    """The receipts that it brought."""
    owed: Money | None = None
    """What the third person owes the debtor, where it is levied on that."""
    accounts: tuple[Account, ...] | None = None
    """The accounts that it is directed at, where they are stated."""
    annulled: bool = False
    last_day: date | None = None
    """With which it ends by law; none: it lasts until it is cancelled."""
    pause: Pause | None = None
    """Why it rests, while it is suspended; none: until somebody resumes it."""
    by_record: bool = False
    """No paper of its own shows its basis: those that were established on record do (Art. 389(1))."""
    periodic_alone: bool = False
    """By its basis it levies on income for the periodic payments alone (Art. 389(2))."""
    performed_from: str | None = None
    """What it was when it ended because the debtor had performed; none: it did not end so."""

    @property
    def status(self) -> str:
        """Its latest status."""
        return self.history[-1].code

    @property
    def described(self) -> dict[str, Any]:
        """What an event on one of its moves says of it."""
        return {"code": self.code, "sum": self.sum, "subject": self.subject, "accounts": self.accounts}

    def end_rest(self) -> None:
        """It rests no more, unless a rest is to come."""
        if self.pause is not None and self.pause.since is None:
            self.pause = None

    def begin_rest(self) -> None:
        """The rest that was to come has begun; after it the measure is what it was."""
        if self.pause is not None:
            self.pause = replace(self.pause, back_to=self.status, since=None)


@dataclass(slots=True)
class Ledger:
    """The money of a proceeding in one currency, apart from the claims."""

    costs: Money
    """Costs that the debtor bears."""
    costs_paid: Money
    imposed: Money
    """Fees charged by resolutions of their own (Art. 402(1))."""
    imposed_paid: Money
    of_document: Money
    """Of them that on demands that are not for money (Art. 402(1) ind. 3)."""
    charged_apart: Money
    """Of them the ten percent of what was paid past the account."""
    past_account: Money
    """What was paid past the account after an act that bears the fee (Art. 402(1) ind. 2)."""
    bearing_fee: Withheld
    """What receipts were divided into since the fee may be withheld (Art. 402(1) ind. 2)."""

    costs_cut: Money
    """Costs that were paid, are not due, and are not released yet (Art. 353(10))."""
    imposed_cut: Money
    """The same of fees charged by resolutions of their own."""
    fee_cut: Money
    """The same of the ten percent."""
    fee_lost: Money
    """The same of the ten percent of what goes back to the debtor (Art. 334(1))."""

    @property
    def settled(self) -> bool:
        """Whether no costs and no fee are owed."""
        return self.costs.amount == self.costs_paid.amount and self.imposed.amount == self.imposed_paid.amount

    @property
    def costs_owed(self) -> Money:
        """Costs not recovered yet."""
        return subtract(self.costs, self.costs_paid)

    @property
    def fee_owed(self) -> Money:
        """Imposed fees not recovered yet."""
        return subtract(self.imposed, self.imposed_paid)


class Division(NamedTuple):
    """How a distribution reads in the proceeding that held the money."""

    payment: UUID
    shares: tuple[ShareOfProceeding, ...]
    total: Money
    """What the shares come to."""


@dataclass(frozen=True, slots=True)
class Cost:
    """A cost of execution."""

    kind: CostKind
    sum: Money
    charged: Money | None
    """What of it the debtor owes; none: nothing was laid on him."""
    incurred_on: date
    fund: CostFund | None = None
    """Who has paid it; none: not stated."""
    of: UUID | None = None
    """The proposal or the petition of a keeper that it comes of, where it names one."""
    charge_annulled: bool = False
    """A resolution that laid it on the debtor was annulled (Art. 353): nobody has to lay it on him anew."""


@dataclass(frozen=True, slots=True)
class Receipt:
    """Money that came in, or that the recoverer received, and what has become of it by now."""

    payment: UUID
    day: date
    sum: Money
    source: PaymentSource
    costs: Money
    fee: Money
    imposed: Money
    """Of the fee, what paid fees charged by resolutions of their own."""
    credited: Money
    """What went to claims, in its own currency."""
    unallocated: Money
    surplus: Money
    repayments: tuple[Repayment, ...] = ()
    """What it repaid, in the currencies of the claims."""
    order: BankOrder | None = None
    measure: UUID | None = None
    """The measure that brought it."""
    fee_due: bool = False
    """Whether an act that bears the fee had been performed."""
    pledged_thing: bool = False
    secured: tuple[ClaimSum, ...] = ()
    """What it repays of claims before all others: what the pledge by which the recoverer got the thing secures."""
    past_account: bool = False
    """The recoverer received it: nothing of it is held."""
    annulled: tuple[Money, ...] = ()
    """Of what paid charged fees, the part of those that were annulled since, by currency."""
    elsewhere: tuple[InOtherCurrency, ...] = ()
    """What paid costs and charged fees of other currencies."""
    taken_back_on: date | None = None
    """The day on which it went back whole."""
    exchanged_from: UUID | None = None
    """The payment that the bank exchanged into it."""
    given: Money | None = None
    """What of that payment the bank got for it."""
    refund: Money | None = None
    """What goes back to the debtor because execution was reversed (Art. 334(1))."""
    bearing: Withheld | None = None
    """Its part in what receipts that bear the fee were divided into."""
    awaits: bool = False
    """What of it is unallocated is to be distributed among all proceedings of the debtor (Art. 404)."""
    share_of: UUID | None = None
    """The distribution of which it is the share."""
    into: str | None = None
    """The other currency whose claims it repays, where the recoverer received it, at these rates."""
    rates: tuple[ExchangeRate, ...] = ()

    @property
    def taken_back(self) -> bool:
        """Whether nothing of it is there any more."""
        return self.taken_back_on is not None

    def paid_fees(self, currency: str) -> Money:
        """What of it paid fees of a currency that were charged by resolutions of their own and stand."""
        paid = [self.imposed, *(each.fee_repaid for each in self.elsewhere)]
        annulled = total((each for each in self.annulled if each.currency == currency), currency)
        return subtract(total((each for each in paid if each.currency == currency), currency), annulled)


class PaidBeforeReversal(NamedTuple):
    """What goes back of a receipt by a reversal, and had been paid out (Art. 334(1))."""

    payment: UUID
    sum: Money
    """In the currency of the receipt; without what came back since."""
    payouts: frozenset[UUID]
    """Those that were on their way to the recoverer by then."""


def empty_ledger(currency: str) -> Ledger:
    """A ledger without entries."""
    nothing = zero(currency)
    withheld = Withheld(credited=nothing, fee=nothing, costs=nothing)
    return Ledger(*(nothing,) * 7, withheld, *(nothing,) * 4)


@dataclass(frozen=True, slots=True)
class Suspension:
    """A ground on which the proceeding is suspended."""

    act: UUID
    ground: str
    since: date
    last_day: date | None
    """With which it ends by law (Art. 364(1), 135(7)); none: it lasts until its circumstance ends."""


@dataclass(slots=True)
class VoluntaryTerm:
    """The term for voluntary execution (Art. 357) and what stopped it."""

    started_on: date
    history: list[Entry] = field(default_factory=list)
    due: date | None = None
    """Its last day; none while it is suspended."""

    @property
    def stopped(self) -> bool:
        """Whether it was stopped last, and does not run."""
        return bool(self.history) and isinstance(self.history[-1], Suspended)
