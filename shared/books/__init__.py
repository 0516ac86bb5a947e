"""The two books of enforcement: the debt, and the money that bodies hold on deposit accounts.

They are linked by the act that causes a posting. Money paid directly to the recoverer touches the debt alone.
"""

from shared.books.booking import Postings, booked
from shared.books.debts import Debt, DebtKey, debts
from shared.books.legs import Key, Leg, Move, balances, delta, legs_of, out_of_balance
from shared.law.rule_sets.accounts import ACCOUNTS, ASSETS, Account, Book, Line

__all__ = [
    "ACCOUNTS",
    "ASSETS",
    "Account",
    "Book",
    "Debt",
    "DebtKey",
    "Key",
    "Leg",
    "Line",
    "Move",
    "Postings",
    "balances",
    "booked",
    "debts",
    "delta",
    "legs_of",
    "out_of_balance",
]
