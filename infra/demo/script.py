"""A case as a script: its commands, each with its day; commands of future days are left out."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from contracts.commands.proceedings import AssignExecutor
from contracts.identifiers import derived_id
from contracts.recording import Attestation, Paper, Recording
from contracts.registry import Command
from services.intake.domain.decider import PROCEEDING
from services.proceedings.domain.conditions.attested import papers_for
from services.proceedings.domain.rules import rules_on
from shared.law.calendar import WorkingCalendar

NAMESPACE = UUID("01980000-0000-7000-8000-00000000de30")
"""Ids of the demo are derived from this, the day and the case, so that playing it again changes nothing."""


@dataclass(frozen=True, slots=True)
class Step:
    """One command of a case."""

    day: date
    stream: UUID
    data: Command
    actor: str
    copies_on: date | None = None
    """Day on which copies of its resolution are sent (Art. 343(5)); None: no resolution, or a day in the future."""
    recording: Recording | None = None


@dataclass(slots=True)
class Script:
    """The commands of a case, by day."""

    number: int
    today: date
    calendar: WorkingCalendar
    executor: str
    kind: str = ""
    """A summary of the case."""
    steps: list[Step] = field(default_factory=list)
    _handed_to: str | None = None
    """Who has the proceeding after the last hand-over."""

    @property
    def statement(self) -> UUID:
        """Id of the stream in intake."""
        return derived_id(NAMESPACE, f"{self.today}:{self.number}")

    @property
    def proceeding(self) -> UUID:
        """Id of the stream in proceedings."""
        return derived_id(self.statement, PROCEEDING)

    def id(self, name: str) -> UUID:
        """The id of something inside the case: a measure, a payment."""
        return derived_id(self.statement, name)

    def after(self, day: date, working_days: int) -> date:
        """The day so many working days later."""
        return self.calendar.nth_from(day, working_days + 1)

    def intake(self, day: date, *commands: Command) -> None:
        """Commands about the statement."""
        self._add(day, self.statement, commands)

    def act(self, day: date, *commands: Command) -> None:
        """Acts in the proceeding."""
        self._add(day, self.proceeding, commands)

    def attested(self, day: date, command: Command, condition: str) -> None:
        """An act whose recording names the paper on which a condition rests."""
        if day <= self.today:
            paper = Paper(kind="act", dated=day, author=f"Court executor {self.executor}")
            late = {"paper": paper, "reason": "Entered by the demo"} if day < self.today else {}
            recording = Recording(**late, attestations=(Attestation(condition=condition, paper=paper),))
            self.steps.append(Step(day, self.proceeding, command, self._actor(command), recording=recording))

    def resolve(self, day: date, command: Command) -> None:
        """An act by resolution, with copies on the next working day."""
        copies = self.after(day, 1)
        if day <= self.today:
            sent_on = copies if copies <= self.today else None
            recording = self._papers(day, command)
            self.steps.append(Step(day, self.proceeding, command, self._actor(command), sent_on, recording))

    def _papers(self, day: date, command: Command) -> Recording | None:
        """The papers on which a resolution rests: the notices, and the circumstance of its ground (Art. 367(1))."""
        paper = Paper(kind="letter", dated=day, author="Parties")
        papers = papers_for(rules_on(day), command, day)
        attested = tuple(Attestation(condition=each, paper=paper) for each in papers)
        return Recording(attestations=attested) if attested else None

    def _add(self, day: date, stream: UUID, commands: Sequence[Command]) -> None:
        if day <= self.today:
            for command in commands:
                self.steps.append(Step(day, stream, command, self._actor(command)))
                if isinstance(command, AssignExecutor):
                    self._handed_to = command.executor.id

    def _actor(self, command: Command) -> str:
        """Who acts: hand-overs are for the head of the body (Art. 344(3))."""
        if isinstance(command, AssignExecutor):
            return f"head:{self.executor[:4]}"
        return f"executor:{self._handed_to or self.executor}"
