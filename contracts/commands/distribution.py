"""Commands of `proceedings` on money that all documents against one debtor share (Art. 404-406)."""

from typing import ClassVar
from uuid import UUID

from contracts.banking import ExchangeRate
from contracts.distribution import AnnulmentCause, ShareOfProceeding
from contracts.recording import Paper
from contracts.registry import Command
from contracts.values import Added, Money, ProceedingNumber, Text


class ResolveDistribution(Command):
    """Distribute a payment among all proceedings of a consolidated debtor. The stream is the one that holds it.

    The body calculates the shares.
    """

    type: ClassVar[str] = "lea.proceedings.resolve-distribution.v1"
    distribution: UUID
    payment: UUID
    rates: Added[tuple[ExchangeRate, ...] | None] = None
    """Official rates of the day of receipt, where documents claim in other currencies than that of the money."""


class CorrectDistribution(Command):
    """Correct a slip in the calculation of a distribution: it is calculated anew, as of its day (Art. 343(4))."""

    type: ClassVar[str] = "lea.proceedings.correct-distribution.v1"
    distribution: UUID
    reason: Text
    rates: Added[tuple[ExchangeRate, ...] | None] = None
    """Where other rates count than before."""


class AnnulDistribution(Command):
    """Record that a superior or a court annulled a distribution: what was not paid out is to be distributed anew.

    Or that the bank took back the money that it divided: nothing of it stays.
    """

    type: ClassVar[str] = "lea.proceedings.annul-distribution.v1"
    distribution: UUID
    paper: Paper
    cause: Added[AnnulmentCause | None] = None
    """None: a decision."""


DISTRIBUTES = frozenset[type[Command]]((ResolveDistribution, CorrectDistribution, AnnulDistribution))
"""The commands that divide money among proceedings."""


class JoinConsolidatedDebtor(Command):
    """Note a proceeding of a consolidated debtor; only the service sends it. The stream is the debtor at a body."""

    type: ClassVar[str] = "lea.proceedings.join-consolidated-debtor.v1"
    proceeding: UUID
    number: ProceedingNumber


class LeaveConsolidatedDebtor(Command):
    """Note that a proceeding is one of the debtor no more; only the service sends it."""

    type: ClassVar[str] = "lea.proceedings.leave-consolidated-debtor.v1"
    proceeding: UUID


class NoteDistribution(Command):
    """Note how a distribution reads; only the service sends it. The stream is the debtor at a body."""

    type: ClassVar[str] = "lea.proceedings.note-distribution.v1"
    distribution: UUID
    holder: UUID
    """The proceeding that held the money."""
    distributed: Money
    shares: tuple[ShareOfProceeding, ...]
    entered: Added[tuple[UUID, ...] | None] = None
    """Of a distribution made before the proceeding was one of this debtor: the proceedings that ever had a share."""
