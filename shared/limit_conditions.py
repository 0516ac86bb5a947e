"""Conditions of time limits that follow from the events of the stream itself; all others are unknown here."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from datetime import date
from typing import Any, NamedTuple

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
"""While it holds, the document can be presented again only when the delay has ended (Art. 337(1), 359(1) ind. 4)."""

GRANTED, ENDS, CANCELLED = "delay-until-event-granted", "execution-delay-ends", "delay-cancelled"
OF_DELAYS = frozenset({GRANTED, ENDS, CANCELLED})
"""What events show of delays; it counts for limits that others of the stream started, before it or after it."""
RETURN = "document-returned-to-recoverer"


def conditions_shown(data: Event, rule_set: RuleSet) -> Iterator[str]:
    """The conditions that an event shows to hold; a return for a delay shows it of the return itself."""
    if isinstance(data, ProceedingInitiated | StatementRegistered):
        yield from (code for code, holds in CONDITIONS.items() if holds(data))
    if isinstance(data, DocumentReturned):
        delays = rule_set.proceedings.grounds.delays.values()
        yield from (DELAYED,) if data.status.reason in {each.leads_to for each in delays} else ()


class Part(NamedTuple):
    """A procedural event that an event of the stream shows."""

    event: str
    about: str | None
    since: date | None
    """The day on which it is so, where that is not the day of the event."""


class Known(NamedTuple):
    """What conditions follow from of an event."""

    day: date
    conditions: Collection[str]
    parts: Iterable[Part]


class Conditions:
    """The conditions of limits in a stream, as its events say by now: what a later one takes back never was.

    A delay holds from its grant until its last day, or the event that it waits for, and not at all where the ruling was
    cancelled (Art. 368(1)). Where none is on record, a return that names one as its ground shows it (Art. 366(1)
    ind. 10, 11).
    """

    def __init__(self, events: Iterable[Known]) -> None:
        self._steady: set[str] = set()
        self._granted: dict[str | None, date] = {}
        self._last_days: dict[str | None, date] = {}
        self._cancelled: set[str | None] = set()
        self._returns: list[tuple[date, bool]] = []
        for known in events:
            self._steady.update(code for code in known.conditions if code != DELAYED)
            for part in known.parts:
                self._note(known, part)

    def _note(self, known: Known, part: Part) -> None:
        if part.event == RETURN:
            self._returns.append((known.day, DELAYED in known.conditions))
        if part.event not in OF_DELAYS:
            return
        self._granted[part.about] = min(known.day, self._granted.get(part.about, known.day))
        if part.event == ENDS:
            self._last_days[part.about] = part.since or known.day
        elif part.event == CANCELLED:
            self._cancelled.add(part.about)

    def on(self, day: date) -> frozenset[str]:
        """The conditions that hold for what starts on a day."""
        return frozenset({*self._steady, DELAYED} if self._delayed(day) else self._steady)

    def _delayed(self, day: date) -> bool:
        by_then = [delay for delay, granted_on in self._granted.items() if granted_on <= day]
        if by_then or self._cancelled:
            return any(day < self._last_days.get(each, date.max) for each in by_then if each not in self._cancelled)
        return max((each for each in self._returns if each[0] <= day), default=(day, False))[1]
