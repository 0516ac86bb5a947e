"""Things of a proceeding with statuses of their own, and who takes part in it beside its parties."""

from datetime import date
from uuid import UUID

from contracts.base import Contract
from contracts.events.parties import PartyRole
from contracts.values import Code, Money, Text


class ThingState(Contract):
    """A status of a thing and the day it began."""

    status: Code
    day: date


class ThingView(Contract):
    """A thing, such as arrested property, a sale, an order to a payer of income, with its history."""

    id: UUID
    kind: Code
    """What it is, such as `property`, `sale` or `income-order`."""
    what: Text | None = None
    """The object or the person it concerns, where that is stated."""
    sum: Money | None = None
    history: tuple[ThingState, ...]
    """In order; the last one is the present one."""


class ParticipantView(Contract):
    """A representative of a party, who else takes part, or who was a party before its successor."""

    id: UUID | None = None
    """Of the representation or the participation; none: an earlier party."""
    role: Code
    """As what, such as `advocate`, `interpreter`, or `predecessor`."""
    party: PartyRole | None = None
    """Whom a representative represents, or which party was succeeded."""
    name: Text
    status: Code | None = None
    """Of the representation or the participation, such as `admitted`."""
    since: date
    until: date | None = None
    """The last day that is stated, else the day it ended."""
