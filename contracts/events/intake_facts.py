"""Facts about a presented document that come to be known; the stream is the statement."""

from typing import ClassVar

from contracts.documents import LimitationSuspension, PresentationInterruption
from contracts.registry import Event
from contracts.values import Added, Day, Period, Text


class DocumentHistoryEstablished(Event):
    """Something became known that bears on the presentation limit and that the document itself does not tell.

    It completes what the document tells, and what was established before (Art. 337-340): what has the same beginning
    ends as the last entry says.
    """

    type: ClassVar[str] = "lea.intake.document-history-established.v1"
    suspensions: tuple[Period, ...] = ()
    """Spans in which a court or official suspended execution (Art. 337(2))."""
    interruptions: tuple[PresentationInterruption, ...] = ()
    """Earlier presentations (Art. 339)."""
    delay_ended_on: Day | None = None
    """End of a delay or instalment term granted by the court (Art. 337(1))."""
    restored_on: Day | None = None
    """Day of the ruling that restored the limit (Art. 340)."""
    restoration_annulled_on: Added[Day | None] = None
    """Day of the act of a higher court that annulled the restoration of the limit (Art. 340(5))."""
    limitation_suspensions: Added[tuple[LimitationSuspension, ...] | None] = None
    """Spans in which a ground of the Civil Code suspended the limit (Art. 338)."""
    delay_granted_on: Added[Day | None] = None
    """Day of the act that granted the delay or instalments; none: it was granted by the day of the decision."""
    evidence: Text
