"""Which act each command asks for and each event records, and on which track its event stands: as the rows say."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from contracts.catalogue import COMMANDS, EVENTS
from contracts.registry import Command, Event
from shared.law.rule_sets import RuleSets
from shared.law.rule_sets.parts.acts import ActRow


def _rows() -> Iterator[ActRow]:
    """The acts of every rule set; of one that several hold, the latest row last."""
    for rule_set in RuleSets.load():
        yield from rule_set.procedures.enforcement.acts.values()


def _command(name: str) -> type[Command]:
    return COMMANDS.models[f"lea.proceedings.{name}.v1"]  # type: ignore[return-value]


def _event(name: str) -> type[Event]:
    return EVENTS.models[f"lea.proceedings.{name}.v1"]  # type: ignore[return-value]


ACTS: Mapping[type[Command], str] = {_command(row.command_name): row.act for row in _rows()}
"""The act that each command asks for."""

RECORDED_BY: Mapping[type[Event], str] = {_event(name): row.act for row in _rows() for name in row.emits}
"""The act that each event records; an event that is not listed follows from the acts by law."""

EVENT_OF: Mapping[str, type[Event]] = {row.act: _event(row.emits[0]) for row in _rows()}
"""The event that usually records each act."""

MADE_FROM_ROWS: Mapping[str, type[Event]] = {row.act: _event(row.emits[0]) for row in _rows() if row.generated}
"""The event of each act whose contract is made from its row: it states what the command states."""


def tracks() -> dict[type[Event], Callable[[Any], str]]:
    """The track of each event that records an act."""
    return {_event(name): _track(row) for row in _rows() for name in row.emits}


def _track(row: ActRow) -> Callable[[Any], str]:
    """`measure:{measure}` is the track of what is named in that field."""
    field = row.about
    if field is None:
        return lambda _: row.track
    prefix = row.track.partition("{")[0]
    return lambda data: f"{prefix}{getattr(data, field)}"
