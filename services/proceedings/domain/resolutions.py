"""Which acts are made here, in a resolution that gets a number of its body's series (Art. 343(2) ind. 3).

What is recorded from paper, or of an earlier day, was made elsewhere: it has the number of its paper.
"""

from collections.abc import Collection, Iterable, Mapping
from typing import Any
from uuid import UUID

from contracts.catalogue import EVENTS
from contracts.envelope import EventEnvelope
from contracts.events.corrections import CorrectionKind, CorrectionMade
from contracts.events.proceedings import CourseRevised, ProceedingInitiated, RevisedEntry
from contracts.recording import Recording
from services.proceedings.domain.computing import procedure_of
from services.proceedings.domain.documents.force import kind_of
from services.proceedings.domain.journal import Journal, State, made_in_system
from services.proceedings.domain.rules import Rules, rules_named
from shared.clock import day_of
from shared.law.procedures import Act

INITIATION = "d-initiation-resolution"
CORRECTION = "d-executor-resolution"
"""The kinds of documents of what no row of the acts makes."""
_NUMBER = "resolution_number"


def made_here(event: EventEnvelope[Any], state: Journal) -> str | None:
    """The kind of the document in which an event's act was made here; none: it is no resolution, or not made here.

    `state` is the journal after the event, or after later ones.
    """
    match event.data:
        case ProceedingInitiated():
            return INITIATION if _decided_in_system(event) else None
        case CorrectionMade(kind=CorrectionKind.CORRECT_SLIP):
            return CORRECTION
        case CorrectionMade():
            return None
    act = next((each for each in reversed(state.acts) if each.recorded_in == event.id), None)
    return _kind(act, event, rules_named(state.initiation.rule_set)) if act else None


def numbers_of_papers(
    events: Iterable[EventEnvelope[Any]], acts: Collection[UUID], states: Mapping[UUID, State]
) -> dict[UUID, str]:
    """Of these acts, the numbers of the papers that they were recorded from, where those are the acts themselves.

    `states` are the journals of the streams of the events, after them.
    """
    found = dict[UUID, str | None]()
    for event in events:
        if isinstance(event.data, ProceedingInitiated):
            found[event.causation_id] = number_of_paper(event.recording)
    for state in states.values():
        found |= {act.id: _number_of_paper(act, state) for act in state.acts if act.id in acts} if state else {}
    return {act: number for act, number in found.items() if number is not None}


def with_numbers(
    event: EventEnvelope[Any], acts: tuple[UUID | None, ...], numbers: Mapping[UUID, str]
) -> EventEnvelope[Any]:
    """An event that says the number of the resolution it follows from, and each of its entries that of its own.

    `acts` are those that the event and its entries follow from, `numbers` by act.
    """
    own, *of_entries = (numbers.get(act) if act is not None else None for act in acts)
    said: dict[str, Any] = {}
    if own is not None and _NUMBER in type(event.data).model_fields:
        said[_NUMBER] = own
    if isinstance(event.data, CourseRevised) and any((own, *of_entries)):
        entries = zip(event.data.entries, of_entries, strict=True)
        said["entries"] = tuple(_numbered(entry, number) for entry, number in entries)
        said["act"] = _numbered(event.data.act, own) if event.data.act else None
    return event.model_copy(update={"data": event.data.model_copy(update=said)}) if said else event


def number_of_paper(recording: Recording | None) -> str | None:
    """The number of the paper that something was recorded from, where it is stated."""
    return recording.paper.number if recording and recording.paper else None


def _numbered(entry: RevisedEntry, number: str | None) -> RevisedEntry:
    if number is None or _NUMBER not in EVENTS.models[entry.type].model_fields:
        return entry
    return entry.model_copy(update={"data": {**entry.data, _NUMBER: number}})


def _number_of_paper(act: Act, state: Journal) -> str | None:
    rules = rules_named(state.initiation.rule_set)
    row = procedure_of(rules.id).acts.get(act.name)
    return number_of_paper(act.recording) if row is not None and row.document_of(act.data) else None


def _decided_in_system(event: EventEnvelope[Any]) -> bool:
    """Whether the initiation was decided in the system. Its event may come later: the recording says when it was."""
    recording = event.recording
    decided = recording.at if recording and recording.at else event.recorded_at
    return made_in_system(event.effective_date, recording, day_of(decided))


def _kind(act: Act, event: EventEnvelope[Any], rules: Rules) -> str | None:
    row = procedure_of(rules.id).acts.get(act.name)
    kind = kind_of(row, act.data, rules, act.day) if row is not None else None
    if kind is None or not made_in_system(act.day, event.recording, day_of(event.recorded_at)):
        return None
    actor = rules.actor(act.actor)
    # Who is no actor of the rule set (a policy) acts for the executor. What a court decides is recorded.
    issuers = rules.law.document(kind, act.day).issuer
    return kind if actor is None or actor in issuers else None
