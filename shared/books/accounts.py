"""The accounts of both books."""

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
    UNALLOCATED = "unallocated"
    """Receipts that are not divided yet."""
    COSTS_PAYABLE = "costs-payable"
    """Recovered costs of execution (Art. 401)."""
    FEE_PAYABLE = "fee-payable"
    """The enforcement fee (Art. 402)."""
    RECOVERER_PAYABLE = "recoverer-payable"
    """What belongs to the recoverer (Art. 403)."""
    SURPLUS_PAYABLE = "surplus-payable"
    """What goes back to the debtor (Art. 403)."""


ACCOUNTS = {
    account: Book.DEBT if account in {Account.OUTSTANDING, Account.CHARGED, Account.REPAID} else Book.CUSTODY
    for account in Account
}
"""The book of each account."""


class Line(StrEnum):
    """What a debt is for."""

    CLAIM = "claim"
    COSTS = "costs"
    FEE = "fee"
