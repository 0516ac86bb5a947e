"""Who executes, and who may not (Art. 344)."""

from dataclasses import dataclass, field, replace
from uuid import UUID


@dataclass(slots=True)
class Office:
    """The executors of a proceeding as challenges see them."""

    challenged: dict[UUID, str] = field(default_factory=dict)
    """By challenge, the executor it is about."""
    removed_by: dict[UUID, str] = field(default_factory=dict)
    """By challenge that was granted, the executor who takes no part any more."""

    @property
    def removed(self) -> frozenset[str]:
        """The executors who were removed."""
        return frozenset(self.removed_by.values())

    def reinstate(self, challenge: UUID) -> None:
        """The ruling on a challenge was annulled."""
        self.removed_by.pop(challenge, None)

    def copy(self) -> "Office":
        """The same; what is done to one leaves the other as it is."""
        return replace(self, challenged=dict(self.challenged), removed_by=dict(self.removed_by))
