"""Which acts are made here, in a resolution that gets a number of its body's series (Art. 343(2) ind. 3).

What is recorded from paper, or of an earlier day, was made elsewhere: it has the number of its paper.
"""

from typing import Any

from contracts.envelope import EventEnvelope
from contracts.events.corrections import CorrectionKind, CorrectionMade
from contracts.events.proceedings import ProceedingInitiated
from services.proceedings.domain.computing import procedure_of
from services.proceedings.domain.documents.force import kind_of
from services.proceedings.domain.journal import Journal, made_in_system
from services.proceedings.domain.rules import Rules, rules_named
from shared.clock import day_of
from shared.law.procedures import Act

INITIATION = "d-initiation-resolution"
CORRECTION = "d-executor-resolution"
"""The kinds of documents of what no row of the acts makes."""


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
