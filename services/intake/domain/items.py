"""What is published of a statement: on one track each, how an act reads, and each open duty."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from contracts.events.intake import (
    CircumstanceEstablished,
    DecisionCopiesSent,
    InitiationDecided,
    InitiationRefused,
    StatementAssessed,
    StatementRegistered,
    StatementReturned,
)
from contracts.events.intake_duties import DutyOpened
from contracts.events.intake_facts import DocumentHistoryEstablished
from contracts.events.intake_handling import (
    ComplaintOfDecisionDecided,
    DecisionComplainedOf,
    DecisionCopyReceived,
    RefusedDocumentSent,
    StatementDistributed,
)
from contracts.registry import Event
from shared.law.procedures import Item

RECORDED_BY: Mapping[type[Event], str] = {
    StatementRegistered: "register-statement",
    CircumstanceEstablished: "establish-circumstance",
    DocumentHistoryEstablished: "establish-document-history",
    StatementAssessed: "assess-statement",
    InitiationDecided: "decide-on-statement",
    InitiationRefused: "decide-on-statement",
    StatementReturned: "decide-on-statement",
    DecisionCopiesSent: "send-decision-copies",
    StatementDistributed: "distribute-statement",
    DecisionCopyReceived: "receive-decision-copy",
    DecisionComplainedOf: "complain-of-decision",
    ComplaintOfDecisionDecided: "decide-complaint-of-decision",
    RefusedDocumentSent: "send-refused-document",
}
"""The act that each event records; an event that is not listed follows from the acts."""


def item(act: UUID, data: Event, day: date) -> Item:
    """How an act reads, or a duty that concerns it."""
    track = duty_track(data.duty, data.act) if isinstance(data, DutyOpened) else act_track(act)
    return Item(day, track, data, _substance(data))


def act_track(act: UUID) -> str:
    """The track of an act."""
    return f"act:{act}"


def act_of(track: str) -> UUID:
    """The act whose track it is."""
    return UUID(track.removeprefix("act:"))


def duty_track(duty: str, act: UUID) -> str:
    """The track of a duty."""
    return f"duty:{duty}:{act}"


def _substance(data: Event) -> Any:
    """What makes two items the same: not the wording of findings, nor what they rest on or follow from."""
    match data:
        case StatementAssessed():
            findings = [(each.ground, each.article, each.proposal) for each in data.findings]
            return findings, data.presentation, data.proposal, data.rule_set
        case DecisionCopiesSent():
            # Who must have one follows from the decision, which may be recorded later.
            return data.recipients
        case DutyOpened():
            return data.who, data.article, [(each.code, each.article) for each in data.problems]
        case _:
            return data
