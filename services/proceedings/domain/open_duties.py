"""The duties that are open in a course, by what has to be done: every act asks for those of each row."""

from collections.abc import Iterator
from uuid import UUID


class OpenDuties:
    """Pairs of a duty and the act it concerns."""

    def __init__(self) -> None:
        self._acts: dict[str, set[UUID]] = {}

    def of(self, duty: str) -> list[UUID]:
        """The acts that a duty is open for, in an order that does not depend on the recording."""
        acts = self._acts.get(duty)
        return sorted(acts) if acts else []

    def has(self, duty: str) -> bool:
        """Whether a duty is open for any act."""
        return bool(self._acts.get(duty))

    def add(self, duty: str, act: UUID) -> None:
        """Open a duty for an act; nothing changes where it is open."""
        self._acts.setdefault(duty, set()).add(act)

    def remove(self, duty: str, act: UUID) -> None:
        """Close a duty for an act. Raises KeyError where it is not open."""
        self._acts[duty].remove(act)

    def copy(self) -> "OpenDuties":
        """The same; what is done to one leaves the other as it is."""
        other = OpenDuties()
        other._acts = {duty: set(acts) for duty, acts in self._acts.items() if acts}
        return other

    def __contains__(self, pair: tuple[str, UUID]) -> bool:
        duty, act = pair
        return act in self._acts.get(duty, ())

    def __iter__(self) -> Iterator[tuple[str, UUID]]:
        return ((duty, act) for duty, acts in self._acts.items() for act in acts)
