"""What a proceeding claims, what was paid of it, and where the money is: the part of a course that counts money."""

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from uuid import UUID

from contracts.events.proceedings import ProceedingInitiated
from contracts.values import Money
from services.proceedings.domain.custody import Custody
from services.proceedings.domain.entries import (
    Claim,
    Cost,
    Division,
    Ledger,
    Line,
    PaidBeforeReversal,
    Receipt,
    empty_ledger,
)
from shared.law.money.amounts import total, zero


class MoneyOfCourse:
    """Claims, costs, payments and their distribution; effects change them while the acts are walked."""

    def __init__(self, initiation: ProceedingInitiated) -> None:
        self.claims = {
            claim.number: Claim(claim.number, claim.type, claim.sum, zero(claim.sum.currency) if claim.sum else None)
            for claim in initiation.claims
        }
        self.claims_fell = False
        """Whether recovery was ended of a part of them (Art. 334(2))."""
        self.rest_waived = False
        """The recoverer waived all that was left of the claims (Art. 365(1) ind. 2)."""
        self.shared: dict[Line, Decimal] = {}
        """Of the debt it shares with other debtors, what they repaid so far, and by how much their parts fell."""
        self.ledgers: dict[str, Ledger] = {}
        self.receipts: dict[UUID, Receipt] = {}
        self.undivided: frozenset[UUID] = frozenset()
        """Payments of which something is held unallocated."""
        self.consolidated = False
        """Whether its money is distributed among all proceedings of the debtor (Art. 404)."""
        self.distributions: dict[UUID, Division] = {}
        self.costs: dict[UUID, Cost] = {}
        self.custody = Custody()
        self.paid_before_reversal: list[PaidBeforeReversal] = []
        self.overpaid_by: dict[int, UUID | None] = {}
        """By the place of an overpayment, or of its end, among the items: a payout to the person who got it."""
        self.due_on_paydays: dict[UUID, Money | None] = {}
        """By payday, what the payer of income had to withhold on it; none where that was not known (Art. 392, 393)."""

    def copy_money(self, other: "MoneyOfCourse") -> None:
        """Give another course a copy of each of these."""
        other.claims = {number: replace(claim) for number, claim in self.claims.items()}
        other.shared = dict(self.shared)
        other.ledgers = {currency: replace(ledger) for currency, ledger in self.ledgers.items()}
        other.receipts, other.costs = dict(self.receipts), dict(self.costs)
        other.distributions, other.custody = dict(self.distributions), self.custody.copy()
        other.paid_before_reversal, other.overpaid_by = list(self.paid_before_reversal), dict(self.overpaid_by)
        other.due_on_paydays = dict(self.due_on_paydays)

    def ledger(self, currency: str) -> Ledger:
        """The ledger of a currency; it is there from the first entry on."""
        if currency not in self.ledgers:
            self.ledgers[currency] = empty_ledger(currency)
        return self.ledgers[currency]

    def exchanged(self, payment: UUID) -> bool:
        """Whether the bank exchanged anything of a payment into another currency."""
        return any(receipt.exchanged_from == payment for receipt in self.receipts.values())

    def given_of(self, receipt: Receipt) -> Money:
        """What of a payment was given to the bank for other currencies."""
        got = (each for each in self.receipts.values() if each.exchanged_from == receipt.payment)
        return total((each.given for each in got if each.given is not None), receipt.sum.currency)

    def claims_in(self, currency: str) -> tuple[Claim, ...]:
        """The money claims of a currency."""
        return tuple(claim for claim in self.claims.values() if claim.sum and claim.sum.currency == currency)

    def currencies(self) -> tuple[str, ...]:
        """Currencies in which the document claims money, in the order of the claims."""
        return tuple(dict.fromkeys(claim.sum.currency for claim in self.claims.values() if claim.sum))

    def owed_in(self) -> tuple[str, ...]:
        """Currencies in which the document claims money, or costs or charged fees are owed."""
        owed = (currency for currency, ledger in self.ledgers.items() if not ledger.settled)
        return tuple(dict.fromkeys([*self.currencies(), *owed]))

    @property
    def settled(self) -> bool:
        """Whether every claim, cost and fee is paid or fulfilled (Art. 400(1) ind. 2)."""
        return all(claim.settled for claim in self.claims.values()) and all(
            ledger.settled for ledger in self.ledgers.values()
        )

    @property
    def nothing_claimed(self) -> bool:
        """Whether the claims fell away: the sums come to nothing, and other demands are no more (Art. 334)."""
        return all(claim.fell_away for claim in self.claims.values())

    def open_claims(self) -> Iterator[Claim]:
        """Claims of which something is left."""
        return (claim for claim in self.claims.values() if not claim.settled)
