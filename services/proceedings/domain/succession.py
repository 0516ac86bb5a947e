"""Parties that drop out, and successors that the court is asked for (Art. 62)."""

from dataclasses import dataclass, field, replace


@dataclass(slots=True)
class SuccessionRequests:
    """By party, what is on record of its succession; a ruling of the court ends both."""

    vacant: dict[str, str] = field(default_factory=dict)
    """The parties that dropped out, or whose right or debt passed, each with the cause."""
    asked: list[str] = field(default_factory=list)
    """The parties for which the court was asked to name a successor, each as often as requests pend."""

    def decided(self, role: str) -> None:
        """The court named a successor."""
        self.vacant.pop(role, None)
        self.asked = [each for each in self.asked if each != role]

    def refused(self, role: str) -> None:
        """The court refused the successor that one of the requests asks for."""
        if role in self.asked:
            self.asked.remove(role)

    def copy(self) -> "SuccessionRequests":
        """The same; what is done to one leaves the other as it is."""
        return replace(self, vacant=dict(self.vacant), asked=list(self.asked))
