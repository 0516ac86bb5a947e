"""What is stated of the proceedings against a debtor (Art. 407)."""

from contracts.base import Contract
from contracts.values import Code, Day, Money, ProceedingNumber


class DebtInCurrency(Contract):
    """What was claimed, repaid and is left in one currency, and what is owed of costs and charged fees."""

    claimed: Money
    repaid: Money
    balance: Money
    expenses: Money


class Encumbrance(Contract):
    """A measure that lasts."""

    measure: Code
    since: Day


class ProceedingOfDebtor(Contract):
    """A proceeding against the debtor, as it stood on the day of the figures."""

    number: ProceedingNumber
    initiated_on: Day
    status: Code
    debts: tuple[DebtInCurrency, ...]
    encumbrances: tuple[Encumbrance, ...] = ()
