"""Running limits in columns: how the recalculation takes them in."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import accumulate
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from shared.law.time_limits.history import Entry, Extended, Restored
from shared.law.time_limits.rules import Direction, Rule, Unit, terms

Days = npt.NDArray[np.datetime64]
Integers = npt.NDArray[np.int64]
Codes = npt.NDArray[np.int8]

UNITS: tuple[Unit, ...] = tuple(Unit)
DIRECTIONS: tuple[Direction, ...] = tuple(Direction)
KINDS: tuple[str, ...] = ("suspended", "resumed", "interrupted", "restarted", "extended", "restored")
NO_CODE = -1


class Running(NamedTuple):
    """One running limit: its rule, the day of its event, what happened to it, the date it has now."""

    rule: Rule
    start: date
    history: Sequence[Entry] = ()
    due: date | None = None


class Entries(NamedTuple):
    """Entries of one kind, each of another limit."""

    on: Days
    until: Days
    amount: Integers
    unit: Codes


@dataclass(frozen=True, slots=True)
class History:
    """Entries of many limits in one row of columns; limit i owns the entries `offsets[i]:offsets[i + 1]`.

    `kind` and `unit` are positions in `KINDS` and `UNITS`. `until` is NaT and `unit` `NO_CODE` where an entry has
    none. Entries must be in the order in which they happened, as `check_history` asks.
    """

    offsets: Integers
    kind: Codes
    on: Days
    until: Days
    amount: Integers
    unit: Codes

    @classmethod
    def of(cls, histories: Iterable[Sequence[Entry]]) -> "History":
        rows = [tuple(history) for history in histories]
        entries = [entry for row in rows for entry in row]
        extended = [entry if isinstance(entry, Extended) else None for entry in entries]
        return cls(
            offsets=np.array([0, *accumulate(map(len, rows))], dtype=np.int64),
            kind=np.array([KINDS.index(entry.kind) for entry in entries], dtype=np.int8),
            on=days(entry.on for entry in entries),
            until=days(entry.until if isinstance(entry, Extended | Restored) else None for entry in entries),
            amount=np.array([(entry and entry.amount) or 0 for entry in extended], dtype=np.int64),
            unit=np.array(
                [UNITS.index(entry.unit) if entry and entry.unit else NO_CODE for entry in extended], dtype=np.int8
            ),
        )

    def at(self, entries: Integers) -> "Entries":
        """Some entries, whatever limits they belong to."""
        return Entries(self.on[entries], self.until[entries], self.amount[entries], self.unit[entries])


@dataclass(frozen=True, slots=True)
class Limits:
    """Running limits in columns of one length; `unit` and `direction` are positions in `UNITS` and `DIRECTIONS`.

    `amount` is 0 for the units without length. `due` is the date each limit has now, NaT while it does not run.
    """

    start: Days
    amount: Integers
    unit: Codes
    direction: Codes
    due: Days
    history: History | None = None

    @classmethod
    def of(cls, limits: Iterable[Running]) -> "Limits":
        """Columns from single limits. Raises `NotComputable` for a rule without a length."""
        rows = list(limits)
        counted = [terms(row.rule) for row in rows]
        return cls(
            start=days(row.start for row in rows),
            amount=np.array([each.amount for each in counted], dtype=np.int64),
            unit=np.array([UNITS.index(each.unit) for each in counted], dtype=np.int8),
            direction=np.array([DIRECTIONS.index(each.direction) for each in counted], dtype=np.int8),
            due=days(row.due for row in rows),
            history=History.of(row.history for row in rows) if any(row.history for row in rows) else None,
        )


def days(dates: Iterable[date | None]) -> Days:
    """A column of dates; None becomes NaT."""
    return np.array(list(dates), dtype="datetime64[D]")
