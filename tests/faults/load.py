"""How much was asked of the system while everything went wrong: less would prove nothing."""

from collections import Counter
from dataclasses import dataclass

from contracts.replies import Accepted
from tests.faults.chaos import Copier, Doubter
from tests.faults.court import Court
from tests.faults.witness import Witness

MORE_THAN = {
    "commands accepted": 500,
    "commands sent twice": 100,
    "copies of events": 1000,
    "information requests answered": 10,
    "witness answered with 200": 200,
    "witness answered with 404": 0,
    "strangers refused": 50,
}


@dataclass
class Load:
    """Who asks."""

    copier: Copier
    doubter: Doubter
    witness: Witness
    court: Court

    def missing(self) -> dict[str, int]:
        """What there was too little of."""
        told = Counter(received.status for received in self.witness.received.values())
        there_was = {
            "commands accepted": sum(isinstance(answer, Accepted) for answer in self.doubter.answers.values()),
            "commands sent twice": self.doubter.doubled,
            "copies of events": self.copier.published,
            "information requests answered": self.court.answers,
            "witness answered with 200": told[200],
            "witness answered with 404": told[404],
            "strangers refused": len(self.witness.strangers),
        }
        return {what: number for what, number in there_was.items() if number <= MORE_THAN[what]}
