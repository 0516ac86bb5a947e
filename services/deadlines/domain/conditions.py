"""Conditions of time limits that follow from the events of the stream itself; all others are unknown here."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from contracts.events.intake import StatementRegistered
from contracts.events.proceedings import ProceedingInitiated
from contracts.registry import Event
from contracts.values import PartyKind

CONDITIONS: Mapping[str, Callable[[Any], bool]] = {
    "immediate-execution": lambda data: data.document.immediate_execution,
    "debtor-is-individual": lambda data: data.debtor.kind is not PartyKind.LEGAL_PERSON,
}
"""Conditions by their codes in the rule set, tested on the event that brings document and parties."""


def conditions_shown(data: Event) -> Iterator[str]:
    """The conditions that an event shows to hold."""
    if isinstance(data, ProceedingInitiated | StatementRegistered):
        yield from (code for code, holds in CONDITIONS.items() if holds(data))
