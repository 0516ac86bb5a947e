"""What happens to a running time limit: suspension, interruption, extension, restoration."""

import datetime as dt
from collections.abc import Sequence
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from contracts.base import Contract
from shared.law.time_limits.rules import FIXED, Terms, Unit


class Suspended(Contract):
    """The limit stops; `on` is no longer counted (Art. 137(1)). Without effect on a limit that has expired."""

    kind: Literal["suspended"] = "suspended"
    on: dt.date
    article: str = "Art. 137(1)"


class Resumed(Contract):
    """The rest of the limit runs on, `on` included (Art. 137(2))."""

    kind: Literal["resumed"] = "resumed"
    on: dt.date
    article: str = "Art. 137(2)"


class Interrupted(Contract):
    """What has run is lost; nothing runs until `Restarted` (Art. 339(1)). Without effect on an expired limit."""

    kind: Literal["interrupted"] = "interrupted"
    on: dt.date
    kept: bool = False
    """The limit was kept by an act before this day, as the initiation shows (Art. 337(4), 339(4))."""
    article: str = "Art. 339(1)"


class Restarted(Contract):
    """After an interruption the whole length runs anew from the day after `on` (Art. 339(2)-(3))."""

    kind: Literal["restarted"] = "restarted"
    on: dt.date
    article: str = "Art. 339(3)"


class Extended(Contract):
    """The court extends a limit it fixed (Art. 139(1)): to a date, or by a length.

    A length in the unit of the limit makes the limit longer, counted from its start; in another unit it runs on from
    the last day.
    """

    kind: Literal["extended"] = "extended"
    on: dt.date
    until: dt.date | None = None
    amount: int | None = Field(default=None, ge=1)
    unit: Literal[Unit.WORKING_DAYS, Unit.MONTHS, Unit.YEARS] | None = None
    article: str = "Art. 139(1)"

    @model_validator(mode="after")
    def _has_one_measure(self) -> Self:
        if (self.amount is None) != (self.unit is None) or (self.until is None) == (self.amount is None):
            raise ValueError("an extension names either a date or an amount with its unit")
        return self


class Restored(Contract):
    """The court restores a missed limit (Art. 138(1)): until a date it names, else the limit runs anew from `on`."""

    kind: Literal["restored"] = "restored"
    on: dt.date
    until: dt.date | None = None
    article: str = "Art. 138(1)"


Entry = Annotated[Suspended | Resumed | Interrupted | Restarted | Extended | Restored, Field(discriminator="kind")]


class HistoryError(ValueError):
    """The entries contradict each other, whatever the calendar: out of order, resumed but not suspended, and so on."""


def check_history(terms: Terms, start: dt.date, history: Sequence[Entry]) -> None:
    """Refuse a history that cannot have happened. Raises `HistoryError`."""
    suspended = interrupted = False
    before = dt.date.min
    for entry in history:
        if entry.on < before:
            raise HistoryError(f"{entry.kind} on {entry.on} stands after an entry of {before}")
        before = entry.on
        match entry:
            case Suspended():
                _require(not suspended, entry, "the limit is suspended already")
                suspended = True
            case Resumed():
                _require(suspended, entry, "the limit is not suspended")
                suspended = False
            case _:
                _require(not terms.backward, entry, "the limit is counted back from an event")
                begun = terms.unit in FIXED or entry.on >= start  # of a fixed date, `start` is the last day
                _require(begun, entry, f"the limit begins only on {start}")
                _require(interrupted == isinstance(entry, Restarted), entry, _INTERRUPTION[interrupted])
                interrupted = isinstance(entry, Interrupted)


_INTERRUPTION = {True: "the limit is interrupted", False: "the limit is not interrupted"}


def _require(condition: bool, entry: Entry, why: str) -> None:
    if not condition:
        raise HistoryError(f"{entry.kind} on {entry.on}: {why}")
