"""What was typed into the inputs of a form, by their names, and what it states."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from contracts.codelists import CURRENCIES
from services.desk.inputs.widgets import PARTS, PREFIX, Kind, Widget
from shared.act_fields import in_full
from shared.clock import MINSK

Typed = dict[str, list[str]]
"""What was typed, by the name of the input."""
ROWS_AT_MOST = 1200
"""The most rows any list of the contracts may have."""
_CODES = {currency.abbreviation: code for code, currency in CURRENCIES.items()}


def tidy(widgets: Iterable[Widget], sent: Iterable[tuple[str, str]], prefix: str = PREFIX) -> Typed:
    """What was sent, without inputs and rows that were left empty; rows are counted from 0 without gaps."""
    texts: Typed = {}
    for name, text in sent:
        if stripped := text.strip():
            texts.setdefault(name, []).append(stripped)
    return dict(_tidy(widgets, texts, prefix, prefix))


def stated(widgets: Iterable[Widget], typed: Typed, prefix: str = PREFIX) -> dict[str, Any]:
    """The fields of the act as they were typed."""
    values: dict[str, Any] = {}
    for widget in widgets:
        value = _value(widget, typed, f"{prefix}{widget.name}")
        if value not in (None, {}, []):
            values[widget.name] = value
    return values


def typed_from(widgets: Iterable[Widget], values: Mapping[str, Any]) -> Typed:
    """What would have to be typed to state these values: of a file, or of an act that is on record."""
    return dict(_typed(widgets, values, PREFIX))


def rows_in(typed: Mapping[str, Any], name: str) -> int:
    """The number of rows of a list."""
    return len(_indices(typed, name))


def _tidy(widgets: Iterable[Widget], texts: Typed, old: str, new: str) -> Iterator[tuple[str, list[str]]]:
    for widget in widgets:
        if widget.kind is Kind.GROUP:
            yield from _tidy(widget.parts, texts, f"{old}{widget.name}.", f"{new}{widget.name}.")
        elif widget.kind is Kind.ROWS:
            place = 0
            for index in _indices(texts, f"{old}{widget.name}"):
                row = dict(_tidy(widget.parts, texts, f"{old}{widget.name}.{index}.", f"{new}{widget.name}.{place}."))
                yield from row.items()
                place += bool(row)
        elif parts := PARTS.get(widget.kind):
            names = [f"{widget.name}.{part}" for part in parts]
            if f"{old}{names[0]}" in texts:
                yield from ((f"{new}{name}", texts[f"{old}{name}"]) for name in names if f"{old}{name}" in texts)
        elif f"{old}{widget.name}" in texts:
            yield f"{new}{widget.name}", texts[f"{old}{widget.name}"]


def _indices(texts: Mapping[str, Any], name: str) -> list[int]:
    found = {text.removeprefix(f"{name}.").partition(".")[0] for text in texts if text.startswith(f"{name}.")}
    return sorted(int(index) for index in found if index.isascii() and index.isdigit() and len(index) < 5)[
        :ROWS_AT_MOST
    ]


def _value(widget: Widget, typed: Typed, name: str) -> Any:
    if widget.kind is Kind.GROUP:
        return stated(widget.parts, typed, f"{name}.")
    if widget.kind is Kind.ROWS:
        return [stated(widget.parts, typed, f"{name}.{place}.") for place in range(rows_in(typed, name))]
    if parts := PARTS.get(widget.kind):
        return {part: _CODES.get(text, text) for part in parts if (text := _last(typed, f"{name}.{part}"))}
    texts = typed.get(name, [])
    if widget.kind is Kind.CHOICES:
        return texts
    if widget.kind is Kind.LINES:
        return [line.strip() for text in texts for line in text.splitlines() if line.strip()]
    if not texts:
        return None
    return _moment(texts[-1]) if widget.kind is Kind.MOMENT else texts[-1]


def _last(typed: Typed, name: str) -> str:
    return typed[name][-1] if name in typed else ""


def _moment(text: str) -> str:
    """A time that names no zone is one of Minsk; what is no time stays as it is, to be refused."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return text
    return (moment if moment.tzinfo else moment.replace(tzinfo=MINSK)).isoformat()


def _typed(widgets: Iterable[Widget], values: Mapping[str, Any], prefix: str) -> Iterator[tuple[str, list[str]]]:
    for widget in widgets:
        value = values.get(widget.name)
        if value is None:
            continue
        yield from _typed_one(widget, in_full(value), f"{prefix}{widget.name}")


def _typed_one(widget: Widget, value: Any, name: str) -> Iterator[tuple[str, list[str]]]:
    if widget.kind is Kind.GROUP:
        if isinstance(value, Mapping):
            yield from _typed(widget.parts, value, f"{name}.")
    elif widget.kind is Kind.ROWS:
        for place, row in enumerate(each for each in _listed(value) if isinstance(each, Mapping)):
            yield from _typed(widget.parts, row, f"{name}.{place}.")
    elif parts := PARTS.get(widget.kind):
        stated_parts = value if isinstance(value, Mapping) else {parts[0]: value}
        for part in parts:
            if stated_parts.get(part) is not None:
                text = _text(stated_parts[part])
                yield f"{name}.{part}", [CURRENCIES[text].abbreviation if text in CURRENCIES else text]
    elif widget.kind is Kind.CHOICES:
        yield name, [_text(each) for each in _listed(value)]
    elif widget.kind is Kind.LINES:
        yield name, ["\n".join(_text(each) for each in _listed(value))]
    elif widget.kind is Kind.MOMENT:
        yield name, [_local(_text(value))]
    else:
        yield name, [_text(value)]


def _listed(value: Any) -> Sequence[Any]:
    return value if isinstance(value, list | tuple) else [value]


def _text(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _local(text: str) -> str:
    """A moment as the input for it has it: the time of Minsk, without its zone."""
    try:
        return datetime.fromisoformat(text).astimezone(MINSK).strftime("%Y-%m-%dT%H:%M")
    except ValueError:
        return text
