"""Payouts and reversals of a proceeding, as its acts show them."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import NamedTuple
from uuid import UUID

from contracts.banking import BankOrder, order_key
from contracts.queries.proceedings import ActView, History
from contracts.values import Money


class PayoutState(StrEnum):
    """What became of a payout."""

    ORDERED = "ordered"
    DEBITED = "debited"
    WITHDRAWN = "withdrawn"
    RETURNED = "returned"


@dataclass(frozen=True, slots=True)
class Payout:
    """Money that a proceeding pays out."""

    number: str
    """Of the proceeding."""
    payout: UUID
    sum: Money
    order: str | None
    """Number of the payment order."""
    state: PayoutState = PayoutState.ORDERED
    debited_on: date | None = None

    def has_order(self, number: str) -> bool:
        """Whether its order has this number."""
        return self.order is not None and order_key(self.order) == order_key(number)


class Reversed(NamedTuple):
    """A payment that the bank took back."""

    number: str
    """Of the proceeding."""
    order: BankOrder
    """By which it went back."""


_STATES = {
    "confirm-payout": PayoutState.DEBITED,
    "cancel-payout": PayoutState.WITHDRAWN,
    "return-payout": PayoutState.RETURNED,
}


def payouts_in(history: History) -> list[Payout]:
    """The payouts of a proceeding."""
    found: dict[str, Payout] = {}
    for act in _standing(history.acts):
        id_ = str(act.data.get("payout"))
        if act.act == "order-payout":
            sum_ = Money.model_validate(act.data["sum"])
            found[id_] = Payout(history.number, UUID(id_), sum_, act.data.get("order"))
        elif act.act in _STATES and id_ in found:
            debited = act.day if act.act == "confirm-payout" else found[id_].debited_on
            found[id_] = replace(found[id_], state=_STATES[act.act], debited_on=debited)
    return list(found.values())


def reversals_in(history: History) -> list[Reversed]:
    """What the bank took back of the payments of a proceeding."""
    return [
        Reversed(history.number, BankOrder.model_validate(act.data["bank_order"]))
        for act in _standing(history.acts)
        if act.act == "record-bank-reversal"
    ]


def _standing(acts: Iterable[ActView]) -> Iterator[ActView]:
    return (act for act in acts if not act.struck)
