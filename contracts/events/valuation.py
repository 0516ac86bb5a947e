"""Events of `proceedings` on the value of arrested property that follow from acts."""

from typing import ClassVar, Literal
from uuid import UUID

from contracts.events.of_proceeding import ProceedingEvent


class ValuationCopyReceived(ProceedingEvent):
    """A party received the paper that states a value of the executor, and may disagree with it (Art. 352(6))."""

    type: ClassVar[str] = "lea.proceedings.valuation-copy-received.v1"
    property: UUID
    party: Literal["recoverer", "debtor"]
