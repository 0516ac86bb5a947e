"""What the account of a CAMT.053 statement held before and after its entries."""

from collections.abc import Iterator, Sequence
from datetime import date

from lxml import etree
from pydantic import ValidationError

from contracts.values import Money
from shared.bank_statements.elements import day_in, first_in, text_in
from shared.bank_statements.entries import money_of

_OPENING, _CLOSING = ("OPBD", "PRCD"), ("CLBD",)
"""Codes of balances that are booked (ISO 20022, BalanceType): what the account held when the day before closed is what
it holds when this one opens.
"""


def balances_of(statements: Sequence[etree._Element]) -> tuple[Money | None, Money | None]:
    """The first opening and the last closing balance of the statements of one account."""
    opening = min(_balances(statements, _OPENING), key=lambda found: found[0], default=None)
    closing = max(_balances(statements, _CLOSING), key=lambda found: found[0], default=None)
    return opening[1] if opening else None, closing[1] if closing else None


def _balances(statements: Sequence[etree._Element], codes: Sequence[str]) -> Iterator[tuple[date, Money]]:
    """The balances with one of these codes that can be read: a statement counts without them."""
    for statement in statements:
        found = {first_in(each, "Tp/CdOrPrtry/Cd"): each for each in statement.iterfind("Bal")}
        balance = next((found[code] for code in codes if code in found), None)
        day = day_in(first_in(balance, "Dt/Dt", "Dt/DtTm"))
        if balance is not None and day is not None and (held := _held(balance)) is not None:
            yield day, held


def _held(balance: etree._Element) -> Money | None:
    """What the account holds; none where it cannot be read, or the account is overdrawn, which a deposit never is."""
    sum_ = balance.find("Amt")
    if sum_ is None:
        return None
    try:
        held = Money.model_validate(money_of(text_in(sum_), sum_.get("Ccy", "")))
    except ValidationError:
        return None
    return held if held.amount == 0 or first_in(balance, "CdtDbtInd") == "CRDT" else None
