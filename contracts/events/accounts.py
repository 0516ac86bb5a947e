"""Events of the deposit account of an enforcement body."""

from typing import Annotated, ClassVar

from contracts.codelists import ENFORCEMENT_BODIES
from contracts.listed import Listed
from contracts.recording import Paper
from contracts.registry import Event
from contracts.values import BodyCode, Citation, Day


class PeriodClosed(Event):
    """The accounts of a body were closed up to a day: nothing is posted up to it any more (Art. 403)."""

    type: ClassVar[str] = "lea.proceedings.period-closed.v1"
    body: Annotated[BodyCode, Listed(ENFORCEMENT_BODIES)]
    until: Day
    """The last day of the period."""
    statement: Paper
    """The statement of the bank with which the accounts agree."""
    article: Citation
