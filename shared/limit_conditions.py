"""Conditions of time limits that follow from the events of the stream itself; all others are unknown here."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from contracts.events.intake import StatementRegistered
from contracts.events.proceedings import DocumentReturned, ProceedingInitiated
from contracts.registry import Event
from contracts.values import PartyKind
from shared.law.rule_sets import RuleSet

CONDITIONS: Mapping[str, Callable[[Any], bool]] = {
    "immediate-execution": lambda data: data.document.immediate_execution,
    "debtor-is-individual": lambda data: data.debtor.kind is not PartyKind.LEGAL_PERSON,
}
"""Conditions by their codes in the rule set, tested on the event that brings document and parties."""


DELAYED = "delay-of-execution-granted"
"""A return for a delay shows it: the document can be presented again when the delay has ended (Art. 337(1))."""


def conditions_shown(data: Event, rule_set: RuleSet) -> Iterator[str]:
    """The conditions that an event shows to hold."""
    if isinstance(data, ProceedingInitiated | StatementRegistered):
        yield from (code for code, holds in CONDITIONS.items() if holds(data))
    if isinstance(data, DocumentReturned):
        delays = rule_set.proceedings.grounds.delays.values()
        yield from (DELAYED,) if data.status.reason in {each.leads_to for each in delays} else ()
