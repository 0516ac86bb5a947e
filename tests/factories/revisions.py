"""Revisions made by hand: a course that reads anew from a day on."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from contracts.envelope import EventEnvelope
from contracts.events.proceedings import CourseRevised
from contracts.identifiers import derived_id
from contracts.registry import Event
from contracts.revisions import Entry, revised_entry
from contracts.values import IdentifierKind, PersonIdentifier

RIGHT_DEBTOR = PersonIdentifier(kind=IdentifierKind.UNP, value="387654324")


def revised(
    events: Sequence[EventEnvelope[Any]], since: date, *entries: tuple[date, Event], at: datetime, revision: int = 1
) -> EventEnvelope[Any]:
    """A revision that follows these events: from `since` on, only these entries hold."""
    last = events[-1]
    told = tuple(revised_entry(Entry(*entry)) for entry in entries)
    data = CourseRevised(revision=revision, cause=derived_id(last.stream, "cause"), since=since, entries=told)
    return last.model_copy(
        update={
            "id": derived_id(last.stream, f"revision {revision}"),
            "type": data.type,
            "version": last.version + 1,
            "effective_date": since,
            "recorded_at": at,
            "data": data,
        }
    )


def restated(events: Sequence[EventEnvelope[Any]], since: date) -> list[tuple[date, Event]]:
    """What these events publish from a day on, as the entries of a revision."""
    return [(event.effective_date, event.data) for event in events if event.effective_date >= since]


def with_the_right_debtor(initiation: Any) -> Event:
    """The initiation with another debtor, court case and claimed sum: what a correction of the typing changes."""
    [first, *others] = initiation.claims
    assert first.sum is not None
    more = first.sum.model_copy(update={"amount": first.sum.amount + 1000})
    right: Event = initiation.model_copy(
        update={
            "debtor": initiation.debtor.model_copy(update={"identifier": RIGHT_DEBTOR}),
            "document": initiation.document.model_copy(update={"case_number": "right-1/2026"}),
            "claims": (first.model_copy(update={"sum": more}), *others),
        }
    )
    return right
