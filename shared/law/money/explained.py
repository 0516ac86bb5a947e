"""Results that say how they came about."""

from contracts.base import Contract
from contracts.values import Citation


class Step(Contract):
    """One step of a computation."""

    article: Citation
    rule: str
    """What the article asks for, in a few words."""
    working: str
    """What was computed with which sums."""

    def sentence(self) -> str:
        """The step as a sentence with its article."""
        return f"{self.rule}: {self.working} ({self.article})."


class Explained(Contract):
    """A result with the rule set it rests on and every step that led to it."""

    rule_set: str
    steps: tuple[Step, ...]

    def sentence(self) -> str:
        """The whole way to the result, one sentence per step."""
        return " ".join(step.sentence() for step in self.steps) + f" Rule set {self.rule_set}."
