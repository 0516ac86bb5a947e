"""The command of `proceedings` that answers a request for information on a debtor (Art. 407)."""

from typing import ClassVar
from uuid import UUID

from contracts.registry import Command
from contracts.values import Day


class GiveInformation(Command):
    """Information on the debtor given (Art. 407): what is asked for. The service states the figures."""

    type: ClassVar[str] = "lea.proceedings.give-information.v1"
    information_request: UUID
    """The identifier of the request."""
    figures_of: Day
    """As of which day proceedings, debt and encumbrances are stated."""
