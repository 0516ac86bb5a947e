"""Things with statuses of their own, such as payouts or arrested objects: what acts said of them, how they moved."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, NamedTuple
from uuid import UUID

from shared.law.procedures import Act, ActRow
from shared.law.rule_sets.parts.acts import ANNULLED, ThingMove


class Named(NamedTuple):
    """A thing that an act names."""

    of: str
    """The field, and what the thing is."""
    id: UUID
    moves: tuple[ThingMove, ...]

    @property
    def before(self) -> frozenset[str]:
        """The statuses in which the act is open for it; none: the act opens it."""
        return frozenset().union(*(move.from_ for move in self.moves))

    @property
    def opened(self) -> bool:
        """Whether the act opens it."""
        return not self.before

    def move_from(self, status: str | None) -> ThingMove | None:
        """The move that leads out of a status; an act that stands although none does makes its only move."""
        fitting = [move for move in self.moves if status in move.from_]
        return fitting[0] if fitting else self.moves[0] if len(self.moves) == 1 else None


class Step(NamedTuple):
    """A status of a thing, the day it began, and the act that led to it."""

    status: str
    day: date
    act: UUID


class Said(NamedTuple):
    """What an act stated that named a thing."""

    act: UUID
    name: str
    """The act's row."""
    day: date
    data: Any


@dataclass(slots=True)
class Things:
    """The things of a proceeding."""

    steps: dict[UUID, tuple[Step, ...]] = field(default_factory=dict)
    acts: dict[UUID, tuple[Said, ...]] = field(default_factory=dict)
    """By thing, the acts that named it and took effect, in their order, without those that were annulled."""
    parents: dict[UUID, Mapping[str, UUID]] = field(default_factory=dict)
    """By thing, what the act that opened it named besides."""
    names: frozenset[str] = frozenset()
    """The rows of all acts that named a thing: most questions are about others."""

    def copy(self) -> "Things":
        """The same things; what is done to one leaves the other as it is."""
        return replace(self, steps=self.steps.copy(), acts=self.acts.copy(), parents=self.parents.copy())

    def status(self, thing: UUID) -> str | None:
        """The latest status of a thing; none: nothing opened it."""
        steps = self.steps.get(thing)
        return steps[-1].status if steps else None

    def said(self, thing: UUID | None, *names: str) -> list[Said]:
        """The acts of these rows that named a thing, in their order."""
        if thing is None or self.names.isdisjoint(names):
            return []
        return [said for said in self.acts.get(thing, ()) if said.name in names]

    def every(self, *names: str) -> Iterator[Said]:
        """What acts of these rows said of anything; of two things that one names, twice."""
        if not self.names.isdisjoint(names):
            for thing in self.acts:
                yield from self.said(thing, *names)

    def opened_with(self, thing: UUID) -> Mapping[str, UUID]:
        """What the act that opened a thing named besides, by field."""
        return self.parents.get(thing, {})

    def take(self, act: Act, row: ActRow) -> None:
        """An act names its things, and moves them."""
        things = list(named_in(row, act.data))
        if things:
            self.names |= {act.name}
        for named in things:
            self.acts[named.id] = (*self.acts.get(named.id, ()), Said(act.id, act.name, act.day, act.data))
            move = named.move_from(self.status(named.id))
            if move is not None and move.to is not None and not move.by_effect:
                self._step(named.id, Step(move.to, act.day, act.id))
            if named.opened:
                self.parents[named.id] = {other.of: other.id for other in things if other.id != named.id}

    def move(self, thing: UUID, status: str, act: Act) -> None:
        """An act that does not name a thing moves it all the same."""
        self._step(thing, Step(status, act.day, act.id))

    def take_back(self, act: UUID, since: date) -> list[UUID]:
        """An act was annulled: a thing that has not moved on is again what it was before; the act is said no more.

        Returns the things that the act had named.
        """
        named = [thing for thing, acts in self.acts.items() if any(said.act == act for said in acts)]
        for thing, steps in list(self.steps.items()):
            if steps[-1].act == act:
                before = next((step.status for step in reversed(steps) if step.act != act), ANNULLED)
                self.steps[thing] = (*steps, Step(before, since, act))
        for thing in named:
            self.acts[thing] = tuple(said for said in self.acts[thing] if said.act != act)
        return named

    def _step(self, thing: UUID, step: Step) -> None:
        self.steps[thing] = (*self.steps.get(thing, ()), step)


def named_in(row: ActRow, data: Any) -> Iterator[Named]:
    """The things that an act names."""
    for of in dict.fromkeys(move.of for move in row.moves_thing):
        thing = getattr(data, of)
        if thing is not None:
            yield Named(of, thing, tuple(move for move in row.moves_thing if move.of == of))
