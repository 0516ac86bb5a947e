"""Corrections as queries show them: what each act read before, and what it reads by the correction."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, TypeVar
from uuid import UUID

from contracts.envelope import EventEnvelope
from contracts.events.corrections import CorrectionMade, ProposedCorrection, RejectedCorrection
from contracts.events.intake_corrections import CorrectionMade as CorrectionOfStatementMade
from contracts.queries.proceedings import CorrectionView, Reading
from contracts.registry import Event
from contracts.revisions import Entry, command_of, entry_of

E = TypeVar("E", bound=Event)

_MADE = (CorrectionMade, CorrectionOfStatementMade)


def reading_of(entry: Entry) -> Reading:
    """How an act reads that an event records."""
    return Reading(day=entry.day, data=entry.data.model_dump(mode="json"))


def read_otherwise(recorded: Entry | None, now: Entry) -> Reading | None:
    """How an act read when it was recorded; none where it reads so still."""
    return None if recorded is None or recorded == now else reading_of(recorded)


def correction_views(
    stored: Iterable[EventEnvelope[Any]], recorded: Mapping[UUID, Entry], stated: Callable[[Event], Event]
) -> Iterator[CorrectionView]:
    """Each correction as it stands, in the order in which they were asked for.

    `recorded` is how each corrected act read when it was recorded; `stated` what an act states that an event records.
    """
    views: dict[UUID, CorrectionView] = {}
    now = {act: reading_of(entry) for act, entry in recorded.items()}
    for event in stored:
        data = event.data
        if isinstance(data, ProposedCorrection):
            views[data.correction] = _asked(event, now.get(data.act), _proposed(data, now.get(data.act)))
        elif isinstance(data, RejectedCorrection):
            views[data.correction] = views[data.correction].model_copy(update={"standing": "rejected"})
        elif isinstance(data, _MADE):
            reads = None
            if data.reads is not None:
                day, read = entry_of(data.reads)
                reads = reading_of(Entry(day, stated(read)))
            asked = views.get(data.correction) or _asked(event, now.get(data.act), None)
            views[data.correction] = asked.model_copy(update={"standing": "made", "reads": reads})
            now |= {data.act: reads} if reads else {}
    yield from views.values()


def _proposed(asked: ProposedCorrection, was: Reading | None) -> Reading | None:
    """The act as somebody asks that it should read: what its command leaves out is not stated."""
    day = asked.day or (was.day if was else None)
    if asked.data is None or day is None:
        return None
    return Reading(day=day, data=command_of(asked.data).model_dump(mode="json"))


def _asked(event: EventEnvelope[Any], was: Reading | None, reads: Reading | None) -> CorrectionView:
    data = event.data
    return CorrectionView(
        id=data.correction,
        kind=data.kind,
        act=data.act,
        standing="proposed",
        recorded_at=event.recorded_at,
        actor=event.actor,
        reason=data.reason,
        was=was,
        reads=reads,
        since=getattr(data, "since", None),
    )
