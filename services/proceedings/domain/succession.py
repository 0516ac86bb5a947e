"""Parties that drop out, and successors that the court is asked for (Art. 62)."""

from dataclasses import dataclass, field, replace


@dataclass(slots=True)
class SuccessionRequests:
    """By party, what is on record of its succession; a ruling of the court ends both."""

    vacant: set[str] = field(default_factory=set)
    """The parties that dropped out, or whose right or debt passed."""
    asked: set[str] = field(default_factory=set)
    """The parties for which the court was asked to name a successor."""

    def decided(self, role: str) -> None:
        """The court named a successor."""
        self.vacant.discard(role)
        self.asked.discard(role)

    def copy(self) -> "SuccessionRequests":
        """The same; what is done to one leaves the other as it is."""
        return replace(self, vacant=set(self.vacant), asked=set(self.asked))
