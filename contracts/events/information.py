"""The event of `proceedings` that answers a request for information on a debtor (Art. 407)."""

from typing import ClassVar
from uuid import UUID

from contracts.events.of_proceeding import ProceedingEvent
from contracts.information import ProceedingOfDebtor
from contracts.values import Added, Day


class InformationGiven(ProceedingEvent):
    """Information on the debtor given (Art. 407): what happened."""

    type: ClassVar[str] = "lea.proceedings.information-given.v1"
    information_request: UUID
    """The identifier of the request."""
    figures_of: Day
    """As of which day proceedings, debt and encumbrances are stated."""
    figures: Added[tuple[ProceedingOfDebtor, ...] | None] = None
    """All proceedings against the debtor, by number; none: the answer was given on paper, or by an earlier release."""
