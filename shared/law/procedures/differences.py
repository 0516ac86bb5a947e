"""What was published of a course, and how it differs from the course as it follows from the acts now.

A course is published as typed events on *tracks*: the status, each measure, each payment. Where every track only grows
at its end, the difference is the events to add. Where it does not, everything from the first day that changed is
published anew as one revision.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from contracts.registry import Event


class Item(NamedTuple):
    """An event of a course on the day it takes effect."""

    day: date
    track: str
    data: Event
    substance: Any
    """What makes two items the same: the data without what only explains it."""
    place: tuple[int, int] = (0, 0)
    """Of one that was published: the version of its event, and the place among the entries of a revision."""


Published = Mapping[str, tuple[Item, ...]]
"""By track, in the order in which it reads now."""


class Difference(NamedTuple):
    """What is to be published: events to add; or the first day that reads otherwise, from which all is revised."""

    added: tuple[Item, ...] = ()
    since: date | None = None


def difference(
    published: Published, course: Sequence[Item], only_revised: Callable[[Item], bool] = lambda _: False
) -> Difference:
    """From what was published to a course, whose items are in the order in which they take effect.

    `only_revised` names items that are never added by themselves.
    """
    tracks: dict[str, list[Item]] = {}
    for item in course:
        tracks.setdefault(item.track, []).append(item)
    fresh = [item for track, items in tracks.items() for item in items[len(published.get(track, ())) :]]
    changes = (_first_change(known, tracks.get(track, ())) for track, known in published.items())
    changed = [day for day in changes if day is not None]
    if changed or any(map(only_revised, fresh)):
        return Difference(since=min([*changed, *(item.day for item in fresh)]))
    added = {id(item) for item in fresh}
    return Difference(tuple(item for item in course if id(item) in added))


def added(published: Published, items: Iterable[Item]) -> Published:
    """What is published after further events."""
    after = dict(published)
    for item in items:
        after[item.track] = (*after.get(item.track, ()), item)
    return after


def revised(published: Published, since: date, items: Iterable[Item]) -> Published:
    """What is published after a revision."""
    kept = {
        track: rest for track, known in published.items() if (rest := tuple(item for item in known if item.day < since))
    }
    return added(kept, items)


def _first_change(before: Sequence[Item], after: Sequence[Item]) -> date | None:
    """The first day on which a track reads otherwise than before, apart from what is added at its end."""
    for old, new in zip(before, after, strict=False):
        if (old.day, old.substance) != (new.day, new.substance):
            return min(old.day, new.day)
    return before[len(after)].day if len(before) > len(after) else None
