"""The minimum load for a meaningful fault test."""

from collections import Counter
from dataclasses import dataclass

from contracts.replies import Accepted
from tests.faults.answer_recorder import AnswerRecorder
from tests.faults.court import Court
from tests.faults.fault_injection import Duplicator, RepeatingClient

MINIMUM = {
    "commands accepted": 500,
    "commands sent twice": 100,
    "copies of events": 1000,
    "information requests answered": 10,
    "recorder answered with 200": 200,
    "recorder answered with 404": 0,
    "requests without a key refused": 50,
}


@dataclass
class Load:
    """The sources of load."""

    duplicator: Duplicator
    repeating: RepeatingClient
    recorder: AnswerRecorder
    court: Court

    def missing(self) -> dict[str, int]:
        """The kinds of load that were too small, with their numbers."""
        statuses = Counter(received.status for received in self.recorder.received.values())
        counted = {
            "commands accepted": sum(isinstance(answer, Accepted) for answer in self.repeating.answers.values()),
            "commands sent twice": self.repeating.doubled,
            "copies of events": self.duplicator.published,
            "information requests answered": self.court.answers,
            "recorder answered with 200": statuses[200],
            "recorder answered with 404": statuses[404],
            "requests without a key refused": len(self.recorder.unauthenticated),
        }
        return {what: number for what, number in counted.items() if number <= MINIMUM[what]}
