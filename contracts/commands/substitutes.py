"""Commands of `proceedings` on who stands in for an executor of a body: on leave, for example."""

from typing import Annotated, ClassVar
from uuid import UUID

from contracts.codelists import ENFORCEMENT_BODIES
from contracts.events.proceedings import HandoverReason
from contracts.listed import Listed
from contracts.registry import Command
from contracts.values import BodyCode, Day, ExecutorId


class AppointSubstitute(Command):
    """Let an executor of the body act in the proceedings and on the statements of another one, from day to day.

    The stream is `contracts.identifiers.substitutes_of` the body, as of all commands of this module.
    """

    type: ClassVar[str] = "lea.proceedings.appoint-substitute.v1"
    body: Annotated[BodyCode, Listed(ENFORCEMENT_BODIES)]
    substitution: UUID
    executor: ExecutorId
    """Who is away, and keeps the proceedings."""
    substitute: ExecutorId
    since: Day
    until: Day
    """The last day."""
    reason: HandoverReason | None = None


class EndSubstitution(Command):
    """End a substitution earlier than it was to."""

    type: ClassVar[str] = "lea.proceedings.end-substitution.v1"
    body: Annotated[BodyCode, Listed(ENFORCEMENT_BODIES)]
    substitution: UUID
    until: Day
    """Its last day now; one before its first day: it does not begin."""


OF_SUBSTITUTES: tuple[type[Command], ...] = (AppointSubstitute, EndSubstitution)
"""Commands on the substitutes of bodies, which have separate streams."""
