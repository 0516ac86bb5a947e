"""Events on who stands in for an executor of a body."""

from typing import Annotated, ClassVar
from uuid import UUID

from contracts.codelists import ENFORCEMENT_BODIES
from contracts.events.proceedings import HandoverReason
from contracts.listed import Listed
from contracts.registry import Event
from contracts.values import BodyCode, Citation, Day, ExecutorId


class SubstituteAppointed(Event):
    """The head of the body let an executor act for another one, from day to day (Art. 344(3))."""

    type: ClassVar[str] = "lea.proceedings.substitute-appointed.v1"
    body: Annotated[BodyCode, Listed(ENFORCEMENT_BODIES)]
    substitution: UUID
    executor: ExecutorId
    """Who is away, and keeps the proceedings."""
    substitute: ExecutorId
    since: Day
    until: Day
    """The last day."""
    reason: HandoverReason | None = None
    article: Citation


class SubstitutionEnded(Event):
    """A substitution ends earlier than it was to (Art. 344(3))."""

    type: ClassVar[str] = "lea.proceedings.substitution-ended.v1"
    body: Annotated[BodyCode, Listed(ENFORCEMENT_BODIES)]
    substitution: UUID
    until: Day
    """Its last day now; one before its first day: it does not begin."""
    article: Citation


OF_SUBSTITUTES: tuple[type[Event], ...] = (SubstituteAppointed, SubstitutionEnded)
"""Events on the substitutes of bodies, which have separate streams."""
