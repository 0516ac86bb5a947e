"""Who executes where, and who may not (Art. 344, 354)."""

from dataclasses import dataclass, field, replace
from datetime import date
from uuid import UUID


@dataclass(slots=True)
class Office:
    """The bodies and executors of a proceeding, and who was challenged or removed."""

    challenged: dict[UUID, str] = field(default_factory=dict)
    """By challenge, the executor it is about."""
    removed_by: dict[UUID, tuple[str, date]] = field(default_factory=dict)
    """By challenge that was granted, the executor who takes no part any more, and the day of the ruling."""

    receiving: dict[UUID, str] = field(default_factory=dict)
    """By transfer, the body that the proceeding goes to."""
    bodies: list[tuple[date, str]] = field(default_factory=list)
    """The bodies that had the proceeding, each since a day."""

    @property
    def body(self) -> str:
        """The body that has it."""
        return self.bodies[-1][1]

    def bodies_on(self, day: date) -> frozenset[str]:
        """The bodies that had it on a day; on the day of a transfer there are two."""
        before = [body for since, body in self.bodies if since < day] or [self.bodies[0][1]]
        return frozenset({before[-1], *(body for since, body in self.bodies if since == day)})

    def removed(self, executor: str) -> bool:
        """Whether an executor was removed."""
        return any(each == executor for each, _ in self.removed_by.values())

    def removed_before(self, executor: str, day: date) -> bool:
        """Whether an executor was removed before a day; on the day of the ruling the order is not always known."""
        return any(each == executor and since < day for each, since in self.removed_by.values())

    def reinstate(self, challenge: UUID) -> None:
        """The ruling on a challenge was annulled."""
        self.removed_by.pop(challenge, None)

    def copy(self) -> "Office":
        """The same; what is done to one leaves the other as it is."""
        return replace(
            self,
            challenged=dict(self.challenged),
            removed_by=dict(self.removed_by),
            receiving=dict(self.receiving),
            bodies=list(self.bodies),
        )
