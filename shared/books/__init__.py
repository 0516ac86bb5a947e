"""The two books of enforcement: the debt, and the money that bodies hold on deposit accounts.

They are linked by the act that causes a posting. Money paid directly to the recoverer touches the debt alone.
"""

from shared.books.accounts import ACCOUNTS, Account, Book, Line
from shared.books.booking import FeeAnnulled, booked
from shared.books.legs import Key, Leg, balances, delta, legs_of, out_of_balance

__all__ = [
    "ACCOUNTS",
    "Account",
    "Book",
    "FeeAnnulled",
    "Key",
    "Leg",
    "Line",
    "balances",
    "booked",
    "delta",
    "legs_of",
    "out_of_balance",
]
