"""What a decision is made of: the proceeding, the command's data and day, the law, and what the tables say."""

from dataclasses import dataclass
from datetime import date
from typing import Generic, TypeVar

from contracts.registry import Command
from services.proceedings.domain.rules import Rules
from services.proceedings.domain.state import Proceeding

C = TypeVar("C", bound=Command)


@dataclass(frozen=True, slots=True)
class Facts:
    """What the service's own tables say about one command."""

    number: str | None = None
    """The next number of the series, for a proceeding to be initiated."""
    voluntary_due: date | None = None
    """Last day of the voluntary term as `deadlines` announced it."""


@dataclass(frozen=True, slots=True)
class Case(Generic[C]):
    """A command before a living proceeding."""

    proceeding: Proceeding
    data: C
    day: date
    """The effective date of the command."""
    rules: Rules
    facts: Facts

    @property
    def status(self) -> str:
        """The status that stood on the command's day."""
        return self.proceeding.status_on(self.day)
