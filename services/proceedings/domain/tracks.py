"""On which track of a course an event stands: a track only grows at its end, or is revised."""

from collections.abc import Callable
from datetime import date
from typing import Any

from contracts.events import proceedings as events
from contracts.events.duties import DutyClosed
from contracts.events.money import (
    AllocationReversed,
    ChargeReduced,
    ClaimChanged,
    CostAnnulled,
    ExecutionReversed,
    FeeAnnulled,
    MoneyAllocated,
    OverpaymentEnded,
    OverpaymentFound,
    ReversedMoneyHeld,
    UnclaimedTakenBack,
)
from contracts.events.valuation import ValuationCopyReceived
from contracts.registry import Event
from services.proceedings.domain.act_types import tracks
from services.proceedings.domain.rules import reasons_by_law
from shared.law.procedures import Item

SAID_OF_MEASURE = ("code", "sum", "subject", "accounts")
"""What a move of a measure says of the measure. A reduction of its sum that is recorded late is an event itself."""


def item(data: Event, day: date, place: tuple[int, int] = (0, 0)) -> Item:
    """An event of a course on the day it takes effect; of one that was published, with its place in the stream."""
    return Item(day, track_of(data), data, _substance(data), place)


def is_duty(each: Item) -> bool:
    """Whether an item opens or closes a duty."""
    return isinstance(each.data, events.DutyOpened | DutyClosed)


def ended_by_law(data: Event) -> bool:
    """Whether a suspension ended with its term, which nobody has to resolve (Art. 364(1))."""
    match data:
        case events.ProceedingResumed():
            return data.status.reason in reasons_by_law()
        case events.SuspensionGroundEnded():
            return data.reason in reasons_by_law()
        case _:
            return False


def _substance(data: Event) -> Event:
    match data:
        case events.PaymentReceived():
            # Earlier releases did not state what of the fee pays charged fees; mostly it is nothing.
            imposed = data.imposed if data.imposed and data.imposed.amount else None
            return data.model_copy(update={"explanation": (), "imposed": imposed})
        case MoneyAllocated():
            return data.model_copy(update={"explanation": ()})
        case events.MeasureAdded():
            # Earlier releases did not state from which act it follows.
            return data.model_copy(update={"follows_from": None})
        case events.MeasureStatusChanged():
            # Nor which measure it is; an act recorded before its measure cannot.
            return data.model_copy(update={"follows_from": None, **dict.fromkeys(SAID_OF_MEASURE)})
        case events.ProceedingResumed() if ended_by_law(data):
            # The first release did not name the ground.
            return data.model_copy(update={"ground": None})
        case _:
            return data


def track_of(data: Event) -> str:
    """The track of an event. Raises LookupError for one that is no part of a course."""
    return TRACKS[type(data)](data)


def _duty(data: Any) -> str:
    return f"duty:{data.duty}:{data.act}"


TRACKS: dict[type[Event], Callable[[Any], str]] = {
    **tracks(),
    # What follows from the acts by law.
    events.ProceedingInitiated: lambda _: "status",
    events.VoluntaryTermStarted: lambda _: "status",
    events.CompulsoryExecutionStarted: lambda _: "status",
    events.DemandsFulfilled: lambda _: "demands",
    events.DemandsOpenAgain: lambda _: "demands",
    MoneyAllocated: lambda data: f"allocation:{data.payment}",
    AllocationReversed: lambda data: f"allocation:{data.payment}",
    ClaimChanged: lambda data: f"claim-changed:{data.claim}",
    ExecutionReversed: lambda _: "execution-reversed",
    ChargeReduced: lambda data: f"charge-reduced:{data.charge}",
    FeeAnnulled: lambda data: f"annulled-fee:{data.act}",
    CostAnnulled: lambda data: f"annulled-cost:{data.act}",
    UnclaimedTakenBack: lambda data: f"unclaimed:{data.unclaimed}",
    ReversedMoneyHeld: lambda data: f"reversed-money:{data.payment}",
    OverpaymentFound: lambda data: f"overpayment:{data.payable}",
    OverpaymentEnded: lambda data: f"overpayment:{data.payable}",
    ValuationCopyReceived: lambda data: f"valuation-copy:{data.property}",
    events.DutyOpened: _duty,
    DutyClosed: _duty,
}
