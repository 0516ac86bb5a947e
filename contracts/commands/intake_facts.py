"""Commands about facts of a presented document; the stream is the statement."""

from typing import Annotated, ClassVar, Self

from pydantic import Field, model_validator

from contracts.documents import LimitationSuspension, PresentationInterruption
from contracts.registry import Command
from contracts.values import Added, Day, Period, Text


class EstablishDocumentHistory(Command):
    """Record what bears on the presentation limit and the document itself does not tell (Art. 337-340)."""

    type: ClassVar[str] = "lea.intake.establish-document-history.v1"
    suspensions: Annotated[tuple[Period, ...], Field(max_length=20)] = ()
    """Spans in which a court or official suspended execution (Art. 337(2))."""
    interruptions: Annotated[tuple[PresentationInterruption, ...], Field(max_length=20)] = ()
    """Earlier presentations (Art. 339)."""
    delay_ended_on: Day | None = None
    """End of a delay or instalment term granted by the court (Art. 337(1))."""
    restored_on: Day | None = None
    """Day of the ruling that restored the limit (Art. 340)."""
    restoration_annulled_on: Added[Day | None] = None
    """Day of the act of a higher court that annulled the restoration of the limit (Art. 340(5))."""
    limitation_suspensions: Added[
        Annotated[tuple[LimitationSuspension, ...], Field(min_length=1, max_length=20)] | None
    ] = None
    """Spans in which a ground of the Civil Code suspended the limit (Art. 338)."""
    delay_granted_on: Added[Day | None] = None
    """Day of the act that granted the delay or instalments; none: it was granted by the day of the decision."""
    evidence: Text

    @model_validator(mode="after")
    def _states_something(self) -> Self:
        moved_on = self.delay_ended_on or self.restored_on or self.restoration_annulled_on
        if not (self.suspensions or self.interruptions or self.limitation_suspensions or moved_on):
            raise ValueError("nothing is stated that bears on the presentation limit")
        granted, ended = self.delay_granted_on, self.delay_ended_on
        if granted is not None and ended is None:
            raise ValueError("delay_granted_on without a delay")
        if granted is not None and ended is not None and ended < granted:
            raise ValueError("delay_ended_on lies before delay_granted_on")
        return self
