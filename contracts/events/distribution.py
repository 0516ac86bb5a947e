"""Events of `proceedings` on money that all documents against one debtor share (Art. 404-406).

The stream of a `consolidated-debtor-…` event is the debtor at a body. A distribution is resolved in the proceeding that
holds the money; shares reach each proceeding as `share-entered`, and `share-restated` where the distribution is
corrected or annulled.
"""

from typing import ClassVar
from uuid import UUID

from contracts.banking import ExchangeRate
from contracts.distribution import AnnulmentCause, ShareOfProceeding
from contracts.events.of_proceeding import ProceedingEvent
from contracts.recording import Paper
from contracts.registry import Event
from contracts.sensitivity import FieldClass
from contracts.values import Added, Citation, Code, Money, ProceedingNumber, Text


class DistributionResolved(ProceedingEvent):
    """A payment was distributed among all proceedings of a consolidated debtor, with its calculation (Art. 406)."""

    type: ClassVar[str] = "lea.proceedings.distribution-resolved.v1"
    distribution: UUID
    payment: UUID
    distributed: Money
    """What all shares come to."""
    rest: Money
    """What is left when every proceeding is paid."""
    shares: tuple[ShareOfProceeding, ...]
    """By date of initiation, then number."""
    article: Citation
    rule_set: Code
    explanation: tuple[Text, ...] = ()
    """The calculation, step by step."""
    rates: Added[tuple[ExchangeRate, ...] | None] = None
    """By which claims in other currencies share the money (Art. 369(2))."""


class DistributionCorrected(ProceedingEvent):
    """A slip in the calculation was corrected: the shares read so from now on (Art. 343(4))."""

    type: ClassVar[str] = "lea.proceedings.distribution-corrected.v1"
    distribution: UUID
    reason: Text
    returned: Money
    """What the shares came to before."""
    distributed: Money
    """What they come to now."""
    rest: Money
    shares: tuple[ShareOfProceeding, ...]
    article: Citation
    rule_set: Code
    explanation: tuple[Text, ...] = ()
    rates: Added[tuple[ExchangeRate, ...] | None] = None


class DistributionAnnulled(ProceedingEvent):
    """A distribution was annulled: what was not paid out is held again (Art. 353(10))."""

    type: ClassVar[str] = "lea.proceedings.distribution-annulled.v1"
    distribution: UUID
    paper: Paper
    returned: Money
    """What is held again."""
    shares: tuple[ShareOfProceeding, ...]
    """What was paid out, and so remains with the proceedings."""
    article: Citation
    cause: Added[AnnulmentCause | None] = None
    """None: a decision; where the bank took the money back, nothing remains."""


class ConsolidatedDebtorJoined(Event):
    """A proceeding became one of a consolidated debtor."""

    type: ClassVar[str] = "lea.proceedings.consolidated-debtor-joined.v1"
    stream_class: ClassVar[FieldClass | None] = FieldClass.IDENTIFIERS
    proceeding: UUID
    number: ProceedingNumber
    article: Citation


class ConsolidatedDebtorLeft(Event):
    """A proceeding is one of the consolidated debtor no more; what it got stays."""

    type: ClassVar[str] = "lea.proceedings.consolidated-debtor-left.v1"
    stream_class: ClassVar[FieldClass | None] = FieldClass.IDENTIFIERS
    proceeding: UUID
    article: Citation


class ConsolidatedDebtorDistributed(Event):
    """How a distribution among the proceedings reads; the latest event on it holds."""

    type: ClassVar[str] = "lea.proceedings.consolidated-debtor-distributed.v1"
    stream_class: ClassVar[FieldClass | None] = FieldClass.IDENTIFIERS
    distribution: UUID
    holder: UUID
    distributed: Money
    shares: tuple[ShareOfProceeding, ...]
    article: Citation
    entered: Added[tuple[UUID, ...] | None] = None
    """Of a distribution made before the proceeding was one of this debtor: the proceedings that ever had a share."""
