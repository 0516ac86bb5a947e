"""What a course is made of: histories, claims, money, suspensions, the voluntary term."""

from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple
from uuid import UUID

from contracts.banking import BankOrder
from contracts.events.proceedings import PaymentSource, Repayment
from contracts.values import Money
from shared.law.money import Withheld
from shared.law.money.amounts import subtract, zero
from shared.law.time_limits import Entry


class Line(NamedTuple):
    """Claims of one type and currency: of debtors who share a debt, one debt."""

    type: str
    currency: str


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

    @property
    def outstanding(self) -> Money | None:
        """What is still to be paid; none for a claim that is not for money."""
        return subtract(self.sum, self.repaid) if self.sum and self.repaid else None

    @property
    def settled(self) -> bool:
        """Whether nothing is left of it."""
        return self.sum.amount == self.repaid.amount if self.sum and self.repaid else self.fulfilled_on is not None


@dataclass(frozen=True, slots=True)
class Pause:
    """How long a measure rests, and what comes after it by law."""

    last_day: date
    back_to: str
    """The status it has again on the day after the last one."""
    article: str
    stops: bool
    """It does not end while the proceeding is suspended (Art. 137)."""


@dataclass(slots=True)
class Measure:
    """A measure and its statuses."""

    id: UUID
    code: str
    history: list[Since]
    sum: Money | None = None
    """What it secures or levies, where that is stated."""
    brought: list[Money] = field(default_factory=list)
    """The receipts that it brought."""
    owed: Money | None = None
    """What the third person owes the debtor, where it is levied on that."""
    annulled: bool = False
    last_day: date | None = None
    """With which it ends by law; none: it lasts until it is cancelled."""
    pause: Pause | None = None
    """Why it rests, while it is suspended; none: until somebody resumes it."""

    @property
    def status(self) -> str:
        """Its latest status."""
        return self.history[-1].code


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
    past_account: bool = False
    """The recoverer received it: nothing of it is held."""
    annulled: Money | None = None
    """Of what paid charged fees, the part of those that were annulled since."""
    taken_back: bool = False
    """The bank reversed it."""


def empty_ledger(currency: str) -> Ledger:
    """A ledger without entries."""
    nothing = zero(currency)
    withheld = Withheld(credited=nothing, fee=nothing, costs=nothing)
    return Ledger(nothing, nothing, nothing, nothing, nothing, nothing, nothing, withheld)


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
