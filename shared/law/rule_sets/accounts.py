"""The accounts of both books, by which rows say what an act posts."""

from enum import StrEnum


class Book(StrEnum):
    """A set of accounts whose legs add up to zero by themselves."""

    DEBT = "debt"
    """What the debtor is to pay, has paid and still owes."""
    CUSTODY = "custody"
    """Money of others on the body's deposit account."""


class Account(StrEnum):
    """An account. Debits are positive, credits negative."""

    OUTSTANDING = "outstanding"
    """What the debtor still owes: the balance of the court's answer."""
    CHARGED = "charged"
    """What he was ever to pay: the claim of the court's answer, as a credit."""
    REPAID = "repaid"
    """What was repaid; charged - repaid = outstanding."""

    BANK = "bank"
    """The deposit account."""
    CASH_IN_HAND = "cash-in-hand"
    """Seized cash that is not in the bank yet (Art. 369(5))."""
    UNALLOCATED = "unallocated"
    """Receipts that are not divided yet."""
    UNIDENTIFIED = "unidentified"
    """Receipts of which nobody knows whose they are."""
    COSTS_PAYABLE = "costs-payable"
    """Recovered costs of execution (Art. 401)."""
    SALE_COSTS_PAYABLE = "sale-costs-payable"
    """Costs of a sale that its buyer reimbursed (Art. 401(3))."""
    ADVANCES_PAYABLE = "advances-payable"
    """Advances for costs, which belong to the person who made them until they are spent (Art. 401(1) ind. 7)."""
    FEE_PAYABLE = "fee-payable"
    """The enforcement fee (Art. 402)."""
    RECOVERER_PAYABLE = "recoverer-payable"
    """What belongs to the recoverer (Art. 403)."""
    SURPLUS_PAYABLE = "surplus-payable"
    """What goes back to the debtor (Art. 403)."""
    REFUND_PAYABLE = "refund-payable"
    """What goes back to a payer in error, or to the debtor out of a receivable."""
    UNCLAIMED_PAYABLE = "unclaimed-payable"
    """Put aside for an owner who does not come."""
    EARNEST_PAYABLE = "earnest-payable"
    """Earnest money of bidders (Art. 385)."""
    DIFFERENCE_PAYABLE = "difference-payable"
    """What the recoverer paid in because property is worth more than the debts, until it passes (Art. 383(9))."""
    BODY_COVER_PAYABLE = "body-cover-payable"
    """Owed to the body, which covered a shortage of the deposit account."""
    PAYOUT_IN_TRANSIT = "payout-in-transit"
    """Ordered, and not debited by the bank yet."""
    OVERPAID_RECEIVABLE = "overpaid-receivable"
    """Due from a person who was paid too much."""
    EXCHANGE_CLEARING = "exchange-clearing"
    """Even in every currency when an exchange is done (Art. 369(2))."""


_DEBT = frozenset({Account.OUTSTANDING, Account.CHARGED, Account.REPAID})
ACCOUNTS = {account: Book.DEBT if account in _DEBT else Book.CUSTODY for account in Account}
"""The book of each account."""

ASSETS = frozenset({Account.BANK, Account.CASH_IN_HAND, Account.OVERPAID_RECEIVABLE, Account.EXCHANGE_CLEARING})
"""Accounts of custody that hold their debits; the others hold their credits."""


class Line(StrEnum):
    """What a debt is for."""

    CLAIM = "claim"
    COSTS = "costs"
    FEE = "fee"
