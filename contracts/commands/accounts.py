"""Commands of `proceedings` on the deposit account of an enforcement body."""

from typing import Annotated, ClassVar

from contracts.codelists import ENFORCEMENT_BODIES
from contracts.listed import Listed
from contracts.recording import Paper
from contracts.registry import Command
from contracts.values import BodyCode, Day


class ClosePeriod(Command):
    """Close the accounts of a body up to a day: what is recorded later is posted after it.

    The stream is `contracts.identifiers.accounts_of` the body.
    """

    type: ClassVar[str] = "lea.proceedings.close-period.v1"
    body: Annotated[BodyCode, Listed(ENFORCEMENT_BODIES)]
    until: Day
    """The last day of the period."""
    statement: Paper
    """The statement of the bank with which the accounts agree."""
