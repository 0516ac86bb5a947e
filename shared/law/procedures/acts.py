"""Acts, and the order in which they take effect."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from heapq import heapify, heappop, heappush
from itertools import groupby, pairwise
from typing import Any, TypeAlias
from uuid import UUID

from contracts.recording import Recording

Rank: TypeAlias = tuple[int, str]
"""The place of an act among others of its day: the rank of its row, then a key made of its content."""


class ContradictoryOrder(ValueError):
    """Acts of one day are each said to come after the other."""


@dataclass(frozen=True, slots=True)
class Act:
    """What somebody did, or what happened, with the day it takes effect."""

    id: UUID
    name: str
    """The act's row."""
    day: date
    data: Any
    """The act's own fields, as its command or event states them."""
    actor: str
    time: tuple[datetime, int] | None = None
    """The stated time, and the place among acts of that time; of an act made through the system, when that was."""
    after: UUID | None = None
    """An act of the same day that came before it."""
    draft: bool = False
    """Not recorded yet: what its event says of the moment, such as the cap of a measure, is still to be filled in."""
    evidence: Mapping[str, Any] = field(default_factory=dict)
    """What was found in other tables when it was recorded, frozen with it."""
    recording: Recording | None = None
    """What is stated about its recording, with what is attested; none: not stated."""
    recorded_in: UUID | None = None
    """The event that recorded it; none: it is not recorded yet."""


def in_order(acts: Iterable[Act], rank: Callable[[Act], Rank]) -> list[Act]:
    """The acts in the order in which they take effect; the order of recording never counts.

    By day; within a day after what they are said to follow and by stated times, then by rank.

    Raises ContradictoryOrder.
    """
    ordered: list[Act] = []
    for _, group in groupby(sorted(acts, key=lambda act: act.day), key=lambda act: act.day):
        of_day = list(group)
        ordered += of_day if len(of_day) == 1 else _within_a_day(of_day, rank)
    return ordered


def _within_a_day(acts: Sequence[Act], rank: Callable[[Act], Rank]) -> list[Act]:
    key = {act.id: (*rank(act), str(act.id)) for act in acts}
    by_id = {act.id: act for act in acts}
    followers: dict[UUID, list[UUID]] = {act.id: [] for act in acts}
    waiting = dict.fromkeys(followers, 0)
    for earlier, later in _edges(acts, key):
        followers[earlier].append(later)
        waiting[later] += 1
    ready = [(key[id_], id_) for id_, count in waiting.items() if not count]
    heapify(ready)
    ordered: list[Act] = []
    while ready:
        _, id_ = heappop(ready)
        ordered.append(by_id[id_])
        for follower in followers[id_]:
            waiting[follower] -= 1
            if not waiting[follower]:
                heappush(ready, (key[follower], follower))
    if len(ordered) < len(acts):
        raise ContradictoryOrder(f"acts of {acts[0].day} are each said to come after the other")
    return ordered


def _edges(acts: Sequence[Act], key: Mapping[UUID, tuple[int, str, str]]) -> Iterable[tuple[UUID, UUID]]:
    present = {act.id for act in acts}
    for act in acts:
        if act.after in present and act.after is not None:
            yield act.after, act.id
    timed = sorted((act for act in acts if act.time is not None), key=lambda act: (act.time, key[act.id]))
    for earlier, later in pairwise(timed):
        yield earlier.id, later.id
