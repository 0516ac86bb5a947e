"""What is stated about the recording of an act, held against its day, its row, the acts of its day and the law."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from contracts.envelope import CommandEnvelope
from contracts.problems import Problem
from contracts.recording import Paper, Recording
from shared.clock import day_of
from shared.law.procedures import Act, Effective
from shared.law.rule_sets import RuleSet, UnknownRow
from shared.law.rule_sets.rows import Condition


@dataclass(frozen=True, slots=True)
class Fault:
    """A rule that the recording of a command may break."""

    code: str
    rule: str
    field: str
    article: str | None = None

    def because(self, detail: str, field: str | None = None) -> Problem:
        """The problem found; `field` where it is one of several."""
        return Problem(
            code=self.code,
            rule=self.rule,
            detail=detail,
            field=field or f"recording.{self.field}",
            article=self.article,
        )


PAPER_OF_FUTURE = Fault("paper-dated-in-future", "a paper is dated on or before the day it is recorded", "paper.dated")
DECIDED_LATER = Fault(
    "decided-on-another-day",
    "a decision takes effect on the day it is made, or by later service or legal force",
    "decided_on",
    "Art. 343(2) ind. 3",
)
NOT_DECIDED = Fault("fact-without-decision", "what happens is not decided", "decided_on")
TIME_OF_ANOTHER_DAY = Fault("time-of-another-day", "the stated time lies in the day of the act", "at")
TIME_OF_FUTURE = Fault("time-in-future", "the stated time lies before the recording", "at")
FOLLOWS_NO_ACT = Fault("followed-act-unknown", "an act follows another act of its day", "after")
NOT_ATTESTED = Fault(
    "attestation-unknown", "a paper is named for a condition of the rule set", "attestations.condition"
)


def faults_of_recording(
    command: CommandEnvelope[Any], effective: Effective, today: date, law: RuleSet | None, acts: Iterable[Act] = ()
) -> tuple[Problem, ...]:
    """What in the recording of a command cannot be; `acts` are those recorded before.

    `law` has the conditions that papers are named for; none: no rule set is in force, which is refused anyway.
    """
    recording = command.recording
    if recording is None:
        return ()
    day = command.effective_date
    return (
        *_of_papers(recording, today),
        *_of_decision(recording, effective, day),
        *_of_order(recording, command, acts),
        *(unknown_attestations(recording, day, law) if law else ()),
    )


def unknown_attestations(recording: Recording | None, day: date, law: RuleSet) -> Iterator[Problem]:
    """Codes for which a paper is named although the law has no such condition."""
    for place, each in enumerate(recording.attestations if recording else ()):
        try:
            law.row(Condition, each.condition, day)
        except UnknownRow:
            detail = f"{each.condition} is no condition"
            yield NOT_ATTESTED.because(detail, f"recording.attestations.{place}.condition")


def _of_papers(recording: Recording, today: date) -> Iterator[Problem]:
    papers: list[tuple[str, Paper]] = [("paper", recording.paper)] if recording.paper else []
    papers += [(f"attestations.{place}.paper", each.paper) for place, each in enumerate(recording.attestations)]
    for where, paper in papers:
        if paper.dated > today:
            yield PAPER_OF_FUTURE.because(f"{paper.dated} is after {today}", f"recording.{where}.dated")


def _of_decision(recording: Recording, effective: Effective, day: date) -> Iterator[Problem]:
    decided = recording.decided_on
    if decided is None:
        return
    if effective is Effective.FACT:
        yield NOT_DECIDED.because("the act takes effect on the day it happens")
    elif decided > day or (effective is Effective.DECISION and decided != day):
        yield DECIDED_LATER.because(f"decided on {decided}, with effect on {day}")


def _of_order(recording: Recording, command: CommandEnvelope[Any], acts: Iterable[Act]) -> Iterator[Problem]:
    day, at = command.effective_date, recording.at
    if at is not None and day_of(at) != day:
        yield TIME_OF_ANOTHER_DAY.because(f"{at} is on {day_of(at)}, the act on {day}")
    elif at is not None and at > command.issued_at:
        yield TIME_OF_FUTURE.because(f"{at} is after {command.issued_at}")
    if recording.after is not None and not any(act.id == recording.after and act.day == day for act in acts):
        yield FOLLOWS_NO_ACT.because(f"no act of {day} was recorded by the command {recording.after}")
