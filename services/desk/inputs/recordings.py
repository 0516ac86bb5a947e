"""The inputs for what is stated about the recording of an act: its paper, its place in its day, what papers show."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from contracts.recording import Recording
from services.desk.inputs.references import Reference
from services.desk.inputs.typed import Typed, rows_in, stated, tidy
from services.desk.inputs.widgets import Kind, Widget, widgets_in
from shared.law.rule_sets.parts.acts import Effective

PREFIX = "recording."
"""Of the names of inputs for what is stated about the recording."""
ATTESTATIONS = "attestations"
SHOWN = f"{PREFIX}{ATTESTATIONS}"
"""The rows of papers that show what an act rests on."""
_LATER = frozenset({Effective.SERVICE, Effective.LEGAL_FORCE})
"""An act that takes effect so was decided on a day of its own."""
_FOLLOWED_AT_MOST = 25
"""Acts to choose from on a form: it stays small."""


def recording_widgets(effective: Effective | None = None) -> tuple[Widget, ...]:
    """What a person can state; without a date or an author a paper is of the day and the person of the act."""
    fitting = (each for each in widgets_in(Recording) if each.name != "decided_on" or effective in _LATER)
    return tuple(map(_lenient, fitting))


def offering(widgets: Iterable[Widget], conditions: Sequence[str]) -> Iterator[Widget]:
    """The inputs with these conditions to choose from; none to choose: no rows for papers."""
    for widget in widgets:
        if widget.name != ATTESTATIONS:
            yield widget
        elif conditions:
            yield replace(widget, parts=tuple(_choosing(part, tuple(conditions)) for part in widget.parts))


def recorded(widgets: Iterable[Widget], sent: Iterable[tuple[str, str]], proposed: Iterable[str]) -> Typed:
    """What was typed, without the rows that the form proposed and nobody filled in."""
    listed, unfilled = tuple(widgets), set(proposed)
    typed = tidy(listed, sent, PREFIX)
    for place in range(rows_in(typed, SHOWN)):
        row = [name for name in typed if name.startswith(f"{SHOWN}.{place}.")]
        if row == [_condition(place)] and typed[row[0]][-1] in unfilled:
            del typed[row[0]]
    return tidy(listed, ((name, text) for name, texts in typed.items() for text in texts), PREFIX)


def with_rows(typed: Typed, conditions: Iterable[str]) -> Typed:
    """What was typed, and a row for each of the conditions that has none."""
    rows = rows_in(typed, SHOWN)
    chosen = {typed.get(_condition(place), [""])[-1] for place in range(rows)}
    missing = [each for each in dict.fromkeys(conditions) if each not in chosen]
    return {**typed, **{_condition(place): [each] for place, each in enumerate(missing, rows)}}


def row_of(typed: Typed, condition: str) -> int | None:
    """The row for the paper that shows a condition."""
    rows = range(rows_in(typed, SHOWN))
    return next((place for place in rows if typed.get(_condition(place), [""])[-1] == condition), None)


def chosen(typed: Typed) -> tuple[str, ...]:
    """The conditions of the rows."""
    return tuple(typed[name][-1] for place in range(rows_in(typed, SHOWN)) if (name := _condition(place)) in typed)


def stated_of_recording(widgets: Iterable[Widget], typed: Typed, day: date, author: str) -> dict[str, Any]:
    """What is stated, by the fields of a recording."""
    values = stated(widgets, typed, PREFIX)
    for holder in (values, *values.get(ATTESTATIONS, ())):
        if "paper" in holder:
            holder["paper"] = {"dated": day.isoformat(), "author": author, **holder["paper"]}
    return values


def followed(acts: Iterable[Reference], day: date) -> tuple[Reference, ...]:
    """The acts that another can follow: those of its day first, then the latest."""
    latest = sorted(acts, key=lambda each: (each.day == day, each.day), reverse=True)
    return tuple(latest[:_FOLLOWED_AT_MOST])


def choices_of_recording(choices: Mapping[str, Sequence[Reference]], day: date) -> dict[str, Sequence[Reference]]:
    """What fields can refer to, with the acts that this one can follow in its day."""
    return {**choices, "after": followed(choices.get("act", ()), day)}


def _lenient(widget: Widget) -> Widget:
    parts = tuple(map(_lenient, widget.parts))
    return replace(widget, required=widget.required and widget.name not in ("dated", "author"), parts=parts)


def _choosing(widget: Widget, conditions: tuple[str, ...]) -> Widget:
    if widget.name != "condition" or widget.field is None:
        return widget
    return replace(widget, kind=Kind.CHOICE, field=widget.field._replace(codes=conditions))


def _condition(place: int) -> str:
    return f"{SHOWN}.{place}.condition"
