"""What the fee on a non-property demand comes to (Art. 402(1) ind. 3)."""

from datetime import date

from contracts.events.proceedings import FeeImposed
from contracts.values import PartyKind, PositiveMoney
from services.proceedings.domain.rules import Rules
from shared.law.money import non_property_fee


def imposed_fee(rules: Rules, debtor: PartyKind, day: date) -> FeeImposed:
    """The fee imposed on a debtor by a resolution of a day. Raises UnknownBaseUnit."""
    fee = non_property_fee(rules.money, debtor, day).fee
    rule = rules.money.fee.non_property
    return FeeImposed(
        sum=PositiveMoney(amount=fee.amount, currency=fee.currency),
        base_units=int(rule.base_units[debtor]),
        article=rule.article,
    )
