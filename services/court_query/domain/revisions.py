"""What a revision of the course does to entries: it supersedes, and it may restate what was known before."""

from collections import defaultdict, deque
from collections.abc import Hashable
from datetime import date, datetime

from shared.court_card.entries import CardEntries, E


def superseded(course: CardEntries, since: date, version: int, recorded_at: datetime) -> CardEntries:
    """The course with every entry from a day on superseded by the version that describes these days anew."""

    def marked(entries: tuple[E, ...]) -> tuple[E, ...]:
        return tuple(
            entry._replace(superseded_by=version, superseded_at=recorded_at)
            if entry.superseded_by is None and entry.effective >= since
            else entry
            for entry in entries
        )

    return course._replace(
        initiations=marked(course.initiations),
        executors=marked(course.executors),
        statuses=marked(course.statuses),
        measures=marked(course.measures),
        repayments=marked(course.repayments),
    )


def restated(course: CardEntries, version: int) -> CardEntries:
    """The course in which entries of a revision that say what superseded ones said are known since those were."""

    def dated(entries: tuple[E, ...]) -> tuple[E, ...]:
        known: dict[Hashable, deque[datetime | None]] = defaultdict(deque)
        for entry in entries:
            if entry.superseded_by == version:
                known[_content(entry)].append(entry.known_since)
        return tuple(
            entry._replace(known_since=known[_content(entry)].popleft())
            if entry.version == version and known[_content(entry)]
            else entry
            for entry in entries
        )

    return course._replace(
        initiations=dated(course.initiations),
        executors=dated(course.executors),
        statuses=dated(course.statuses),
        measures=dated(course.measures),
        repayments=dated(course.repayments),
    )


def _content(entry: E) -> Hashable:
    """What an entry says, without its place in time."""
    return entry._replace(
        version=0, ordinal=0, superseded_by=None, recorded_at=None, superseded_at=None, known_since=None
    )
