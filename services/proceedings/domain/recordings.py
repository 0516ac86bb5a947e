"""What is stated about the recording of an act, held against its day, its row and the acts of its day."""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from contracts.envelope import CommandEnvelope
from contracts.problems import Problem
from contracts.recording import Paper, Recording
from services.proceedings.domain.refusals import Refusal
from shared.clock import day_of
from shared.law.procedures import Act, Effective

PAPER_OF_FUTURE = Refusal("paper-dated-in-future", "a paper is dated on or before the day it is recorded")
DECIDED_LATER = Refusal(
    "decided-on-another-day",
    "a decision takes effect on the day it is made, or by later service or legal force",
    "Art. 343(2) ind. 3",
    "recording.decided_on",
)
NOT_DECIDED = Refusal("fact-without-decision", "what happens is not decided", None, "recording.decided_on")
TIME_OF_ANOTHER_DAY = Refusal("time-of-another-day", "the stated time lies in the day of the act", None, "recording.at")
TIME_OF_FUTURE = Refusal("time-in-future", "the stated time lies before the recording", None, "recording.at")
FOLLOWS_NO_ACT = Refusal("followed-act-unknown", "an act follows another act of its day", None, "recording.after")


def faults_of_recording(
    command: CommandEnvelope[Any], effective: Effective, today: date, acts: Iterable[Act] = ()
) -> tuple[Problem, ...]:
    """What in the recording of a command cannot be; `acts` are those recorded before."""
    recording = command.recording
    if recording is None:
        return ()
    day = command.effective_date
    return (
        *_of_papers(recording, today),
        *_of_decision(recording, effective, day),
        *_of_order(recording, command, acts),
    )


def _of_papers(recording: Recording, today: date) -> Iterator[Problem]:
    papers: list[tuple[str, Paper]] = [("paper", recording.paper)] if recording.paper else []
    papers += [(f"attestations.{place}.paper", each.paper) for place, each in enumerate(recording.attestations)]
    for where, paper in papers:
        if paper.dated > today:
            yield PAPER_OF_FUTURE.at(f"recording.{where}.dated").because(f"{paper.dated} is after {today}")


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
