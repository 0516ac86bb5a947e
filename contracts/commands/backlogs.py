"""Commands that record several acts of one stream together: all of them, or none.

They carry a backlog of papers: what was done before the system was used, or while it was away.
"""

from typing import Annotated, Any, ClassVar
from uuid import UUID

from pydantic import Field, StringConstraints

from contracts.base import Contract
from contracts.recording import Recording
from contracts.registry import Command
from contracts.sensitivity import NOT_SENSITIVE, DataOf
from contracts.values import AsciiDigits, Day, Storable

ACTS_AT_MOST = 500
"""Acts of one command."""


class BacklogAct(Contract):
    """One act, as a command of its own would state it."""

    id: UUID
    """Of the act, as that of a command is: an act that is recorded under it already is passed over."""
    type: Annotated[
        str,
        StringConstraints(pattern=r"^lea\.[a-z_-]+\.[a-z-]+\.v[1-9]\d*$", max_length=100),
        AsciiDigits,
        NOT_SENSITIVE,
    ]
    """Of its command: `lea.proceedings.record-payment.v1`."""
    data: Annotated[dict[str, Any], DataOf("command")]
    """The data of that command."""
    day: Day
    """The day on which it has effect."""
    actor: Annotated[str, Storable, NOT_SENSITIVE] = Field(min_length=1, max_length=100)
    recording: Recording | None = None


class Backlog(Command):
    """Acts that are decided one after the other, each on what follows from those before it, and recorded together."""

    acts: Annotated[tuple[BacklogAct, ...], Field(min_length=1, max_length=ACTS_AT_MOST)]
    """In the order in which they are decided. Effective date of the command: the last of their days."""


class RecordStatementActs(Backlog):
    """Record a backlog of acts on one statement, its registration among them."""

    type: ClassVar[str] = "lea.intake.record-acts.v1"


class RecordActs(Backlog):
    """Record a backlog of acts in one proceeding."""

    type: ClassVar[str] = "lea.proceedings.record-acts.v1"
