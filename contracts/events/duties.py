"""Events of `proceedings` on what people have to do; `duty-opened` stands beside the other events of the course."""

from typing import ClassVar
from uuid import UUID

from contracts.events.of_proceeding import ProceedingEvent
from contracts.values import Code


class DutyClosed(ProceedingEvent):
    """A duty was fulfilled, or fell away."""

    type: ClassVar[str] = "lea.proceedings.duty-closed.v1"
    duty: Code
    act: UUID
    """The act it concerned, as in `duty-opened`."""
    by_act: UUID
    """The act that closed it: the id of the command that recorded it."""
