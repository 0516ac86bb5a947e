"""Parties that drop out, and successors that the court is asked for (Art. 62)."""

from dataclasses import dataclass, field, replace


@dataclass(slots=True)
class SuccessionRequests:
    """By party, what is on record of its succession."""

    vacant: dict[str, str] = field(default_factory=dict)
    """The parties that dropped out, or whose right or debt passed, each with the cause."""
    filled: dict[str, str] = field(default_factory=dict)
    """The parties that were succeeded after they had dropped out, each with the cause; none after a resumption."""
    asked: list[str] = field(default_factory=list)
    """The parties for which the court was asked to name a successor, each as often as requests pend."""

    def dropped_out(self, role: str, cause: str) -> None:
        """A party dropped out, or its right or debt passed."""
        self.vacant[role] = cause
        self.filled.pop(role, None)

    def decided(self, role: str) -> None:
        """The court named a successor."""
        if role in self.vacant:
            self.filled[role] = self.vacant.pop(role)
        self.asked = [each for each in self.asked if each != role]

    def refused(self, role: str) -> None:
        """The court refused the successor that one of the requests asks for."""
        if role in self.asked:
            self.asked.remove(role)

    def copy(self) -> "SuccessionRequests":
        """The same; what is done to one leaves the other as it is."""
        return replace(self, vacant=dict(self.vacant), filled=dict(self.filled), asked=list(self.asked))
